"""What a query was taken for, in words."""

from __future__ import annotations

import pytest
from flask import Flask

from search_service.query.parser import parse
from search_service.web.pages.query_in_words import query_in_words


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
        ("ministerium:Verkehr seit:2024", "Ministerium: Verkehr, ab 1. Januar 2024", None),
        ("datum:2024-03", "März 2024", "March 2024"),
        ("*", "", ""),
    ],
)
def test_in_words(app: Flask, q: str, german: str, english: str | None) -> None:
    with app.test_request_context("/?lang=de"):
        assert query_in_words(parse(q).node) == german
    if english is not None:
        with app.test_request_context("/?lang=en"):
            assert query_in_words(parse(q).node) == english
