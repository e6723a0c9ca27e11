"""Why a hit stands where it stands: what each clause and word adds to its score, and what recency and editors make of that.

It asks the Matcher for each criterion alone, so it is true of every engine: the parts add up to the score of the answer.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from search_service.accounts.query_account import required_concepts, weight_of
from search_service.answers.hits import explainer_of
from search_service.answers.moments import END_OF_TIME, moment_of
from search_service.answers.steered_order import with_steering
from search_service.dates import BERLIN
from search_service.engines.base import Matcher
from search_service.engines.found import Criterion, Neighbours, Order, Slice
from search_service.engines.scoring import recency
from search_service.explain.patterns import patterns_of
from search_service.query.alternatives import PROXIMITY_WEIGHT, Concept, gain_of_optional, own_class
from search_service.query.conjunction import parts_of
from search_service.query.expand import required_parts
from search_service.query.nodes import EVERYTHING, DateRange, Everything, Node, Not, Words
from search_service.query.render import render
from search_service.query.request import SearchRequest
from search_service.query.rule import Rule
from search_service.results import Hit
from search_service.schema import Field, Scope, searched_fields
from search_service.steering.rules import Boost

_LEAST = 0.0005
"""What is less is rounded to nothing in every answer."""


@dataclass(frozen=True, slots=True)
class AlternativeShare:
    """What a word gains by one of its alternatives, its weight included; without a rule by the parts of a compound, wherever they stand."""

    rule: Rule | None
    score: float


@dataclass(frozen=True, slots=True)
class WordShare:
    """What a word, or two that stand near each other (``near``), add to a score; ``fields`` counts where the word stands."""

    word: str
    score: float
    alternatives: tuple[AlternativeShare, ...] = ()
    fields: tuple[tuple[Field, int], ...] = ()
    near: bool = False


@dataclass(frozen=True, slots=True)
class ClauseShare:
    """What a clause adds: the sum of its words, or of a phrase, a beginning or a value of a facet what it is worth itself."""

    text: str
    score: float
    words: tuple[WordShare, ...] = ()


@dataclass(frozen=True, slots=True)
class ScoreAccount:
    """A hit with its place (1 is the first of ``total``) and what its score is made of."""

    hit: Hit
    place: int
    total: int
    clauses: tuple[ClauseShare, ...]
    recency: float
    """The factor for its age, 1 where age does not count."""

    @property
    def boosts(self) -> tuple[Boost, ...]:
        return self.hit.boosts

    @property
    def score(self) -> float:
        """The sum of all clauses, times all factors: the score of the answer."""
        factors = self.recency * math.prod(boost.factor for boost in self.boosts)
        return sum(clause.score for clause in self.clauses) * factors


def score_account(matcher: Matcher, request: SearchRequest, order: Order, place: int, *, total: int) -> ScoreAccount:
    """The account of the hit at ``place`` (1 is the first) of a search by relevance, as it is answered and matched directly."""
    found = matcher.search(request, order, Slice(place - 1, 1), counts=False)
    (stored,) = matcher.stored(found.documents)
    hit = Hit(stored.id, stored.url, stored.title, stored.teaser, stored.published, stored.facet_values, found.scores[0])
    gains = _Gains(matcher, request, found.documents[0], hit)
    factor = 1.0 if order.day is None else float(recency(np.array([int(hit.published.timestamp())]), order.day)[0])
    (steered,) = with_steering([hit], request.steering, order)
    return ScoreAccount(steered, place, total, tuple(_clauses(matcher, request.node, gains)), factor)


class _Gains:
    """What single criteria give one document: among those of its day, so that little is ranked."""

    def __init__(self, matcher: Matcher, request: SearchRequest, document: int, hit: Hit) -> None:
        day = hit.published.astimezone(BERLIN).date()
        self._matcher = matcher
        self._day = SearchRequest(first=day, last=day, moment=moment_of(request))
        self._document = document
        self.fields = _fields(matcher, request.node, document)

    def of(self, what: Node | Concept, *, scope: Scope = Scope.TEXT) -> float:
        """The unweighted gain by one criterion."""
        return self._gain(self._day, Criterion(what, scope=scope, admits=False))

    def near(self, run: Words, what: Neighbours) -> float:
        """That by two words of a run: how rare it is that they stand near each other is counted among what has the whole run."""
        return self._gain(SearchRequest(node=run, moment=END_OF_TIME), Criterion(what, scope=run.scope, admits=False))

    def _gain(self, among: SearchRequest, criterion: Criterion) -> float:
        ranked = self._matcher.rank(among, [Criterion(EVERYTHING, 0.0), criterion], size=self._matcher.status.releases)
        return float(ranked.scores[list(ranked.documents).index(self._document)])


def _fields(matcher: Matcher, node: Node, document: int) -> Mapping[str, Counter[Field]]:
    """How often each word of the query stands in each field."""
    stored = matcher.stored([document])
    (explained,) = explainer_of(matcher, node).explain_stored(matcher.token_columns([document], stored), stored)
    words = [pattern.word for pattern in patterns_of(node, matcher.lexicon, matcher.concepts_of)]
    counts: dict[str, Counter[Field]] = {word: Counter() for word in words}
    for field, marks in explained.marks.items():
        for number in (number for mark in marks for number in mark.words):
            counts[words[number]][field] += 1
    return counts


def _clauses(matcher: Matcher, node: Node, gains: _Gains) -> Iterator[ClauseShare]:
    parts = parts_of(node)
    required = required_parts(parts, matcher.concepts_of)
    for part in parts:
        if not isinstance(part, Not | DateRange | Everything):
            weight = weight_of(matcher, part, required=part in required)
            yield ClauseShare(render(part), weight * gains.of(part), tuple(_words(matcher, part, gains, weight=weight)))


def _words(matcher: Matcher, part: Node, gains: _Gains, *, weight: float) -> Iterator[WordShare]:
    if not isinstance(part, Words) or not searched_fields(part.scope) or not gains.of(part):
        return
    for concept in matcher.concepts_of(part):
        own_weight = weight * (gain_of_optional(concept) if concept.optional else 1.0)
        yield _word(concept, gains, scope=part.scope, weight=own_weight)
    for left, right in pairwise(required_concepts(matcher, part)):
        yield from _near(left, right, gains, run=part, weight=weight * PROXIMITY_WEIGHT)


def _word(concept: Concept, gains: _Gains, *, scope: Scope, weight: float) -> WordShare:
    score = gains.of(concept, scope=scope)
    alone = [(each.rule, gains.of(replace(concept, alternatives=(each,), parts=()), scope=scope)) for each in concept.alternatives]
    shares = [AlternativeShare(rule, weight * gain) for rule, gain in alone if gain > _LEAST]
    if (rest := score - sum(gain for _, gain in alone)) > _LEAST:
        shares.append(AlternativeShare(None, weight * rest))
    return WordShare(concept.text, weight * score, tuple(shares), tuple(gains.fields.get(concept.text, Counter()).items()))


def _near(left: Concept, right: Concept, gains: _Gains, *, run: Words, weight: float) -> Iterator[WordShare]:
    classes: Sequence[int | None] = own_class(left), own_class(right)
    if classes[0] is not None and classes[1] is not None:
        gain = gains.near(run, Neighbours(classes[0], classes[1]))
        if gain > _LEAST:
            yield WordShare(f"{left.text} {right.text}", weight * gain, near=True)
