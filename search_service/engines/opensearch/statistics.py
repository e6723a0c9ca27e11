"""What the web machines know of a generation without asking: how many releases have what, and which values there are."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search_service.array_file import ArrayWriter, open_arrays
from search_service.schema import FacetName

FOLDER = "statistics"
_ARRAYS, _VALUES = "counts.arrays", "values.json"
_NAMES = ("form_sizes", "class_sizes", "part_sizes", "average_lengths", "recurring")


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts of the releases of a generation, whenever they may be seen.

    form_sizes      int64 [forms]    how many releases have each form
    class_sizes     int64 [classes]  how many have any form of each class
    part_sizes      int64 [classes]  how many have a compound with the class among its parts
    average_lengths float64 [fields] index terms of each field, when all releases were last written anew
    recurring       int64 [n]        the keys of the blocks that recur, ascending
    values          how many releases have each value of each facet
    standing        how many have each standing block
    seen_until      the latest moment from which a release may be seen, in seconds since 1970
    next_number     above the numbers of all documents
    """

    form_sizes: NDArray[np.int64]
    class_sizes: NDArray[np.int64]
    part_sizes: NDArray[np.int64]
    average_lengths: NDArray[np.float64]
    recurring: NDArray[np.int64]
    values: Mapping[FacetName, Counter[str]]
    standing: Counter[str]
    seen_until: int
    next_number: int

    @classmethod
    def empty(cls, average_lengths: NDArray[np.float64]) -> Statistics:
        """Those of no release."""
        nothing = np.empty(0, np.int64)
        return cls(nothing, nothing, nothing, average_lengths, nothing, {name: Counter() for name in FacetName}, Counter(), 0, 0)

    @property
    def recurring_blocks(self) -> Set[int]:
        """The keys of the blocks that recur."""
        return frozenset(self.recurring.tolist())

    def write(self, generation: Path) -> None:
        """Write them into the folder of a generation."""
        folder = generation / FOLDER
        folder.mkdir()
        with ArrayWriter(folder / _ARRAYS) as file:
            for name in _NAMES:
                file.put(name, getattr(self, name))
        rest = {"values": self.values, "standing": self.standing, "seen_until": self.seen_until, "next_number": self.next_number}
        (folder / _VALUES).write_text(json.dumps(rest, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def read(cls, generation: Path) -> Statistics:
        """What was written. Raises OSError, ValueError or KeyError for anything else."""
        arrays = open_arrays(generation / FOLDER / _ARRAYS)
        rest = json.loads((generation / FOLDER / _VALUES).read_text(encoding="utf-8"))
        values = {name: Counter(rest["values"][name]) for name in FacetName}
        form_sizes, class_sizes, part_sizes, average_lengths, recurring = (arrays[name] for name in _NAMES)
        return cls(
            form_sizes,
            class_sizes,
            part_sizes,
            average_lengths,
            recurring,
            values,
            Counter(rest["standing"]),
            rest["seen_until"],
            rest["next_number"],
        )
