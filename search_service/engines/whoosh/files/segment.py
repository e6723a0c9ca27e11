"""One segment of an opened Whoosh index as arrays and records. Reads through memory views only: safe from any thread.

It answers what is in the segment's files; evaluating queries, and putting segments together, is up to the snapshot.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, wraps
from pathlib import Path
from types import MappingProxyType
from typing import Any, Concatenate, ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3Segment
from whoosh.columns import VarBytesColumn
from whoosh.fields import Schema
from whoosh.index import TOC, EmptyIndexError
from whoosh.index import IndexError as WhooshIndexError
from whoosh.reading import SegmentReader
from whoosh.util.numeric import byte_to_length

from search_service.array_file import open_arrays
from search_service.engines.whoosh.files.block_uses import BlockUses, uses_of
from search_service.engines.whoosh.files.inverted import FacetPairs
from search_service.engines.whoosh.files.occurrences import Occurrences
from search_service.engines.whoosh.files.postings import (
    DAMAGE,
    FOREIGN_DAMAGE,
    NO_DOCUMENTS,
    NO_POSTINGS,
    Postings,
    decode_postings,
    first_document,
)
from search_service.engines.whoosh.files.term_dictionary import TermDictionary
from search_service.engines.whoosh.files.term_lists import term_lists_of
from search_service.engines.whoosh.files.token_stream import TOKENS_EXTENSION, TokenStream, stream_of
from search_service.engines.whoosh.files.viewfile import ViewFile, ViewStorage
from search_service.engines.whoosh.files.whoosh_schema import unpack_stored
from search_service.errors import IndexDamagedError, IndexNotBuiltError
from search_service.explain.stored_document import StoredDocument

INDEX_NAME = "MAIN"
"""Whoosh's name for the only index of a folder."""
OPENING_DAMAGE: tuple[type[Exception], ...] = (WhooshIndexError, FileNotFoundError, AssertionError, *FOREIGN_DAMAGE)
LENGTHS = np.array([byte_to_length(byte) for byte in range(256)], np.float32)
"""Whoosh's 256 field lengths: a length is stored as the place of the smallest that is not below it."""


P = ParamSpec("P")
R = TypeVar("R")


def _reports_damage(method: Callable[Concatenate[SegmentView, P], R]) -> Callable[Concatenate[SegmentView, P], R]:
    @wraps(method)
    def reporting(view: SegmentView, /, *arguments: P.args, **options: P.kwargs) -> R:
        try:
            return method(view, *arguments, **options)
        except DAMAGE as error:
            raise _damaged(f"segment {view.name} of the index", error) from error

    return reporting


@dataclass(frozen=True, slots=True)
class SortedIds:
    """``ids`` object [documents] ascending, ``documents`` int32 [documents] that have them."""

    ids: NDArray[np.object_]
    documents: NDArray[np.int32]


