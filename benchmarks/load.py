"""A small load generator: keep-alive connections, each a thread that asks its questions one after another. Loopback only."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

HOST = "127.0.0.1"
TIMEOUT_SECONDS = 60.0
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Load:
    """What came back: seconds of every answer, the seconds that all took together, and the bytes of all bodies."""

    latencies: tuple[float, ...]
    seconds: float
    bytes: int

    @property
    def per_second(self) -> float:
        return len(self.latencies) / self.seconds


@dataclass(frozen=True, slots=True)
class Posted:
    """A question that is sent as JSON; one that is only a path is a GET."""

    path: str
    body: bytes


Asked = str | Posted


class UnexpectedAnswerError(Exception):
    """A server answered something other than 200, or not at all."""


def drive(ports: Sequence[int], asked: Sequence[Asked], *, connections: int, seconds: float | None = None) -> Load:
    """Ask all that is ``asked`` over ``connections`` connections, shared out evenly over ``ports``.

    Without ``seconds`` each is asked once; with it, they are asked round and round until the time is over. Raises
    UnexpectedAnswerError for the first answer that is none.
    """
    until = None if seconds is None else time.perf_counter() + seconds
    shares = [_Share(ports[number % len(ports)], asked[number::connections], until) for number in range(connections)]
    started = time.perf_counter()
    threads = [threading.Thread(target=share.run, daemon=True) for share in shares]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - started
    for share in shares:
        if share.failure:
            raise share.failure
    return Load(tuple(each for share in shares for each in share.latencies), took, sum(share.bytes for share in shares))


class _Share:
    """What one connection asks and how long each answer took."""

    def __init__(self, port: int, asked: Sequence[Asked], until: float | None) -> None:
        self.latencies: list[float] = []
        self.bytes = 0
        self.failure: Exception | None = None
        self._port = port
        self._asked = asked
        self._until = until

    def run(self) -> None:
        try:
            with socket.create_connection((HOST, self._port), TIMEOUT_SECONDS) as connection:
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._ask_all(connection)
        except (OSError, UnexpectedAnswerError) as error:
            self.failure = error

    def _ask_all(self, connection: socket.socket) -> None:
        while True:
            for each in self._asked:
                started = time.perf_counter()
                if self._until and started > self._until:
                    return
                self.bytes += ask(connection, each)
                self.latencies.append(time.perf_counter() - started)
            if self._until is None:
                return


def ask(connection: socket.socket, asked: Asked) -> int:
    """One request; returns the length of the body. Raises UnexpectedAnswerError unless it is answered with 200."""
    path = asked if isinstance(asked, str) else asked.path
    connection.sendall(_message(asked))
    received = connection.recv(_CHUNK)
    while (end := received.find(b"\r\n\r\n")) < 0:
        received += _more(connection, path)
    head = received[:end].lower()
    if not head.startswith(b"http/1.1 200"):
        status, body = received[:end].split(b"\r\n", 1)[0], received[end + 4 :]
        raise UnexpectedAnswerError(f"{path}: {status.decode()}: {body[:500].decode(errors='replace')}")
    length = int(head.partition(b"content-length:")[2].split(b"\r\n", 1)[0])
    missing = length - (len(received) - end - 4)
    while missing > 0:
        missing -= len(_more(connection, path))
    return length


def _message(asked: Asked) -> bytes:
    if isinstance(asked, str):
        return f"GET {asked} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    length = f"Content-Type: application/json\r\nContent-Length: {len(asked.body)}"
    return f"POST {asked.path} HTTP/1.1\r\nHost: localhost\r\n{length}\r\n\r\n".encode() + asked.body


def _more(connection: socket.socket, path: str) -> bytes:
    received = connection.recv(_CHUNK)
    if not received:
        raise UnexpectedAnswerError(f"{path}: the server closed the connection")
    return received
