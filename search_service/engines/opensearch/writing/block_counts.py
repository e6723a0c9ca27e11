"""In how many releases each block of bodies stands, kept from generation to generation: it decides which blocks recur."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search_service.array_file import ArrayWriter, open_arrays
from search_service.standing_blocks import least_uses

FILE = "blocks.arrays"


@dataclass(frozen=True, slots=True)
class BlockCounts:
    """``keys`` int64 [n] ascending and ``counts`` int64 [n]: how many releases have each."""

    keys: NDArray[np.int64]
    counts: NDArray[np.int64]

    @classmethod
    def none(cls) -> BlockCounts:
        """No block."""
        return cls(np.empty(0, np.int64), np.empty(0, np.int64))

    @classmethod
    def read(cls, folder: Path) -> BlockCounts:
        """What was written."""
        arrays = open_arrays(folder / FILE)
        return cls(arrays["keys"], arrays["counts"])

    def write(self, folder: Path) -> None:
        """Write them."""
        with ArrayWriter(folder / FILE) as file:
            file.put("keys", self.keys)
            file.put("counts", self.counts)

    def changed(self, *, added: Iterable[set[int]], removed: Iterable[set[int]]) -> BlockCounts:
        """The counts with the blocks of releases that were added, and without those of others."""
        keys, signs = array("q"), array("b")
        for blocks, sign in ((added, 1), (removed, -1)):
            for of_release in blocks:
                keys.extend(of_release)
                signs.extend([sign] * len(of_release))
        every = np.concatenate([self.keys, np.frombuffer(keys, np.int64)])
        uses = np.concatenate([self.counts, np.frombuffer(signs, np.int8).astype(np.int64)])
        distinct, places = np.unique(every, return_inverse=True)
        counts = np.bincount(places, uses, minlength=len(distinct)).astype(np.int64)
        return BlockCounts(distinct[counts > 0], counts[counts > 0])

    def recurring(self, releases: int) -> NDArray[np.int64]:
        """The keys of those that recur among so many releases: int64 [n] ascending."""
        return self.keys[self.counts >= least_uses(releases)]
