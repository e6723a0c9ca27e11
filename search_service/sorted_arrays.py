"""Sorted arrays as sets: where values begin, each value once, what two arrays have in common. NumPy's own would sort or hash them anew."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Number = TypeVar("Number", bound=np.integer[Any])


def begin_runs(values: NDArray[Number]) -> NDArray[np.bool_]:
    """Which of ``values`` [n] differ from the one before, the first always: bool [n]. A tenth of the time of ``np.diff`` with prepend."""
    begins = np.ones(len(values), np.bool_)
    np.not_equal(values[1:], values[:-1], out=begins[1:])
    return begins


def distinct(values: NDArray[Number]) -> NDArray[Number]:
    """Ascending ``values`` [n], each once."""
    return values.compress(begin_runs(values))


def are_among(wanted: NDArray[Number], values: NDArray[Number]) -> NDArray[np.bool_]:
    """Which of ``wanted`` [n] are among ascending ``values`` of the same type: bool [n]."""
    if not len(values):
        return np.zeros(len(wanted), np.bool_)
    places = values.searchsorted(wanted)
    return np.asarray(values.take(places, mode="clip") == wanted, np.bool_)


def common(values: NDArray[Number], others: NDArray[Number]) -> NDArray[Number]:
    """What two ascending arrays have in common, each once, ascending."""
    found = values.compress(are_among(values, others))
    return distinct(found)
