"""Filters that a query names in words: a date, a value of a facet. For each the query without these words; what it finds is not asked.

A value is named where all its words stand in a row, in any inflected form, stop words apart, or as its abbreviation.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from search_service.analysis.meaning.lexicon import Lexicon
from search_service.analysis.normalize import xkey
from search_service.answers.moments import moment_of
from search_service.engines.base import Matcher
from search_service.engines.found import Order, Slice
from search_service.query.conjunction import conjunction, parts_of
from search_service.query.nodes import Words
from search_service.query.request import SearchRequest, Sort
from search_service.query.units import PlacedUnit, Unit, placed_units, read_units
from search_service.schema import FacetName, Scope

DATE = "date"
MOST_NAMED = 2
"""Filters of one kind that are offered."""
_BEFORE_A_DATE = frozenset({"am", "aus", "des", "im", "in", "vom", "von"})
"""Words that go with a date when it goes."""
_SHORT_NAME = re.compile(r"(.+?)\s*\((.+)\)")

_Key = int | str
"""A class of inflected forms; a word that no text of the archive has stands for itself."""


@dataclass(frozen=True, slots=True)
class NamedFilter:
    """``kind`` is "date" or the name of a facet, ``request`` the search without the words that name it and with the filter."""

    kind: str
    request: SearchRequest


def named_filters(matcher: Matcher, request: SearchRequest) -> Iterator[NamedFilter]:
    """Dates first, then each facet; no filter of a kind that the search has already."""
    runs = [
        _Run(part, tuple(placed_units(part.text, matcher.lexicon)))
        for part in parts_of(request.node)
        if isinstance(part, Words) and part.scope is Scope.TEXT
    ]
    if request.first is None and request.last is None:
        yield from islice(_dates(request, runs), MOST_NAMED)
    open_facets = [facet for facet in FacetName if not request.values_of(facet)]
    names = _names_of_values(matcher, request)
    for facet in open_facets:
        yield from islice(_values(request, runs, facet, names, matcher.lexicon), MOST_NAMED)


@dataclass(frozen=True, slots=True)
class _Run:
    """Plain words of a query, read."""

    words: Words
    placed: tuple[PlacedUnit, ...]


def _without(request: SearchRequest, run: _Run, start: int, end: int) -> SearchRequest:
    """The search without a stretch of one of its runs."""
    rest = " ".join([*run.words.text[:start].split(), *run.words.text[end:].split()])
    parts = [Words(rest) if part is run.words else part for part in parts_of(request.node)]
    return request.asking(conjunction([part for part in parts if part != Words("")]))


def _dates(request: SearchRequest, runs: Sequence[_Run]) -> Iterator[NamedFilter]:
    for run in runs:
        for number, each in enumerate(run.placed):
            if each.unit.date is not None:
                goes_along = number and run.placed[number - 1].unit.text.lower() in _BEFORE_A_DATE
                begin = run.placed[number - 1] if goes_along else each
                period = each.unit.date.period
                yield NamedFilter(DATE, _without(request, run, begin.start, each.end).but(first=period.first, last=period.last))


@dataclass(frozen=True, slots=True)
class _NamedValue:
    """A value of a facet and one of its names: for each word that counts its keys."""

    value: str
    name: tuple[frozenset[_Key], ...]


@dataclass(frozen=True, slots=True)
class _ValueNames:
    """The names of all values, by facet and by each key of their first word, longer names first."""

    by_first: Mapping[tuple[FacetName, _Key], Sequence[_NamedValue]]

    @property
    def nbytes(self) -> int:
        """About half a kilobyte a name (measured with tracemalloc)."""
        return 500 * sum(map(len, self.by_first.values()))


def _names_of_values(matcher: Matcher, request: SearchRequest) -> _ValueNames:
    """Kept until time makes more visible: a value that only an embargoed release has is named by nothing."""
    everything = SearchRequest(moment=request.moment)

    def compute() -> _ValueNames:
        counted = matcher.search(everything, Order(Sort.NEWEST), Slice(0, 0), counts=True).counts
        by_first: dict[tuple[FacetName, _Key], list[_NamedValue]] = defaultdict(list)
        for facet, counts in (counted.values if counted else {}).items():
            for value, count in zip(counts.values, counts.counts.tolist(), strict=True):
                for name in _names_of(value, matcher.lexicon) if count else ():
                    for key in name[0]:
                        by_first[facet, key].append(_NamedValue(value, name))
        return _ValueNames({first: sorted(values, key=lambda each: -len(each.name)) for first, values in by_first.items()})

    return matcher.cache.get(("names of values", matcher.visible(moment_of(request))), compute)


def _names_of(value: str, lexicon: Lexicon) -> set[tuple[frozenset[_Key], ...]]:
    """The value itself; of one like "Ministerium des Innern (MIK)" the long and the short name."""
    both = _SHORT_NAME.fullmatch(value)
    names = (_name(text, lexicon) for text in (both.groups() if both else (value,)))
    return {name for name in names if name}


def _name(text: str, lexicon: Lexicon) -> tuple[frozenset[_Key], ...]:
    return tuple(_keys(unit) for unit in read_units(text, lexicon) if not unit.soft)


def _keys(unit: Unit) -> frozenset[_Key]:
    classes = frozenset(each for each in (unit.class_id, *unit.also) if each >= 0)
    return classes or frozenset({xkey(unit.text)})


def _values(request: SearchRequest, runs: Sequence[_Run], facet: FacetName, names: _ValueNames, lexicon: Lexicon) -> Iterator[NamedFilter]:
    """The values of a facet that the runs name; of names that begin at one word the longest."""
    for run in runs:
        content = [each for each in run.placed if not each.unit.soft]
        at = 0
        while at < len(content):
            found = _value_at(content[at:], facet, names, lexicon)
            if found is None:
                at += 1
                continue
            value, width = found
            yield NamedFilter(facet, _without(request, run, content[at].start, content[at + width - 1].end).choosing(facet, value))
            at += width


def _value_at(content: Sequence[PlacedUnit], facet: FacetName, names: _ValueNames, lexicon: Lexicon) -> tuple[str, int] | None:
    """The value that is named by the first words of ``content``, and how many of them name it."""
    words = [_keys(each.unit) for each in content]
    named = _longest(words, facet, names)
    if named is not None:
        return named.value, len(named.name)
    reading = lexicon.abbreviations.expansion(content[0].unit.text)
    long = _name(reading.long, lexicon) if reading else ()
    named = _longest(long, facet, names)
    return (named.value, 1) if named is not None and len(named.name) == len(long) else None


def _longest(words: Sequence[frozenset[_Key]], facet: FacetName, names: _ValueNames) -> _NamedValue | None:
    """The longest name with which ``words`` begin; of equal ones the first value."""
    named = (
        each
        for key in (words[0] if words else ())
        for each in names.by_first.get((facet, key), ())
        if len(each.name) <= len(words) and all(map(frozenset.__and__, each.name, words))
    )
    return min(named, key=lambda each: (-len(each.name), each.value), default=None)
