"""One published generation as arrays: all segments end to end, deletions applied. Immutable; a search holds one to its end.

Documents are numbered over the segments in order. It reads; it does not evaluate queries.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.meaning.lexicon import Lexicon
from search_service.analysis.tokenizer import index_terms
from search_service.engines.cache import GenerationCache
from search_service.engines.generations import Sidecar, index_status
from search_service.engines.scoring import field_factors
from search_service.engines.whoosh.evaluating.facets import FacetColumn
from search_service.engines.whoosh.evaluating.matches import Documents
from search_service.engines.whoosh.evaluating.release_ids import ReleaseIds
from search_service.engines.whoosh.evaluating.release_times import ReleaseTimes
from search_service.engines.whoosh.evaluating.scoring import Scorer
from search_service.engines.whoosh.evaluating.sequences import slots_with_sequence
from search_service.engines.whoosh.evaluating.snapshot_arrays import NO_COUNTS, DocumentForms, TermCounts
from search_service.engines.whoosh.files.block_uses import keys_taken_in
from search_service.engines.whoosh.files.derived_lists import DerivedLists
from search_service.engines.whoosh.files.occurrences import FULL
from search_service.engines.whoosh.files.segment import SegmentView
from search_service.engines.whoosh.files.whoosh_schema import STANDING_FIELD
from search_service.explain.stored_document import StoredDocument
from search_service.explain.token_columns import POSITION_BITS, TokenColumns
from search_service.query.expand import keeping_concepts
from search_service.ranges import places_in
from search_service.results import IndexStatus
from search_service.schema import FACETS, FIELDS, FacetName, Field
from search_service.sorted_arrays import begin_runs

EXPANDED = 1 << 11
"""Runs of words whose concepts are kept, and words."""


class Snapshot:
    """A generation, opened. ``documents`` counts deleted ones too; every array below has that length unless it says otherwise."""

    def __init__(
        self, sidecar: Sidecar, segments: tuple[SegmentView, ...], lists: tuple[DerivedLists, ...], lexicon: Lexicon, cache: GenerationCache
    ) -> None:
        self.sidecar = sidecar
        self.number = sidecar.generation
        self.name = sidecar.name
        self.segments = segments
        self.lists = lists
        self.lexicon = lexicon
        self.cache = cache
        self.concepts_of = keeping_concepts(lexicon, kept=EXPANDED)
        self.bases = np.cumsum([0, *(segment.documents for segment in segments)])
        self.documents = int(self.bases[-1])
        self.live = self._live()
        self.releases = self.documents if self.live is None else int(self.live.sum())

    def warm(self) -> None:
        """Make now what the first search would wait for: 30 ms for 13,000 releases, growing with them; shared segments cost nothing."""
        self.times, self.factors, self.facets, self.everything, self.begins, self.class_sizes, self.ids.ranks  # noqa: B018
        self.lexicon.part_counts, self.lexicon.abbreviations, self.lexicon.phrases  # noqa: B018
        self.lexicon.forms_with_prefix("a")
        for lists in self.lists:
            lists.term_of  # noqa: B018

    @cached_property
    def facts(self) -> IndexStatus:
        """What status tells of the generation; ``visible`` as if nothing were under embargo."""
        return replace(index_status(self.sidecar), visible=self.releases, documents=self.documents)

    def _live(self) -> NDArray[np.bool_] | None:
        """bool [documents], or None when nothing is deleted."""
        if not any(len(segment.deleted) for segment in self.segments):
            return None
        live = np.ones(self.documents, np.bool_)
        for base, segment in self._based():
            live[base + segment.deleted] = False
        return live

    def _based(self) -> Iterable[tuple[int, SegmentView]]:
        return zip(self.bases[:-1].tolist(), self.segments, strict=True)

    def alive(self, documents: Documents) -> Documents:
        """``documents`` without deleted ones."""
        return documents if self.live is None else documents[self.live[documents]]

    @cached_property
    def everything(self) -> Documents:
        """All live documents."""
        return self.alive(np.arange(self.documents, dtype=np.int32))

    @cached_property
    def factors(self) -> NDArray[np.float32]:
        """Field factors of BM25F, float32 [documents, fields]."""
        lengths = np.zeros((self.documents, len(FIELDS)), np.float32)
        for base, segment in self._based():
            for column, field in enumerate(FIELDS):
                lengths[base : base + segment.documents, column] = segment.lengths(field)
        return field_factors(lengths, self.live)

    @cached_property
    def scorer(self) -> Scorer:
        """Scores what is counted."""
        return Scorer(self.factors, self.live, self.releases)

    @cached_property
    def times(self) -> ReleaseTimes:
        """When releases were published and may be seen."""
        return ReleaseTimes(self._numbers("published"), self._numbers("visible_from"), self.live)

    @cached_property
    def ids(self) -> ReleaseIds:
        """The ids of releases."""
        return ReleaseIds(self.segments, self.live)

    def _numbers(self, column: str) -> NDArray[np.int64]:
        parts = [segment.numbers(column) for segment in self.segments]
        return np.concatenate(parts) if parts else np.empty(0, np.int64)

    @cached_property
    def facets(self) -> Mapping[FacetName, FacetColumn]:
        """The column of every facet."""
        return {facet.name: self._facet(facet.name) for facet in FACETS}

    def _facet(self, name: FacetName) -> FacetColumn:
        per_segment = [(base, segment.facet(name)) for base, segment in self._based()]
        values = tuple(sorted({value for _, facet in per_segment for value in facet.values}))
        number = {value: ordinal for ordinal, value in enumerate(values)}
        documents, ordinals = [np.empty(0, np.int32)], [np.empty(0, np.int32)]
        for base, facet in per_segment:
            renumbered = np.array([number[value] for value in facet.values], np.int32)
            documents.append(facet.documents + np.int32(base))
            ordinals.append(renumbered[facet.ordinals])
        return FacetColumn.from_pairs(values, np.concatenate(documents), np.concatenate(ordinals), size=self.documents)

    @cached_property
    def standing_words(self) -> Mapping[str, Set[str]]:
        """The standing blocks of all documents, deleted ones included, each with its index terms."""
        blocks = sorted({block for segment in self.segments for block in segment.values(STANDING_FIELD)})
        return {block: frozenset(index_terms(block)[0]) for block in blocks}

    def documents_with_standing(self, blocks: Sequence[str]) -> Documents:
        """Live documents that have any of these standing blocks."""
        found = [base + segment.postings(STANDING_FIELD, block).documents for base, segment in self._based() for block in blocks]
        return self.any_of(found)

    @cached_property
    def recurring_blocks(self) -> Set[int]:
        """The keys of the blocks that recur."""
        return keys_taken_in([segment.blocks.without(segment.deleted) for segment in self.segments])

    def form_counts(self, form: int) -> TermCounts:
        """Documents that have a form, deleted ones included."""
        return self._listed([lists.terms.row(lists.term_of_form(form)) for lists in self.lists])

    def counts_of_any(self, forms: NDArray[np.int32]) -> TermCounts:
        """Documents that have any of ``forms`` int32 [n] distinct, deleted ones included, with the occurrences per field added up."""
        return _added_up(self._listed([lists.terms.rows(lists.terms_of(forms)) for lists in self.lists]))

    def documents_with(self, forms: NDArray[np.int32], fields: Sequence[Field]) -> Documents:
        """Live documents that have any of ``forms`` int32 [n] in one of ``fields``."""
        columns = [FIELDS.index(field) for field in fields]
        seen = np.zeros(self.documents, np.bool_)
        for (base, _), lists in zip(self._based(), self.lists, strict=True):
            documents, counts = lists.terms.rows(lists.terms_of(forms))
            seen[base + (documents if len(fields) == len(FIELDS) else documents[counts[:, columns].any(axis=1)])] = True
        return self.alive(seen.nonzero()[0].astype(np.int32))

    def documents_with_sequence(self, words: Sequence[tuple[int, NDArray[np.int32]]], fields: Sequence[Field]) -> Documents:
        """Live documents with words one after another in one of ``fields``.

        ``words``, two at least: where each stands, counted from the first, which is a single form, and which forms int32 [n] it may be.
        """
        (_, (first,)), *others = words
        masks = [(offset, self._among_forms(forms)) for offset, forms in others]
        columns = [FIELDS.index(field) for field in fields]
        seen = np.zeros(self.documents, np.bool_)
        for (base, segment), lists in zip(self._based(), self.lists, strict=True):
            for number in lists.terms_of(np.array([first], np.int32)).tolist():
                of_segment = [(offset, mask[lists.forms]) for offset, mask in masks]
                documents, in_field = np.divmod(slots_with_sequence(segment.tokens, number, of_segment), len(FIELDS))
                seen[base + documents[np.isin(in_field, columns)]] = True
        return self.alive(seen.nonzero()[0].astype(np.int32))

    def _among_forms(self, forms: NDArray[np.int32]) -> NDArray[np.bool_]:
        """bool [forms of the lexicon]: whether each is one of ``forms``; what is no form (-1) is none."""
        among = np.zeros(self.lexicon.forms, np.bool_)
        among[forms[forms >= 0]] = True
        return among

    def slot_counts(self, slots: NDArray[np.int64]) -> TermCounts:
        """Documents with an occurrence at each of ``slots`` int64 [n] ascending: document * fields + field."""
        owners, fields = np.divmod(slots, len(FIELDS))
        new = begin_runs(owners)
        cells = (np.cumsum(new) - 1) * len(FIELDS) + fields
        documents = owners[new].astype(np.int32)
        counts = np.minimum(FULL * np.bincount(cells, minlength=len(documents) * len(FIELDS)), 255).astype(np.uint8)
        return TermCounts(documents, counts.reshape(-1, len(FIELDS)))

    def any_of(self, sets: Iterable[Documents]) -> Documents:
        """Live documents in any of ``sets``."""
        seen = np.zeros(self.documents, np.bool_)
        for documents in sets:
            seen[documents] = True
        if self.live is not None:
            seen &= self.live
        return seen.nonzero()[0].astype(np.int32)

    def class_counts(self, class_id: int) -> TermCounts:
        """Documents that have any form of a class, deleted ones included."""
        return self._listed([lists.classes.row(class_id) for lists in self.lists])

    def class_frequency(self, class_id: int, *, among: NDArray[np.bool_] | None = None) -> int:
        """The number of documents ``among`` bool [documents] (None: the live ones) that have any form of a class."""
        mask = self.live if among is None else among
        documents = [lists.classes.row(class_id)[0] for lists in self.lists]
        if mask is None:
            return sum(map(len, documents))
        return sum(int(np.count_nonzero(mask[base:][found])) for base, found in zip(self.bases[:-1].tolist(), documents, strict=True))

    @cached_property
    def class_sizes(self) -> NDArray[np.int64]:
        """The number of documents that have any form of a class, deleted ones included: int64 [classes]."""
        sizes = np.zeros(self.lexicon.classes, np.int64)
        for lists in self.lists:
            of_segment = np.diff(lists.classes.starts)
            sizes[: len(of_segment)] += of_segment
        return sizes

    def part_counts(self, class_id: int) -> TermCounts:
        """Documents that have any compound with the class among its parts, deleted ones included."""
        return self._listed([lists.parts.row(class_id) for lists in self.lists])

    def _listed(self, rows: Sequence[tuple[NDArray[np.int32], NDArray[np.uint8]]]) -> TermCounts:
        filled = [place for place, (documents, _) in enumerate(rows) if len(documents)]
        if not any(filled):  # mostly: what lies in the first segment alone has the numbers of the snapshot, as it lies on disk
            return TermCounts(*rows[0]) if rows else NO_COUNTS
        documents = np.concatenate([rows[place][0] + np.int32(self.bases[place]) for place in filled])
        return TermCounts(documents, np.concatenate([rows[place][1] for place in filled]))

    @cached_property
    def begins(self) -> NDArray[np.int64]:
        """Where each field of each document begins on the one line of places: int64 [documents * fields + 1]."""
        parts = [lists.begins[:-1] + base for base, lists in zip(self._place_bases[:-1].tolist(), self.lists, strict=True)]
        return np.concatenate([np.empty(0, np.int64), *parts, self._place_bases[-1:]])

    @cached_property
    def _place_bases(self) -> NDArray[np.int64]:
        return np.cumsum([0, *(int(lists.begins[-1]) for lists in self.lists)], dtype=np.int64)

    def class_places(self, class_id: int, documents: Documents) -> NDArray[np.int64]:
        """Where in ``documents`` the forms of a class stand, on the one line of places: int64 [n] ascending."""
        return self._places_in([lists.classes.places_of(class_id) for lists in self.lists], documents)

    def part_places(self, class_id: int, documents: Documents) -> NDArray[np.int64]:
        """Where in ``documents`` compounds with the class among their parts stand: int64 [n] ascending."""
        return self._places_in([lists.parts.places_of(class_id) for lists in self.lists], documents)

    def _places_in(self, rows: Sequence[NDArray[np.int32]], documents: Documents) -> NDArray[np.int64]:
        """Of each segment's marked places those in ``documents``; nothing else of a row is read."""
        borders = documents.searchsorted(self.bases.astype(np.int32)).tolist()
        found = [np.empty(0, np.int64)]
        for place, (row, lists) in enumerate(zip(rows, self.lists, strict=True)):
            if len(row) and borders[place] < borders[place + 1]:
                local = (documents[borders[place] : borders[place + 1]] - np.int32(self.bases[place])) * np.int32(len(FIELDS))
                first = row.searchsorted(2 * lists.begins.take(local))
                end = row.searchsorted(2 * lists.begins.take(local + np.int32(len(FIELDS))))
                found.append((row[places_in(first, end - first)] >> 1) + self._place_bases[place])
        return np.concatenate(found)

    def document(self, number: int) -> StoredDocument:
        """What is stored of a document."""
        segment, local = self._place(number)
        return segment.document(local)

    def stored_row(self, number: int) -> bytes:
        """The same as it stands in the file."""
        segment, local = self._place(number)
        return segment.stored_row(local)

    def _place(self, number: int) -> tuple[SegmentView, int]:
        place = bisect_right(self.bases, number) - 1
        return self.segments[place], number - int(self.bases[place])

    def tokens_of(self, documents: NDArray[np.int64]) -> DocumentForms:
        """All tokens of ``documents`` int64 [n] ascending."""
        borders = np.searchsorted(documents, self.bases)
        parts = []
        for place, (first, end) in enumerate(pairwise(borders.tolist())):
            if first < end:
                found = self.segments[place].tokens.of_documents(documents[first:end] - self.bases[place])
                forms = self.lists[place].forms[found.tokens]
                parts.append(DocumentForms(forms, found.positions, found.begins, found.widths, found.lengths))
        return parts[0] if len(parts) == 1 else DocumentForms.joined(parts)

    def token_columns(self, documents: Sequence[int], stored: Sequence[StoredDocument]) -> TokenColumns:
        """The texts of ``documents``, ascending, of which ``stored`` is stored; nothing is tokenized again."""
        found = self.tokens_of(np.array(documents, np.int64))
        slots = np.repeat(np.arange(found.lengths.size), found.lengths.ravel())
        texts = [text for each in stored for text in each.texts.values()]
        return TokenColumns(texts, found.forms, slots << POSITION_BITS | found.positions, found.begins, found.begins + found.widths)


def _added_up(found: TermCounts) -> TermCounts:
    """The same with one row for each document, whose counts are added up."""
    order = np.argsort(found.documents, kind="stable")
    documents = found.documents[order]
    firsts = begin_runs(documents).nonzero()[0]
    if len(firsts) == len(documents):
        return TermCounts(documents, found.counts.take(order, axis=0))
    counts = np.add.reduceat(found.counts.take(order, axis=0), firsts, axis=0, dtype=np.int32)
    return TermCounts(documents[firsts], np.minimum(counts, 255).astype(np.uint8))
