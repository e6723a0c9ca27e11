"""Exports are written to temporary files before they are sent: who takes them slowly keeps no thread, and no view of the store, waiting.

An export that fails on the way is an error instead of a file that ends too early.
"""

from __future__ import annotations

import io
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from flask import Response, current_app, request
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.wsgi import wrap_file

from search_service.web.i18n import gettext

RETRY_SECONDS = 10
KEPT_IN_MEMORY = 1_000_000
"""Bytes of an export that is an answer like any other: most tables are shorter."""


class Spool:
    """Bounds how many exports are made at once, and how many bytes of them lie on disk until they are sent."""

    def __init__(self, *, makers: int, megabytes: int) -> None:
        self._makers = threading.BoundedSemaphore(makers)
        self._free = megabytes * 1_000_000
        self._lock = threading.Lock()

    def response(self, parts: Iterator[str], content_type: str) -> Response:
        """The parts as an answer of known length. Raises ServiceUnavailable, with Retry-After, when too much is under way."""
        if request.method == "HEAD":  # an empty body of unknown length: what it would be is not made for that
            return Response(iter(()), content_type=content_type)
        with self._making():
            spooled = self._spooled(parts)
        length = spooled.tell()
        spooled.seek(0)
        if length <= KEPT_IN_MEMORY:
            with spooled:
                return Response(spooled.read(), content_type=content_type)
        response = Response(wrap_file(request.environ, spooled), content_type=content_type, direct_passthrough=True)
        response.content_length = length
        return response

    @contextmanager
    def _making(self) -> Iterator[None]:
        if not self._makers.acquire(blocking=False):
            raise self._busy()
        try:
            yield
        finally:
            self._makers.release()

    def _spooled(self, parts: Iterator[str]) -> _Spooled:
        try:
            return self._written(parts)
        except OSError as error:
            current_app.logger.error("an export could not be written to the folder of temporary files: %s", error)
            raise self._busy() from error

    def _written(self, parts: Iterator[str]) -> _Spooled:
        with ExitStack() as unless_written:
            file = unless_written.enter_context(tempfile.TemporaryFile(buffering=0))
            spooled = unless_written.enter_context(_Spooled(file, self._give_back))
            for part in parts:
                written = part.encode()
                self._take(len(written))
                spooled.add(written)
            spooled.flush()  # a short export meets a full disk here, not when it is read
            unless_written.pop_all()
        return spooled

    def _take(self, size: int) -> None:
        with self._lock:
            if size > self._free:
                current_app.logger.warning("exports that are being sent fill the setting export_megabytes; one was refused")
                raise self._busy()
            self._free -= size

    def _give_back(self, size: int) -> None:
        with self._lock:
            self._free += size

    def _busy(self) -> ServiceUnavailable:
        return ServiceUnavailable(gettext("Too many exports are under way. Please try again in a moment."), retry_after=RETRY_SECONDS)


class _Spooled(io.BufferedRandom):
    """A temporary file that tells its size when it is closed: by the server when it was sent, else when nobody holds it any more."""

    def __init__(self, file: io.FileIO, closed: Callable[[int], None]) -> None:
        super().__init__(file)
        self._size = 0
        self._closed = closed

    def add(self, data: bytes) -> None:
        self._size += len(data)
        self.write(data)

    def close(self) -> None:
        try:
            super().close()
        finally:
            size, self._size = self._size, 0
            self._closed(size)
