"""The closest releases: those that are no hits but have most of what a query asks for, compounds by their parts included."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import assert_never

from search_service.answers.moments import moment_of
from search_service.engines.base import Matcher
from search_service.engines.found import Criterion, Neighbours, Ranked
from search_service.query.alternatives import (
    CLASS_WEIGHT,
    PROXIMITY_WEIGHT,
    Compounds,
    Concept,
    ConceptsOf,
    Containing,
    Inflections,
    own_class,
)
from search_service.query.conjunction import conjunction, parts_of
from search_service.query.expand import required_parts
from search_service.query.nodes import And, DateRange, Everything, Node, Not, Or, Phrase, Prefix, Words
from search_service.query.pieces import telling_parts
from search_service.query.render import render
from search_service.query.request import SearchRequest
from search_service.schema import Scope, searched_fields

CLOSEST = 10
"""With hits and closest releases a first page shows so many."""
COVERAGE = 4.0
"""Gain of a word that a release has, times its inverse document frequency, beside its score: having one word more counts more than
having one more often (``benchmarks.relevance judged``, ``questions``; 2 to 5 differ by less than .01 there)."""
TITLE_COVERAGE = 1.0
"""Gain, likewise, of a word that stands in the title: what a release is about covers more of a query than what it mentions (known items
.766 → .769, judged queries .822 → .825; at .5 and 1.5 less)."""
PIECE_COVERAGE = 3.0
"""The same for a part of a compound that a release lacks."""
RUN_COVERAGE = 2.0
"""Besides, for parts of it that stand together in another compound: Klimaanpassung for Klimaanpassungsgesetz (judged queries .828 → .830,
1 to 3 alike)."""
LONGEST_WITH_RUNS = 4
"""Parts of a compound of which that is asked: longer ones have too many runs."""
MOST_IN_DETAIL = 12
"""Words of a query for which titles and runs are asked: of more, one more or less says little, and each costs its milliseconds."""
NEVER_COMMON = 10
"""So few releases are no common part, however small the archive is."""
COMMON_SHARE = 0.05
"""A part that more releases have, such as *straße*, makes none of them close; it only adds to what else they have."""
PIECE_WEIGHT = 0.6


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One thing that the query asks for, as typed."""

    label: str
    node: Node
    criterion: Criterion
    concept: Concept | None = None


@dataclass(frozen=True, slots=True)
class Closest:
    """The closest releases, best first: numbers of documents, their scores, and the words of the query that each lacks."""

    documents: Sequence[int]
    scores: Sequence[float]
    missing: Sequence[tuple[str, ...]]

    @property
    def nbytes(self) -> int:
        """230 bytes a release (measured with tracemalloc)."""
        return 230 * len(self.documents)

    def first(self, size: int) -> Closest:
        """The first ``size`` of them."""
        return Closest(self.documents[:size], self.scores[:size], self.missing[:size])

    def followed_by(self, others: Closest, size: int) -> Closest:
        """``size`` at most: these, then what else is among ``others``."""
        known = set(self.documents)
        rest = [number for number, each in enumerate(others.documents) if each not in known][: size - len(self.documents)]
        return Closest(
            [*self.documents, *(others.documents[number] for number in rest)],
            [*self.scores, *(others.scores[number] for number in rest)],
            [*self.missing, *(others.missing[number] for number in rest)],
        )


NONE_CLOSE = Closest((), (), ())


def closest(matcher: Matcher, request: SearchRequest, *, size: int = CLOSEST) -> Closest:
    """At most ``size`` releases that are no hits but have some of the query, by how much of it they have, each with what it lacks.

    What the query excludes, and dates that filter, are no words and always hold. Kept while time makes nothing more visible.
    """
    key = ("closest", matcher.visible(moment_of(request)), request.node, request.filters, size)
    return matcher.cache.get(key, lambda: _closest(matcher, request, size=size))


def _closest(matcher: Matcher, request: SearchRequest, *, size: int) -> Closest:
    parts = required_parts(parts_of(request.node), matcher.concepts_of)
    wanted = [each for part in parts for each in _wanted(part, matcher.concepts_of)]
    criteria = [*(each.criterion for each in wanted), *_extras(parts_of(request.node), wanted, matcher)]
    if not wanted or (len(wanted) == 1 and not any(each.admits for each in criteria[1:])):
        return NONE_CLOSE
    conditions = (part for part in parts_of(request.node) if not isinstance(part, Words | Phrase | Prefix | Or))
    others = request.but(node=conjunction([*conditions, Not(request.node)]))
    ranking = _Ranking(matcher, others, wanted, criteria)
    return ranking.of_both_kinds(size)


