"""What a score is made of, against the formulas in words."""

from __future__ import annotations

import numpy as np
import pytest

from search_service.engines.scoring import DAY_SECONDS, recency

TODAY = 20_000


@pytest.mark.parametrize(
    ("age", "factor"), [(0, 1.1), (1, 1.09981), (30, 1.09446), (365, 1.05), (730, 1.025), (3650, 1.0000977), (-5, 1.1)]
)
def test_recency_fades_by_half_a_year_after_year(age: int, factor: float) -> None:
    """What is dated ahead gains no more than what is of today."""
    published = np.array([(TODAY - age) * DAY_SECONDS], np.int64)
    assert recency(published, TODAY) == pytest.approx([factor], abs=1e-5)
