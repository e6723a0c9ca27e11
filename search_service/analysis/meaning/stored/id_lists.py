"""Lists of ids per row in two arrays (compressed sparse rows), as they lie on disk."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from search_service.array_file import Arrays, ArrayWriter


class IdLists:
    """A list of ids for each row: ``offsets`` int64 [rows + 1] slices ``ids`` int32 [all ids]."""

    def __init__(self, offsets: NDArray[np.int64], ids: NDArray[np.int32]) -> None:
        self._offsets = offsets.data
        self.offsets = offsets
        self.ids = ids

    @classmethod
    def of_arrays(cls, arrays: Arrays, name: str) -> IdLists:
        """The lists that were saved as ``name``."""
        return cls(arrays[f"{name}.offsets"], arrays[f"{name}.ids"])

    @classmethod
    def of_pairs(cls, rows: NDArray[np.int32], ids: NDArray[np.int32], *, count: int) -> IdLists:
        """Lists of ``ids`` int32 [n] by their ``rows`` int32 [n], numbers below ``count``; those of a row in the order given."""
        return cls(np.zeros(1, np.int64), np.empty(0, np.int32)).extended(rows, ids, count=count)

    def extended(self, rows: NDArray[np.int32], ids: NDArray[np.int32], *, count: int) -> IdLists:
        """These lists and more rows, ``count`` in all, with more ``ids`` int32 [n] at the end of their ``rows`` int32 [n].

        The old ids are copied, not sorted.
        """
        order = np.argsort(rows, kind="stable")
        ends = np.concatenate([self.offsets[1:], np.full(count - len(self), self.offsets[-1])])
        added = np.cumsum(np.bincount(rows, minlength=count), dtype=np.int64)
        all_ids = np.insert(self.ids, ends[rows[order]], ids[order]) if len(self.ids) else ids[order].astype(np.int32)
        return IdLists(np.concatenate([self.offsets[:1], ends + added]), all_ids)

    def save(self, file: ArrayWriter, name: str) -> None:
        """Write the two arrays."""
        file.put(f"{name}.offsets", self.offsets)
        file.put(f"{name}.ids", self.ids)

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def row(self, number: int) -> NDArray[np.int32]:
        """The ids of a row: int32 [ids], a view."""
        return self.ids[self._offsets[number] : self._offsets[number + 1]]
