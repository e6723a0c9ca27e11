"""A Matcher made of a dictionary and loops: every question walks all releases. The oracle tells what matches."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence, Set
from datetime import datetime
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.meaning.lexicon import Lexicon
from search_service.dates import BERLIN
from search_service.engines.cache import Cache
from search_service.engines.found import (
    Criterion,
    FacetCounts,
    Found,
    Neighbours,
    Order,
    PeriodCounts,
    Ranked,
    Slice,
    SortKey,
    ValueCounts,
    is_promoted,
)
from search_service.engines.scoring import SCORE_OF_LIFTED, field_factors, inverse_document_frequency, recency, rounded, saturated
from search_service.explain.stored_document import StoredDocument
from search_service.explain.token_columns import POSITION_BITS, TokenColumns, columns_of
from search_service.query.alternatives import (
    PROXIMITY_REACH,
    PROXIMITY_WEIGHT,
    Alternative,
    Compounds,
    Concept,
    Inflections,
    OneToken,
    forms_of,
    gain_of_optional,
    own_class,
)
from search_service.query.expand import expand, gain_of_part, required_parts
from search_service.query.nodes import And, Node, Or, Phrase, Prefix, Words
from search_service.query.request import SearchRequest, Sort
from search_service.release import Release
from search_service.results import IndexStatus, Interval
from search_service.schema import FIELDS, FacetName, Scope, facet_values, searched_fields
from tests.oracle import Oracle

Scores = NDArray[np.float64]
"""By document; 0 for those that gain nothing."""


class DictionaryMatcher:
    """See ``Matcher``. Documents are numbered by their ids in ascending order."""

    def __init__(
        self, releases: dict[str, Release], lexicon: Lexicon, status: IndexStatus, name: str, recurring: Set[int] = frozenset()
    ) -> None:
        self._releases = [releases[release_id] for release_id in sorted(releases)]
        self._numbers = {release.id: number for number, release in enumerate(self._releases)}
        self._stored = [StoredDocument.of(release, recurring) for release in self._releases]
        self._oracle = Oracle(self._releases, lexicon, status.taxonomy, recurring)
        self.recurring_blocks = recurring
        self.name, self.status, self.lexicon, self.cache = name, status, lexicon, Cache(1 << 24).of_generation()

    def concepts_of(self, words: Words) -> tuple[Concept, ...]:
        return expand(words, self.lexicon)

    def visible(self, moment: datetime) -> int:
        return sum(release.visible_from <= moment for release in self._releases)

    def search(self, request: SearchRequest, order: Order, wanted: Slice, *, counts: bool) -> Found:
        scores = self._weighted(order, self._score(request.node))
        keys = self._keys(order, scores)
        hits = self._in_order(self._hits(request), keys)
        after = wanted.after or SortKey(-np.inf, "")
        behind = [number for number in hits if (keys[number], self._releases[number].id) > (after.key, after.id)]
        page = behind[wanted.first : wanted.first + wanted.size]
        more = bool(page) and len(behind) > wanted.first + len(page)
        last = SortKey(float(keys[page[-1]]), self._releases[page[-1]].id) if more else None
        shown = rounded(scores.astype(np.float32)) if order.sort is Sort.RELEVANCE else scores
        ranked = [float(shown[number]) for number in page]
        return Found(page, ranked, len(hits), last, self._counts(request) if counts else None)

    def totals(self, requests: Sequence[SearchRequest]) -> Sequence[int]:
        return [len(self._hits(request)) for request in requests]

    def hit_ids(self, request: SearchRequest, order: Order) -> Sequence[str]:
        hits = self._in_order(self._hits(request), self._keys(order, self._weighted(order, self._score(request.node))))
        return [self._releases[number].id for number in hits]

    def periods(self, request: SearchRequest, interval: Interval) -> PeriodCounts:
        return self._periods(self._hits(request), interval)

    def rank(self, request: SearchRequest, criteria: Sequence[Criterion], *, size: int) -> Ranked:
        has = np.array([self._has(each) for each in criteria], np.bool_).reshape(len(criteria), len(self._releases))
        gains = np.array([each.weight * self._gain(each) for each in criteria]).reshape(has.shape)
        covered = [each.coverage * self._idf(having) for each, having in zip(criteria, has, strict=True)]
        gains += has * np.array(covered).reshape(-1, 1)
        for number, criterion in enumerate(criteria):
            if criterion.unless is not None:
                gains[number, has[criterion.unless]] = 0.0
        admitting = np.array([each.admits for each in criteria], np.bool_)
        candidates = np.flatnonzero(has[admitting].any(axis=0))
        totals = gains.sum(axis=0)
        best = self._in_order(self._hits(request) & set(candidates.tolist()), -rounded(totals.astype(np.float32)))[:size]
        return Ranked(best, totals[best].tolist(), has[:, best].T)

    def class_sizes(self) -> NDArray[np.int64]:
        return self._class_sizes

    def class_frequencies(self, classes: Sequence[int], among: SearchRequest | None = None) -> NDArray[np.int64]:
        hits = list(self._numbers.values() if among is None else self._hits(among))
        totals = (self._occurrences(self.lexicon.forms_of_class(each)).sum(axis=1) for each in classes)
        return np.array([np.count_nonzero(each[hits]) for each in totals], np.int64)

    def number_of(self, release_id: str, moment: datetime) -> int | None:
        number = self._numbers.get(release_id)
        return number if number is not None and self._releases[number].visible_from <= moment else None

    def stored(self, documents: Sequence[int]) -> Sequence[StoredDocument]:
        return [self._stored[number] for number in documents]

    def token_columns(self, documents: Sequence[int], stored: Sequence[StoredDocument]) -> TokenColumns:
        return columns_of([each.texts for each in stored], self.lexicon)

    def _hits(self, request: SearchRequest, *, ignoring: str = "") -> set[int]:
        found = (self._numbers[each] for each in self._oracle.hits(request, ignoring=ignoring))
        return {number for number in found if request.moment is None or self._releases[number].visible_from <= request.moment}

    def _in_order(self, documents: set[int], keys: Scores) -> list[int]:
        return sorted(documents, key=lambda number: (keys[number], number))

    def _keys(self, order: Order, scores: Scores) -> Scores:
        published = np.array([np.floor(release.published.timestamp()) for release in self._releases])
        if order.sort is not Sort.RELEVANCE:
            return -published if order.sort is Sort.NEWEST else published
        keys = -rounded(scores.astype(np.float32))
        for place, release_id in enumerate(order.lifted):
            if release_id in self._numbers:
                keys[self._numbers[release_id]] = place - SCORE_OF_LIFTED
        return keys

    def _weighted(self, order: Order, scores: Scores) -> Scores:
        if order.sort is not Sort.RELEVANCE:
            return scores
        published = np.array([release.published.timestamp() for release in self._releases], np.int64)
        newer = 1.0 if order.day is None else recency(published, order.day)
        factors = [
            math.prod(promotion.factor for promotion in order.promotions if is_promoted(each.facet_values, each.published, promotion))
            for each in self._stored
        ]
        return np.asarray(scores * newer * np.array(factors), np.float64)

    def _counts(self, request: SearchRequest) -> FacetCounts:
        values = {name: self._values(name, self._hits(request, ignoring=name)) for name in FacetName}
        return FacetCounts(values, self._periods(self._hits(request, ignoring="year"), Interval.MONTH))

    def _values(self, name: FacetName, documents: set[int]) -> ValueCounts:
        of_documents = [set(facet_values(self._releases[number])[name]) for number in documents]
        counts = Counter(value for values in of_documents for value in values)
        return ValueCounts(sorted(counts), np.array([counts[value] for value in sorted(counts)], np.int64), of_documents.count(set()))

    def _periods(self, documents: set[int], interval: Interval) -> PeriodCounts:
        days = [self._releases[number].published.astimezone(BERLIN).date() for number in documents]
        numbers = {
            Interval.DAY: [day.toordinal() - 719_163 for day in days],
            Interval.MONTH: [day.year * 12 + day.month - 1 for day in days],
            Interval.YEAR: [day.year for day in days],
        }
        return PeriodCounts.of(np.array(numbers[interval], np.int64))

    @cached_property
    def _tokens(self) -> list[list[list[tuple[int, int]]]]:
        """For each document and field the position and form of each token."""
        texts = (columns_of([stored.texts], self.lexicon) for stored in self._stored)
        tokens = ([(key >> POSITION_BITS, key, form) for key, form in zip(each.keys, each.forms, strict=True)] for each in texts)
        return [[[(key, form) for slot, key, form in of_text if slot == field] for field in range(len(FIELDS))] for of_text in tokens]

    @cached_property
    def _factors(self) -> Scores:
        lengths = [[len(field) for field in fields] for fields in self._tokens]
        return field_factors(np.array(lengths, np.float32).reshape(-1, len(FIELDS)), None).astype(np.float64)

    @cached_property
    def _class_sizes(self) -> NDArray[np.int64]:
        return self.class_frequencies(range(self.lexicon.classes))

    def _counts_by_field(self, scope: Scope, count: Callable[[list[tuple[int, int]]], int]) -> Scores:
        """What ``count`` finds in each field that a scope looks in: [documents, fields]."""
        fields = searched_fields(scope)
        rows = [[count(tokens) if field in fields else 0 for field, tokens in zip(FIELDS, of, strict=True)] for of in self._tokens]
        return np.array(rows, np.float64).reshape(-1, len(FIELDS))

    def _occurrences(self, forms: NDArray[np.int32], scope: Scope = Scope.TEXT) -> Scores:
        wanted = set(forms.tolist())
        return self._counts_by_field(scope, lambda tokens: sum(form in wanted for _, form in tokens))

    def _score_neighbours(self, classes: Neighbours, scope: Scope) -> Scores:
        left, right = (set(self.lexicon.forms_of_class(each).tolist()) for each in (classes.left, classes.right))
        reach = (-1, *range(1, PROXIMITY_REACH + 1))

        def count(tokens: list[tuple[int, int]]) -> int:
            places = {at for at, form in tokens if form in right}
            return sum(any(at + step in places for step in reach) for at, form in tokens if form in left)

        return self._bm25f(self._counts_by_field(scope, count))

    def _bm25f(self, occurrences: Scores) -> Scores:
        weighted = (occurrences * self._factors).sum(axis=1)
        return saturated(weighted.astype(np.float32), idf=self._idf(weighted > 0)).astype(np.float64)

    def _idf(self, having: NDArray[np.bool_]) -> float:
        return inverse_document_frequency(len(self._releases), int(np.count_nonzero(having)))

    def _score_alternative(self, alternative: Alternative, scope: Scope) -> Scores:
        """BM25F of forms; what takes several words, or a date, scores 1."""
        if isinstance(alternative, OneToken):
            return self._bm25f(self._occurrences(forms_of(alternative, self.lexicon), scope))
        return self._has_concept(Concept("", optional=False, alternatives=(alternative,)), scope).astype(np.float64)

    def _score_concept(self, concept: Concept, scope: Scope) -> Scores:
        return sum((each.weight * self._score_alternative(each, scope) for each in concept.alternatives), np.zeros(len(self._releases)))

    def _score(self, node: Node) -> Scores:
        nothing = np.zeros(len(self._releases))
        match node:
            case Words(scope=scope) if searched_fields(scope):
                concepts = self.concepts_of(node)
                gains = (gain_of_optional(concept) if concept.optional else 1.0 for concept in concepts)
                scores = sum((gain * self._score_concept(each, scope) for gain, each in zip(gains, concepts, strict=True)), nothing)
                near = pairwise(own_class(concept) for concept in concepts if not concept.optional)
                pairs = (Neighbours(left, right) for left, right in near if left is not None and right is not None)
                return sum((PROXIMITY_WEIGHT * self._score_neighbours(each, scope) for each in pairs), scores)
            case And(parts):
                required = required_parts(parts, self.concepts_of)
                gains = (1.0 if part in required else gain_of_part(part, self.concepts_of) for part in parts)
                return sum((gain * self._score(part) for gain, part in zip(gains, parts, strict=True)), nothing)
            case Or(parts):
                return sum(map(self._score, parts), nothing)
            case Words() | Phrase() | Prefix():
                return self._holding(node).astype(np.float64)
            case _:
                return nothing

    def _gain(self, criterion: Criterion) -> Scores:
        match criterion.what:
            case Concept():
                return self._score_concept(criterion.what, criterion.scope)
            case Inflections() | Compounds():
                return self._score_alternative(criterion.what, criterion.scope)
            case Neighbours():
                return self._score_neighbours(criterion.what, criterion.scope)
            case _:
                return self._score(criterion.what)

    def _has(self, criterion: Criterion) -> NDArray[np.bool_]:
        match criterion.what:
            case Concept():
                return self._has_concept(criterion.what, criterion.scope)
            case Inflections() | Compounds():
                return np.asarray(self._occurrences(forms_of(criterion.what, self.lexicon), criterion.scope).any(axis=1), np.bool_)
            case Neighbours():
                return np.asarray(self._gain(criterion) > 0, np.bool_)
            case _:
                return self._holding(criterion.what)

    def _has_concept(self, concept: Concept, scope: Scope) -> NDArray[np.bool_]:
        having = self._oracle.having(concept, scope)
        return np.array([release.id in having for release in self._releases], np.bool_)

    def _holding(self, node: Node) -> NDArray[np.bool_]:
        found = self._oracle.found(node)
        return np.array([release.id in found for release in self._releases], np.bool_)
