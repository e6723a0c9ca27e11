"""Compares a published generation with its checksums, with itself, and with the releases that it was made of. It changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search_service.engines.cache import Cache
from search_service.engines.found import IndexProblem
from search_service.engines.generations import Sidecar, Verifier, generation_folder, published_number, read_sidecar
from search_service.engines.whoosh.evaluating.facets import FacetColumn
from search_service.engines.whoosh.evaluating.snapshot import Snapshot
from search_service.engines.whoosh.files.block_uses import recurring_keys
from search_service.engines.whoosh.files.postings import DAMAGE
from search_service.engines.whoosh.files.segment import SegmentView
from search_service.engines.whoosh.files.whoosh_schema import NUMBER_COLUMNS, IndexDocument, index_document, unpack_stored
from search_service.engines.whoosh.opening import VERSIONS, open_snapshot
from search_service.errors import IndexDamagedError
from search_service.nouns import counted
from search_service.release import Release
from search_service.schema import FIELDS, Field

_REBUILD = "run `news-indexer rebuild`"
_CACHE_BYTES = 1 << 20


def problems_of(folder: Path, releases: Iterable[Release]) -> Iterator[IndexProblem]:
    """See ``Index.problems``."""
    number = published_number(folder)
    generation = generation_folder(folder, number)
    broken = list(_broken_files(generation, read_sidecar(generation, VERSIONS)))
    if broken:  # what is read of them says nothing more
        yield from broken
        return
    snapshot = open_snapshot(folder, number, Cache(_CACHE_BYTES), Verifier())
    for segment in snapshot.segments:
        try:
            yield from _of_segment(segment, snapshot)
        except DAMAGE as error:
            yield IndexProblem(f"segment {segment.name} cannot be read ({error}); {_REBUILD}")
    yield from _of_blocks(snapshot)
    yield from _of_releases(snapshot, releases)


def _of_blocks(snapshot: Snapshot) -> Iterator[IndexProblem]:
    uses = [segment.blocks.without(segment.deleted) for segment in snapshot.segments]
    recurring = set(recurring_keys(uses, releases=snapshot.releases).tolist())
    if wrong := recurring ^ snapshot.recurring_blocks:
        yield IndexProblem(f"{counted(len(wrong), 'standing block')} otherwise in the index than its releases say; {_REBUILD}")


def _broken_files(generation: Path, sidecar: Sidecar) -> Iterator[IndexProblem]:
    verifier = Verifier()
    for name, facts in sidecar.files.items():
        try:
            verifier.verify(generation, {name: facts})
        except IndexDamagedError as error:
            yield IndexProblem(str(error))


def _of_segment(segment: SegmentView, snapshot: Snapshot) -> Iterator[IndexProblem]:
    """What the token stream, the lists of documents, the posting lists and the lexicon say otherwise than each other."""
    unknown = sum(snapshot.lexicon.form_id(term) < 0 for term in segment.tokens.terms())
    if unknown:
        yield IndexProblem(f"the lexicon lacks {unknown:,} words of segment {segment.name}; {_REBUILD}")
    of_streams = _pairs_of_stream(segment)
    for field, pairs in of_streams.items():
        lists = segment.terms
        here = lists.counts[:, FIELDS.index(field)] > 0
        owners = np.repeat(np.arange(len(lists.starts) - 1, dtype=np.int64), np.diff(lists.starts))
        if not np.array_equal((owners * segment.documents + lists.documents)[here], pairs):
            yield IndexProblem(f"segment {segment.name} lists other documents of {field} than its texts have; {_REBUILD}")
        yield from _of_postings(segment, field, lists.documents[here])


def _pairs_of_stream(segment: SegmentView) -> dict[Field, NDArray[np.int64]]:
    """For each field which term stands in which document: term · documents + document, int64 [n] ascending."""
    stream = segment.tokens
    slots = np.repeat(np.arange(len(stream.starts) - 1, dtype=np.int64), np.diff(stream.starts))
    documents, columns = np.divmod(slots, len(FIELDS))
    keys = stream.tokens.astype(np.int64) * segment.documents + documents
    return {field: np.unique(keys[columns == column]) for column, field in enumerate(FIELDS)}


def _of_postings(segment: SegmentView, field: Field, documents: NDArray[np.int32]) -> Iterator[IndexProblem]:
    try:
        decoded = [postings.documents for postings in segment.all_postings(field)]
    except IndexDamagedError as error:
        yield IndexProblem(str(error))
        return
    if not np.array_equal(np.concatenate([np.empty(0, np.int32), *decoded]), documents):
        yield IndexProblem(f"the posting lists of {field} in segment {segment.name} have other documents than its texts; {_REBUILD}")


def _of_releases(snapshot: Snapshot, releases: Iterable[Release]) -> Iterator[IndexProblem]:
    numbers: dict[str, int] = {}
    for number, release_id in zip(snapshot.everything.tolist(), snapshot.ids.of(snapshot.everything), strict=True):
        if release_id in numbers:
            yield IndexProblem(f"release {release_id} is in the index twice; {_REBUILD}", release_id)
        numbers[release_id] = number
    columns = {name: _Values(column) for name, column in snapshot.facets.items()}
    for release in releases:
        at = numbers.pop(release.id, None)
        if at is None:
            yield IndexProblem(f"release {release.id} is in the store and not in the index; {_REBUILD}", release.id)
            continue
        expected = index_document(release, snapshot.recurring_blocks)
        differing = [*_stored_otherwise(snapshot, at, expected), *_dated_otherwise(snapshot, at, expected)]
        differing += [name.value for name, values in columns.items() if values.of(at) != set(expected.facet_values[name])]
        if differing:
            what = ", ".join(dict.fromkeys(differing))
            yield IndexProblem(f"release {release.id} is otherwise in the index than in the store ({what}); {_REBUILD}", release.id)
    for release_id in numbers:
        yield IndexProblem(f"release {release_id} is in the index and not in the store; {_REBUILD}", release_id)


def _stored_otherwise(snapshot: Snapshot, number: int, expected: IndexDocument) -> Iterator[str]:
    if snapshot.stored_row(number) == expected.stored:
        return
    try:
        found, wanted = snapshot.document(number), unpack_stored(expected.stored)
    except IndexDamagedError as error:
        yield str(error)
        return
    yield from (name for name in wanted.__dataclass_fields__ if getattr(found, name) != getattr(wanted, name))


def _dated_otherwise(snapshot: Snapshot, number: int, expected: IndexDocument) -> Iterator[str]:
    found = snapshot.times.published[number], snapshot.times.visible_from[number]
    yield from (name for name, has, wanted in zip(NUMBER_COLUMNS, found, expected.numbers, strict=True) if has != wanted)


class _Values:
    """The values of a facet by document."""

    def __init__(self, column: FacetColumn) -> None:
        self._names = column.values
        self._starts = column.starts.tolist()
        self._ordinals = column.ordinals.tolist()

    def of(self, number: int) -> set[str]:
        return {self._names[ordinal] for ordinal in self._ordinals[self._starts[number] : self._starts[number + 1]]}