@dataclass(frozen=True, slots=True)
class _Ranking:
    """What is asked of the matcher for one query: the hits of ``others`` by ``criteria``, the first of which are those of ``wanted``."""

    matcher: Matcher
    others: SearchRequest
    wanted: Sequence[_Wanted]
    criteria: Sequence[Criterion]

    def having_words_first(self, size: int) -> Closest:
        """What has any word of the query, by all criteria; only where that is not enough, what has pieces of words alone."""
        whole = [replace(each, admits=False) if each.admits and each.unless is not None else each for each in self.criteria]
        found = replace(self, criteria=whole)._best(size)
        return found if len(found.documents) == size or whole == self.criteria else found.followed_by(self._best(size), size)

    def of_both_kinds(self, size: int) -> Closest:
        """As ``having_words_first``; where all of these lack the same word, what has that and pieces of another comes after half of them.

        Messerangriff Neukölln: not only what is about such an attack anywhere, but what happened with a knife there, too.
        """
        found = self.having_words_first(size)
        lacked = [number for number, each in enumerate(self.wanted) if all(each.label in missing for missing in found.missing)]
        pieces = {each.unless for each in self.criteria if each.unless is not None and each.admits}
        if len(found.documents) < size or not lacked or pieces <= set(lacked):
            return found
        return found.first((size + 1) // 2).followed_by(self._having(lacked)._best(size), size).followed_by(found, size)

    def _having(self, numbers: Sequence[int]) -> _Ranking:
        """Only what has some of the words, which therefore gains nothing by them."""
        having = [self.wanted[number] for number in numbers]
        known = [each.concept for each in having if each.concept is not None]
        criteria = [replace(each, weight=0.0, coverage=0.0) if each.what in known else each for each in self.criteria]
        node = conjunction([*parts_of(self.others.node), *(each.node for each in having)])
        return replace(self, others=self.others.but(node=node), criteria=criteria)

    def _best(self, size: int) -> Closest:
        ranked = self.matcher.rank(self.others, self.criteria, size=size)
        return _closest_of(ranked, self.wanted)


def _closest_of(ranked: Ranked, wanted: Sequence[_Wanted]) -> Closest:
    missing = [tuple(each.label for each, has in zip(wanted, row, strict=False) if not has) for row in ranked.has.tolist()]
    return Closest(ranked.documents, ranked.scores, missing)


def _wanted(part: Node, concepts_of: ConceptsOf) -> Iterator[_Wanted]:
    """What a clause asks for, one by one: words, phrases, alternatives; not what it excludes, not dates."""
    match part:
        case Words(_, scope) if searched_fields(scope):
            for concept in _required(concepts_of(part)):
                yield _Wanted(concept.text, replace(part, text=concept.text), Criterion(concept, coverage=COVERAGE, scope=scope), concept)
        case Words() | Phrase() | Prefix() | Or():
            yield _Wanted(render(part), part, Criterion(part, coverage=COVERAGE))
        case DateRange() | Everything() | And() | Not():
            return
        case _:
            assert_never(part)


def _required(concepts: Sequence[Concept]) -> list[Concept]:
    return [concept for concept in concepts if not concept.optional]


def _extras(parts: Sequence[Node], wanted: Sequence[_Wanted], matcher: Matcher) -> Iterator[Criterion]:
    """What adds to the score: pieces of a compound that is lacking, a title, stop words, neighbouring words that stand near each other."""
    for number, each in enumerate(wanted):
        if each.concept is not None:
            yield from _pieces(each.concept, each.criterion.scope, matcher, unless=number)
            if len(wanted) <= MOST_IN_DETAIL:
                yield from _details(each.concept, each.criterion.scope, unless=number)
    for part in parts:
        if isinstance(part, Words) and searched_fields(part.scope):
            concepts = matcher.concepts_of(part)
            yield from (Criterion(concept, scope=part.scope, admits=False) for concept in concepts if concept.optional)
            if len(wanted) > 2:  # what has the only two is a hit
                yield from _neighbours(_required(concepts), part.scope)


def _pieces(concept: Concept, scope: Scope, matcher: Matcher, *, unless: int) -> Iterator[Criterion]:
    """Single parts of a compound that a release lacks, standing alone in any form or inside any compound.

    The words of a hyphen compound count whether or not it stands there itself: it is worth what they are worth together.
    """
    sizes = {part: int(matcher.class_sizes()[part]) for part in telling_parts(concept, matcher.lexicon)}
    rarest = min(sizes.values(), default=0) if len(concept.parts) > 1 else 0
    common = max(COMMON_SHARE * matcher.status.releases, NEVER_COMMON, rarest)
    for part, size in sizes.items():
        yield Criterion(_piece(part), PIECE_WEIGHT, PIECE_COVERAGE, scope, unless, admits=size <= common)
    for word in dict.fromkeys(concept.words):
        yield Criterion(_piece(word), PIECE_WEIGHT, COVERAGE, scope)


def _details(concept: Concept, scope: Scope, *, unless: int) -> Iterator[Criterion]:
    """That a word stands in the title, and parts of a compound that is lacking together in another one."""
    if scope is Scope.TEXT:
        yield Criterion(concept, 0.0, TITLE_COVERAGE, Scope.TITLE, admits=False)
    for run in _runs(concept.parts):
        alternatives = (Containing(run, besides=-1),)
        yield Criterion(Concept("", optional=False, alternatives=alternatives), PIECE_WEIGHT, RUN_COVERAGE, scope, unless, admits=False)


def _runs(parts: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Two parts or more in order, but not all."""
    for size in range(2, len(parts) if len(parts) <= LONGEST_WITH_RUNS else 0):
        yield from (tuple(parts[at : at + size]) for at in range(len(parts) - size + 1))


def _piece(class_id: int) -> Concept:
    return Concept("", optional=False, alternatives=(Inflections(class_id), Compounds(class_id, weight=CLASS_WEIGHT)))


def _neighbours(concepts: Sequence[Concept], scope: Scope) -> Iterator[Criterion]:
    for left, right in pairwise(map(own_class, concepts)):
        if left is not None and right is not None:
            yield Criterion(Neighbours(left, right), PROXIMITY_WEIGHT, scope=scope, admits=False)
