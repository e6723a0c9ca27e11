"""Facets as an answer lists them, made of an engine's counts: the chosen values first, then the most frequent, years with months."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from search_service.answers.timelines import month_name
from search_service.engines.found import PeriodCounts, ValueCounts
from search_service.results import Facet, FacetValue, YearValue


def facet_list(found: ValueCounts, selected: Sequence[str], *, limit: int | None, query: str = "") -> Facet:
    """Selected values first (even with 0), then by count and name; at most ``limit`` more.

    ``query`` keeps only values that contain it, whatever the case; selected ones stay.
    """
    filled = int(np.count_nonzero(found.counts))
    if not selected and not query:
        listed = _most_frequent(found, filled if limit is None else min(filled, max(0, limit)))
        return Facet(tuple(FacetValue(value, count) for value, count in listed), missing=found.missing, others=filled - len(listed))
    frequent = _most_frequent(found, filled)
    known = dict(frequent)
    chosen = [FacetValue(value, known.get(value, 0), selected=True) for value in dict.fromkeys(selected)]
    chosen.sort(key=lambda each: (-each.count, each.value))
    wanted = query.casefold()
    rest = [(value, count) for value, count in frequent if value not in selected and wanted in value.casefold()]
    listed = rest if limit is None else rest[: max(0, limit)]
    values = (*chosen, *(FacetValue(value, count) for value, count in listed))
    return Facet(values, missing=found.missing, others=len(rest) - len(listed))


def _most_frequent(found: ValueCounts, number: int) -> list[tuple[str, int]]:
    """The ``number`` most frequent values with their counts, ascending by name among equals, as the values are."""
    places = np.argsort(-found.counts, kind="stable")[:number]
    return [(found.values[place], count) for place, count in zip(places.tolist(), found.counts[places].tolist(), strict=True)]


def year_list(months: PeriodCounts, selected: frozenset[str]) -> tuple[YearValue, ...]:
    """Years and months with hits, newest first; ``selected`` are such as "2024", "2024-03", which are there even without hits."""
    counts = {months.first + step: count for step, count in enumerate(months.counts.tolist()) if count}
    by_year: dict[int, list[FacetValue]] = {int(value[:4]): [] for value in selected}
    for value in selected:
        year, _, month = value.partition("-")
        if month:
            counts.setdefault(int(year) * 12 + int(month) - 1, 0)
    for number in sorted(counts, reverse=True):
        name = _name(number)
        by_year.setdefault(number // 12, []).append(FacetValue(name, counts[number], name in selected))
    return tuple(_year(f"{year:04d}", tuple(by_year[year]), selected) for year in sorted(by_year, reverse=True))


_name = lru_cache(maxsize=10_000)(month_name)


def _year(name: str, months: tuple[FacetValue, ...], selected: frozenset[str]) -> YearValue:
    return YearValue(name, sum([month.count for month in months]), name in selected, months)
