"""The loop: starts what is due, stores what comes, indexes once a round, wakes for embargoes, ends when it is told to."""

from __future__ import annotations

import time
from queue import Empty

from indexer.watching.intake import Intake
from indexer.watching.run_log import log_state
from indexer.watching.running import Arrived, Event, RunEnded, Runner, Wake
from indexer.watching.schedule import Schedule
from indexer.watching.watch_file import Source, WatchFile

LONGEST_SLEEP = 30.0
"""Seconds; another process may store releases with an embargo meanwhile."""
FAREWELL = 1.0
"""Seconds that sources which are being read get to hand over what they have, when the program ends."""


class Watcher:
    """Watches until ``stop`` is called, which a signal handler may do."""

    def __init__(self, file: WatchFile, schedule: Schedule, runner: Runner, intake: Intake) -> None:
        self._file = file
        self._schedule = schedule
        self._runner = runner
        self._intake = intake
        self._running: set[str] = set()
        self._stopping = False

    def stop(self) -> None:
        self._stopping = True
        self._runner.stop()
        self._runner.events.put(Wake())

    def run(self, *, once: bool = False) -> None:
        """Watch until ``stop``, with ``once`` until nothing is due. What has been handed over by then is stored and indexed.

        Raises StoreError when the store cannot be had any more.
        """
        log_state("started", len(self._file.source))
        while not self._stopping and not (once and self._is_done()):
            self._intake.check_files()
            self._start(self._schedule.due(time.time()))
            self._take(self._next_event(self._seconds_to_wait()))
            self._index()
            if not once:
                self._intake.settler.look()
        log_state("ends", len(self._running))
        self._say_farewell()
        if not self._stopping:
            self._intake.settle()
        log_state("ended", len(self._file.source))

    def _is_done(self) -> bool:
        return not self._running and not self._schedule.due(time.time())

    def _start(self, due: list[Source]) -> None:
        """Start as many as threads are free."""
        for source in due[: self._file.threads - len(self._running)]:
            self._schedule.started(source)
            self._running.add(source.name)
            self._runner.start(source)

    def _seconds_to_wait(self) -> float:
        wait = min(LONGEST_SLEEP, self._intake.seconds_to_index(is_reading=bool(self._running)), self._intake.settler.seconds_to_look())
        if len(self._running) < self._file.threads:
            wait = min(wait, self._schedule.next_due(time.time()) - time.time())
        return max(wait, 0.0)

    def _next_event(self, seconds: float) -> Event | None:
        try:
            return self._runner.events.get(timeout=seconds)
        except Empty:
            return None

    def _take(self, event: Event | None) -> None:
        match event:
            case Arrived(source, portion):
                self._intake.take_in(source.name, portion)
                self._runner.stored()
            case RunEnded(source):
                self._running.discard(source.name)
                self._intake.finish(event, source.kind)
            case Wake() | None:
                pass

    def _index(self) -> None:
        if self._intake.wants_index(is_reading=bool(self._running)):
            self._intake.index()

    def _say_farewell(self) -> None:
        """Take what is ready within a moment; what is not handed over by then is read at the next start."""
        ends_at = time.monotonic() + FAREWELL
        while self._running and (left := ends_at - time.monotonic()) > 0:
            self._take(self._next_event(left))
        if self._intake.wants_index(is_reading=False):
            self._intake.index()
        self._intake.settler.give_way()
