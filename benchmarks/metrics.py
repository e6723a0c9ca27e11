"""Numbers made of rankings and timings: further retrieval measures (see also ``search_service.judging``), a bootstrap, percentiles."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search_service.judging.measures import CUTOFF, Grades

RESAMPLES = 10_000


def reciprocal_rank(ranking: Sequence[str], grades: Grades, *, cutoff: int = CUTOFF) -> float:
    """1 / rank of the first relevant document among the first ``cutoff``, 0 if there is none."""
    return next((1.0 / rank for rank, found in enumerate(ranking[:cutoff], start=1) if found in grades), 0.0)


def recall(ranking: Sequence[str], grades: Grades, *, cutoff: int = CUTOFF) -> float:
    """Share of the relevant documents that stand among the first ``cutoff``; with one relevant document: success@cutoff."""
    return len(set(ranking[:cutoff]) & grades.keys()) / len(grades) if grades else 0.0


@dataclass(frozen=True, slots=True)
class Difference:
    """A mean difference with the interval that holds 95 % of its resampled means."""

    mean: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.mean:+.3f} [{self.low:+.3f}, {self.high:+.3f}]"


def paired_bootstrap(ours: Sequence[float], theirs: Sequence[float], *, seed: int, resamples: int = RESAMPLES) -> Difference:
    """The mean of ours − theirs, query by query, with its percentile interval (Efron & Tibshirani 1993, chapter 13).

    Raises ValueError when the two were not measured on the same number of queries, or on none.
    """
    if len(ours) != len(theirs) or not ours:
        raise ValueError(f"a paired comparison needs the same queries on both sides, not {len(ours)} and {len(theirs)}")
    differences: NDArray[np.float64] = np.asarray(ours, np.float64) - np.asarray(theirs, np.float64)
    random = np.random.default_rng(seed)
    means = [differences[random.integers(0, len(differences), len(differences))].mean() for _ in range(resamples)]
    low, high = np.percentile(means, [2.5, 97.5])
    return Difference(float(differences.mean()), float(low), float(high))


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least ``percent`` % of the values do not exceed (nearest rank). Raises ValueError for no values."""
    if not values:
        raise ValueError("no values were measured")
    ordered = sorted(values)
    return ordered[max(0, math.ceil(percent / 100.0 * len(ordered)) - 1)]
