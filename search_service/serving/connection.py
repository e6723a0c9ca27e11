"""One client of the server: how long it may keep a connection, and what it is told when its request cannot be read.

Waitress alone ends connections that have been quiet for a while and have no request under way: a client that sends a letter now and
then, or does not take its answer, stays as long as it likes.
"""

from __future__ import annotations

import json
import socket
import struct
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from waitress.channel import HTTPChannel
from waitress.task import ErrorTask, WSGITask
from waitress.utilities import Error

from search_service.web.error_texts import error_text
from search_service.web.i18n import LANGUAGES, accepted_language, in_language
from search_service.web.security import HEADERS

SLOWEST = 32_000
"""Bytes a second that a client must take of its answer on an average, once the time for writing has passed."""
_REFUSAL_HEADERS = (
    ("Content-Type", "application/problem+json"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    *HEADERS,
)
_FORGET_UNSENT = struct.pack("ii", 1, 0)


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds that a client has: without a request, for a request from its first byte to its last, and to take some of an answer."""

    idle: float
    request: float
    write: float


class Refusal(ErrorTask):
    """What waitress refuses by itself (400, 413, 431, 501), as problem details (RFC 9457).

    In the language that the request accepts; in both where it could not be read so far.
    """

    def execute(self) -> None:
        request: Any = self.request
        error = request.error
        text, languages = error_text(error.code), _languages_of(request)
        title, detail = (" / ".join(in_language(each, said) for each in languages) for said in (text.title, text.detail))
        body = json.dumps({"type": "about:blank", "title": title, "status": error.code, "detail": detail}).encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers = [*self.response_headers, *_REFUSAL_HEADERS]
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


def _languages_of(request: Any) -> Sequence[str]:  # waitress's parser
    accepted = getattr(request, "headers", {}).get("ACCEPT_LANGUAGE", "")
    return (accepted_language(accepted, default="en"),) if accepted else tuple(LANGUAGES)


class UnavailableError(Error):
    """What a request gets while no thread is left to answer it."""

    code = 503
    reason = "Service Unavailable"


class Answer(WSGITask):
    """An answer that leaves the connection open where its end is known."""

    def set_close_on_finish(self) -> None:
        """Close the connection after it, unless it has no body, which ends with its headers (RFC 9112, section 6.3).

        waitress closes after every answer without a length, and a 304 tells none: readers and proxies that ask again would connect anew.
        """
        asked = getattr(self.request, "headers", {}).get("CONNECTION", "").lower()
        if self.has_body or self.version != "1.1" or asked == "close":
            super().set_close_on_finish()

    @property
    def has_body(self) -> bool:
        """Whether anything follows the headers: also nothing where HEAD asked for what has no known length, such as an export."""
        of_unknown_length = self.content_length is None and getattr(self.request, "command", "") == "HEAD"
        return super().has_body and not of_unknown_length


class Connection(HTTPChannel):
    """A connection that knows since when its client has been awaited. Times are those of the monotonic clock."""

    task_class = Answer
    error_task_class = Refusal

    def __init__(self, *arguments: Any, **options: Any) -> None:  # as waitress makes it
        self._taken_at = self._begun_at = self._owing_since = time.monotonic()
        self._taken = 0
        super().__init__(*arguments, **options)

    @property
    def is_waiting(self) -> bool:
        """Whether the next step is the client's: it has all of its answers, and no request of it is complete."""
        return not (self.requests or self.total_outbufs_len or self.will_close or self.close_when_flushed)

    @property
    def waiting_since(self) -> float:
        """When it was connected, or had all of its last answer. A request that comes by the letter changes nothing."""
        return self._taken_at

    def is_overdue(self, now: float, patience: Patience) -> bool:
        """Whether the client has let the server wait for longer than it may."""
        if self.total_outbufs_len:
            owing = now - self._owing_since
            stalled = now - max(self._owing_since, self._taken_at) > patience.write
            return stalled or owing > patience.write + self._taken / SLOWEST
        if self.request is not None:
            return self.is_waiting and now - max(self._begun_at, self._taken_at) > patience.request
        return self.is_waiting and now - self._taken_at > patience.idle

    def cut(self) -> None:
        """End the connection at the next turn of the loop, whatever it still owes. Raises nothing.

        A socket that is full never becomes writable, which waitress would wait for: one that is shut down does.
        """
        self.will_close = True
        if self.socket is None:
            return
        with suppress(OSError):  # the client was faster
            if self.total_outbufs_len:
                self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _FORGET_UNSENT)
            self.socket.shutdown(socket.SHUT_RDWR)

    def refuse(self) -> None:
        """Answer the request that is to be answered next with 503, in the thread at hand; it is short, so nobody waits for the client."""
        self.requests[0].error = UnavailableError("")
        super().service()

    def service(self) -> None:
        with self.server.workers.answering():  # type: ignore[attr-defined]  # the stubs know only waitress's own server
            super().service()

    def received(self, data: bytes) -> bool:
        if self.request is None:
            self._begun_at = time.monotonic()
        return super().received(data)

    def write_soon(self, data: bytes) -> int:
        if not self.total_outbufs_len:
            self._owing_since, self._taken = time.monotonic(), 0
        return super().write_soon(data)

    def send(self, data: bytes, do_close: bool = True) -> int:  # noqa: FBT001, FBT002  # as waitress calls it
        sent = super().send(data, do_close)
        if sent:
            self._taken_at = time.monotonic()
            self._taken += sent
        return sent
