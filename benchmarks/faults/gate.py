"""Stands between a command and a server, and does what networks do: holds answers back, or tells that something is on its way."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum, auto

_CHUNK = 1 << 16
_HEAD = 400
"""Bytes in which the first line of a request stands."""


class Then(Enum):
    """What becomes of a request, and of all that comes after it on its connection."""

    PASS = auto()
    HOLD = auto()
    """It arrives, and its answer never comes."""
    LOSE = auto()
    """It arrives, and the connection ends where its answer would come."""
    DROP = auto()
    """It never arrives."""


BULK, ALIAS = b"_bulk", b"POST /_aliases"
"""What stands in the first line of a request that writes releases, or publishes them."""
Decide = Callable[[bytes], Then]


def passing(_request: bytes) -> Then:
    """Nothing happens."""
    return Then.PASS


@dataclass
class Moment:
    """The ``nth`` request of a kind: what becomes of it, and somebody who waits for it."""

    kind: bytes
    nth: int
    then: Then = Then.PASS
    come: threading.Event = field(default_factory=threading.Event)
    seen: int = 0

    def decide(self, request: bytes) -> Then:
        """See ``Gate``."""
        first = request.partition(b"\r\n")[0]
        if b" HTTP/1.1" not in first or self.kind not in first:
            return Then.PASS
        self.seen += 1
        if self.seen != self.nth:
            return Then.PASS
        self.come.set()
        return self.then


@dataclass
class Gate:
    """Leads from a port to the server at ``target``; ``decide`` sees what begins as a request does."""

    target: tuple[str, int]
    decide: Decide = passing
    host: str = "127.0.0.1"
    port: int = 0
    _open: list[socket.socket] = field(default_factory=list)

    @contextmanager
    def standing(self) -> Iterator[Gate]:
        """The gate while the block is at work."""
        with socket.create_server((self.host, 0)) as listener:
            self.port = listener.getsockname()[1]
            threading.Thread(target=self._accept, args=(listener,), daemon=True).start()
            try:
                yield self
            finally:
                listener.shutdown(socket.SHUT_RDWR)
                for each in self._open:
                    with suppress(OSError):
                        each.shutdown(socket.SHUT_RDWR)
                    each.close()

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                threading.Thread(target=self._connect, args=(client,), daemon=True).start()

    def _connect(self, client: socket.socket) -> None:
        try:
            server = socket.create_connection(self.target)
        except OSError:
            client.close()
            return
        self._open += [client, server]
        held, lost = threading.Event(), threading.Event()
        threading.Thread(target=self._back, args=(server, client, held, lost), daemon=True).start()
        self._forth(client, server, held, lost)

    def _forth(self, client: socket.socket, server: socket.socket, held: threading.Event, lost: threading.Event) -> None:
        with suppress(OSError):
            while data := client.recv(_CHUNK):
                then = Then.PASS if held.is_set() or lost.is_set() else self.decide(data[:_HEAD])
                if then is Then.LOSE:
                    lost.set()
                elif then is not Then.PASS:
                    held.set()
                if then is not Then.DROP:
                    server.sendall(data)
            server.shutdown(socket.SHUT_WR)

    @staticmethod
    def _back(server: socket.socket, client: socket.socket, held: threading.Event, lost: threading.Event) -> None:
        with suppress(OSError):
            while data := server.recv(_CHUNK):
                if lost.is_set():
                    client.shutdown(socket.SHUT_RDWR)
                elif not held.is_set():
                    client.sendall(data)
            if not held.is_set():
                client.shutdown(socket.SHUT_WR)
