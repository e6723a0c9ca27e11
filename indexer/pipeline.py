"""From sources to a published index: reads, stores, and brings the index up to the store's last change.

Data flows one way: source → store → index. Nothing here knows a format or an engine.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from indexer.completeness import Completeness
from indexer.fetch import Limits, fetch, is_address
from indexer.quarantine import Quarantine
from indexer.report import ImportReport, IndexingReport
from indexer.sources.base import Item, Listed, Read, Rejection, Repaired
from indexer.sources.detect import Format
from indexer.sources.opening import STANDARD_INPUT, read_fetched, read_source
from indexer.sources.pages.portals import Portals
from indexer.sources.sizes import Consumed, not_measured
from indexer.store import Store
from indexer.store_intake import Incoming
from search_service.archive import Archive
from search_service.engines.base import Index, IndexWriter, StoreState
from search_service.errors import EngineError, IndexLockedError, IndexNotBuiltError, IndexOutdatedError, UnreadableSourceError
from search_service.release import Release, Status
from search_service.schema import facet_values
from search_service.store_rows import Damage
from search_service.taxonomy import UNNAMED, Taxonomy

STORED_AT_ONCE = 200
"""Releases per transaction: one flush to disk for so many, and no more to read again after a crash."""

LOOKED_AGAIN = 0.2
"""Seconds between two looks at an index that another run writes."""

DoneT = TypeVar("DoneT")
Progress = Callable[[int], None]
"""Called with the number of releases done since the last call."""


def no_progress(done: int) -> None:
    """For callers who show none."""


def no_wait() -> None:
    """For callers who say nothing while they wait."""


def import_releases(
    store: Store,
    items: Iterable[Item],
    *,
    progress: Progress = no_progress,
    quarantine: Quarantine | None = None,
    names: Taxonomy = UNNAMED,
    completeness: Completeness | None = None,
) -> ImportReport:
    """As ``import_into``, with a store that is open; what ``names`` do not know is reported."""
    report = ImportReport(quarantine=quarantine, names=names)
    return import_into(lambda: store, items, report=report, progress=progress, completeness=completeness)


def import_into(
    open_store: Callable[[], Store],
    items: Iterable[Item],
    *,
    progress: Progress = no_progress,
    quarantine: Quarantine | None = None,
    report: ImportReport | None = None,
    completeness: Completeness | None = None,
) -> ImportReport:
    """Store what a source yields. Each batch is safe on disk before the next is read; rejections are reported and kept in quarantine.

    ``open_store`` is called before each batch, never where no release can be read: then no store is made. A second record with the
    same id and other text in one source is rejected; the same text counts as unchanged. What has vanished from sources that
    ``completeness`` knows to be read to their end is reported, or withdrawn. A ``report`` that is given says what was done
    also when this ends with an error.
    """
    report = ImportReport(quarantine=quarantine) if report is None else report
    completeness = completeness or Completeness()
    started = time.perf_counter()
    try:
        for batch in _batches(_without_conflicts(items, report, completeness)):
            outcomes = open_store().take([each.incoming for each in batch])
            for each, outcome in zip(batch, outcomes, strict=True):
                report.count(each.read, outcome)
            progress(len(batch))
        for place, mirror in completeness.complete():
            open_store().leave(place.source, read=[place])
            report.vanish(open_store().withdraw_vanished(place.source, mirror))
    finally:
        report.close_run()
        report.seconds = time.perf_counter() - started
    return report


def read_sources(
    sources: Iterable[str],
    *,
    format: Format | None = None,
    strict: bool = False,
    columns: Mapping[str, str] | None = None,
    private_addresses: bool = False,
    portals: Portals | None = None,
    consumed: Consumed = not_measured,
) -> Iterator[Item]:
    """Everything that several sources hold, one after another: files, folders, ``-``, addresses of feeds and pages.

    A source that cannot be read at all is one rejection. ``columns`` maps names of a table's columns to fields of a release.
    """
    for source in sources:
        origin = origin_of(source)
        try:
            if is_address(source):
                fetched = fetch(source, Limits(private_addresses=private_addresses))
                items = read_fetched(fetched, format=format, strict=strict, portals=portals)
            else:
                items = read_source(Path(source), format=format, strict=strict, portals=portals, columns=columns, consumed=consumed)
            for item in items:
                yield replace(item, origin=origin) if isinstance(item, Read | Rejection) else item
        except UnreadableSourceError as error:
            yield Rejection(source, None, str(error), origin=origin)


def origin_of(source: str) -> str:
    """The name under which is kept what a source has: the whole path of a file or folder, else as it is named."""
    return source if is_address(source) or Path(source) == STANDARD_INPUT else str(Path(source).absolute())


@dataclass(frozen=True, slots=True)
class _Accepted:
    """What was read, and as it goes into the store."""

    read: Read
    incoming: Incoming


def _without_conflicts(items: Iterable[Item], report: ImportReport, completeness: Completeness) -> Iterator[_Accepted]:
    """The releases to store; rejections, and records that contradict an earlier one of their source, go to the report.

    A withdrawal contradicts nothing: agencies send a text and take it back in one file.
    """
    seen: dict[tuple[str, str], str] = {}
    for item in items:
        if isinstance(item, Read | Rejection):
            completeness.note(item)
        if isinstance(item, Rejection):
            report.reject(item)
            continue
        if isinstance(item, Repaired):
            report.repair(item)
            continue
        if isinstance(item, Listed):
            report.list_page(item)
            continue
        key = (item.source, item.release.id)
        content_hash = item.release.content_hash
        if seen.setdefault(key, content_hash) == content_hash or item.release.status is Status.WITHDRAWN:
            yield _Accepted(item, Incoming(item.release, item.own_id, item.kind, content_hash, completeness.place_of(item)))
        else:
            reason = f"a record with the id {item.release.id} and other text came earlier in this source; keep one of them"
            raw = item.release.model_dump_json(exclude_defaults=True)
            report.reject(Rejection(item.source, item.line, reason, raw, Format.JSON_LINES.value))


def _batches(items: Iterable[_Accepted]) -> Iterator[list[_Accepted]]:
    """Batches of distinct ids, as the store wants them."""
    batch: dict[str, _Accepted] = {}
    for item in items:
        release_id = item.incoming.release.id
        if release_id in batch or len(batch) == STORED_AT_ONCE:
            yield list(batch.values())
            batch = {}
        batch[release_id] = item
    if batch:
        yield list(batch.values())


def store_state(archive: Archive) -> StoreState:
    """Which store this is, and how far it has come."""
    return StoreState(archive.identity(), archive.last_sequence())


def check_origin(archive: Archive, index: Index) -> None:
    """Raises IndexOutdatedError when the index was made from another store, or from a later state of this one.

    To be asked before anything is stored: an older store that was put back soon has as many changes again, but others. An index that
    cannot be read at all raises nothing here; who uses it says so.
    """
    try:
        index.status()
    except EngineError:
        return
    taken_in(archive, index)


def taken_in(archive: Archive, index: Index) -> int:
    """The last change that the index holds. Raises as ``Index.taken_in``.

    Asked twice before it is an error: another run may have stored and published since the store was looked at.
    """
    try:
        return index.taken_in(store_state(archive))
    except IndexOutdatedError:
        return index.taken_in(store_state(archive))


def to_take_in(archive: Archive, index: Index) -> int | None:
    """About how many releases the index lacks, for who shows progress; None where the index cannot tell."""
    try:
        return archive.last_sequence() - index.status().sequence
    except IndexNotBuiltError:
        return archive.count()
    except EngineError:
        return None


def bring_up_to_date(
    store: Store, index: Index, *, wait: float = 0, on_wait: Callable[[], None] = no_wait, progress: Progress = no_progress
) -> IndexingReport:
    """Announce what has become visible, then take every later change into the index and publish; builds a missing index.

    When the names of ministries and topics have changed since the index was written, what they concern is taken in again.

    While another run writes the index, waits up to ``wait`` seconds, calls ``on_wait`` once, and takes in what that one did not.
    Raises an EngineError when the index stays locked, is outdated, damaged or made from another store; the store is not touched by that.
    """
    store.announce_due()
    archive = store.archive()

    def take_in() -> IndexingReport:
        try:
            return _take_in(archive, index, progress)
        except IndexNotBuiltError:
            return _build(archive, index, progress)

    return _when_free(take_in, wait, on_wait)


def rebuild(
    archive: Archive,
    index: Index,
    *,
    overwrite: bool = False,
    wait: float = 0,
    on_wait: Callable[[], None] = no_wait,
    progress: Progress = no_progress,
) -> IndexingReport:
    """Build the index from the store alone and publish it, see ``Index.rebuild``; waits as ``bring_up_to_date``."""
    return _when_free(lambda: _build(archive, index, progress, overwrite=overwrite), wait, on_wait)


def settle(archive: Archive, index: Index, *, wait: float = 0, on_wait: Callable[[], None] = no_wait) -> bool:
    """After a publish: compute anew what it only extended, and publish again; then the index finds what a rebuilt one finds.

    False where nothing was left to be computed. Waits, and raises, as ``bring_up_to_date``.
    """
    return _when_free(lambda: index.settle(store_state(archive)), wait, on_wait)


class _OvertakenError(IndexLockedError):
    """Another run published between our look at the index and our turn to write it."""


def _when_free(action: Callable[[], DoneT], wait: float, on_wait: Callable[[], None]) -> DoneT:
    """What ``action`` gives once no other run writes the index. Each attempt looks at the index anew."""
    until = time.monotonic() + wait
    waiting = False
    while True:
        try:
            return action()
        except _OvertakenError:
            continue
        except IndexLockedError:
            if time.monotonic() >= until:
                raise
        if not waiting:
            on_wait()
            waiting = True
        time.sleep(LOOKED_AGAIN)


def _take_in(archive: Archive, index: Index, progress: Progress) -> IndexingReport:
    started = time.perf_counter()
    since = taken_in(archive, index)
    last = archive.last_changes(since)
    before = index.status().taxonomy
    if not last and before == index.taxonomy:
        return IndexingReport(0, 0, time.perf_counter() - started, rebuilt=False)
    added, deleted = 0, 0
    damaged: list[Damage] = []
    with _updating(archive, index, since) as writer:
        for change in archive.to_index(since, left_out=damaged.append):
            if last.get(change.id) != change.sequence:
                continue
            if change.release is None:
                writer.delete(change.id)
                deleted += 1
            else:
                writer.add(index.taxonomy.applied(change.release))
                added += 1
            progress(1)
        for release in _named_otherwise(archive, before, index.taxonomy):
            if release.id not in last:
                writer.add(release)
                added += 1
                progress(1)
        writer.reached(max(last.values(), default=since))
    return IndexingReport(added, deleted, time.perf_counter() - started, rebuilt=False, damaged=_named(damaged))


def _named_otherwise(archive: Archive, before: Taxonomy, now: Taxonomy) -> Iterator[Release]:
    """What an index has under other names than it is to have; all releases of the store are looked through."""
    if before == now:
        return
    for release in archive.current():
        named = now.applied(release)
        if facet_values(named) != facet_values(before.applied(release)):
            yield named


@contextmanager
def _updating(archive: Archive, index: Index, since: int) -> Iterator[IndexWriter]:
    """A writer on the generation that holds everything up to ``since``; raises _OvertakenError when it holds more by now."""
    with ExitStack() as turn:
        try:
            writer = turn.enter_context(index.update(store_state(archive)))
        except IndexOutdatedError as error:  # true, or ahead of the store as it was asked a moment ago
            if taken_in(archive, index) == since:
                raise
            raise _OvertakenError from error
        if taken_in(archive, index) != since:
            raise _OvertakenError
        yield writer


def _build(archive: Archive, index: Index, progress: Progress, *, overwrite: bool = False) -> IndexingReport:
    started = time.perf_counter()
    added = 0
    damaged: list[Damage] = []
    with index.rebuild(store_state(archive), overwrite=overwrite) as writer:
        sequence = archive.last_sequence()  # what comes while we read is taken in again by the next run
        for release in _counted(archive.current(left_out=damaged.append), progress):
            writer.add(index.taxonomy.applied(release))
            added += 1
        writer.reached(sequence)
    return IndexingReport(added, 0, time.perf_counter() - started, rebuilt=True, damaged=_named(damaged))


def _named(damaged: Iterable[Damage]) -> tuple[str, ...]:
    return tuple(each.as_text() for each in damaged)


def _counted(releases: Iterable[Release], progress: Progress) -> Iterator[Release]:
    for release in releases:
        yield release
        progress(1)
