"""Compares a published generation with its files, with itself, and with the releases that it was made of. It changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from itertools import islice

from search_service.engines.found import IndexProblem
from search_service.engines.opensearch.records import Record
from search_service.engines.opensearch.statistics import Statistics
from search_service.engines.opensearch.writing.reading_back import AT_ONCE, PublishedRecords
from search_service.release import Release

_REBUILD = "run `news-indexer rebuild`"


def problems_of(records: PublishedRecords, statistics: Statistics, releases: Iterable[Release]) -> Iterator[IndexProblem]:
    """See ``Index.problems``."""
    left, recurring = set(records.ids()), statistics.recurring_blocks
    waiting = iter(releases)
    while some := list(islice(waiting, AT_ONCE)):
        held = {record.stored.id: record for record in records.with_ids([release.id for release in some])}
        for release in some:
            left.discard(release.id)
            yield from _of_release(release, held.get(release.id), recurring)
    for release_id in sorted(left):
        yield IndexProblem(f"release {release_id} is in the index and not in the store; {_REBUILD}", release_id)


def _of_release(release: Release, found: Record | None, recurring: Set[int]) -> Iterator[IndexProblem]:
    if found is None:
        yield IndexProblem(f"release {release.id} is in the store and not in the index; {_REBUILD}", release.id)
    elif differing := ", ".join(_differing(found, Record.of(release).among(recurring))):
        yield IndexProblem(f"release {release.id} is otherwise in the index than in the store ({differing}); {_REBUILD}", release.id)


def _differing(found: Record, wanted: Record) -> Iterator[str]:
    yield from (name for name in ("published", "visible_from") if getattr(found, name) != getattr(wanted, name))
    names = (name for name in found.stored.__dataclass_fields__ if name != "published")
    yield from (name for name in names if getattr(found.stored, name) != getattr(wanted.stored, name))
