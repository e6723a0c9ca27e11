"""The terms of a beginning of a word: what is whole, and what goes on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_service.query.phrase_terms import PhraseTerm, prefix_terms


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Straß", ["strass"]),
        ("Treptow-Köp", ["treptow", "koep"]),
        ("Ku'd", ["ku", "d"]),
        ("11-4", ["11", "4"]),
        ("19/23", ["19", "23"]),
        ("07", ["07"]),
        ("3,5", ["3,5"]),
        ("Bürger:i", ["buerger:i"]),
        ("Bürger*inn", ["buerger:inn"]),
        ("Bürger:innen", ["buerger:innen"]),
        ("Ost-Bürger_inne", ["ost", "buerger:inne"]),
        ("CO2-Aus", ["co2", "aus"]),
        ("eine*n", ["eine"]),
    ],
)
def test_the_last_term_goes_on(text: str, terms: list[str]) -> None:
    assert prefix_terms(text) == tuple(PhraseTerm(term, offset) for offset, term in enumerate(terms))


@given(st.text(min_size=1, max_size=12))
def test_there_is_always_a_beginning(text: str) -> None:
    assert prefix_terms(text)[0].offset == 0
