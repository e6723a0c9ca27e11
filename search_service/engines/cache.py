"""What one process keeps of evaluated words and decoded lists: least recently used goes first, bounded in bytes, safe under threads."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from typing import Protocol, TypeVar


class Sized(Protocol):
    @property
    def nbytes(self) -> int: ...


SizedT = TypeVar("SizedT", bound=Sized)

ENTRY_OVERHEAD = 300
"""Bytes that a key and its entry weigh besides the arrays (measured with tracemalloc: 250 to 320)."""


class Cache:
    """Values by key, at most ``capacity`` bytes of them. Two threads may compute the same value; both get an equal one."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._used = 0
        self._values: OrderedDict[Hashable, Sized] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def nbytes(self) -> int:
        return self._used

    def get(self, key: Hashable, compute: Callable[[], SizedT]) -> SizedT:
        """The value of ``key``; ``compute`` makes it when it is not there. One key has values of one type."""
        with self._lock:
            value = self._values.get(key)
            if value is not None:
                self._values.move_to_end(key)
                return value  # type: ignore[return-value]  # a key stands for one type
        fresh = compute()
        self._put(key, fresh)
        return fresh

    def get_all(self, keys: Sequence[Hashable], compute: Callable[[Sequence[int]], Sequence[SizedT]]) -> list[SizedT]:
        """The values of ``keys``; ``compute`` makes those that are not there, all at once, from their places in ``keys``."""
        with self._lock:
            values = [self._values.get(key) for key in keys]
            for key, value in zip(keys, values, strict=True):
                if value is not None:
                    self._values.move_to_end(key)
        missing = [place for place, value in enumerate(values) if value is None]
        if missing:
            for place, fresh in zip(missing, compute(missing), strict=True):
                values[place] = fresh
                self._put(keys[place], fresh)
        return values  # type: ignore[return-value]  # a key stands for one type, and none is missing any more

    def _put(self, key: Hashable, value: Sized) -> None:
        with self._lock:
            if key in self._values:
                return
            self._values[key] = value
            self._used += value.nbytes + ENTRY_OVERHEAD
            while self._used > self._capacity and self._values:
                _, dropped = self._values.popitem(last=False)
                self._used -= dropped.nbytes + ENTRY_OVERHEAD
