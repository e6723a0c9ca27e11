"""Many numbers from 0 on, nearly all below 255, in a byte each; they lie on disk as they are here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FAR = 255
"""In ``small``: the number is larger than 254 and stands in ``far_values``."""
_SUMMED_AT_ONCE = 2_000_000
"""Numbers, for which that takes 32 MB."""


@dataclass(frozen=True, slots=True)
class SmallNumbers:
    """n numbers.

    small      uint8 [n]
    far_places int64 [far]  ascending: where ``small`` is FAR
    far_values int32 [far]  the numbers that stand there
    """

    small: NDArray[np.uint8]
    far_places: NDArray[np.int64]
    far_values: NDArray[np.int32]

    @classmethod
    def of(cls, numbers: NDArray[np.int64]) -> SmallNumbers:
        """``numbers`` int64 [n], none below 0."""
        far = np.flatnonzero(numbers >= FAR)
        return cls(np.minimum(numbers, FAR).astype(np.uint8), far, numbers[far].astype(np.int32))

    @classmethod
    def joined(cls, parts: Sequence[SmallNumbers]) -> SmallNumbers:
        """``parts``, at least one, end to end."""
        bases = np.cumsum([0, *(len(part.small) for part in parts[:-1])])
        return cls(
            np.concatenate([part.small for part in parts]),
            np.concatenate([part.far_places + base for part, base in zip(parts, bases.tolist(), strict=True)]),
            np.concatenate([part.far_values for part in parts]),
        )

    def all(self) -> NDArray[np.int32]:
        """The numbers: int32 [n]."""
        numbers = self.small.astype(np.int32)
        numbers[self.far_places] = self.far_values
        return numbers

    def total(self) -> int:
        """Their sum."""
        return int(self.small.sum(dtype=np.int64)) + int((self.far_values.astype(np.int64) - FAR).sum())

    def sums_before(self, places: NDArray[np.int64]) -> NDArray[np.int64]:
        """The sum of the numbers before each of ``places`` int64 [k], ascending: int64 [k]."""
        sums, reached = np.empty(len(places), np.int64), 0
        for start in range(0, len(self.small) + 1, _SUMMED_AT_ONCE):
            first, end = np.searchsorted(places, (start, start + _SUMMED_AT_ONCE)).tolist()
            running = np.cumsum(self.small[start : start + _SUMMED_AT_ONCE], dtype=np.int64)
            sums[first:end] = reached + np.append(0, running)[places[first:end] - start]
            reached += int(running[-1]) if len(running) else 0
        excess = np.append(0, np.cumsum(self.far_values.astype(np.int64) - FAR))
        sums += excess[np.searchsorted(self.far_places, places)]
        return sums

    def within(self, ranges: Sequence[tuple[int, int]]) -> NDArray[np.int32]:
        """The numbers of some ranges (start, end), end to end: int32 [k]."""
        small = np.concatenate([self.small[:0], *(self.small[start:end] for start, end in ranges)])
        numbers = small.astype(np.int32)
        far = np.flatnonzero(small == FAR)
        if len(far):
            places = np.concatenate([np.arange(start, end) for start, end in ranges])[far]
            numbers[far] = self.far_values[np.searchsorted(self.far_places, places)]
        return numbers

    def between(self, start: int, end: int) -> SmallNumbers:
        """The numbers from ``start`` to before ``end``, a view."""
        first, last = np.searchsorted(self.far_places, (start, end)).tolist()
        return SmallNumbers(self.small[start:end], self.far_places[first:last] - start, self.far_values[first:last])

    def kept(self, mask: NDArray[np.bool_]) -> SmallNumbers:
        """Those at which ``mask`` bool [n] is true."""
        far = mask[self.far_places]
        return SmallNumbers(self.small[mask], (np.cumsum(mask) - 1)[self.far_places[far]], self.far_values[far])
