"""What one process keeps of evaluated words and hits: one bounded store for all generations, and a view of it for each.

Whatever was quickest to make for its size, and is asked for least, goes first, whichever generation it belongs to (GDSF: L. Cherkasova,
Improving WWW Proxies Performance with Greedy-Dual-Size-Frequency Caching Policy, HP Laboratories 1998, HPL-98-69R1). A generation that is
replaced goes as a whole. Safe from any thread. How a value is made, and what a key means, is up to who asks.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import count
from typing import Protocol, TypeVar

from search_service.results import CacheStatus


class Sized(Protocol):
    @property
    def nbytes(self) -> int: ...


SizedT = TypeVar("SizedT", bound=Sized)

ENTRY_OVERHEAD = 400
"""Bytes that a key and its entry weigh besides the arrays (measured with tracemalloc: 350 to 420)."""
LEAST, FOR_A_RELEASE, MOST = 32 << 20, 1_000, 256 << 20
"""Bytes of a cache that grows with the archive: 42 MB at 10,000 releases, 130 MB at 100,000, 256 MB from 235,000 on."""


def suggested_capacity(releases: int) -> int:
    """Bytes that are enough for the searches of an archive of this size; more saves hardly anything."""
    return min(LEAST + FOR_A_RELEASE * releases, MOST)


@dataclass(slots=True, eq=False)
class _Entry:
    """A value with what decides how long it stays; ``rank`` grows with each use and with what was let go of before."""

    value: Sized | None
    key: Hashable
    home: dict[Hashable, _Entry]
    nbytes: int
    worth: float
    uses: int = 1
    rank: float = 0.0


_Queued = tuple[float, int, _Entry]


class Cache:
    """Values of all generations, together at most ``capacity`` bytes; 0 lets it grow with the largest generation that was opened."""

    def __init__(self, capacity: int = 0) -> None:
        self._capacity = capacity or LEAST
        self._grows = not capacity
        self._lock = threading.Lock()
        self._queue: list[_Queued] = []
        self._number = count()
        self._age = 0.0
        self._nbytes = self._hits = self._misses = self._evictions = 0

    @property
    def nbytes(self) -> int:
        """What the values and their entries weigh."""
        return self._nbytes

    def status(self) -> CacheStatus:
        """What is kept now, and how often that helped."""
        with self._lock:
            return CacheStatus(self._nbytes, self._capacity, self._hits, self._misses, self._evictions)

    def of_generation(self, releases: int = 0) -> GenerationCache:
        """A part of its own for a generation that is opened: two never share a value, whatever they are called."""
        with self._lock:
            if self._grows:
                self._capacity = max(self._capacity, suggested_capacity(releases))
        return GenerationCache(self)

    def note_asked(self, entries: Sequence[_Entry | None]) -> None:
        """Note that these were asked for, None for what was not there."""
        with self._lock:
            found = [entry for entry in entries if entry is not None]
            for entry in found:
                entry.uses += 1
                entry.rank = self._age + entry.uses * entry.worth
            self._hits += len(found)
            self._misses += len(entries) - len(found)

    def keep(self, owner: GenerationCache, key: Hashable, value: Sized, *, seconds: float) -> None:
        """Keep a value that took ``seconds`` unless it is larger than everything may be, or its generation was dropped meanwhile."""
        nbytes = value.nbytes + ENTRY_OVERHEAD
        with self._lock:
            if owner.dropped or nbytes > self._capacity:
                return
            if (known := owner.entries.get(key)) is not None:
                self._forget(known)
            entry = _Entry(value, key, owner.entries, nbytes, seconds / nbytes)
            entry.rank = self._age + entry.worth
            owner.entries[key] = entry
            self._nbytes += nbytes
            self._queued(entry)
            while self._nbytes > self._capacity:
                self._let_go()

    def drop(self, owner: GenerationCache) -> None:
        """Give back all that a generation has, and keep nothing more of it."""
        with self._lock:
            owner.dropped = True
            for entry in list(owner.entries.values()):
                self._forget(entry)
            self._queue = [queued for queued in self._queue if queued[2].value is not None]
            heapify(self._queue)

    def _queued(self, entry: _Entry) -> None:
        heappush(self._queue, (entry.rank, next(self._number), entry))

    def _let_go(self) -> None:
        """Of the entry of the lowest rank; one that was used since it was queued is queued anew."""
        rank, _, entry = heappop(self._queue)
        if entry.value is None:
            return
        if entry.rank > rank:
            self._queued(entry)
            return
        self._age = rank
        self._evictions += 1
        self._forget(entry)

    def _forget(self, entry: _Entry) -> None:
        """Its place in the queue is left: what has no value is passed over there."""
        self._nbytes -= entry.nbytes
        del entry.home[entry.key]
        entry.value = None


class GenerationCache:
    """The values of one opened generation by key. Two threads may compute the same value; both get an equal one."""

    def __init__(self, cache: Cache) -> None:
        self.cache = cache
        self.entries: dict[Hashable, _Entry] = {}
        self.dropped = False

    def get(self, key: Hashable, compute: Callable[[], SizedT]) -> SizedT:
        """The value of ``key``; ``compute`` makes it when it is not there. One key has values of one type."""
        value = self.known(key)
        if value is not None:
            return value  # type: ignore[return-value]  # a key stands for one type
        started = time.perf_counter()
        fresh = compute()
        self.cache.keep(self, key, fresh, seconds=time.perf_counter() - started)
        return fresh

    def known(self, key: Hashable) -> Sized | None:
        """The value of ``key`` if it is there."""
        return self._found((key,))[0]

    def get_all(self, keys: Sequence[Hashable], compute: Callable[[Sequence[int]], Sequence[SizedT]]) -> list[SizedT]:
        """The values of ``keys``; ``compute`` makes those that are not there, all at once, from their places in ``keys``."""
        values = self._found(keys)
        missing = [place for place, value in enumerate(values) if value is None]
        if missing:
            started = time.perf_counter()
            made = compute(missing)
            each = (time.perf_counter() - started) / len(missing)
            for place, fresh in zip(missing, made, strict=True):
                values[place] = fresh
                self.cache.keep(self, keys[place], fresh, seconds=each)
        return values  # type: ignore[return-value]  # a key stands for one type, and none is missing any more

    def _found(self, keys: Sequence[Hashable]) -> list[Sized | None]:
        """The value of each key, None where there is none; read before it is counted, as another thread may let go of it then."""
        entries = [self.entries.get(key) for key in keys]
        values = [None if entry is None else entry.value for entry in entries]
        self.cache.note_asked(entries)
        return values

    def status(self) -> CacheStatus:
        """What the process keeps of all generations."""
        return self.cache.status()

    def drop(self) -> None:
        """Give back all values; a search that still goes on computes what it needs."""
        self.cache.drop(self)
