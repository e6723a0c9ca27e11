"""How long the stages of one answer take: reading what was asked, searching, explaining hits, and all the rest.

Who answers starts a stopwatch; whoever does the work of a stage says so, wherever that is. Without a stopwatch nothing is measured.
"""

from __future__ import annotations

import time
from contextvars import ContextVar
from enum import IntEnum
from types import TracebackType


class Stage(IntEnum):
    """The stages of an answer; each moment belongs to the innermost one. As a number each is a place of ``Stopwatch.seconds``."""

    PARSE = 0
    SEARCH = 1
    SNIPPETS = 2
    RENDER = 3

    @property
    def label(self) -> str:
        return self.name.lower()


class Stopwatch:
    """Seconds by stage of one answer, from now on; what belongs to no other stage is ``RENDER``."""

    __slots__ = ("_now", "_since", "seconds", "started")

    def __init__(self) -> None:
        self.seconds = [0.0] * len(Stage)
        self.started = self._since = time.perf_counter()
        self._now = Stage.RENDER
        _running.set(self)

    def turn_to(self, stage: Stage) -> Stage:
        """The moments from here on belong to ``stage``; returns the one that they belonged to before."""
        before, moment = self._now, time.perf_counter()
        self.seconds[before] += moment - self._since
        self._since, self._now = moment, stage
        return before

    def read(self) -> float:
        """Seconds since the beginning; those of each stage are complete up to now."""
        self.turn_to(self._now)
        return self._since - self.started


_running: ContextVar[Stopwatch | None] = ContextVar("running", default=None)


class during:  # noqa: N801  # read as a statement: ``with during(Stage.SEARCH)``
    """What happens inside belongs to this stage of the answer that this thread makes, if one is measured."""

    __slots__ = ("_before", "_stage", "_watch")

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def __enter__(self) -> None:
        self._watch = _running.get()
        if self._watch is not None:
            self._before = self._watch.turn_to(self._stage)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._watch is not None:
            self._watch.turn_to(self._before)
