"""The query that a form with a field for each wish asks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_service.query.conjunction import parts_of
from search_service.query.nodes import NOTHING
from search_service.query.parser import parse
from search_service.query.wishes import Wishes
from tests.query.texts import TEXTS


@pytest.mark.parametrize(
    ("wishes", "expected"),
    [
        (Wishes(), ""),
        (Wishes(words="neue Radwege"), "neue Radwege"),
        (Wishes(words="Radweg ODER Gehweg", phrase="vom ersten Tag"), 'Radweg ODER Gehweg "vom ersten Tag"'),
        (Wishes(words="Kurse und", excluded="beratung"), "Kurse und UND -beratung"),
        (Wishes(excluded='Polizei "Fest am See" Kult*'), '-Polizei -"Fest am See" -Kult*'),
        (Wishes(excluded="Bus ODER Bahn"), "-Bus -Bahn"),
        (Wishes(phrase='sagte „so" und „so“'), '"sagte so und so"'),
        (Wishes(words="Schule", in_title='Bilanz "erste Woche"'), 'Schule titel:Bilanz titel:"erste Woche"'),
        (Wishes(in_title="a*"), "titel:a*"),
    ],
)
def test_each_wish_is_a_clause(wishes: Wishes, expected: str) -> None:
    assert wishes.query() == expected


@pytest.mark.parametrize(
    ("query", "wishes"),
    [
        ("", Wishes()),
        ("neue Radwege", Wishes(words="neue Radwege")),
        ('Schule "erste Woche" -Ferien titel:Bilanz', Wishes("Schule", "erste Woche", "Ferien", "Bilanz")),
        ('"a b" "c d"', Wishes(words='"c d"', phrase="a b")),
        ('-Polizei -"Fest am See" -Kult*', Wishes(excluded='Polizei "Fest am See" Kult*')),
        ('titel:"erste Woche" titel:Bil*', Wishes(in_title='"erste Woche" Bil*')),
        ("Bus ODER Bahn seit:2020", Wishes(words="Bus ODER Bahn seit:2020-01-01")),
        ("thema:Verkehr -titel:Bahn", Wishes(words="thema:Verkehr -titel:Bahn")),
    ],
)
def test_a_query_fills_the_fields(query: str, wishes: Wishes) -> None:
    assert Wishes.of(parse(query).node) == wishes


@given(TEXTS)
def test_the_fields_ask_again_what_filled_them(query: str) -> None:
    node = parse(query).node
    again = Wishes.of(node)
    assert node == NOTHING or parse(query).problems or set(parts_of(parse(again.query()).node)) == set(parts_of(node))


@given(st.builds(Wishes, *[st.text(alphabet='ab "-*:ÜODER titel', max_size=12)] * 4))
def test_the_query_is_one_that_the_search_field_keeps(wishes: Wishes) -> None:
    query = wishes.query()
    assert parse(query).problems or Wishes(words=query).query() == query
