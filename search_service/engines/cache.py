"""What one process keeps of evaluated words and hits: one bounded store for all generations, and a view of it for each.

Least recently used goes first, whichever generation it belongs to; a generation that is replaced goes as a whole. Safe from any
thread. How a value is made, and what a key means, is up to who asks.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Sequence
from typing import Protocol, TypeVar

from cachetools import LRUCache
from cachetools.keys import hashkey

from search_service.results import CacheStatus


class Sized(Protocol):
    @property
    def nbytes(self) -> int: ...


SizedT = TypeVar("SizedT", bound=Sized)

ENTRY_OVERHEAD = 400
"""Bytes that a key and its entry weigh besides the arrays (measured with tracemalloc: 350 to 420)."""


def _weight(value: Sized) -> int:
    return value.nbytes + ENTRY_OVERHEAD


class Cache:
    """Values of all generations, together at most ``capacity`` bytes."""

    def __init__(self, capacity: int) -> None:
        self._values: LRUCache[tuple[Hashable, ...], Sized] = LRUCache(capacity, getsizeof=_weight)
        self._lock = threading.Lock()
        self._asked = self._missed = 0

    @property
    def nbytes(self) -> int:
        """What the values and their entries weigh."""
        return int(self._values.currsize)

    def status(self) -> CacheStatus:
        """What is kept now, and how often that helped."""
        with self._lock:
            hits, nbytes = self._asked - self._missed, int(self._values.currsize)
            return CacheStatus(nbytes=nbytes, capacity=int(self._values.maxsize), hits=hits, misses=self._missed)

    def of_generation(self) -> GenerationCache:
        """A part of its own for a generation that is opened: two never share a key, whatever they are called."""
        return GenerationCache(self)

    def found(self, owner: GenerationCache, keys: Sequence[Hashable]) -> list[Sized | None]:
        """The value of each key, None where there is none."""
        with self._lock:
            self._asked += len(keys)
            return [self._found(hashkey(owner.token, key)) for key in keys]

    def _found(self, key: tuple[Hashable, ...]) -> Sized | None:
        try:
            return self._values[key]  # ``get`` would look three times, and to hash a query takes as long as to find it
        except KeyError:
            self._missed += 1
            return None

    def keep(self, owner: GenerationCache, key: Hashable, value: Sized) -> None:
        """Keep a value unless it is larger than everything may be, or its generation was dropped meanwhile."""
        with self._lock:
            if not owner.dropped and _weight(value) <= self._values.maxsize:
                self._values[hashkey(owner.token, key)] = value  # whose hash is computed once: the cache asks for it six times

    def drop(self, owner: GenerationCache) -> None:
        """Give back all that a generation has, and keep nothing more of it."""
        with self._lock:
            owner.dropped = True
            for key in [key for key in self._values if key[0] is owner.token]:
                del self._values[key]


class GenerationCache:
    """The values of one opened generation by key. Two threads may compute the same value; both get an equal one."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self.token = object()
        """Its keys begin with this: not with itself, or what it holds would wait for the garbage collector."""
        self.dropped = False

    def get(self, key: Hashable, compute: Callable[[], SizedT]) -> SizedT:
        """The value of ``key``; ``compute`` makes it when it is not there. One key has values of one type."""
        (value,) = self._cache.found(self, (key,))
        if value is not None:
            return value  # type: ignore[return-value]  # a key stands for one type
        fresh = compute()
        self._cache.keep(self, key, fresh)
        return fresh

    def known(self, key: Hashable) -> Sized | None:
        """The value of ``key`` if it is there."""
        (value,) = self._cache.found(self, (key,))
        return value

    def get_all(self, keys: Sequence[Hashable], compute: Callable[[Sequence[int]], Sequence[SizedT]]) -> list[SizedT]:
        """The values of ``keys``; ``compute`` makes those that are not there, all at once, from their places in ``keys``."""
        values = self._cache.found(self, keys)
        missing = [place for place, value in enumerate(values) if value is None]
        if missing:
            for place, fresh in zip(missing, compute(missing), strict=True):
                values[place] = fresh
                self._cache.keep(self, keys[place], fresh)
        return values  # type: ignore[return-value]  # a key stands for one type, and none is missing any more

    def status(self) -> CacheStatus:
        """What the process keeps of all generations."""
        return self._cache.status()

    def drop(self) -> None:
        """Give back all values; a search that still goes on computes what it needs."""
        self._cache.drop(self)
