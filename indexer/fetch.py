"""Fetches one address in bounded time and size; no address of a private network, unless settings allow it, at no redirect either."""

from __future__ import annotations

import gzip
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPResponse
from io import BytesIO
from urllib.parse import urljoin, urlsplit

from indexer.connecting import Limits, checked, connected
from search_service.errors import SourceRefusedError, UnreadableSourceError

__all__ = ["USER_AGENT", "Asking", "Fetched", "Limits", "Validators", "fetch", "fetch_if_changed", "is_address"]

USER_AGENT = "news-indexer"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NOT_MODIFIED = 304
_CHUNK_BYTES = 65_536
LONGEST_VALIDATOR = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server said of an answer, to ask it whether there is another one: ``ETag`` and ``Last-Modified`` as it wrote them."""

    etag: str = ""
    modified: str = ""


def freely(url: str) -> None:
    """For whoever may ask for anything at any time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """How we ask: what we call ourselves, what we know of the answer, and who permits each request, also that after a redirect.

    ``permit`` is called with an address before anybody connects to it; it may wait, or raise UnreadableSourceError.
    """

    user_agent: str = USER_AGENT
    known: Validators = Validators()
    permit: Callable[[str], None] = freely

    def headers(self) -> dict[str, str]:
        """The headers of a request."""
        said = {"User-Agent": self.user_agent, "Accept-Encoding": "gzip"}
        said |= {"If-None-Match": self.known.etag} if self.known.etag else {}
        return said | ({"If-Modified-Since": self.known.modified} if self.known.modified else {})


PLAINLY = Asking()


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer; ``url`` is where it was found after redirects, ``modified`` what the server says, else now."""

    url: str
    stream: BytesIO
    modified: datetime
    validators: Validators = Validators()


def is_address(source: str) -> bool:
    """Whether a source is an address, not a path."""
    return source.lower().startswith(("http://", "https://"))


def fetch(url: str, limits: Limits, asking: Asking = PLAINLY) -> Fetched:
    """Get an address. Raises UnreadableSourceError, which says what failed, within the limits; SourceRefusedError for a refusal."""
    fetched = fetch_if_changed(url, limits, replace(asking, known=Validators()))
    assert fetched is not None, "nothing is known that could still hold"
    return fetched


def fetch_if_changed(url: str, limits: Limits, asking: Asking) -> Fetched | None:
    """Get an address, or None when the server says that what is known of it still holds. Raises as ``fetch``."""
    ends_at = time.monotonic() + limits.seconds
    for _ in range(limits.redirects + 1):
        checked(url)
        asking.permit(url)
        with _answer(url, limits, asking, ends_at=ends_at) as response:
            if response.status == _NOT_MODIFIED and asking.known != Validators():
                return None
            if response.status not in _REDIRECTS:
                return _fetched(url, response, limits, ends_at)
            url = _redirected(url, response)
    raise UnreadableSourceError(f"{url} cannot be fetched (more than {limits.redirects} redirects); check the address")


@contextmanager
def _answer(url: str, limits: Limits, asking: Asking, *, ends_at: float) -> Iterator[HTTPResponse]:
    """The answer of a server to one request; everything that the network raises becomes an error of ours."""
    parts = checked(url)
    try:
        with connected(parts, limits, ends_at=ends_at) as connection:
            target = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
            connection.request("GET", target, headers=asking.headers())
            with connection.getresponse() as response:  # a connection that ends with its answer leaves it to us to close
                yield response
    except (OSError, HTTPException, UnicodeError) as error:  # UnicodeError: a host or path that no request can hold
        if time.monotonic() >= ends_at:
            raise _too_slow(url, limits) from error
        raise UnreadableSourceError(f"{url} cannot be fetched ({error or type(error).__name__}); try again later") from error


def _too_slow(url: str, limits: Limits) -> UnreadableSourceError:
    return UnreadableSourceError(f"{url} took longer than {limits.seconds:g} seconds; try again later")


def _redirected(url: str, response: HTTPResponse) -> str:
    try:
        target = urljoin(url, response.headers.get("Location", ""))
    except ValueError as error:
        raise UnreadableSourceError(f"{url} leads to what is no address ({error}); try again later") from error
    if urlsplit(url).scheme == "https" and target.lower().startswith("http://"):
        raise UnreadableSourceError(f"{url} leads to {target}, which is not encrypted any more; import that address itself")
    return target


def _fetched(url: str, response: HTTPResponse, limits: Limits, ends_at: float) -> Fetched:
    if response.status != 200:
        message = f"{url} cannot be fetched (the server answers {response.status} {response.reason}); check the address"
        raise SourceRefusedError(message, status=response.status, retry_after=_retry_after(response))
    body = _body(url, response, limits, ends_at)
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding in ("gzip", "x-gzip"):
        body = _unpacked(url, body, limits)
    elif encoding not in ("", "identity"):
        raise UnreadableSourceError(f"{url} comes packed as {encoding[:20]}, which nobody asked for; fetch it yourself and import the file")
    validators = Validators(etag=_header(response, "ETag"), modified=_header(response, "Last-Modified"))
    return Fetched(url, body, _moment(validators.modified) or datetime.now(UTC), validators)


def _header(response: HTTPResponse, name: str) -> str:
    """A header in one line, so that it can be sent back; nothing instead of one that is too long for that."""
    value = " ".join(response.headers.get(name, "").split())
    return value if len(value) <= LONGEST_VALIDATOR else ""


def _body(url: str, response: HTTPResponse, limits: Limits, ends_at: float) -> BytesIO:
    kept = BytesIO()
    while chunk := response.read1(_CHUNK_BYTES):
        if kept.tell() + len(chunk) > limits.size:
            raise _too_long(url, limits)
        if time.monotonic() > ends_at:
            break
        kept.write(chunk)
    if time.monotonic() > ends_at:
        raise _too_slow(url, limits)
    if response.length:
        raise UnreadableSourceError(f"{url} ended {response.length:,} bytes too early; try again later")
    kept.seek(0)
    return kept


def _too_long(url: str, limits: Limits) -> UnreadableSourceError:
    return UnreadableSourceError(f"{url} is longer than {limits.size:,} bytes; fetch it yourself and import the file")


def _unpacked(url: str, packed: BytesIO, limits: Limits) -> BytesIO:
    """No more than the limit is unpacked: a megabyte can hold a gigabyte."""
    kept = BytesIO()
    try:
        with gzip.GzipFile(fileobj=packed) as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                if kept.tell() + len(chunk) > limits.size:
                    raise _too_long(url, limits)
                kept.write(chunk)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableSourceError(f"{url} cannot be unpacked ({error}); try again later") from error
    kept.seek(0)
    return kept


def _retry_after(response: HTTPResponse) -> float:
    """The seconds that the server wants to be left alone, written as a number or as a date; 0 where it says nothing that can be read."""
    written = response.headers.get("Retry-After", "").strip()
    if written.isascii() and written.isdigit():
        return float(written[:9])
    moment = _moment(written)
    return max((moment - datetime.now(UTC)).total_seconds(), 0.0) if moment else 0.0


def _moment(written: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(written)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
