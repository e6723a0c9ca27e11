"""A set of strings on disk: numbered, found by text in logarithmic time, read through memory maps without loading."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from search_service.array_file import Arrays, ArrayWriter

LOOKED_UP_SINGLY = 0.02
"""Asked for more than this share of its size, a table is read as a whole."""
LANDMARK_DISTANCE = 128
"""Strings between two that are kept in memory: ten kilobytes for each 10,000 strings, and a search takes half as long."""


class StringTable:
    """Strings by number (the order in which they were written) and numbers by string.

    ``blob`` uint8 [bytes]: the strings end to end in UTF-8; ``offsets`` int64 [strings + 1] slices it; ``order`` int32 [strings]: the
    numbers in alphabetical order.
    """

    def __init__(self, blob: NDArray[np.uint8], offsets: NDArray[np.int64], order: NDArray[np.int32]) -> None:
        self._blob_array, self._offsets_array, self._order_array = blob, offsets, order
        self._blob, self._offsets, self._order = blob.data, offsets.data, order.data

    @classmethod
    def of_arrays(cls, arrays: Arrays, name: str) -> StringTable:
        """The table that was saved as ``name``."""
        return cls(*(arrays[f"{name}.{part}"] for part in ("text", "offsets", "order")))

    @classmethod
    def of(cls, strings: Sequence[str]) -> StringTable:
        """A table of distinct strings; their numbers are their places in ``strings``."""
        lengths = (len(text) if text.isascii() else len(text.encode()) for text in strings)
        offsets = np.zeros(len(strings) + 1, np.int64)
        np.cumsum(np.fromiter(lengths, np.int64, len(strings)), out=offsets[1:])
        order = np.array(sorted(range(len(strings)), key=strings.__getitem__), np.int32)
        return cls(np.frombuffer("".join(strings).encode(), np.uint8), offsets, order)

    def extended(self, strings: Sequence[str]) -> StringTable:
        """This table with more strings, none of which it has, numbered on; costs a copy of the arrays, not of the strings."""
        added = StringTable.of(strings)
        places = [self._place(added._bytes(number)) for number in added._order_array.tolist()]
        return StringTable(
            np.concatenate([self._blob_array, added._blob_array]),
            np.concatenate([self._offsets_array, added._offsets_array[1:] + self._offsets_array[-1]]),
            np.insert(self._order_array, places, added._order_array + np.int32(len(self))),
        )

    def save(self, file: ArrayWriter, name: str) -> None:
        """Write the table, to be read by the same name."""
        file.put(f"{name}.text", self._blob_array)
        file.put(f"{name}.offsets", self._offsets_array)
        file.put(f"{name}.order", self._order_array)

    def __len__(self) -> int:
        return len(self._order)

    def __getitem__(self, number: int) -> str:
        return self._bytes(number).decode()

    def __iter__(self) -> Iterator[str]:
        blob = bytes(self._blob)
        return (blob[start:end].decode() for start, end in pairwise(self._offsets_array.tolist()))

    def find(self, text: str) -> int:
        """The number of a string, -1 if it is not there."""
        key = text.encode()
        place = self._place(key)
        if place < len(self) and self._bytes(self._order[place]) == key:
            return self._order[place]
        return -1

    def missing(self, strings: Iterable[str]) -> list[str]:
        """Those of ``strings`` that the table does not have, sorted, each once."""
        asked = set(strings)
        if len(asked) < LOOKED_UP_SINGLY * len(self):
            return sorted(text for text in asked if self.find(text) < 0)
        return sorted(asked.difference(self))

    def with_prefix(self, prefix: str) -> NDArray[np.int32]:
        """The numbers of all strings that begin with ``prefix``, in alphabetical order of these: int32 [n]."""
        key = prefix.encode()
        return self._order_array[self._place(key) : self._place(key + b"\xff")]

    def _bytes(self, number: int) -> bytes:
        return bytes(self._blob[self._offsets[number] : self._offsets[number + 1]])

    def _place(self, key: bytes) -> int:
        after = bisect_left(self._landmarks, key) * LANDMARK_DISTANCE
        first, end = max(0, after - LANDMARK_DISTANCE), min(after, len(self._order))
        return bisect_left(self._order, key, lo=first, hi=end, key=self._bytes)

    @cached_property
    def _landmarks(self) -> list[bytes]:
        """Some of the strings in alphabetical order, in memory: most of a search by halves is among them."""
        return list(map(self._bytes, self._order_array[::LANDMARK_DISTANCE].tolist()))
