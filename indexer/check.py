"""Verifies that the index is what the store says, and that both hold together; each problem names the command that mends it."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.pipeline import taken_in
from search_service.archive import Archive
from search_service.engines.base import Index
from search_service.engines.found import IndexProblem
from search_service.errors import EngineError, EngineUnavailableError
from search_service.nouns import counted


def problems(archive: Archive, index: Index) -> Iterator[IndexProblem]:
    """Everything that is wrong; nothing is changed. What changes while it is looked at is left out. Raises StoreError, and
    EngineUnavailableError where nothing can be compared.

    What is damaged in the store is left out of every index, so it is named once.
    """
    damage = list(archive.damage())
    mend = f"put a backup in its place with {archive.restoring}"
    yield from (IndexProblem(f"damaged in the store: {each.as_text()}; {mend}", each.id) for each in damage)
    try:
        since = taken_in(archive, index)
        named = index.status().taxonomy
        damaged = {each.id for each in damage}
        found = [each for each in index.problems(map(named.applied, archive.current())) if each.release_id not in damaged]
    except EngineUnavailableError:
        raise
    except EngineError as error:
        yield IndexProblem(str(error))
        return
    behind = {change.id for change in archive.to_index(since)}
    yield from (problem for problem in found if problem.release_id not in behind)
    if behind:
        yield IndexProblem(f"the index is behind by {counted(len(behind), 'release')}; run `news-indexer index`")
    if named != index.taxonomy:
        yield IndexProblem("the names of ministries and topics have changed since the index was written; run `news-indexer index`")
