"""Settles the index while a watch has nothing else to do: in a process of its own, which is ended when something comes."""

from __future__ import annotations

import os
import signal
import time
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

from indexer.pipeline import settle
from indexer.watching.run_log import log_settled, log_unsettled
from search_service.archive import Archive
from search_service.config import Settings
from search_service.database import database_of
from search_service.engines.registry import open_index
from search_service.errors import EngineError, IndexLockedError, NewsSearchError

SHORTEST_REST = 2.0
"""Seconds without a publish before settling begins."""
REST = 10.0
"""The same, in times as long as settling took last: it takes a tenth of a core at most, and seldom begins for nothing."""
LOOKED_AGAIN = 0.5
"""Seconds between two looks at a process that settles."""
NICENESS = 10
FAILED, LOCKED = 2, 3
"""With what the process ends that could not settle the index, and where somebody else is writing it."""
LONGEST_BACKOFF = 1800.0
"""Seconds between two attempts; the rest is doubled with each that failed."""


class Settler:
    """Told when the index was published and when it is to be written; settles it in between. Nothing here waits.

    Its process may be killed at any moment, as every writer of the index: what was published answers as before.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._process: SpawnProcess | None = None
        self._wanted = True
        self._started = 0.0
        self._told: Connection | None = None
        self._failures = 0
        self._took = SHORTEST_REST / REST
        self._not_before = time.monotonic() + SHORTEST_REST

    def published(self) -> None:
        """There is something new to be settled."""
        self._wanted = True
        self._rest()

    def give_way(self) -> None:
        """The index is to be written: no process of ours does when this returns."""
        if self._process:
            self._process.terminate()
            self._took = max(self._took, time.monotonic() - self._started)  # that long at least
            self._end()

    def look(self) -> None:
        """Begin when it is time; see whether what began has ended."""
        if self._process and not self._process.is_alive():
            self._has_ended(self._process)
        if self.seconds_to_look() <= 0 and not self._process:
            self._wanted = _is_unsettled(self._settings)
            if self._wanted:
                self._start()

    def _has_ended(self, process: SpawnProcess) -> None:
        """Say how; after a failure wait longer than after the one before."""
        code, problem = process.exitcode, self._problem()
        self._wanted = code != 0
        self._failures = self._failures + 1 if self._wanted else 0
        if not self._wanted:
            self._took = time.monotonic() - self._started
            log_settled(self._took)
        self._end()
        if self._wanted:
            problem = problem or f"the process that settles it ended with {code}"
            log_unsettled(problem, again_in=self._seconds_of_rest(), is_usual=code == LOCKED)

    def _problem(self) -> str:
        """What the process said before it ended; empty for one that was ended by something else."""
        try:
            return str(self._told.recv()) if self._told else ""
        except EOFError:
            return ""

    def seconds_to_look(self) -> float:
        """How long nothing needs to be done about it."""
        if self._process:
            return LOOKED_AGAIN
        return max(self._not_before - time.monotonic(), 0.0) if self._wanted else float("inf")

    def _start(self) -> None:
        self._started = time.monotonic()
        context = get_context("spawn")
        self._told, telling = context.Pipe(duplex=False)
        self._process = context.Process(target=settle_alone, args=(self._settings, telling), daemon=True)
        self._process.start()
        telling.close()  # ours: the pipe ends with the process

    def _end(self) -> None:
        """Let go of a process that is ending."""
        if self._process:
            self._process.join()
            self._process.close()
            self._process = None
        if self._told:
            self._told.close()
            self._told = None
        self._rest()

    def _rest(self) -> None:
        self._not_before = time.monotonic() + self._seconds_of_rest()

    def _seconds_of_rest(self) -> float:
        rest = max(SHORTEST_REST, REST * self._took)
        return max(rest, min(rest * 2.0 ** min(self._failures, 20), LONGEST_BACKOFF))


def _is_unsettled(settings: Settings) -> bool:
    """False also for an index that cannot be read: who writes it says so."""
    try:
        return not open_index(settings).status().settled
    except EngineError:
        return False


def settle_alone(settings: Settings, telling: Connection) -> None:
    """What the process does. Where it cannot be done it tells why and exits with FAILED or LOCKED. Ctrl-C is meant for who started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(NICENESS)
    try:
        archive = Archive.open(database_of(settings))
        try:
            settle(archive, open_index(settings))
        finally:
            archive.close()
    except NewsSearchError as error:
        telling.send(str(error))
        raise SystemExit(LOCKED if isinstance(error, IndexLockedError) else FAILED) from error
