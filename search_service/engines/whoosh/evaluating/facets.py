"""Facet columns and their counts: one ``bincount`` a facet over the documents found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from search_service.dates import BERLIN
from search_service.engines.whoosh.evaluating.matches import Documents
from search_service.results import Facet, FacetValue, YearValue

_FEW = 10
"""One document in so many: from there on counting walks whole columns."""


@dataclass(frozen=True)
class FacetColumn:
    """A facet of a snapshot: ``values`` sorted, and which document has which.

    ``starts`` int64 [documents + 1] slices ``ordinals`` int32 [pairs] per document; an ordinal is an index into ``values``.
    """

    values: tuple[str, ...]
    starts: NDArray[np.int64]
    ordinals: NDArray[np.int32]

    @classmethod
    def from_pairs(cls, values: tuple[str, ...], documents: Documents, ordinals: NDArray[np.int32], *, size: int) -> FacetColumn:
        """``documents`` int32 [pairs] ascending (a document may stand more than once), ``ordinals`` int32 [pairs]."""
        counts = np.bincount(documents, minlength=size)
        return cls(values, np.concatenate(([0], np.cumsum(counts))), ordinals)

    def counts(self, documents: Documents) -> tuple[NDArray[np.int64], int]:
        """How many of ``documents`` have each value (int64 [values]), and how many have none."""
        if len(documents) * _FEW > len(self.starts):
            return self._counts_of_many(documents)
        first, end = self.starts[documents], self.starts[documents + 1]
        lengths = end - first
        places = np.repeat(first - np.concatenate(([0], np.cumsum(lengths)[:-1])), lengths) + np.arange(lengths.sum())
        return np.bincount(self.ordinals[places], minlength=len(self.values)), int((lengths == 0).sum())

    def _counts_of_many(self, documents: Documents) -> tuple[NDArray[np.int64], int]:
        """The same for a tenth of all documents or more: first values by one ``bincount``, further values by another."""
        counts = np.bincount(self._first_values.take(documents), minlength=len(self.values) + 1)
        wanted = np.zeros(len(self.starts) - 1, np.bool_)
        wanted[documents] = True
        owners, ordinals = self._further_values
        further = np.bincount(ordinals[wanted.take(owners)], minlength=len(self.values))
        return counts[:-1] + further, int(counts[-1])

    @cached_property
    def _first_values(self) -> NDArray[np.int64]:
        """The first value of each document, the number of values for those without: int64 [documents]."""
        lengths = np.diff(self.starts)
        first = np.full(len(lengths), len(self.values), np.int64)
        first[lengths > 0] = self.ordinals[self.starts[:-1][lengths > 0]]
        return first

    @cached_property
    def _further_values(self) -> tuple[Documents, NDArray[np.int64]]:
        """Documents with more than one value, int32 [pairs], and each value behind the first, int64 [pairs]."""
        further = np.ones(len(self.ordinals), np.bool_)
        further[self.starts[:-1][np.diff(self.starts) > 0]] = False
        return self._owners[further], self.ordinals[further].astype(np.int64)

    @cached_property
    def _owners(self) -> Documents:
        return np.repeat(np.arange(len(self.starts) - 1, dtype=np.int32), np.diff(self.starts))

    def having(self, values: Sequence[str]) -> NDArray[np.bool_]:
        """bool [documents]: what has any of ``values``; unknown values have none."""
        return self._having([self.values.index(value) for value in values if value in self.values])

    def documents_where(self, wanted: NDArray[np.bool_]) -> Documents:
        """Documents that have any value at which ``wanted`` bool [values] is true."""
        return np.flatnonzero(self._having(np.flatnonzero(wanted).tolist())).astype(np.int32)

    def _having(self, places: Sequence[int]) -> NDArray[np.bool_]:
        found = np.zeros(len(self.starts) - 1, np.bool_)
        for place in places:
            found[self._by_value[place]] = True
        return found

    @cached_property
    def _by_value(self) -> list[Documents]:
        """The documents of each value."""
        order = np.argsort(self.ordinals, kind="stable")
        ends = np.cumsum(np.bincount(self.ordinals, minlength=len(self.values)))
        return np.split(self._owners[order], ends[:-1])


def facet(column: FacetColumn, documents: Documents, selected: Sequence[str], *, limit: int | None, query: str = "") -> Facet:
    """The facet over ``documents``: selected values first (even with 0), then by count and name; at most ``limit`` more.

    ``query`` keeps only values that contain it, whatever the case; selected ones stay.
    """
    counts, missing = column.counts(documents)
    filled = int(np.count_nonzero(counts))
    if not selected and not query:
        listed = _most_frequent(column, counts, filled if limit is None else min(filled, max(0, limit)))
        return Facet(tuple(FacetValue(value, count) for value, count in listed), missing=missing, others=filled - len(listed))
    found = _most_frequent(column, counts, filled)
    known = dict(found)
    chosen = [FacetValue(value, known.get(value, 0), selected=True) for value in dict.fromkeys(selected)]
    chosen.sort(key=lambda each: (-each.count, each.value))
    wanted = query.casefold()
    rest = [(value, count) for value, count in found if value not in selected and wanted in value.casefold()]
    listed = rest if limit is None else rest[: max(0, limit)]
    values = (*chosen, *(FacetValue(value, count) for value, count in listed))
    return Facet(values, missing=missing, others=len(rest) - len(listed))


def _most_frequent(column: FacetColumn, counts: NDArray[np.int64], number: int) -> list[tuple[str, int]]:
    """The ``number`` most frequent values with their counts, ascending by name among equals, as the values are."""
    places = np.argsort(-counts, kind="stable")[:number]
    return [(column.values[place], count) for place, count in zip(places.tolist(), counts[places].tolist(), strict=True)]


def month_numbers(published: NDArray[np.int64]) -> NDArray[np.int32]:
    """Months since year 0 of moments in seconds since 1970, as Berlin's calendar has them: int64 [n] → int32 [n]."""
    if not len(published):
        return np.empty(0, np.int32)
    edges, numbers = _month_edges(int(published.min()), int(published.max()))
    return numbers[np.searchsorted(edges, published, side="right") - 1]


