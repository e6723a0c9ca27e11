"""What slips cost."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_service.analysis.meaning.mistyped.letters import letter_rows, letters_of
from search_service.analysis.meaning.mistyped.slips import DOUBLED, EXTRA, MISSING, MUTE_H, SWAPPED, UMLAUT, WRONG, slip_costs

WORDS = st.text("abhmnsuü", max_size=9)


def costs(typed: str, *meant: str) -> list[float]:
    words = letter_rows(meant).matrix(np.arange(len(meant)))
    return [round(cost, 3) for cost in slip_costs(letters_of(typed), words).tolist()]


@pytest.mark.parametrize(
    ("typed", "meant", "cost"),
    [
        ("haus", "haus", 0.0),
        ("hasu", "haus", SWAPPED),
        ("maus", "haus", WRONG),
        ("hus", "haus", MISSING),
        ("hauns", "haus", EXTRA),
        ("rytmus", "rhythmus", 2 * MUTE_H),
        ("schwimbad", "schwimmbad", DOUBLED),
        ("schwimmbaad", "schwimmbad", DOUBLED),
        ("burger", "bürger", UMLAUT),
        ("cafe", "café", 0.0),
        ("", "ab", 2 * MISSING),
        ("ab", "", 2 * EXTRA),
    ],
)
def test_slips_that_people_make_cost_less(typed: str, meant: str, cost: float) -> None:
    assert costs(typed, meant) == [pytest.approx(cost)]


def test_many_words_at_once_cost_what_each_costs_alone() -> None:
    words = ("haus", "maus", "häuser", "hausmeisterin")
    assert costs("hauser", *words)[:3] == [cost for word in words[:3] for cost in costs("hauser", word)]


@given(WORDS, WORDS)
def test_nothing_costs_less_than_the_cheapest_slips_that_its_length_needs(typed: str, meant: str) -> None:
    (cost,) = costs(typed, meant)
    assert (cost == 0) == (typed == meant)
    assert cost >= DOUBLED * abs(len(typed) - len(meant)) - 1e-6
