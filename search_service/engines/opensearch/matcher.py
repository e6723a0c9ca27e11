"""The engine's Matcher: one generation in the cluster, asked what the contract asks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.meaning.lexicon import Lexicon
from search_service.engines.cache import GenerationCache
from search_service.engines.found import Criterion, Found, Order, PeriodCounts, Ranked, Slice
from search_service.engines.generations import index_status
from search_service.engines.opensearch.answers import found_of, number_of, periods_in
from search_service.engines.opensearch.cluster import Body, Cluster
from search_service.engines.opensearch.compiling.clauses import MOST_CLAUSES, Clause, all_of, any_of, constant, has_any, scored, size_of
from search_service.engines.opensearch.compiling.lookups import Lookups, with_lookups
from search_service.engines.opensearch.compiling.matching import Known
from search_service.engines.opensearch.compiling.requests import (
    counts_of,
    narrowing,
    ordered,
    page_body,
    periods_of,
    seen_at,
    sort_of,
)
from search_service.engines.opensearch.compiling.scoring import Scoring
from search_service.engines.opensearch.packed_tokens import Columns, token_columns, unpack_tokens
from search_service.engines.opensearch.published import Published
from search_service.engines.opensearch.records import Record
from search_service.engines.opensearch.statistics import Statistics
from search_service.explain.stored_document import StoredDocument
from search_service.explain.token_columns import TokenColumns
from search_service.query.alternatives import ConceptsOf
from search_service.query.expand import keeping_concepts
from search_service.query.request import MAX_PAGE_SIZE, MAX_PAGED_HITS, SearchRequest, Sort
from search_service.results import IndexStatus, Interval

EXPANDED = 1 << 11
"""Runs of words whose concepts are kept."""
BY_SCORE = Order(Sort.RELEVANCE)
_NUMBER = {"docvalue_fields": ["number"]}
MadeT = TypeVar("MadeT")


@dataclass(frozen=True, slots=True)
class _Stored:
    """A stored document with its tokens in the cache."""

    document: StoredDocument
    tokens: Columns
    nbytes: int


@dataclass(frozen=True, slots=True)
class _Seen:
    """How many releases may be seen, in the cache."""

    releases: int
    nbytes: int = 40


class OpenSearchMatcher:
    """See ``Matcher`` for what each of its methods promises."""

    def __init__(self, cluster: Cluster, published: Published, lexicon: Lexicon, statistics: Statistics, cache: GenerationCache) -> None:
        self._cluster = cluster
        self._index = published.index
        self._statistics = statistics
        self.name = published.sidecar.name
        releases = published.sidecar.releases
        self.status: IndexStatus = replace(index_status(published.sidecar), visible=releases)
        self.lexicon = lexicon
        self.cache = cache
        self.concepts_of: ConceptsOf = keeping_concepts(lexicon, kept=EXPANDED)
        self._known = Known(lexicon, statistics, self.status.taxonomy, releases, self.concepts_of)

    @property
    def recurring_blocks(self) -> Set[int]:
        return self._statistics.recurring_blocks

    def visible(self, moment: datetime) -> int:
        seen = seen_at(moment.timestamp(), self._statistics)
        if not seen:
            return self.status.releases
        key = ("visible", json.dumps(seen))
        return self.cache.get(key, lambda: _Seen(*self._cluster.totals(self._index, [all_of(seen)]))).releases

    def search(self, request: SearchRequest, order: Order, wanted: Slice, *, counts: bool) -> Found:
        narrow = narrowing(request, self._statistics)
        body = page_body(self._compiled(lambda scoring: scoring.node(request.node)), narrow, order, wanted) | _NUMBER
        body["_source"] = wanted.size <= MAX_PAGE_SIZE
        if counts:
            body["aggs"] = counts_of(narrow, self._statistics)
        answer = self._cluster.search(self._index, body)
        self._keep_stored(answer["hits"]["hits"])
        return found_of(answer, order, wanted, counts=counts)

    def totals(self, requests: Sequence[SearchRequest]) -> Sequence[int]:
        return self._cluster.totals(self._index, [self._hits(request) for request in requests])

    def hit_ids(self, request: SearchRequest, order: Order) -> Sequence[str]:
        by_score = order.sort is Sort.RELEVANCE
        node = self._compiled(lambda each: each.node(request.node) if by_score else constant(each.matching.node(request.node)))
        query = ordered(scored([node], filters=narrowing(request, self._statistics).clauses), order)
        body: Body = {"size": MAX_PAGED_HITS, "query": query, "sort": sort_of(order), "_source": False, "track_total_hits": False}
        found: list[str] = []
        while True:
            hits = self._cluster.search(self._index, body)["hits"]["hits"]
            found.extend(hit["sort"][-1] for hit in hits)
            if len(hits) < MAX_PAGED_HITS:
                return found
            body["search_after"] = hits[-1]["sort"]

    def periods(self, request: SearchRequest, interval: Interval) -> PeriodCounts:
        body = {"size": 0, "query": self._hits(request), "aggs": {"periods": periods_of(interval)}}
        return periods_in(self._cluster.search(self._index, body)["aggregations"]["periods"])

    def rank(self, request: SearchRequest, criteria: Sequence[Criterion], *, size: int) -> Ranked:
        admitting = [number for number, criterion in enumerate(criteria) if criterion.admits]
        if size <= 0 or not admitting:
            return Ranked((), (), np.zeros((0, len(criteria)), np.bool_))
        query = self._compiled(lambda scoring: self._ranking(scoring, request, criteria))
        body = {"size": size, "query": ordered(query, BY_SCORE), "sort": sort_of(BY_SCORE), "track_total_hits": False}
        hits = self._cluster.search(self._index, body | _NUMBER)["hits"]["hits"]
        self._keep_stored(hits)
        has = np.zeros((len(hits), len(criteria)), np.bool_)
        for row, hit in enumerate(hits):
            has[row, [int(name) for name in hit["matched_queries"]]] = True
        return Ranked([number_of(hit) for hit in hits], [float(hit["_score"]) for hit in hits], has)

    def _ranking(self, scoring: Scoring, request: SearchRequest, criteria: Sequence[Criterion]) -> Clause:
        matching = [scoring.matching_of(criterion) for criterion in criteria]
        named = [
            {"bool": {"filter": [clause], "_name": str(number)}}
            for number, (clause, criterion) in enumerate(zip(matching, criteria, strict=True))
            if criterion.admits
        ]
        filters = [*self._narrowed(scoring, request), any_of(named)]
        gains = (scoring.criterion(each, None if each.unless is None else matching[each.unless]) for each in criteria)
        return scored([], more=list(_fitting(gains, MOST_CLAUSES - size_of(filters))), filters=filters)

    def class_sizes(self) -> NDArray[np.int64]:
        return self._statistics.class_sizes

    def class_frequencies(self, classes: Sequence[int], among: SearchRequest | None = None) -> NDArray[np.int64]:
        if among is None:
            return self._statistics.class_sizes[np.array(classes, np.int64)]
        filters = [has_any("text", [f"c{class_id}"]) for class_id in classes]
        if not filters:
            return np.empty(0, np.int64)
        body = {"size": 0, "query": self._hits(among), "aggs": {"classes": {"filters": {"filters": filters}}}}
        buckets = self._cluster.search(self._index, body)["aggregations"]["classes"]["buckets"]
        return np.array([bucket["doc_count"] for bucket in buckets], np.int64)

    def number_of(self, release_id: str, moment: datetime) -> int | None:
        query = all_of([has_any("id", [release_id]), *seen_at(moment.timestamp(), self._statistics)])
        hits = self._cluster.search(self._index, {"size": 1, "query": query, **_NUMBER})["hits"]["hits"]
        self._keep_stored(hits)
        return number_of(hits[0]) if hits else None

    def stored(self, documents: Sequence[int]) -> Sequence[StoredDocument]:
        return [each.document for each in self._kept(documents)]

    def token_columns(self, documents: Sequence[int], stored: Sequence[StoredDocument]) -> TokenColumns:
        return token_columns(stored, [each.tokens for each in self._kept(documents)])

    def _kept(self, documents: Sequence[int]) -> list[_Stored]:
        keys = [("stored", number) for number in documents]
        return self.cache.get_all(keys, lambda places: self._fetch([documents[place] for place in places]))

    def _fetch(self, documents: Sequence[int]) -> list[_Stored]:
        found: dict[int, _Stored] = {}
        for first in range(0, len(documents), MAX_PAGED_HITS):
            wanted = list(documents[first : first + MAX_PAGED_HITS])
            body = {"size": len(wanted), "query": all_of([has_any("number", wanted)]), **_NUMBER}
            found |= {number_of(hit): _stored_in(hit) for hit in self._cluster.search(self._index, body)["hits"]["hits"]}
        return [found[number] for number in documents]

    def _keep_stored(self, hits: Iterable[Body]) -> None:
        for hit in hits:
            if "_source" in hit:
                self.cache.get(("stored", number_of(hit)), partial(_stored_in, hit))

    def _hits(self, request: SearchRequest) -> Clause:
        """What all hits of a request match."""
        return self._compiled(lambda scoring: all_of(self._narrowed(scoring, request)))

    def _narrowed(self, scoring: Scoring, request: SearchRequest) -> list[Clause]:
        return [scoring.matching.node(request.node), *narrowing(request, self._statistics).clauses]

    def _compiled(self, make: Callable[[Scoring], MadeT]) -> MadeT:
        def compile_with(lookups: Lookups) -> MadeT:
            return make(Scoring(self._known, lookups))

        return with_lookups(self.cache, lambda bodies: self._cluster.searches(self._index, bodies), compile_with)


def _fitting(gains: Iterable[Clause], left: int) -> Iterator[Clause]:
    """The first of ``gains``, which are the weightiest, as far as so many clauses are left."""
    for gain in gains:
        left -= size_of(gain)
        if left < 0:
            return
        yield gain


def _stored_in(hit: Any) -> _Stored:
    packed = hit["_source"]["stored"]
    document, tokens = Record.unpacked(packed).stored, unpack_tokens(packed["tokens"])
    return _Stored(document, tokens, 500 + tokens.nbytes + 2 * sum(map(len, document.texts.values())))
