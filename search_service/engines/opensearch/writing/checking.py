"""Compares a published generation with its files, with itself, and with the releases that it was made of. It changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from search_service.engines.found import IndexProblem
from search_service.engines.opensearch.records import Record
from search_service.engines.opensearch.statistics import Statistics
from search_service.engines.opensearch.writing.reading_back import PublishedRecords
from search_service.release import Release

_REBUILD = "run `news-indexer rebuild`"


def problems_of(records: PublishedRecords, statistics: Statistics, releases: Iterable[Release]) -> Iterator[IndexProblem]:
    """See ``Index.problems``."""
    held = {record.stored.id: record for record in records.every()}
    recurring = statistics.recurring_blocks
    for release in releases:
        found = held.pop(release.id, None)
        if found is None:
            yield IndexProblem(f"release {release.id} is in the store and not in the index; {_REBUILD}", release.id)
            continue
        differing = list(_differing(found, Record.of(release).among(recurring)))
        if differing:
            what = ", ".join(differing)
            yield IndexProblem(f"release {release.id} is otherwise in the index than in the store ({what}); {_REBUILD}", release.id)
    for release_id in held:
        yield IndexProblem(f"release {release_id} is in the index and not in the store; {_REBUILD}", release_id)


def _differing(found: Record, wanted: Record) -> Iterator[str]:
    yield from (name for name in ("published", "visible_from") if getattr(found, name) != getattr(wanted, name))
    names = (name for name in found.stored.__dataclass_fields__ if name != "published")
    yield from (name for name in names if getattr(found.stored, name) != getattr(wanted.stored, name))
