"""Many numbers from 0 on, nearly all below 255, in a byte each; they lie on disk as they are here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FAR = 255
"""In ``small``: the number is larger than 254 and stands in ``far_values``."""


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

    def within(self, ranges: Sequence[tuple[int, int]]) -> NDArray[np.int32]:
        """The numbers of some ranges (start, end), end to end: int32 [k]."""
        small = np.concatenate([self.small[:0], *(self.small[start:end] for start, end in ranges)])
        numbers = small.astype(np.int32)
        far = np.flatnonzero(small == FAR)
        if len(far):
            places = np.concatenate([np.arange(start, end) for start, end in ranges])[far]
            numbers[far] = self.far_values[np.searchsorted(self.far_places, places)]
        return numbers

    def kept(self, mask: NDArray[np.bool_]) -> SmallNumbers:
        """Those at which ``mask`` bool [n] is true."""
        far = mask[self.far_places]
        return SmallNumbers(self.small[mask], (np.cumsum(mask) - 1)[self.far_places[far]], self.far_values[far])
