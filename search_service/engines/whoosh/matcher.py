"""The engine's Matcher: one generation as a snapshot, asked what the contract asks."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.meaning.lexicon import Lexicon
from search_service.engines.cache import GenerationCache
from search_service.engines.calendar import day_numbers
from search_service.engines.found import Criterion, FacetCounts, Found, Order, PeriodCounts, Ranked, Slice, ValueCounts
from search_service.engines.whoosh.evaluating.counting import documents_of
from search_service.engines.whoosh.evaluating.evaluator import evaluate
from search_service.engines.whoosh.evaluating.filtering import DATE, Filtered, filtered, weighted
from search_service.engines.whoosh.evaluating.matches import Documents, Matches, contained
from search_service.engines.whoosh.evaluating.ordering import first_hits, in_order, take_slice
from search_service.engines.whoosh.evaluating.ranking import rank
from search_service.engines.whoosh.evaluating.snapshot import Snapshot
from search_service.explain.stored_document import StoredDocument
from search_service.explain.token_columns import TokenColumns
from search_service.query.alternatives import Concept
from search_service.query.nodes import Words
from search_service.query.request import SearchRequest, Sort
from search_service.results import IndexStatus, Interval


@dataclass(frozen=True, slots=True)
class WhooshMatcher:
    """See ``Matcher`` for what each of its methods promises."""

    _snapshot: Snapshot

    @property
    def name(self) -> str:
        return self._snapshot.name

    @property
    def status(self) -> IndexStatus:
        return self._snapshot.facts

    @property
    def lexicon(self) -> Lexicon:
        return self._snapshot.lexicon

    @property
    def cache(self) -> GenerationCache:
        return self._snapshot.cache

    @property
    def recurring_blocks(self) -> Set[int]:
        return self._snapshot.recurring_blocks

    def concepts_of(self, words: Words) -> tuple[Concept, ...]:
        return self._snapshot.concepts_of(words)

    def visible(self, moment: datetime) -> int:
        return self._snapshot.times.visible_count(moment.timestamp())

    def search(self, request: SearchRequest, order: Order, wanted: Slice, *, counts: bool) -> Found:
        found = self._filtered(request)
        hits = weighted(self._snapshot, found.hits, order)
        page, last = take_slice(self._snapshot, hits, order, wanted)
        counted = self._counts(found) if counts else None
        return Found(page.documents.tolist(), page.scores.tolist(), len(hits), last, counted)

    def totals(self, requests: Sequence[SearchRequest]) -> Sequence[int]:
        return [self._total(request) for request in requests]

    def _total(self, request: SearchRequest) -> int:
        return len(filtered(self._snapshot, request, Matches.constant(documents_of(self._snapshot, request.node))).hits)

    def hit_ids(self, request: SearchRequest, order: Order) -> Sequence[str]:
        hits = weighted(self._snapshot, self._filtered(request).hits, order)
        return self._snapshot.ids.of(in_order(self._snapshot, hits, order))

    def periods(self, request: SearchRequest, interval: Interval) -> PeriodCounts:
        documents = self._hits(request)
        if interval is Interval.DAY:
            return PeriodCounts.of(day_numbers(self._snapshot.times.published[documents]))
        months = self._snapshot.times.months[documents]
        return PeriodCounts.of(months if interval is Interval.MONTH else months // 12)

    def rank(self, request: SearchRequest, criteria: Sequence[Criterion], *, size: int) -> Ranked:
        found, admitting = rank(self._snapshot, request, criteria)
        best = first_hits(self._snapshot, found, Sort.RELEVANCE, size)
        documents = found.documents[best]
        has = np.zeros((len(documents), len(criteria)), np.bool_)
        admits = [number for number, criterion in enumerate(criteria) if criterion.admits]
        ascending = np.argsort(documents)
        for number, matches in zip(admits, admitting, strict=True):
            has[ascending, number] = contained(documents[ascending], matches.documents)[0]
        return Ranked(documents.tolist(), found.scores[best].tolist(), has)

    def class_sizes(self) -> NDArray[np.int64]:
        return self._snapshot.class_sizes

    def class_frequencies(self, classes: Sequence[int], among: SearchRequest | None = None) -> NDArray[np.int64]:
        hits = None
        if among is not None:
            hits = np.zeros(self._snapshot.documents, np.bool_)
            hits[self._hits(among)] = True
        return np.array([self._snapshot.class_frequency(each, among=hits) for each in classes], np.int64)

    def number_of(self, release_id: str, moment: datetime) -> int | None:
        number = self._snapshot.ids.number_of(release_id)
        return number if number is not None and self._snapshot.times.visible_from[number] <= moment.timestamp() else None

    def stored(self, documents: Sequence[int]) -> Sequence[StoredDocument]:
        return [self._snapshot.document(number) for number in documents]

    def token_columns(self, documents: Sequence[int], stored: Sequence[StoredDocument]) -> TokenColumns:
        return self._snapshot.token_columns(documents, stored)

    def _filtered(self, request: SearchRequest) -> Filtered:
        return filtered(self._snapshot, request, evaluate(self._snapshot, request.node))

    def _hits(self, request: SearchRequest) -> Documents:
        return self._filtered(request).hits.documents

    def _counts(self, found: Filtered) -> FacetCounts:
        values = {
            name: ValueCounts(column.values, *column.counts(found.documents(ignoring=name)))
            for name, column in self._snapshot.facets.items()
        }
        return FacetCounts(values, PeriodCounts.of(self._snapshot.times.months.take(found.documents(ignoring=DATE))))
