"""Adds, replaces and deletes releases of a Whoosh index, published by one commit: Whoosh's lock and table of contents, our inversion.

Not Whoosh's SegmentWriter: that writes one segment, posting by posting, and a failed document leaves half of it in the next one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3Segment
from whoosh.index import TOC, clean_files

from search_service.analysis.chunk_lines import ChunkLines
from search_service.engines.whoosh.files.block_uses import BlockUses, keys_taken_in, recurring_keys
from search_service.engines.whoosh.files.place_line import MOST_PLACES, places_needed
from search_service.engines.whoosh.files.segment import INDEX_NAME, SegmentView, deleted_documents, open_segment, read_toc
from search_service.engines.whoosh.files.viewfile import ViewStorage
from search_service.engines.whoosh.files.whoosh_schema import NUMBER_COLUMNS, VALUE_FIELDS, IndexDocument, release_schema
from search_service.engines.whoosh.writing.inversion import BlockBuffer, TokenBuffer, ValueBuffer, join_pairs
from search_service.engines.whoosh.writing.merging import merge_segments, segments_to_merge
from search_service.engines.whoosh.writing.segment_builder import DocumentRow, SegmentBuilder
from search_service.engines.whoosh.writing.token_runs import RUN_TOKENS
from search_service.errors import IndexLockedError, IndexNotBuiltError
from search_service.explain.stored_document import StoredDocument

SEGMENT_PLACES = MOST_PLACES // 2
"""Places after which added documents become a segment: 1.2 million releases of average length. With the last run it holds at most
MOST_PLACES, even if that has a word a document."""


class _Batch:
    """Added documents that are no segment yet."""

    def __init__(self, builder: SegmentBuilder, tokens: TokenBuffer, run_tokens: int) -> None:
        self.builder = builder
        self._tokens = tokens
        self._run_tokens = run_tokens
        self._values = {name: ValueBuffer() for name in VALUE_FIELDS}
        self._blocks = BlockBuffer()

    def add(self, document: IndexDocument) -> None:
        for name, of_field in zip(VALUE_FIELDS, document.values, strict=True):
            self._values[name].add(self.builder.documents, of_field)
        self._blocks.add(self.builder.documents, document.recurring)
        self._tokens.add(document.texts)
        self.builder.add(DocumentRow(document.stored, document.numbers))
        if self._tokens.tokens >= self._run_tokens:
            self.builder.tokens.add(self._tokens.stream())

    def finish(self) -> W3Segment:
        values = {name: join_pairs([buffer.pairs()]) for name, buffer in self._values.items()}
        self.builder.tokens.add(self._tokens.stream())
        return self.builder.finish(values, self._blocks.uses())


def no_check(segment: str) -> None:
    """Done before merging where the files are known to be intact."""


def no_observer(lines: ChunkLines) -> None:
    """Shown the texts where nothing else is made of them."""


class BulkWriter:
    """One batch of changes to the index in ``folder``; an index that is not there yet begins empty.

    As a context manager it commits, or cancels when an error leaves the block. Raises IndexLockedError when another writer is at work,
    IndexDamagedError when the index cannot be read. An id must not be added twice in a batch; delete it first if the index may have it.
    ``before_merging`` is given the name of each segment of which content is about to go into another one, ``observer`` all texts that are
    added, taken apart, before ``flush`` ends.
    """

    def __init__(
        self,
        folder: Path,
        *,
        run_tokens: int = RUN_TOKENS,
        segment_places: int = SEGMENT_PLACES,
        before_merging: Callable[[str], None] = no_check,
        observer: Callable[[ChunkLines], None] = no_observer,
    ) -> None:
        self._storage = ViewStorage(folder)
        self._before_merging = before_merging
        self._run_tokens = run_tokens
        self._segment_places = segment_places
        self._lock = self._storage.lock(f"{INDEX_NAME}_WRITELOCK")
        if not self._lock.acquire():
            raise IndexLockedError(f"another writer is at work in {folder}; wait until it ends, then run the command again")
        with ExitStack() as given_back:
            given_back.callback(self._lock.release)
            self._toc = self._read_or_create()
            given_back.pop_all()
        self._segments: list[W3Segment] = list(self._toc.segments)
        self._views: dict[str, SegmentView] = {}
        self._tokens = TokenBuffer(observer=observer)
        self._batch: _Batch | None = None

    def _read_or_create(self) -> TOC:
        try:
            return read_toc(self._storage)
        except IndexNotBuiltError:
            TOC.create(self._storage, release_schema(), INDEX_NAME)
            return read_toc(self._storage)

    def add(self, document: IndexDocument) -> None:
        """Add a document."""
        if self._batch is None:
            self._batch = _Batch(self._new_segment(), self._tokens, self._run_tokens)
        self._batch.add(document)
        if self._batch.builder.tokens.places >= self._segment_places:
            self.flush()

    def stored(self, release_id: str) -> StoredDocument | None:
        """What the index, or a flushed part of this batch, has of a release."""
        for segment, view, number in self._found(release_id):
            if not segment.is_deleted(number):
                return view.document(number)
        return None

    def delete(self, release_id: str) -> bool:
        """Take a release out of the index and of the flushed part of this batch; False when it is in neither."""
        documents = [(segment, number) for segment, _, number in self._found(release_id) if not segment.is_deleted(number)]
        for segment, number in documents:
            segment.delete_document(number)
        return bool(documents)

    def _found(self, release_id: str) -> Iterator[tuple[W3Segment, SegmentView, int]]:
        """The documents with this id, deleted ones included."""
        for segment in self._segments:
            view = self._view(segment)
            for number in view.postings("id", release_id).documents.tolist():
                yield segment, view, number

    def recurring(self) -> NDArray[np.int64]:
        """The keys of the blocks that recur among the documents of the index and of the flushed part of this batch: int64 [n] ascending."""
        return recurring_keys(self._uses(), releases=sum(segment.doc_count() for segment in self._segments))

    def known_to_recur(self) -> Set[int]:
        """The keys of the blocks that the documents were taken in by."""
        return keys_taken_in(self._uses())

    def _uses(self) -> list[BlockUses]:
        return [self._view(segment).blocks.without(deleted_documents(segment)) for segment in self._segments]

    def taken_out(self, recurring: NDArray[np.int64]) -> Iterator[tuple[StoredDocument, tuple[int, ...]]]:
        """Take out what was taken in as if other blocks recurred than ``recurring`` int64 [n] ascending: stored form and numbers of each.

        They may be added again meanwhile.
        """
        for segment in list(self._segments):
            view = self._view(segment)
            documents = view.blocks.without(deleted_documents(segment)).taken_in_otherwise(recurring)
            if not len(documents):
                continue
            self._before_merging(segment.segment_id())
            numbers = np.stack([view.numbers(name)[documents] for name in NUMBER_COLUMNS], axis=1).tolist()
            for document, of_document in zip(documents.tolist(), numbers, strict=True):
                segment.delete_document(document)
                yield view.document(document), tuple(of_document)

    def commit(self) -> None:
        """Write what has been added, merge segments, put the new table of contents in place of the old one. Ends the batch."""
        try:
            self.flush()
            self._merge()
            generation = self._toc.generation + 1
            TOC(self._toc.schema, self._segments, generation).write(self._storage, INDEX_NAME)
            self._clean(generation, self._segments)
        finally:
            self._end()

    def cancel(self) -> None:
        """Leave the index as it was. Ends the batch."""
        try:
            if self._batch is not None:
                self._batch.builder.abandon()
            self._clean(self._toc.generation, self._toc.segments)
        finally:
            self._end()

    def _end(self) -> None:
        self._tokens.forget()
        self._views.clear()
        self._lock.release()

    def flush(self) -> None:
        """Make a segment of what has been added, so that ``stored`` and ``delete`` see it."""
        if self._batch is not None:
            batch, self._batch = self._batch, None
            self._segments.append(batch.finish())

    def _merge(self) -> None:
        sizes = [segment.doc_count_all() for segment in self._segments]
        deleted = [segment.deleted_count() for segment in self._segments]
        groups = segments_to_merge(sizes, deleted, places=lambda place: places_needed(self._view(self._segments[place]).tokens))
        merged = {place for group in groups for place in group}
        kept = [segment for place, segment in enumerate(self._segments) if place not in merged]
        for group in groups:
            segments = [self._segments[place] for place in group]
            for segment in segments:
                self._before_merging(segment.segment_id())
            if any(segment.doc_count() for segment in segments):
                views = [self._view(segment).with_deleted(deleted_documents(segment)) for segment in segments]
                kept.append(merge_segments(self._new_segment(), views))
        self._segments = kept

    def _new_segment(self) -> SegmentBuilder:
        return SegmentBuilder(self._storage, self._toc.schema)

    def _view(self, segment: W3Segment) -> SegmentView:
        """The segment, opened once; its deletions may be older than those of ``segment``."""
        view = self._views.get(segment.segment_id())
        if view is None:
            view = self._views[segment.segment_id()] = open_segment(self._storage, self._toc.schema, segment)
        return view

    def _clean(self, generation: int, segments: list[W3Segment]) -> None:
        """Remove the files of other segments and tables of contents, and the folder of temporary files."""
        clean_files(self._storage, INDEX_NAME, generation, segments)
        self._storage.temp_storage(f"{INDEX_NAME}.tmp").destroy()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is None:
            self.commit()
        else:
            self.cancel()
