"""Answers a search for people: the engine's page, and when it found nothing or little, what else could be asked.

Engine-neutral: everything here is asked of the Searcher with changed requests, at most 25 for a search. It is named for what pages
and the API call: whoever wants the answer to a search asks here, the engine's page alone is ``Searcher.search``.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice, pairwise
from typing import assert_never

from search_service.engines.base import Searcher
from search_service.query.conjunction import conjunction, parts_of
from search_service.query.dates_in_words import year_of
from search_service.query.nodes import And, DateRange, Everything, Node, Not, Or, Phrase, Prefix, Words
from search_service.query.parser import parse
from search_service.query.render import render
from search_service.query.request import SearchRequest, Spelling, limit_each
from search_service.query.rewrite import Shortened, unquoted
from search_service.query.shortening import Sought, more_less, one_less
from search_service.query.units import unit_spans
from search_service.results import DidYouMean, Interval, ResultPage, WayOut, WayOutKind
from search_service.schema import FacetName, Scope

FEW_HITS = 2
"""With so many hits or fewer another spelling is offered that has more."""
SOME_HITS, MUCH_MORE = 50, 20
"""With so many hits another spelling is offered only if it has so many times more."""
MOST_WAYS_OUT = 6
MOST_SHORTENED = 4
MOST_RESPELLED = 4
MOST_JOINED = 2
_PLAIN_WORD = re.compile(r"""(?<![^\s("-])[^\W\d_]+(?=-|[.,;:!?)"]*(?:\s|$))""")
"""A word of letters or one of a hyphen compound; not what has digits, gender signs or an address around it."""

Corrections = Mapping[str, tuple[str, ...]]
"""Words that the archive lacks, each with what it may have been meant to be, best first."""


def answer(searcher: Searcher, request: SearchRequest) -> ResultPage:
    """The page that ``request`` asks for, on the first page with what leads on. Raises what ``Searcher.search`` raises."""
    page = searcher.search(request)
    if request.page > 1 or request.cursor is not None:
        return page
    started = time.perf_counter()
    request = page.request  # which is judged at one moment, whatever else is asked
    page = replace(page, also=searcher.also(request, total=page.total))
    if page.total > SOME_HITS:
        return replace(page, took_ms=page.took_ms + (time.perf_counter() - started) * 1000)
    ways_on = searcher.kept(_what_leads_on(page), lambda: _ways_on(searcher, page))
    took_ms = page.took_ms + (time.perf_counter() - started) * 1000
    return replace(page, did_you_mean=ways_on.did_you_mean, ways_out=ways_on.ways_out, took_ms=took_ms)


@dataclass(frozen=True, slots=True)
class _WaysOn:
    """What leads on from a first page, as it is kept."""

    did_you_mean: DidYouMean | None
    ways_out: tuple[WayOut, ...]

    @property
    def nbytes(self) -> int:
        return 500 + 1_000 * len(self.ways_out)


def _what_leads_on(page: ResultPage) -> tuple[object, ...]:
    """All that decides on what leads on from a page: the search, how its links are written, what may be seen."""
    request = page.request
    search = request.q, request.direct, request.filters, request.match
    return *search, request.sort, request.size, request.spelling, page.visible


def _ways_on(searcher: Searcher, page: ResultPage) -> _WaysOn:
    corrections = _corrections(searcher, page.request.node)
    better = _did_you_mean(searcher, page.request, page.total, corrections)
    return _WaysOn(better, _ways_out(searcher, page, better, corrections) if page.total <= FEW_HITS else ())


def mended_answer(searcher: Searcher, request: SearchRequest) -> ResultPage:
    """As ``answer``; where nothing is found and another spelling is, or comes nearer, its page, which names the search it stands for."""
    page = answer(searcher, request)
    if page.total or page.did_you_mean is None or request.spelling is Spelling.TYPED:
        return page
    better = answer(searcher, _asking(request, parse(page.did_you_mean.q).node))
    return replace(better, mended_from=request, took_ms=page.took_ms + better.took_ms)


def _asking(request: SearchRequest, node: Node) -> SearchRequest:
    """The same search with another query, whose text, node and parsed form say the same."""
    node = parse(render(node)).node
    q = render(node)
    return request.but(q=q, node=node, parsed=q, spelling=None)


def _did_you_mean(searcher: Searcher, request: SearchRequest, total: int, corrections: Corrections) -> DidYouMean | None:
    """The first of the better spelled queries that finds more under the same filters; where none does, one whose closest are nearer."""
    few = total <= FEW_HITS
    for node in (*_respelled(request.node, corrections, at_most=MOST_RESPELLED), *(_written_as_one(searcher, request) if few else ())):
        better = _asking(request, node)
        found = searcher.total(better)
        if found > (total if few else MUCH_MORE * total):
            return DidYouMean(better.q, found)
    return _nearer(searcher, request, corrections) if not total else None


def _nearer(searcher: Searcher, request: SearchRequest, corrections: Corrections) -> DidYouMean | None:
    """The best spelling of a query that finds nothing either way, if a corrected word brings one of the closest releases nearer."""
    for node in _respelled(request.node, corrections, at_most=1):
        better = _asking(request, node)
        closest = searcher.search(better.but(highlight=False)).hits
        lacking = [" ".join(hit.missing) for hit in closest]
        if any(spellings[0] not in missing for spellings in corrections.values() for missing in lacking):
            return DidYouMean(better.q, 0)
    return None


def _corrections(searcher: Searcher, node: Node) -> Corrections:
    words = dict.fromkeys(word for text in _texts(node) for word in _PLAIN_WORD.findall(text))
    return {word: spellings for word in words if (spellings := searcher.spellings(word))}


def _texts(node: Node) -> Iterator[str]:
    """What is looked for, without what is excluded."""
    match node:
        case Words(text) | Phrase(text):
            yield text
        case And(parts) | Or(parts):
            for part in parts:
                yield from _texts(part)
        case Prefix() | DateRange() | Everything() | Not():
            return
        case _:
            assert_never(node)


def _respelled(node: Node, corrections: Corrections, *, at_most: int) -> Iterator[Node]:
    """The query with every word corrected; then with one correction exchanged for the next best."""
    if not corrections:
        return
    best = {word: spellings[0] for word, spellings in corrections.items()}
    others = ({word: spelling} for word, spellings in corrections.items() for spelling in spellings[1:])
    yield from (_with_words(node, best | other) for other in islice(({}, *others), at_most))


def _with_words(node: Node, words: Mapping[str, str]) -> Node:
    match node:
        case Words(text) | Phrase(text):
            return replace(node, text=_PLAIN_WORD.sub(lambda word: words.get(word[0], word[0]), text))
        case And(parts) | Or(parts):
            return replace(node, parts=tuple(_with_words(part, words) for part in parts))
        case Prefix() | DateRange() | Everything() | Not():
            return node
        case _:
            assert_never(node)


def _written_as_one(searcher: Searcher, request: SearchRequest) -> Iterator[Node]:
    """The query with two neighbouring words as one, where the archive has that word."""
    parts = parts_of(request.node)
    pairs = (
        (at, words, place)
        for at, part in enumerate(parts)
        if isinstance(part, Words) and part.scope is Scope.TEXT
        for words in [part.text.split()]
        for place, pair in enumerate(pairwise(words))
        if all(map(_may_be_joined, pair))
    )
    for at, words, place in islice(pairs, MOST_JOINED):
        written = _as_written(searcher, request, words[place] + words[place + 1].lower())
        if written:
            text = " ".join([*words[:place], written, *words[place + 2 :]])
            yield conjunction([*parts[:at], Words(text), *parts[at + 1 :]])


def _may_be_joined(word: str) -> bool:
    """Not numbers, not abbreviations."""
    return word.isalpha() and sum(map(str.isupper, word)) < 2


def _as_written(searcher: Searcher, request: SearchRequest, word: str) -> str:
    """A word as a release has it, whatever is filtered; empty if none does."""
    asked = SearchRequest(node=Phrase(word), moment=request.moment, size=1, limits=limit_each(0), highlight=False)
    if not searcher.total(asked):
        return ""
    return next((match.form for hit in searcher.search(asked).hits for match in hit.matched), "")


def _ways_out(searcher: Searcher, page: ResultPage, better: DidYouMean | None, corrections: Corrections) -> tuple[WayOut, ...]:
    """Changed searches that find more, in the order of their kinds; where there are too many, the best of each kind.

    When no single change helps, filters are left out and the query is changed.
    """
    request = page.request
    sought = _sought(searcher, page)
    shorter = one_less(sought)
    finder = _WayFinder(searcher, besides=[request, *([_asking(request, parse(better.q).node)] if better else [])], more_than=page.total)
    kinds = [
        finder.ways(WayOutKind.WITHOUT_FILTER, _without_one_filter(request))
        or finder.ways(WayOutKind.WITHOUT_FILTER, [request.without_filters()]),
        _fewer_words(finder, shorter, sought, page),
        finder.ways(WayOutKind.WHOLE_YEAR, _whole_years(request, shorter)),
        finder.ways(WayOutKind.UNQUOTED, [_asking(request, unquoted(request.node))]),
        finder.ways(
            WayOutKind.SPELLING, (_asking(request, node) for node in _respelled(request.node, corrections, at_most=MOST_RESPELLED))
        ),
        finder.ways(WayOutKind.NEAREST_DATES, _nearest_dates(searcher, request)),
    ]
    if not any(kinds) and any(request.filters):
        return _ways_out(searcher, replace(page, request=request.without_filters()), None, corrections)
    ranked = sorted((rank, kind) for kind, ways in enumerate(kinds) for rank in range(len(ways)))[:MOST_WAYS_OUT]
    return tuple(kinds[kind][rank] for kind, rank in sorted((kind, rank) for rank, kind in ranked))


class _WayFinder:
    """Counts the hits of changed searches, each search once; ``besides`` are those that are shown anyway."""

    def __init__(self, searcher: Searcher, *, besides: Iterable[SearchRequest], more_than: int) -> None:
        self._searcher = searcher
        self._more_than = more_than
        self._seen = set(map(_essence, besides))

    def ways(self, kind: WayOutKind, requests: Iterable[SearchRequest], *, most_first: bool = True) -> list[WayOut]:
        """Those that have more hits, most hits first, else in their order."""
        fresh = [request for request in requests if self._is_new(request)]
        found = [WayOut(kind, request, total) for request, total in zip(fresh, self._searcher.totals(fresh), strict=True)]
        better = [way for way in found if way.total > self._more_than]
        return sorted(better, key=lambda way: -way.total) if most_first else better

    def _is_new(self, request: SearchRequest) -> bool:
        essence = _essence(request)
        known = essence in self._seen
        self._seen.add(essence)
        return not known


def _essence(request: SearchRequest) -> tuple[object, ...]:
    """What decides on the hits."""
    return request.node, request.filters


def _without_one_filter(request: SearchRequest) -> Iterator[SearchRequest]:
    for name in FacetName:
        if request.values_of(name):
            yield request.choosing(name)
    if request.first is not None or request.last is not None:
        yield request.but(first=None, last=None)


def _fewer_words(finder: _WayFinder, shorter: Sequence[Shortened], sought: Sought, page: ResultPage) -> list[WayOut]:
    """The largest parts of the query that have hits, in the order in which the closest releases have them."""
    kind = WayOutKind.FEWER_WORDS
    ways = finder.ways(kind, (_asking(page.request, each.node) for each in shorter), most_first=False)
    if page.total:
        return ways[:MOST_SHORTENED]
    longer = more_less(sought)
    while not ways and (nodes := next(longer, None)) is not None:
        ways = finder.ways(kind, (_asking(page.request, node) for node in nodes), most_first=False)
    return ways[:MOST_SHORTENED]


def _sought(searcher: Searcher, page: ResultPage) -> Sought:
    closest = page.hits if page.partial else page.closest
    lacking = [hit.missing for hit in closest if hit.missing]
    return Sought(page.request.node, lacking, page.soft_words, lambda text: [*unit_spans(text), *searcher.names_in(text)])


def _whole_years(request: SearchRequest, shorter: Sequence[Shortened]) -> Iterator[SearchRequest]:
    """The query without a day or month that it names, in all of that year."""
    if any(isinstance(part, DateRange) for part in parts_of(request.node)) or request.first is not None or request.last is not None:
        return
    for each in shorter:
        year = year_of(each.left_out)
        if year is not None:
            yield _asking(request, each.node).but(first=date(year, 1, 1), last=date(year, 12, 31))


def _nearest_dates(searcher: Searcher, request: SearchRequest) -> Iterator[SearchRequest]:
    """The time span widened to the nearest year that has hits."""
    first, last = request.first, request.last
    if first is None and last is None:
        return
    buckets = searcher.timeline(request.but(first=None, last=None), Interval.YEAR)
    years = [int(bucket.value) for bucket in buckets if bucket.count]
    if not years:
        return
    nearest = min(years, key=lambda year: (max(first.year - year if first else 0, year - last.year if last else 0), -year))
    yield request.but(first=first and min(first, date(nearest, 1, 1)), last=last and max(last, date(nearest, 12, 31)))
