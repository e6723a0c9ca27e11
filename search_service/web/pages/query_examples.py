"""Examples of the query language that work on this archive: made of its newest titles, and each tried before it is shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, permutations

from search_service.engines.base import Searcher
from search_service.query.parser import parse
from search_service.query.request import SearchRequest, Sort, limit_each
from search_service.results import Hit
from search_service.schema import Role, in_role

TITLES = 30
TRIED = 8
"""Candidates of one kind that are tried at most."""
BEGINNING = 6
_WORD = re.compile(r"[^\W\d_]{4,}")
_NOUN = re.compile(r"[A-ZÄÖÜ][a-zäöüß]{5,}")


@dataclass(frozen=True, slots=True)
class Example:
    """A query with ``total`` hits; ``kind`` names the part of the query language that it shows."""

    kind: str
    request: SearchRequest
    total: int


def find_examples(searcher: Searcher) -> tuple[Example, ...]:
    """An example of each kind, fewer for an archive with next to nothing in it."""
    hits = searcher.search(SearchRequest(size=TITLES, highlight=False, limits=limit_each(0))).hits
    found = (_best(searcher, kind, candidates(hits)) for kind, candidates in _KINDS.items())
    return tuple(example for example in found if example)


def _best(searcher: Searcher, kind: str, candidates: Iterator[str]) -> Example | None:
    """The first candidate with several hits, else the first with one."""
    tried = (_tried(searcher, kind, q) for q in islice(candidates, TRIED))
    found = []
    for example in tried:
        if example.total > 1:
            return example
        found += [example] if example.total else []
    return found[0] if found else None


def _tried(searcher: Searcher, kind: str, q: str) -> Example:
    request = SearchRequest(q=q, node=parse(q).node, sort=Sort.RELEVANCE)
    return Example(kind, request, searcher.total(request))


def _nouns(hits: Sequence[Hit]) -> list[str]:
    """The nouns of the titles, newest first; the first word of a title may be capitalized for another reason."""
    return list(dict.fromkeys(word for hit in hits for word in _WORD.findall(hit.title)[1:] if _NOUN.fullmatch(word)))


def _phrases(hits: Sequence[Hit]) -> Iterator[str]:
    """Two neighbouring words of a title, the second a noun."""
    pairs = (re.search(rf"({_WORD.pattern}) ({_NOUN.pattern})\b", hit.title) for hit in hits)
    return (f'"{pair[1]} {pair[2]}"' for pair in pairs if pair)


def _either(hits: Sequence[Hit]) -> Iterator[str]:
    return (f"{first} ODER {second}" for first, second in permutations(_nouns(hits), 2))


def _without(hits: Sequence[Hit]) -> Iterator[str]:
    """A word of what a release is about without another noun of its title."""
    for hit in hits:
        nouns = _nouns([hit])
        for subject in in_role(hit.facet_values, Role.SUBJECT):
            yield from (f"{word} -{noun}" for word in _NOUN.findall(subject) for noun in nouns if noun != word)


def _beginnings(hits: Sequence[Hit]) -> Iterator[str]:
    return (f"{noun[:BEGINNING]}*" for noun in _nouns(hits) if len(noun) > BEGINNING + 1)


def _periods(hits: Sequence[Hit]) -> Iterator[str]:
    return (f"titel:{noun} seit:{hit.published.year}" for hit in hits for noun in _nouns([hit]))


_KINDS: dict[str, Callable[[Sequence[Hit]], Iterator[str]]] = {
    "phrase": _phrases,
    "either": _either,
    "without": _without,
    "beginning": _beginnings,
    "period": _periods,
}
