"""Many ranges of an array at once: where pieces put end to end begin, and all places of all ranges."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def offsets_of(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where pieces of ``lengths`` int64 [n] begin and the last ends when put end to end: int64 [n + 1]."""
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths, dtype=np.int64)))


def places_in(firsts: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """The places of ranges that begin at ``firsts`` int64 [n] and have ``lengths`` int64 [n], one range after another: int64 [all]."""
    return np.repeat(firsts - (np.cumsum(lengths) - lengths), lengths) + np.arange(lengths.sum())
