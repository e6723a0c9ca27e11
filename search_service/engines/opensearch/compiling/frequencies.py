"""How many releases match clauses of which the statistics tell nothing: asked of the cluster once for each, and kept.

A query is compiled with what is known; what was missing is counted in one request, and the query compiled once more.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from search_service.engines.cache import GenerationCache
from search_service.engines.opensearch.compiling.clauses import Clause

MadeT = TypeVar("MadeT")
Count = Callable[[Sequence[Clause]], Sequence[int]]


@dataclass(frozen=True, slots=True)
class _Counted:
    """A number in the cache."""

    found: int
    nbytes: int = 200


class Frequencies:
    """What is known while one query is compiled, and what is missing."""

    def __init__(self, cache: GenerationCache) -> None:
        self._cache = cache
        self.missing: dict[str, Clause] = {}

    def of(self, clause: Clause) -> int:
        """How many releases match; some number where that is not known yet."""
        key = json.dumps(clause)
        known = self._cache.known(("matching", key))
        if isinstance(known, _Counted):
            return known.found
        self.missing[key] = clause
        return 1

    def keep(self, found: Sequence[int]) -> None:
        """Keep the numbers of what was missing, in its order."""
        for key, number in zip(self.missing, found, strict=True):
            counted = _Counted(number)
            self._cache.get(("matching", key), lambda counted=counted: counted)  # type: ignore[misc]  # bound now


def with_frequencies(cache: GenerationCache, count: Count, compile_with: Callable[[Frequencies], MadeT]) -> MadeT:
    """What ``compile_with`` makes when all frequencies that it asks for are known."""
    while True:
        frequencies = Frequencies(cache)
        made = compile_with(frequencies)
        if not frequencies.missing:
            return made
        frequencies.keep(count(list(frequencies.missing.values())))
