"""Answers compressed (gzip) for clients that take it, also without a proxy; what is small or is no text goes as it is.

Not done by a library: those that know Flask put their own suffix behind each tag, so a 304 would come after the search, not before it.
Answers hold nothing secret, so what a compressed length gives away (BREACH) is nothing.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache

from flask import Flask, Response, request
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

LEVEL = 4
"""A result page of 24 kB becomes 5.9 kB in .4 ms; level 6 takes twice as long for 2 % less."""
SMALLEST = 500
"""Bytes; below, an answer fits into one packet either way."""
GZIP = "gzip"
_FOR_A_YEAR_LEVEL = 9
_KEPT_FILES = 32
_GZIP_FORMAT = zlib.MAX_WBITS | 16
_TEXTS = (
    "text/",
    "application/json",
    "application/problem+json",
    "application/feed+json",
    "application/jsonl",
    "application/atom+xml",
    "application/xml",
    "application/javascript",
    "application/opensearchdescription+xml",
    "application/x-suggestions+json",
    "application/vnd.oai.openapi+json",
    "image/svg+xml",
)


def install_compression(app: Flask) -> None:
    app.after_request(_compressed)


def accepted_coding() -> str:
    """How the client of the current request takes bodies: "gzip", or "identity"."""
    return _coding_for(request.headers.get("Accept-Encoding", ""))


@lru_cache(maxsize=64)
def _coding_for(accepted: str) -> str:
    return GZIP if parse_accept_header(accepted, Accept)[GZIP] > 0 else "identity"


def _compressed(response: Response) -> Response:
    if not (response.mimetype or "").startswith(_TEXTS) or response.status_code in (204, 206):
        return response
    known = response.headers.get("Vary")
    response.headers["Vary"] = f"{known}, Accept-Encoding" if known else "Accept-Encoding"  # in one line: some readers know the first only
    compress_body(response)
    return response


def compress_body(response: Response) -> None:
    """Compress a text if the client of the current request takes it so, and if that was not done already."""
    if accepted_coding() != GZIP or response.content_encoding or response.status_code == 304:
        return
    if response.is_streamed and not response.direct_passthrough:
        _set_body(response, _stream(response.iter_encoded()))
        response.headers.pop("Content-Length", None)
        return
    response.direct_passthrough = False  # a file: small, and read once
    body = response.get_data()
    if len(body) >= SMALLEST:
        lasting = response.cache_control.immutable
        response.set_data(_file(body) if lasting else zlib.compress(body, LEVEL, _GZIP_FORMAT))
        _mark(response)


def _set_body(response: Response, parts: Iterable[bytes]) -> None:
    """Put other parts in the place of a stream, which is still closed with the answer."""
    if close := getattr(response.response, "close", None):
        response.call_on_close(close)
    response.response = parts
    _mark(response)


def _mark(response: Response) -> None:
    """Name the coding; a strong tag promises the same bytes, which these are not, so it becomes a weak one."""
    response.content_encoding = GZIP
    tag, weak = response.get_etag()
    if tag and not weak:
        response.set_etag(tag, weak=True)


@lru_cache(maxsize=_KEPT_FILES)
def _file(body: bytes) -> bytes:
    """Kept, because a file is the same for everybody."""
    return zlib.compress(body, _FOR_A_YEAR_LEVEL, _GZIP_FORMAT)


def _stream(parts: Iterable[bytes]) -> Iterator[bytes]:
    writer = zlib.compressobj(LEVEL, zlib.DEFLATED, _GZIP_FORMAT)
    for part in parts:
        if packed := writer.compress(part):
            yield packed
    yield writer.flush()