def _month_edges(first: int, last: int) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """The first second of every month from ``first`` to ``last``, and the month's number."""
    start, end = (datetime.fromtimestamp(moment, UTC).astimezone(BERLIN) for moment in (first, last))
    numbers = range(start.year * 12 + start.month - 1, end.year * 12 + end.month)
    edges = [int(datetime(number // 12, number % 12 + 1, 1, tzinfo=BERLIN).timestamp()) for number in numbers]
    return np.array(edges, np.int64), np.array(numbers, np.int32)


def years(months: NDArray[np.int32], selected: frozenset[str]) -> tuple[YearValue, ...]:
    """Years and months with hits, newest first; ``months`` int32 [n] are month numbers, ``selected`` such as "2024", "2024-03".

    A selected year or month is there even without hits.
    """
    first = int(months.min()) if len(months) else 0
    counts = {first + step: count for step, count in enumerate(np.bincount(months - first).tolist()) if count}
    by_year: dict[int, list[FacetValue]] = {int(value[:4]): [] for value in selected}
    for value in selected:
        year, _, month = value.partition("-")
        if month:
            counts.setdefault(int(year) * 12 + int(month) - 1, 0)
    for number in sorted(counts, reverse=True):
        name = _month_name(number)
        by_year.setdefault(number // 12, []).append(FacetValue(name, counts[number], name in selected))
    return tuple(_year(f"{year:04d}", tuple(by_year[year]), selected) for year in sorted(by_year, reverse=True))


@lru_cache(maxsize=10_000)
def _month_name(number: int) -> str:
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def _year(name: str, months: tuple[FacetValue, ...], selected: frozenset[str]) -> YearValue:
    return YearValue(name, sum(month.count for month in months), name in selected, months)
