"""A set of strings on disk: numbered, found by text or by prefix in logarithmic time, read through memory maps without loading."""

from __future__ import annotations

import zlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search_service.array_file import Arrays, ArrayWriter

LOOKED_UP_SINGLY = 0.02
"""Asked for more than this share of its size, a table is read as a whole."""
LANDMARK_DISTANCE = 128
"""Strings between two that are kept in memory: ten kilobytes for each 10,000 strings, and a prefix takes half as long."""
_PARTS = ("text", "offsets", "order", "hashes", "hashed")


class StringTable:
    """Strings by number (the order in which they were written) and numbers by string.

    ``blob`` uint8 [bytes]: the strings end to end in UTF-8; ``offsets`` int64 [strings + 1] slices it; ``order`` int32 [strings]: the
    numbers in alphabetical order; ``hashed`` int32 [strings]: the numbers by their ``hashes`` uint32 [strings], ascending, by which a
    string is found in a fifth of the time that its letters take.
    """

    def __init__(
        self,
        blob: NDArray[np.uint8],
        offsets: NDArray[np.int64],
        order: NDArray[np.int32],
        hashes: NDArray[np.uint32],
        hashed: NDArray[np.int32],
    ) -> None:
        self._arrays = blob, offsets, order, hashes, hashed
        self._blob, self._offsets, self._order, self._hashes, self._hashed = (array.data for array in self._arrays)

    @classmethod
    def of_arrays(cls, arrays: Arrays, name: str) -> StringTable:
        """The table that was saved as ``name``."""
        return cls(*(arrays[f"{name}.{part}"] for part in _PARTS))

    @classmethod
    def of(cls, strings: Sequence[str]) -> StringTable:
        """A table of distinct strings; their numbers are their places in ``strings``."""
        lengths = (len(text) if text.isascii() else len(text.encode()) for text in strings)
        offsets = np.zeros(len(strings) + 1, np.int64)
        np.cumsum(np.fromiter(lengths, np.int64, len(strings)), out=offsets[1:])
        order = np.array(sorted(range(len(strings)), key=strings.__getitem__), np.int32)
        hashes = np.fromiter((_hash(text.encode()) for text in strings), np.uint32, len(strings))
        hashed = np.argsort(hashes, kind="stable").astype(np.int32)
        return cls(np.frombuffer("".join(strings).encode(), np.uint8), offsets, order, hashes[hashed], hashed)

    def extended(self, strings: Sequence[str]) -> StringTable:
        """This table with more strings, none of which it has, numbered on; costs a copy of the arrays, not of the strings."""
        added = StringTable.of(strings)
        blob, offsets, order, hashes, hashed = self._arrays
        more, more_offsets, more_order, more_hashes, more_hashed = added._arrays
        places = [self._place(added._bytes(number)) for number in more_order.tolist()]
        by_hash = np.searchsorted(hashes, more_hashes, side="right")
        return StringTable(
            np.concatenate([blob, more]),
            np.concatenate([offsets, more_offsets[1:] + offsets[-1]]),
            np.insert(order, places, more_order + np.int32(len(self))),
            np.insert(hashes, by_hash, more_hashes),
            np.insert(hashed, by_hash, more_hashed + np.int32(len(self))),
        )

    def save(self, file: ArrayWriter, name: str) -> None:
        """Write the table, to be read by the same name."""
        arrays: tuple[NDArray[Any], ...] = self._arrays
        for part, array in zip(_PARTS, arrays, strict=True):
            file.put(f"{name}.{part}", array)

    def __len__(self) -> int:
        return len(self._order)

    def __getitem__(self, number: int) -> str:
        return self._bytes(number).decode()

    def __iter__(self) -> Iterator[str]:
        blob = bytes(self._blob)
        return (blob[start:end].decode() for start, end in pairwise(self._offsets.tolist()))

    def find(self, text: str) -> int:
        """The number of a string, -1 if it is not there."""
        key = text.encode()
        wanted = _hash(key)
        hashes = self._hashes
        place = bisect_left(hashes, wanted)
        while place < len(hashes) and hashes[place] == wanted:
            number = self._hashed[place]
            if self._bytes(number) == key:
                return number
            place += 1
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
        _, _, order, _, _ = self._arrays
        return order[self._place(key) : self._place(key + b"\xff")]

    def _bytes(self, number: int) -> bytes:
        return bytes(self._blob[self._offsets[number] : self._offsets[number + 1]])

    def _place(self, key: bytes) -> int:
        after = bisect_left(self._landmarks, key) * LANDMARK_DISTANCE
        first, end = max(0, after - LANDMARK_DISTANCE), min(after, len(self._order))
        return bisect_left(self._order, key, lo=first, hi=end, key=self._bytes)

    @cached_property
    def _landmarks(self) -> list[bytes]:
        """Some of the strings in alphabetical order, in memory: most of a search by halves is among them."""
        return list(map(self._bytes, self._order[::LANDMARK_DISTANCE].tolist()))


def _hash(key: bytes) -> int:
    return zlib.crc32(key)
