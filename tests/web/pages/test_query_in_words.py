"""What a query was taken for, in words."""

from __future__ import annotations

import pytest
from flask import Flask

from search_service.query.parser import parse
from search_service.web.pages.query_in_words import echo
from search_service.web.pages.view_models import EchoPiece


def in_words(q: str) -> str:
    return "".join(piece.text for piece in echo(parse(q).node, ()))


@pytest.mark.parametrize(
    ("q", "german", "english"),
    [
        ("", "", ""),
        ("Haushalt Bund", "Haushalt Bund", "Haushalt Bund"),
        ("Haushalt -Bund", "Haushalt, ohne Bund", "Haushalt, without Bund"),
        ('Haushalt "der Bund"', "Haushalt, genau „der Bund“", "Haushalt, exactly “der Bund”"),
        ("Bus ODER Tram", "Bus oder Tram", "Bus or Tram"),
        ("Wohnungsb*", "Wörter, die mit „Wohnungsb“ beginnen", "words that begin with “Wohnungsb”"),
        ('titel:Schule thema:"Kunst und Kultur"', "im Titel: Schule, Thema: genau „Kunst und Kultur“", None),
        ("ministerium:Verkehr seit:2024", "Ministerium: Verkehr, ab 2024", None),
        ("datum:2024-03", "März 2024", "March 2024"),
        ("*", "", ""),
    ],
)
def test_in_words(app: Flask, q: str, german: str, english: str | None) -> None:
    with app.test_request_context("/?lang=de"):
        assert in_words(q) == german
    if english is not None:
        with app.test_request_context("/?lang=en"):
            assert in_words(q) == english


@pytest.mark.parametrize(
    ("q", "soft", "pieces"),
    [
        ("Haushalt", (), [("Haushalt", False)]),
        ("wo finde Wohnung wo", ("wo", "finde", "wo"), [("wo", True), (" ", False), ("finde", True), (" Wohnung ", False), ("wo", True)]),
        ('"die wo" Haus die', ("die",), [("genau „die wo“", False), (", Haus ", False), ("die", True)]),
        ("die -die UND das Haus", ("die", "das"), [("die", True), (", ohne die", False), (", ", False), ("das", True), (" Haus", False)]),
        ("§ 5 (der)", ("der",), [("§ 5 (", False), ("der", True), (")", False)]),
    ],
)
def test_what_was_not_required_stands_apart(app: Flask, q: str, soft: tuple[str, ...], pieces: list[tuple[str, bool]]) -> None:
    with app.test_request_context("/?lang=de"):
        assert echo(parse(q).node, soft) == tuple(EchoPiece(text, soft=is_soft) for text, is_soft in pieces)
