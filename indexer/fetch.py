"""Fetches one address in bounded time and size; no address of a private network, unless settings allow it, at no redirect either.

The connection goes to the address that was checked: a name that resolves to another one a moment later gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from io import BytesIO
from urllib.parse import SplitResult, urljoin, urlsplit

from search_service.errors import UnreadableSourceError

USER_AGENT = "news-indexer"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_CHUNK_BYTES = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one fetch may cost: bytes of the answer, seconds in all and without any byte, redirects."""

    size: int = 50_000_000
    seconds: float = 60.0
    silence: float = 15.0
    redirects: int = 5
    private_addresses: bool = False


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer; ``url`` is where it was found after redirects, ``modified`` what the server says, else now."""

    url: str
    stream: BytesIO
    modified: datetime


def is_address(source: str) -> bool:
    """Whether a source is an address, not a path."""
    return source.lower().startswith(("http://", "https://"))


def fetch(url: str, limits: Limits) -> Fetched:
    """Get an address. Raises UnreadableSourceError, which says what failed, within the limits."""
    ends_at = time.monotonic() + limits.seconds
    for _ in range(limits.redirects + 1):
        with _answer(url, limits) as response:
            if response.status not in _REDIRECTS:
                return _fetched(url, response, limits, ends_at)
            url = _redirected(url, response)
    raise UnreadableSourceError(f"{url} cannot be fetched (more than {limits.redirects} redirects); check the address")


@contextmanager
def _answer(url: str, limits: Limits) -> Iterator[HTTPResponse]:
    """The answer of a server to one request; everything that the network raises becomes an error of ours."""
    parts = _checked(url)
    connection: HTTPConnection | None = None
    try:
        connection = _connection(parts, limits)
        target = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
        connection.request("GET", target, headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity"})
        yield connection.getresponse()
    except (OSError, HTTPException, UnicodeError) as error:  # UnicodeError: a host or path that no request can hold
        raise UnreadableSourceError(f"{url} cannot be fetched ({error or type(error).__name__}); try again later") from error
    finally:
        if connection is not None:
            connection.close()


def _checked(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise UnreadableSourceError(f"{url} is no address ({error}); check it") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0 or any(character.isspace() for character in url):
        raise UnreadableSourceError(f"{url} is no http or https address; check it")
    return parts


def _connection(parts: SplitResult, limits: Limits) -> HTTPConnection:
    host, port = str(parts.hostname), parts.port or (443 if parts.scheme == "https" else 80)
    sock = _connected(host, port, limits)
    if parts.scheme == "http":
        connection = HTTPConnection(host, port, timeout=limits.silence)
        connection.sock = sock
        return connection
    context = ssl.create_default_context()
    secure = HTTPSConnection(host, port, timeout=limits.silence, context=context)
    try:
        secure.sock = context.wrap_socket(sock, server_hostname=host)
    except OSError:
        sock.close()
        raise
    return secure


def _connected(host: str, port: int, limits: Limits) -> socket.socket:
    """A connection to the first address of the name that answers; every address is checked, not the name."""
    addresses = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    allowed = [each for each in addresses if limits.private_addresses or _is_public(each)]
    if not allowed:
        raise UnreadableSourceError(f"{host} is an address of a private network; set private_addresses to allow that")
    failed: OSError | None = None
    for address in allowed:
        try:
            return socket.create_connection((address, port), timeout=limits.silence)
        except OSError as error:
            failed = error
    raise failed or OSError("no address")


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    return ip.is_global and not ip.is_multicast


def _redirected(url: str, response: HTTPResponse) -> str:
    target = urljoin(url, response.headers.get("Location", ""))
    if urlsplit(url).scheme == "https" and target.lower().startswith("http://"):
        raise UnreadableSourceError(f"{url} leads to {target}, which is not encrypted any more; import that address itself")
    return target


def _fetched(url: str, response: HTTPResponse, limits: Limits, ends_at: float) -> Fetched:
    if response.status != 200:
        raise UnreadableSourceError(f"{url} cannot be fetched (the server answers {response.status} {response.reason}); check the address")
    kept = BytesIO()
    while chunk := response.read1(_CHUNK_BYTES):
        if kept.tell() + len(chunk) > limits.size:
            raise UnreadableSourceError(f"{url} is longer than {limits.size:,} bytes; fetch it yourself and import the file")
        if time.monotonic() > ends_at:
            raise UnreadableSourceError(f"{url} took longer than {limits.seconds:g} seconds; try again later")
        kept.write(chunk)
    if response.length:
        raise UnreadableSourceError(f"{url} ended {response.length:,} bytes too early; try again later")
    kept.seek(0)
    return Fetched(url, kept, _modified(response))


def _modified(response: HTTPResponse) -> datetime:
    try:
        moment = parsedate_to_datetime(response.headers.get("Last-Modified", ""))
    except ValueError:
        return datetime.now(UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
