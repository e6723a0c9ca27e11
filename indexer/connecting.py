"""Connects to a host, never to an address of a private network unless that is allowed, and cuts the connection when its time is over.

The connection goes to the address that was checked: a name that resolves to another one a moment later gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPSConnection
from urllib.parse import SplitResult, urlsplit

from search_service.errors import UnreadableSourceError


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one fetch may cost: bytes of the answer, packed or unpacked, seconds in all and without any byte, redirects."""

    size: int = 50_000_000
    seconds: float = 60.0
    silence: float = 15.0
    redirects: int = 5
    private_addresses: bool = False


def checked(url: str) -> SplitResult:
    """The parts of an http or https address. Raises UnreadableSourceError for anything else."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise UnreadableSourceError(f"{url} is no address ({error}); check it") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0 or any(character.isspace() for character in url):
        raise UnreadableSourceError(f"{url} is no http or https address; check it")
    return parts


@contextmanager
def connected(parts: SplitResult, limits: Limits, *, ends_at: float) -> Iterator[HTTPConnection]:
    """A connection that is cut at ``ends_at`` (of the monotonic clock), whoever still waits for whatever byte.

    Raises UnreadableSourceError for an address of a private network, OSError when nobody answers or TLS fails.
    """
    host, port = str(parts.hostname), parts.port or (443 if parts.scheme == "https" else 80)
    sock = _socket(host, port, limits)
    handle = sock.dup()  # TLS takes the first one over
    cut = threading.Timer(max(ends_at - time.monotonic(), 0), _cut, [handle])
    cut.daemon = True
    cut.start()
    try:
        connection = _on_top(sock, parts, limits)
        try:
            yield connection
        finally:
            connection.close()
    finally:
        cut.cancel()
        handle.close()
        sock.close()


def _on_top(sock: socket.socket, parts: SplitResult, limits: Limits) -> HTTPConnection:
    """What speaks HTTP over a connection that is there, encrypted where the address says so."""
    host = str(parts.hostname)
    if parts.scheme == "http":
        connection = HTTPConnection(host, parts.port, timeout=limits.silence)
        connection.sock = sock
        return connection
    context = ssl.create_default_context()
    secure = HTTPSConnection(host, parts.port, timeout=limits.silence, context=context)
    secure.sock = context.wrap_socket(sock, server_hostname=host)
    return secure


def _socket(host: str, port: int, limits: Limits) -> socket.socket:
    """A connection to the first address of the name that answers; every address is checked, not the name."""
    addresses = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    allowed = [each for each in addresses if limits.private_addresses or _is_public(each)]
    if not allowed:
        raise UnreadableSourceError(f"{host} is an address of a private network; set private_addresses to allow that")
    failed: OSError | None = None
    for address in allowed:
        try:
            return socket.create_connection((address, port), timeout=min(limits.silence, limits.seconds))
        except OSError as error:
            failed = error
    raise failed or OSError("no address")


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    return ip.is_global and not ip.is_multicast


def _cut(sock: socket.socket) -> None:
    """A limit on each wait for a byte is none on a server that sends one now and then, be it in the headers."""
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:  # the other side was quicker
        return
