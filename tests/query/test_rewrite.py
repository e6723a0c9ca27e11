"""Stricter, looser and shorter searches; each of them must be writable in the query language."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given

from search_service.query.nodes import Node
from search_service.query.parser import MAX_LENGTH, parse
from search_service.query.render import render
from search_service.query.rewrite import quoted, unquoted, without_all, without_each, words_of
from tests.query.texts import TEXTS

TODAY = date(2024, 3, 22)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Klima Verkehr", '"Klima" "Verkehr"'),
        ("§ 29 EnWG", '"§ 29" "EnWG"'),
        ('titel:Rad* thema:Verkehr "gute Arbeit"', 'titel:Rad* thema:"Verkehr" "gute Arbeit"'),
        ("Bus ODER titel:Bahn Linie -Tram seit:2024", '"Bus" ODER titel:"Bahn" "Linie" -Tram seit:2024-01-01'),
        ("9. November 2023 Mauer", '"9. November 2023" "Mauer"'),
        ("Streik im März 2023", '"Streik" "im" "März 2023"'),
        ("7. August", '"7. August"'),
        ("A 100 Klima 2021", '"A 100" "Klima" "2021"'),
        ("", ""),
    ],
)
def test_quoted(typed: str, expected: str) -> None:
    assert render(quoted(parse(typed).node)) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ('"gute Arbeit"', "gute Arbeit"),
        ('Berlin "gute Arbeit" -"Bus" heute', 'Berlin gute Arbeit -"Bus" heute'),
        ('titel:"gute Arbeit" "Lohn" ODER "mehr Geld"', 'titel:gute titel:Arbeit Lohn ODER "mehr Geld"'),
        ('"Bus ODER Bahn" "- Preis" "-Kosten"', '"Bus ODER Bahn" "- Preis" "-Kosten"'),
        ("Klima*", "Klima*"),
    ],
)
def test_unquoted(typed: str, expected: str) -> None:
    assert render(unquoted(parse(typed).node)) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Klima", []),
        ("Klima Verkehr", [("Verkehr", "Klima"), ("Klima", "Verkehr")]),
        ("gemäß § 29", [("§ 29", "gemäß"), ("gemäß", "§ 29")]),
        ('Klima "gute Arbeit" Bus', [('"gute Arbeit" Bus', "Klima"), ("Klima Bus", '"gute Arbeit"'), ('Klima "gute Arbeit"', "Bus")]),
        ("9. November 2023, Mauer", [("Mauer", "9. November 2023,"), ("9. November 2023,", "Mauer")]),
        ("Streik im März 2023", [("im März 2023", "Streik"), ("Streik", "im März 2023")]),
        ("Klima seit:2024 -Bus", [("Klima -Bus", "seit:2024-01-01"), ("Klima seit:2024-01-01", "-Bus")]),
        ("Bus ODER Bahn titel:Rad*", [("titel:Rad*", "Bus ODER Bahn"), ("Bus ODER Bahn", "titel:Rad*")]),
    ],
)
def test_without_each(typed: str, expected: list[tuple[str, str]]) -> None:
    assert [(render(search.node), search.left_out) for search in without_each(parse(typed).node)] == expected


def test_words_of_a_search() -> None:
    node = parse('neue § 29 "gute Arbeit" -Bus titel:Rad* ODER thema:Verkehr seit:2024').node
    assert words_of(node) == ("neue", "§ 29", "gute Arbeit", "Rad*", "Verkehr")


@given(TEXTS)
def test_every_rewritten_search_can_be_written(text: str) -> None:
    node = parse(text, today=TODAY).node
    rewritten: list[Node] = [quoted(node), unquoted(node), *(search.node for search in without_each(node))]
    for near in rewritten:
        if len(render(near)) <= MAX_LENGTH and not parse(render(near)).cut:
            assert parse(render(near)).node == near


@given(TEXTS)
def test_quoting_keeps_the_words_looked_for(text: str) -> None:
    node = parse(text, today=TODAY).node
    assert words_of(quoted(node)) == words_of(node)


@pytest.mark.parametrize(
    ("q", "left_out", "expected"),
    [
        ("Rathaus Bus Bahn", ["Bus"], "Rathaus Bahn"),
        ("Rathaus Bus Bahn", ["Bahn", "Rathaus"], "Bus"),
        ("Rathaus Bus Bahn -Senat", ["Bus Bahn"], "Rathaus -Senat"),
        ('Rathaus "Bus fährt"', ['"Bus fährt"'], "Rathaus"),
        ("Rathaus Bus", ["Rathaus", "Bus"], None),
        ("Rathaus Bus", ["Xylophon"], None),
        ("Rathaus", [], "Rathaus"),
    ],
)
def test_without_several_words(q: str, left_out: list[str], expected: str | None) -> None:
    node = without_all(parse(q).node, left_out)
    assert (None if node is None else render(node)) == expected
