"""What a query has to know of the cluster before it is complete: asked once for each clause, and kept.

A query is compiled with what is known; what was missing is asked in one request, and the query compiled once more.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from search_service.engines.cache import GenerationCache
from search_service.engines.opensearch.compiling.clauses import Clause, all_of
from search_service.query.request import MAX_PAGED_HITS

MadeT = TypeVar("MadeT")
Body = dict[str, Any]
Ask = Callable[[Sequence[Body]], Sequence[Mapping[str, Any]]]
"""Answers several searches in one request."""
MOST_LISTED = MAX_PAGED_HITS
"""Documents that a clause is replaced by; where more match, it stands itself."""


@dataclass(frozen=True, slots=True)
class _Found:
    """In the cache: how many releases match a clause and, if they were listed, their documents."""

    total: int
    documents: tuple[int, ...]

    @property
    def nbytes(self) -> int:
        return 200 + 36 * len(self.documents)


_UNKNOWN = _Found(1, ())
_Key = tuple[str, bool, str]


class Lookups:
    """What is known while one query is compiled, and what is missing."""

    def __init__(self, cache: GenerationCache) -> None:
        self._cache = cache
        self.missing: dict[_Key, Body] = {}

    def frequency(self, clause: Clause) -> int:
        """How many releases match, whenever they may be seen; some number where that is not known yet."""
        return self._of(clause, listed=False).total

    def documents(self, clause: Clause) -> Sequence[int] | None:
        """Which documents match, none where that is not known yet; None if they are too many to be listed."""
        found = self._of(clause, listed=True)
        return found.documents if found.total <= MOST_LISTED else None

    def _of(self, clause: Clause, *, listed: bool) -> _Found:
        key = ("matching", listed, json.dumps(clause))
        known = self._cache.known(key)
        if isinstance(known, _Found):
            return known
        size = {"size": MOST_LISTED, "_source": False, "docvalue_fields": ["number"]} if listed else {"size": 0}
        self.missing[key] = {"track_total_hits": True, "query": all_of([clause]), **size}
        return _UNKNOWN

    def keep(self, answers: Sequence[Mapping[str, Any]]) -> None:
        """Keep what was missing, in its order."""
        for key, answer in zip(self.missing, answers, strict=True):
            numbers = tuple(hit["fields"]["number"][0] for hit in answer["hits"]["hits"])
            found = _Found(answer["hits"]["total"]["value"], numbers)
            self._cache.get(key, lambda found=found: found)  # type: ignore[misc]  # bound now


def with_lookups(cache: GenerationCache, ask: Ask, compile_with: Callable[[Lookups], MadeT]) -> MadeT:
    """What ``compile_with`` makes when all that it looks up is known."""
    while True:
        lookups = Lookups(cache)
        made = compile_with(lookups)
        if not lookups.missing:
            return made
        lookups.keep(ask(list(lookups.missing.values())))
