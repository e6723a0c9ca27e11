"""Takes searches from the threads that answer and writes them from one of its own, a batch every few seconds.

A search never waits for it and never fails by it: what finds no room while the file cannot be written is dropped, and counted as that.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from datetime import date

from search_service.dates import today_in_berlin
from search_service.errors import StatisticsError
from search_service.statistics.statistics_file import StatisticsFile
from search_service.statistics.tally import AskedSearch, Tally

SECONDS = 5.0
"""Between two batches."""
CLOSE_SECONDS = 5.0
WAITING = 5_000
"""Searches that wait at most, and as many again in a batch that could not be written."""

_log = logging.getLogger(__name__)


class Collector:
    """Counts from ``start`` to ``close``; before and after, searches are not counted."""

    def __init__(self, file: StatisticsFile, *, seconds: float = SECONDS, waiting: int = WAITING) -> None:
        self.file = file
        self._seconds = seconds
        self._waiting: deque[AskedSearch] = deque()
        self._capacity = waiting
        self._batch: list[AskedSearch] = []
        self._dropped = 0
        self._day: date | None = None
        """The last one that something was written on: when another begins, what may be known only on its day is forgotten."""
        self._ended = False
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self._run, name="statistics", daemon=True)
        self._is_counting = self._is_waiting_to_write = False

    def start(self) -> None:
        """Begin to count. Where the file cannot be written nothing is counted, which the log says once."""
        try:
            self.file.open()
        except StatisticsError as error:
            _log.warning("no statistics are kept: %s", error)
            return
        self._is_counting = True
        self._thread.start()

    def count(self, asked: AskedSearch) -> None:
        """Let a search be counted; returns at once."""
        if not self._is_counting:
            return
        if (waiting := len(self._waiting)) < self._capacity:
            self._waiting.append(asked)
            if waiting == self._capacity // 2:
                self._wake.set()  # many come: they are written now
        else:
            self._dropped += 1  # about, as is the bound: what several threads do at once is not worth a lock

    def close(self) -> None:
        """Write what waits and end."""
        if self._is_counting:
            self._is_counting = False
            self._ended = True
            self._wake.set()
            self._thread.join(CLOSE_SECONDS)  # a locked file does not keep a server from ending
        self.file.close()

    def _run(self) -> None:
        while not self._ended:
            self._wake.wait(self._seconds)
            self._wake.clear()
            self._write()
        self._write()

    def _write(self) -> None:
        """Write what has come; what cannot be written now is tried again with the next batch."""
        self._take()
        today, dropped, tally = today_in_berlin(), self._dropped, Tally()
        if not self._batch and not dropped and today == self._day:
            return
        for asked in self._batch:
            tally.add(asked)
        if dropped:
            tally.drop(today, dropped)
        try:
            self.file.add(tally, today)
        except StatisticsError as error:
            if not self._is_waiting_to_write:
                _log.warning("searches wait to be counted: %s", error)
            self._is_waiting_to_write = True
            return
        if self._is_waiting_to_write:
            _log.warning("searches are counted again; %d found no room meanwhile", dropped)
        self._is_waiting_to_write, self._day = False, today
        self._dropped -= dropped
        self._batch.clear()

    def _take(self) -> None:
        """Fill the batch with what waits."""
        while self._waiting and len(self._batch) < self._capacity:
            self._batch.append(self._waiting.popleft())