class SegmentView:
    """One segment; its documents are numbered from 0, deleted ones included.

    Every method raises IndexDamagedError when it meets bytes that cannot be what was written.
    """

    def __init__(self, storage: ViewStorage, schema: Schema, segment: W3Segment) -> None:
        self.name: str = segment.segment_id()
        self.documents: int = segment.doc_count_all()
        self.deleted: NDArray[np.int32] = deleted_documents(segment)
        companion = open_arrays(Path(storage.folder, segment.make_filename(TOKENS_EXTENSION)))
        self.tokens: TokenStream = stream_of(companion)
        self.terms: Occurrences = term_lists_of(companion)
        self.blocks: BlockUses = uses_of(companion)
        reader = SegmentReader(storage, schema, segment)
        self._columns = reader._perdoc
        self._dictionary = TermDictionary(reader._terms)
        self._postings_file: ViewFile = reader._terms._postfile
        self._facets: dict[str, FacetPairs] = {}
        self._stored = self._columns.column_reader("_stored", VarBytesColumn())

    def with_deleted(self, deleted: NDArray[np.int32]) -> SegmentView:
        """The same segment with other documents ``deleted`` int32 [n] ascending; shares all that is mapped or computed."""
        view = copy.copy(self)
        view.deleted = deleted
        return view

    @_reports_damage
    def postings(self, field: str, term: str) -> Postings:
        """Where ``term`` occurs in ``field``; empty when it does not."""
        entry = self._dictionary.entry(field, term)
        return NO_POSTINGS if entry is None else decode_postings(entry, self._postings_file, self.documents)

    @_reports_damage
    def all_postings(self, field: str) -> list[Postings]:
        """The postings of every term of ``field``, in ascending order of terms."""
        return [decode_postings(entry, self._postings_file, self.documents) for _, entry in self._dictionary.entries(field)]

    @_reports_damage
    def values(self, field: str) -> tuple[str, ...]:
        """All values of a field whose terms are whole values."""
        return tuple(value for value, _ in self._dictionary.entries(field))

    def facet(self, field: str) -> FacetPairs:
        """All values of a field with few values, and which document has which."""
        if field not in self._facets:
            self._facets[field] = self._read_facet(field)
        return self._facets[field]

    @_reports_damage
    def _read_facet(self, field: str) -> FacetPairs:
        values, documents = [], [NO_DOCUMENTS]
        for value, entry in self._dictionary.entries(field):
            values.append(value)
            documents.append(decode_postings(entry, self._postings_file, self.documents).documents)
        ordinals = np.repeat(np.arange(-1, len(values), dtype=np.int32), [len(each) for each in documents])
        all_documents = np.concatenate(documents)
        order = np.argsort(all_documents, kind="stable")
        return FacetPairs(tuple(values), all_documents[order], ordinals[order])

    def ids(self) -> tuple[str, ...]:
        """The release id of each document."""
        return self._ids

    @cached_property
    def sorted_ids(self) -> SortedIds:
        """The ids in ascending order."""
        ids = np.array(self._ids, dtype=object)
        order = np.argsort(ids, kind="stable").astype(np.int32)
        return SortedIds(ids[order], order)

    @cached_property
    @_reports_damage
    def _ids(self) -> tuple[str, ...]:
        ids = [""] * self.documents
        for release_id, entry in self._dictionary.entries("id"):
            ids[first_document(entry)] = release_id
        return tuple(ids)

    @_reports_damage
    def lengths(self, field: str) -> NDArray[np.float32]:
        """Number of terms in ``field`` of each document, as coarse as Whoosh stores it: float32 [documents]."""
        lengths: NDArray[np.float32] = LENGTHS[self._column(f"_{field}_len", np.dtype(np.uint8))]
        return lengths

    @_reports_damage
    def numbers(self, column: str) -> NDArray[np.int64]:
        """The numbers of ``published`` or ``visible_from``: int64 [documents], seconds since 1970."""
        return self._column(column, np.dtype(">i8")).astype(np.int64)

    def _column(self, name: str, dtype: np.dtype[Any]) -> NDArray[Any]:
        """A column of fixed width; Whoosh leaves out zeros at the end, and columns that no document has."""
        values = np.zeros(self.documents, dtype)
        if self._columns.has_column(name):
            file, start, size = self._columns._get_column_file(name)
            found = np.frombuffer(file.view(start, size), dtype)
            values[: len(found)] = found
        return values

    @_reports_damage
    def document(self, number: int) -> StoredDocument:
        """What is stored of a document."""
        return unpack_stored(self.stored_row(number))

    def stored_row(self, number: int) -> bytes:
        """What is stored of a document, packed as it stands in the file."""
        stored: bytes = self._stored[number]
        return stored

    @_reports_damage
    def document_number(self, release_id: str) -> int | None:
        """The document of a release that is not deleted, or None."""
        for number in self.postings("id", release_id).documents.tolist():
            if number not in self.deleted:
                return int(number)
        return None


def deleted_documents(segment: W3Segment) -> NDArray[np.int32]:
    """Numbers of the deleted documents of a segment: int32 [n] ascending."""
    return np.array(sorted(segment.deleted_docs()), np.int32)


def open_segments(folder: Path, *, reuse: Mapping[str, SegmentView] = MappingProxyType({})) -> tuple[SegmentView, ...]:
    """Open all segments of the Whoosh index in ``folder``; those that ``reuse`` holds under their name are not opened again.

    Raises IndexNotBuiltError or IndexDamagedError.
    """
    storage = ViewStorage(folder)
    toc = read_toc(storage)
    return tuple(open_segment(storage, toc.schema, segment, reuse=reuse) for segment in toc.segments)


def read_toc(storage: ViewStorage) -> TOC:
    """The newest table of contents: schema, segments, number. Raises IndexNotBuiltError or IndexDamagedError."""
    try:
        return TOC.read(storage, INDEX_NAME)
    except EmptyIndexError as error:
        raise IndexNotBuiltError(f"there is no index in {storage.folder} yet; build it with `news-indexer rebuild`") from error
    except OPENING_DAMAGE as error:
        raise _damaged(f"the table of contents in {storage.folder}", error) from error


def open_segment(
    storage: ViewStorage, schema: Schema, segment: W3Segment, *, reuse: Mapping[str, SegmentView] = MappingProxyType({})
) -> SegmentView:
    """Open one segment of a table of contents, or give the one of ``reuse`` its deletions. Raises IndexDamagedError."""
    known = reuse.get(segment.segment_id())
    if known is not None:
        return known.with_deleted(deleted_documents(segment))
    try:
        return SegmentView(storage, schema, segment)
    except OPENING_DAMAGE as error:
        raise _damaged(f"segment {segment.segment_id()} in {storage.folder}", error) from error


def _damaged(what: str, error: Exception) -> IndexDamagedError:
    return IndexDamagedError(f"{what} is damaged ({type(error).__name__}: {error}); run `news-indexer rebuild`")
