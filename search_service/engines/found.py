"""What a Matcher is asked and what it answers, as data. Nothing here knows an engine or how an answer looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from search_service.dates import BERLIN
from search_service.query.alternatives import Compounds, Concept, Inflections
from search_service.query.nodes import Node
from search_service.query.request import Sort
from search_service.schema import FacetName, FacetValues, Scope


@dataclass(frozen=True, slots=True)
class Promotion:
    """By which ``factor`` the scores of some releases are multiplied.

    Those that have, of each facet in ``values``, any of its values there, and were published from ``first`` to ``last`` (days in
    Europe/Berlin, both included; None is open).
    """

    factor: float
    values: tuple[tuple[FacetName, tuple[str, ...]], ...] = ()
    first: date | None = None
    last: date | None = None


def is_promoted(values: FacetValues, published: datetime, promotion: Promotion) -> bool:
    """Whether a promotion is about a release with these values of facets, published then."""
    if any(set(wanted).isdisjoint(values.get(facet, ())) for facet, wanted in promotion.values):
        return False
    if promotion.first is promotion.last is None:
        return True
    day = published.astimezone(BERLIN).date()
    return (promotion.first is None or day >= promotion.first) and (promotion.last is None or day <= promotion.last)


@dataclass(frozen=True, slots=True)
class Order:
    """In which order hits come: by ``sort``, equals by id.

    ``day`` (UTC, days since 1970) is the one from which the age of releases is counted; with None newer ones rank no higher. By date
    it says nothing. By relevance hits whose ids are ``lifted`` come first, in that order, and ``promotions`` multiply scores.
    """

    sort: Sort
    day: int | None = None
    lifted: tuple[str, ...] = ()
    promotions: tuple[Promotion, ...] = ()


@dataclass(frozen=True, slots=True)
class SortKey:
    """Where a release stands in an order: hits come by ``key`` ascending, equals by ``id``.

    By date ``key`` is in seconds since 1970, negative for the newest first; by relevance it is the negative score, rounded.
    ``tier`` is 1 for what comes after all direct hits (``answers.tiers``); a matcher has one tier and reads it not.
    """

    key: float
    id: str
    tier: int = 0


@dataclass(frozen=True, slots=True)
class Slice:
    """``size`` hits from ``first`` (0: the first one) on, counted behind ``after`` if that is given."""

    first: int
    size: int
    after: SortKey | None = None


@dataclass(frozen=True, slots=True)
class ValueCounts:
    """How many releases have each value of a facet, and how many have none.

    values  ascending; one that no release has may be left out
    counts  int64 [values]
    """

    values: Sequence[str]
    counts: NDArray[np.int64]
    missing: int


@dataclass(frozen=True, slots=True)
class PeriodCounts:
    """How many releases are of each period: ``counts`` int64 [n], the first for the period ``first``; empty for no release.

    A period is a day (days since 1970), a month (months since year 0) or a year, each as Berlin's calendar has it.
    """

    first: int
    counts: NDArray[np.int64]

    @classmethod
    def of(cls, periods: NDArray[np.int64] | NDArray[np.int32]) -> PeriodCounts:
        """The counts of the periods of some releases, int [n]."""
        first = int(periods.min()) if len(periods) else 0
        return cls(first, np.bincount(periods - first))


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """The counts of every facet by name and of the months, each over the matches that pass all filters but its own."""

    values: Mapping[FacetName, ValueCounts]
    months: PeriodCounts


@dataclass(frozen=True, slots=True)
class Found:
    """A slice of the hits of a search: numbers of documents and their scores, the exact ``total`` of all.

    ``last`` is where the last one stands, None if none follows. ``counts`` is there if it was asked for.
    """

    documents: Sequence[int]
    scores: Sequence[float]
    total: int
    last: SortKey | None
    counts: FacetCounts | None


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Words of two classes that stand near each other as they do in the query: see ``PROXIMITY_REACH``."""

    left: int
    right: int


@dataclass(frozen=True, slots=True)
class Criterion:
    """One of several things that releases are ranked by.

    Those that have it gain ``weight`` times its score, and ``coverage`` times its inverse document frequency however often they have
    it. With ``unless``, the number of another criterion, only releases gain that lack that one. What does not ``admit`` is looked
    for only in releases that have a criterion that does.
    """

    what: Node | Concept | Inflections | Compounds | Neighbours
    weight: float = 1.0
    coverage: float = 0.0
    scope: Scope = Scope.TEXT
    unless: int | None = None
    admits: bool = True


@dataclass(frozen=True, slots=True)
class Ranked:
    """The best releases by some criteria, best first: numbers of documents, their scores, and what each has.

    has  bool [documents, criteria]; told of criteria that admit
    """

    documents: Sequence[int]
    scores: Sequence[float]
    has: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class IndexProblem:
    """Something of an index that is not as it should be: a sentence that names the command which mends it, and the release it is about."""

    text: str
    release_id: str = ""
