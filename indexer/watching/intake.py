"""Stores what sources hand over, remembers how far each was read, and brings the index up to date. One thread, no source is read here."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from functools import partial

from indexer.archive_words import archive_words
from indexer.completeness import Completeness
from indexer.hyphenation import with_joined_words
from indexer.listings import Mirror, Place, Vanished
from indexer.pipeline import bring_up_to_date, import_releases, settle
from indexer.quarantine import Quarantine
from indexer.report import ALL_WELL, NOTHING_DONE, SOME_REJECTED
from indexer.sources.base import Read
from indexer.store import Store
from indexer.watching.memory import SourceRun, WatchMemory, memory_identity
from indexer.watching.portions import Portion
from indexer.watching.run_log import log_away, log_index, log_run, log_settled, log_trouble, log_waiting
from indexer.watching.running import RunEnded
from indexer.watching.schedule import Ending, Schedule
from indexer.watching.settling import Settler
from indexer.watching.watch_file import FolderSource, SitemapSource, Source
from search_service.config import Settings
from search_service.database import database_of
from search_service.engines.registry import open_index
from search_service.errors import EngineError, IndexLockedError, SettingsError, StoreError, StoreUnavailableError
from search_service.schema import FacetName
from search_service.taxonomy_file import taxonomy_of

GATHERING = 1.0
"""Seconds for which releases of a round wait for others, while a slow source is still being read."""
GATHERED_PER_SECOND = 4.0
"""Seconds of gathering for each second that indexing took: a first import is not indexed all over again and again."""
SHORTEST_RETRY, LONGEST_RETRY = 1.0, 60.0
"""Seconds before an index that was locked or could not be written is tried again, doubled each time."""
_MIRRORS: Mapping[bool | str, Mirror] = {False: Mirror.REPORT, True: Mirror.PLAUSIBLE, "all": Mirror.ALL}


@dataclass(slots=True)
class _Progress:
    """One run so far; ``problem`` is set when something could not be stored: nothing after it counts as read."""

    read: int = 0
    new: int = 0
    changed: int = 0
    withdrawn: int = 0
    rejected: int = 0
    strangers: int = 0
    again_in: float | None = None
    sent_id: str | None = None
    problem: str = ""
    completeness: Completeness = field(default_factory=Completeness)
    has_lost: bool = False
    unknown_names: int = 0


@dataclass(slots=True)
class _Indexing:
    """Since when stored releases wait for the index, and when it may be tried (both of the monotonic clock)."""

    waits_since: float | None = None
    not_before: float = 0.0
    retry: float = SHORTEST_RETRY
    gathering: float = GATHERING


class Intake:
    """The one writer of store, memory and index in this process."""

    def __init__(self, store: Store, memory: WatchMemory, settings: Settings, schedule: Schedule) -> None:
        self._store = store
        self._memory = memory
        self._settings = settings
        self._schedule = schedule
        self._identities = _identities(settings)
        self._runs: dict[str, _Progress] = {}
        self._ended: Counter[int] = Counter()
        self._mirrored: set[str] = set()
        self._unknown_names: set[tuple[FacetName, str]] = set()
        self._indexing = _Indexing(waits_since=time.monotonic())  # what an earlier process had stored last
        self.settler = Settler(settings)

    def check_files(self) -> None:
        """Raises StoreError when another store was put in the place of ours, or what is known of sources was deleted or replaced."""
        if _identities(self._settings) != self._identities:
            raise StoreError("the store or what is known of watched sources was replaced while watching; start `news-indexer watch` again")

    def take_in(self, source: str, portion: Portion) -> None:
        """Store a portion, then its marks: after a crash between the two it is read again, which changes nothing."""
        run = self._runs.setdefault(source, _Progress())
        if run.problem:
            return
        try:
            self._store_items(portion, run)
            self._leave(source, portion, run)
            self._memory.remember(source, portion.marks, gone=portion.gone)
        except (StoreError, SettingsError) as error:
            run.problem = str(error)
        run.strangers += portion.strangers
        if portion.again_in is not None:
            run.again_in = min(portion.again_in, portion.again_in if run.again_in is None else run.again_in)

    def _leave(self, source: str, portion: Portion, run: _Progress) -> None:
        if portion.whole or portion.lost:
            read = [Place(source, key, run.completeness.run) for key in portion.whole]
            self._store.leave(source, read=read, things=portion.lost)
            run.has_lost = True

    def _store_items(self, portion: Portion, run: _Progress) -> None:
        if not portion.items:
            return  # not even a reader of the archive need be opened
        archive = self._store.archive()
        before = archive.last_sequence()
        quarantine = Quarantine(self._settings.quarantine_path)
        store_all = partial(import_releases, self._store, quarantine=quarantine, completeness=run.completeness)
        if any(isinstance(item, Read) for item in portion.items):
            with archive_words(self._settings) as words:
                report = store_all(with_joined_words(portion.items, words), names=taxonomy_of(self._settings))
        else:
            report = store_all(portion.items)
        run.unknown_names += len(report.unknown_names.keys() - self._unknown_names)
        self._unknown_names |= report.unknown_names.keys()
        run.read += report.read
        run.new += report.new
        run.changed += report.changed
        run.withdrawn += report.withdrawn
        run.rejected += report.rejected_in_all
        if report.new or report.changed or report.withdrawn:
            run.sent_id = max(archive.to_index(before), key=lambda change: change.sequence).id
            self._indexing.waits_since = self._indexing.waits_since or time.monotonic()

    def finish(self, ended: RunEnded, kind: str) -> None:
        """Remember how a run ended and when the source is due again; one line in the log."""
        name = ended.source.name
        run = self._runs.pop(name, _Progress())
        vanished = None if ended.problem or run.problem else self._vanished_from(ended.source, run)
        problem = ended.problem or run.problem
        now = time.time()
        entry = self._schedule.ended(ended.source, Ending(failed=bool(problem), again_in=run.again_in, retry_after=ended.retry_after), now)
        record = SourceRun(
            source=name,
            kind=kind,
            ended_at=now,
            seconds=ended.seconds,
            problem=problem,
            failures=entry.failures,
            due_at=entry.due_at,
            read=run.read,
            new=run.new,
            changed=run.changed,
            withdrawn=run.withdrawn,
            rejected=run.rejected,
            sent_at=now if run.sent_id else None,
            sent_id=run.sent_id,
        )
        quarantine = self._settings.quarantine_path
        log_run(record, quarantine=quarantine, strangers=run.strangers, unknown_names=run.unknown_names, vanished=vanished)
        self._ended[NOTHING_DONE if problem else SOME_REJECTED if run.rejected else ALL_WELL] += 1
        try:
            self._memory.record(record)
        except StoreError as error:  # the disk is full: what is in memory holds until the next run
            log_trouble(error)

    def _vanished_from(self, source: Source, run: _Progress) -> Vanished | None:
        """What vanished from a source that may be complete, asked where it lost something, and of a mirror once after each start."""
        if not isinstance(source, FolderSource | SitemapSource):
            return None
        if not run.has_lost and (not source.mirror or source.name in self._mirrored):
            return None
        try:
            vanished = self._store.withdraw_vanished(source.name, _MIRRORS[source.mirror])
        except StoreError as error:
            run.problem = str(error)
            return None
        self._mirrored.add(source.name)
        if vanished.withdrawn:
            run.withdrawn += len(vanished.ids)
            self._indexing.waits_since = self._indexing.waits_since or time.monotonic()
        return vanished if vanished.ids or not vanished.listed else None

    @property
    def exit_code(self) -> int:
        """0 all well, 1 some sources failed or records were rejected, 2 every source that was due failed, or still waits after that."""
        if self._schedule.all_wait_after_failure():
            return NOTHING_DONE
        if self._ended.keys() <= {ALL_WELL}:
            return ALL_WELL
        return NOTHING_DONE if self._ended.keys() == {NOTHING_DONE} else SOME_REJECTED

    def wants_index(self, *, is_reading: bool) -> bool:
        """Whether the index is to be brought up to date now: at the end of a round, soon while a slow source is still being read, and
        when a release that was held back is due."""
        now = time.monotonic()
        if now < self._indexing.not_before:
            return False
        if self._indexing.waits_since is not None:
            return not is_reading or now - self._indexing.waits_since >= self._indexing.gathering
        return self.seconds_to_next_due() <= 0

    def seconds_to_next_due(self) -> float:
        """How long it is until a release that is held back may be seen; infinity where none is. Less than 0: it is late.

        While the store does not answer: how long until it is asked again.
        """
        try:
            due = self._store.archive().next_due()
        except StoreUnavailableError as error:
            log_away(error)
            return LONGEST_RETRY
        return float("inf") if due is None else due.timestamp() - time.time()

    def seconds_to_index(self, *, is_reading: bool) -> float:
        """How long nothing needs to be done about the index."""
        now = time.monotonic()
        wait = self.seconds_to_next_due()
        if self._indexing.waits_since is not None:
            wait = self._indexing.waits_since + (self._indexing.gathering if is_reading else 0.0) - now
        return max(wait, self._indexing.not_before - now, 0.0)

    def index(self) -> None:
        """Bring the index up to date; one that is locked or cannot be written is tried again later, the store has everything."""
        state = self._indexing
        self.settler.give_way()
        try:
            report = bring_up_to_date(self._store, open_index(self._settings))
        except (EngineError, StoreError, SettingsError) as error:
            log_waiting(error, is_usual=isinstance(error, IndexLockedError))
            state.waits_since = state.waits_since or time.monotonic()
            state.not_before = time.monotonic() + state.retry
            state.retry = min(state.retry * 2, LONGEST_RETRY)
            return
        self._indexing = _Indexing(gathering=max(GATHERING, GATHERED_PER_SECOND * report.seconds))
        if report.added or report.deleted or report.rebuilt:
            log_index(report)
            self.settler.published()

    def settle(self) -> None:
        """Settle the index before anything else is done; one that cannot be written is settled by the next run."""
        self.settler.give_way()
        started = time.monotonic()
        try:
            if settle(self._store.archive(), open_index(self._settings)):
                log_settled(time.monotonic() - started)
        except (EngineError, StoreUnavailableError) as error:
            log_waiting(error, is_usual=isinstance(error, IndexLockedError))


def _identities(settings: Settings) -> tuple[Hashable, ...]:
    """Which files lie in the data folder: a connection stays with the file that it opened, and what goes into a deleted one is lost."""
    return database_of(settings).file_identity(), memory_identity(settings.data)
