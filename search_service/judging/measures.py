"""Measures of one ranking against grades. They know neither queries nor engines.

Grades are 3 exactly what is sought, 2 relevant, 1 marginal, 0 not; what is not judged counts as 0.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

CUTOFF = 10
RELEVANT = 2
"""The least grade of a clearly relevant release."""
Grades = Mapping[str, int]


def ndcg(ranking: Sequence[str], grades: Grades, *, cutoff: int = CUTOFF) -> float:
    """Normalized discounted cumulative gain, gain 2^grade − 1, discount log2(rank + 1) (Burges et al., ICML 2005)."""
    best = _discounted_gain(sorted(grades.values(), reverse=True)[:cutoff])
    found = _discounted_gain([grades.get(each, 0) for each in ranking[:cutoff]])
    return found / best if best else 0.0


def _discounted_gain(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1.0) / math.log2(rank + 1) for rank, grade in enumerate(grades, start=1))


def precision(ranking: Sequence[str], grades: Grades, *, cutoff: int = CUTOFF) -> float:
    """The share of the first ``cutoff`` places that clearly relevant releases hold; empty places count."""
    return sum(grades.get(each, 0) >= RELEVANT for each in ranking[:cutoff]) / cutoff


def success(ranking: Sequence[str], grades: Grades, *, cutoff: int = 3) -> float:
    """1 if a clearly relevant release (grade 1 where no grade is higher) stands among the first ``cutoff``, else 0."""
    wanted = min(RELEVANT, max(grades.values(), default=RELEVANT))
    return float(any(grades.get(each, 0) >= wanted for each in ranking[:cutoff]))
