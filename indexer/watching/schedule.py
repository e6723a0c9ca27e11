"""When each source is due: after its interval; later and later while it fails; never two of one place at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from indexer.watching.memory import SourceRun
from indexer.watching.watch_file import Source

LONGEST_BACKOFF = 1800.0
"""Seconds: whoever comes back is read within half an hour, unless the interval is longer or the server asked for more."""
LONGEST_RETRY_AFTER = 6 * 3600.0
JITTER = 0.1
"""Part of a wait by which it is shortened or prolonged at random, so that sources of one interval do not come all at once."""


@dataclass(slots=True)
class Entry:
    """A source, when it is due (seconds since 1970), its failures in a row, whether it is being read or was."""

    source: Source
    due_at: float = 0.0
    failures: int = 0
    is_running: bool = False
    is_done: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a run ended: ``again_in`` seconds it wants to go on, ``retry_after`` seconds the server asked for."""

    failed: bool
    again_in: float | None = None
    retry_after: float = 0.0


class Schedule:
    """Told what starts and ends; says what is due. A clock that was put back makes a source due, not lost.

    With ``once`` no source is due a second time, and those count as due that are so within half their interval: a timer that runs as
    often as they are to be read must not miss them.
    """

    def __init__(self, sources: Iterable[Source], runs: Iterable[SourceRun], random: Random, *, once: bool = False) -> None:
        self._entries = {each.name: Entry(each) for each in sources}
        self._random = random
        self._once = once
        for run in runs:
            if entry := self._entries.get(run.source):
                entry.due_at, entry.failures = run.due_at, run.failures

    def due(self, now: float) -> list[Source]:
        """The sources to be read now, longest overdue first, one of each place."""
        busy: set[str] = set()
        found: list[Source] = []
        for entry in sorted(self._waiting(), key=lambda each: each.due_at):
            if self._due_at(entry, now) <= now and entry.source.place not in busy:
                busy.add(entry.source.place)
                found.append(entry.source)
        return found

    def all_wait_after_failure(self) -> bool:
        """Whether none was read because each failed last time and is not to be asked again yet."""
        return all(entry.failures and not entry.is_done for entry in self._entries.values())

    def next_due(self, now: float) -> float:
        """When the next source is due of those that could be read; infinity where none could: something must end first."""
        return min((self._due_at(entry, now) for entry in self._waiting()), default=float("inf"))

    def _waiting(self) -> list[Entry]:
        """Neither being read, nor of a place where something is."""
        busy = {entry.source.place for entry in self._entries.values() if entry.is_running}
        return [entry for entry in self._entries.values() if entry.source.place not in busy and not (self._once and entry.is_done)]

    def started(self, source: Source) -> None:
        self._entries[source.name].is_running = True

    def ended(self, source: Source, ending: Ending, now: float) -> Entry:
        """The source as it waits for its next run."""
        entry = self._entries[source.name]
        entry.is_running, entry.is_done = False, True
        entry.failures = entry.failures + 1 if ending.failed else 0
        wait = source.interval if ending.again_in is None or ending.failed else min(ending.again_in, source.interval)
        if ending.failed:
            wait = min(source.interval * 2.0 ** min(entry.failures, 30), max(source.interval, LONGEST_BACKOFF))
        wait *= 1 + self._random.uniform(-JITTER, JITTER)
        entry.due_at = now + max(wait, min(ending.retry_after, LONGEST_RETRY_AFTER))
        return entry

    def _due_at(self, entry: Entry, now: float) -> float:
        longest = max(entry.source.interval, LONGEST_BACKOFF, LONGEST_RETRY_AFTER) * (1 + JITTER)
        grace = entry.source.interval / 2 if self._once and not entry.failures else 0.0
        return entry.due_at - grace if entry.due_at - now <= longest else now
