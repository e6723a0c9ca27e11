"""Filters that a query names in words: a date, a value of a facet. For each the query without these words; what it finds is not asked.

A value is named where all its words stand in a row, in any inflected form, stop words apart, or as its abbreviation; also by what else it
is and was called.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from search_service.analysis.meaning.lexicon import Lexicon
from search_service.analysis.normalize import xkey
from search_service.analysis.soft_words import is_soft
from search_service.analysis.stopwords import is_stop_word
from search_service.answers.moments import moment_of
from search_service.answers.names import names_in
from search_service.engines.base import Matcher
from search_service.engines.found import Order, Slice
from search_service.query.conjunction import conjunction, parts_of
from search_service.query.dates_in_words import BEFORE_A_DATE
from search_service.query.nodes import Words
from search_service.query.request import SearchRequest, Sort
from search_service.query.units import PlacedUnit, Unit, placed_units, read_units
from search_service.results import AlsoKind
from search_service.schema import FacetName, Scope

MOST_NAMED = 2
"""Filters of one kind that are offered."""
_COMMON_NOUNS = frozenset({FacetName.TOPIC})
"""Facets whose values are words that names are made of, too."""
_WORD = re.compile(r"\w+")
_SHORT_NAME = re.compile(r"(.+?)\s*\((.+)\)")

_Key = int | str
"""A class of inflected forms; a word that no text of the archive has stands for itself."""


@dataclass(frozen=True, slots=True)
class NamedFilter:
    """``kind`` is the date or a facet, ``request`` the search without the words that name it and with the filter."""

    kind: AlsoKind | FacetName
    request: SearchRequest


def named_filters(matcher: Matcher, request: SearchRequest) -> Iterator[NamedFilter]:
    """Dates first, then each facet; no filter of a kind that the search has already."""
    texts = [part for part in parts_of(request.node) if isinstance(part, Words) and part.scope is Scope.TEXT]
    runs = [_Run(part, placed_units(part.text, matcher.lexicon)) for part in texts]
    if request.first is None and request.last is None:
        yield from islice(_dates(request, runs), MOST_NAMED)
    values = _Values(matcher, request)
    naming = [naming for run in runs if any((naming := _Naming.of(run, matcher, values)).values)]
    for facet in FacetName:
        if not request.values_of(facet):
            yield from islice(_values(request, naming, facet), MOST_NAMED)


@dataclass(frozen=True, slots=True)
class _Run:
    """Plain words of a query, read."""

    words: Words
    placed: Sequence[PlacedUnit]


def _without(request: SearchRequest, run: _Run, start: int, end: int) -> SearchRequest:
    """The search without a stretch of one of its runs."""
    rest = " ".join([*run.words.text[:start].split(), *run.words.text[end:].split()])
    parts = [Words(rest) if part is run.words else part for part in parts_of(request.node)]
    return request.asking(conjunction([part for part in parts if part != Words("")]))


def _dates(request: SearchRequest, runs: Sequence[_Run]) -> Iterator[NamedFilter]:
    for run in runs:
        for number, each in enumerate(run.placed):
            if each.unit.date is not None:
                goes_along = number and run.placed[number - 1].unit.text.lower() in BEFORE_A_DATE
                begin = run.placed[number - 1] if goes_along else each
                period = each.unit.date.period
                yield NamedFilter(AlsoKind.DATE, _without(request, run, begin.start, each.end).but(first=period.first, last=period.last))


@dataclass(frozen=True, slots=True)
class _NamedValue:
    """A value of a facet and one of its names: for each word that counts its keys."""

    facet: FacetName
    value: str
    name: tuple[frozenset[_Key], ...]


@dataclass(frozen=True, slots=True)
class _ValueNames:
    """Names of values by each key of their first word."""

    by_first: Mapping[_Key, Sequence[_NamedValue]]

    @property
    def nbytes(self) -> int:
        """About half a kilobyte a name (measured with tracemalloc)."""
        return 500 * sum(map(len, self.by_first.values()))


@dataclass(frozen=True, slots=True)
class _Beginnings:
    """The values of all facets by the beginnings of their names: only those that a query may name are read as words."""

    values: Mapping[str, Sequence[tuple[FacetName, str]]]

    @property
    def nbytes(self) -> int:
        """About 100 bytes a value and beginning (measured with tracemalloc)."""
        return 100 * sum(map(len, self.values.values()))


class _Values:
    """The values of facets that releases have, kept until time makes more visible: what only an embargoed one has is named by nothing."""

    def __init__(self, matcher: Matcher, request: SearchRequest) -> None:
        self.lexicon = matcher.lexicon
        self._matcher = matcher
        self._everything = SearchRequest(moment=request.moment)
        self._visible = matcher.visible(moment_of(request))

    def names_like(self, word: str) -> _ValueNames:
        """The names whose first word begins as ``word`` does, which is true of all forms of one word."""
        beginning = _beginning(word)
        return self._matcher.cache.get(("names of values", self._visible, beginning), lambda: self._names(beginning))

    def _names(self, beginning: str) -> _ValueNames:
        by_first: dict[_Key, list[_NamedValue]] = defaultdict(list)
        for facet, value in self._beginnings().values.get(beginning, ()):
            for name in {name for text in self._spellings(facet, value) for name in _names_of(text, self.lexicon)}:
                for key in name[0]:
                    by_first[key].append(_NamedValue(facet, value, name))
        return _ValueNames(by_first)

    def _beginnings(self) -> _Beginnings:
        return self._matcher.cache.get(("beginnings of values", self._visible), self._read_beginnings)

    def _read_beginnings(self) -> _Beginnings:
        counted = self._matcher.search(self._everything, Order(Sort.NEWEST), Slice(0, 0), counts=True).counts
        values: dict[str, list[tuple[FacetName, str]]] = defaultdict(list)
        for facet, counts in (counted.values if counted else {}).items():
            for value, count in zip(counts.values, counts.counts.tolist(), strict=True):
                texts = self._spellings(facet, value) if count else ()
                for beginning in {beginning for text in texts for beginning in _beginnings_of(text)}:
                    values[beginning].append((facet, value))
        return _Beginnings(values)

    def _spellings(self, facet: FacetName, value: str) -> tuple[str, ...]:
        """The value, and what else it is and was called."""
        return value, *self._matcher.status.taxonomy.spellings(facet, value)


def _beginning(text: str) -> str:
    """What all forms of the first word of a text have in common: Haus, Häuser."""
    word = _WORD.search(text)
    return xkey(word[0])[:2] if word else ""


def _names_of(value: str, lexicon: Lexicon) -> set[tuple[frozenset[_Key], ...]]:
    """The value itself; of one like "Ministerium des Innern (MIK)" the long and the short name."""
    return {name for text in _parenthesis_apart(value) if (name := _name(text, lexicon))}


def _parenthesis_apart(value: str) -> tuple[str, ...]:
    both = _SHORT_NAME.fullmatch(value)
    return both.groups() if both else (value,)


def _beginnings_of(value: str) -> set[str]:
    """Those of the first word of each name that is not soft, and of those before it, which may be one with it (Vor-Ort-Büro)."""
    beginnings = set()
    for text in _parenthesis_apart(value):
        for word in _WORD.findall(text):
            beginnings.add(_beginning(word))
            if not is_soft(word):
                break
    return beginnings


def _name(text: str, lexicon: Lexicon) -> tuple[frozenset[_Key], ...]:
    return tuple(_keys(unit) for unit in read_units(text, lexicon) if not unit.soft)


def _keys(unit: Unit) -> frozenset[_Key]:
    classes = frozenset(each for each in (unit.class_id, *unit.also) if each >= 0)
    return classes or frozenset({xkey(unit.text)})


@dataclass(frozen=True, slots=True)
class _Naming:
    """A run whose words that are not soft are its ``content``; ``values`` has for each of them what they and those after them name.

    That is by facet a value and how many words name it. ``names``: where what the archive mostly writes together begins and ends.
    """

    run: _Run
    content: Sequence[PlacedUnit]
    values: Sequence[Mapping[FacetName, tuple[str, int]]]
    names: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, run: _Run, matcher: Matcher, values: _Values) -> _Naming:
        content = [each for each in run.placed if not each.unit.soft]
        units = [each.unit for each in content]
        found = [_values_at(units[at:], values) for at in range(len(units))]
        return cls(run, content, found, names_in(matcher, run.words.text) if any(found) else ())


def _values(request: SearchRequest, runs: Sequence[_Naming], facet: FacetName) -> Iterator[NamedFilter]:
    """The values of a facet that the runs name; of names that begin at one word the longest."""
    for run in runs:
        at = 0
        while at < len(run.content):
            named = run.values[at].get(facet)
            if named is None:
                at += 1
                continue
            value, width = named
            start, end = run.content[at].start, run.content[at + width - 1].end
            begin = _with_its_article(run.run, start, facet)
            if begin is not None and not _is_piece_of_a_name(start, end, run.names):
                yield NamedFilter(facet, _without(request, run.run, begin, end).choosing(facet, value))
            at += width


def _with_its_article(run: _Run, start: int, facet: FacetName) -> int | None:
    """Where a name begins with the stop words before it, which would dangle without it; None if these may tie it to other words.

    *Karneval der Kulturen* does not name the topic *Kultur*; a ministry is one whatever stands before it.
    """
    before = [each for each in run.placed if each.end <= start]
    begin = start
    while before and is_stop_word(before[-1].unit.text):
        begin = before.pop().start
    return None if begin < start and before and facet in _COMMON_NOUNS else begin


def _is_piece_of_a_name(start: int, end: int, names: Sequence[tuple[int, int]]) -> bool:
    """Whether a stretch belongs to a longer one that the archive mostly writes together."""
    return any(first <= start and end <= last and (first, last) != (start, end) for first, last in names)


def _values_at(content: Sequence[Unit], values: _Values) -> Mapping[FacetName, tuple[str, int]]:
    """The values that are named by the first words of ``content``, and how many of them name each: of the longest names the first."""
    named = {each.facet: (each.value, len(each.name)) for each in _named(content, values)}
    reading = values.lexicon.abbreviations.expansion(content[0].text)
    long = [unit for unit in read_units(reading.long, values.lexicon) if not unit.soft] if reading else []
    return {each.facet: (each.value, 1) for each in _named(long, values) if len(each.name) == len(long)} | named


def _named(units: Sequence[Unit], values: _Values) -> Sequence[_NamedValue]:
    """The values with whose names ``units`` begin, the best last: the longest, of equal ones the first."""
    first = _keys(units[0]) if units else frozenset[_Key]()
    likely = [each for key in first for each in values.names_like(units[0].text).by_first.get(key, ())]
    words = [_keys(unit) for unit in units] if likely else []
    named = [each for each in likely if len(each.name) <= len(words) and all(map(frozenset.__and__, each.name, words))]
    return sorted(sorted(named, key=lambda each: each.value, reverse=True), key=lambda each: len(each.name))
