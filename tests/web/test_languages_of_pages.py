"""Every page in either language: no small word of the other one outside of texts that are marked as such."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.web.test_languages_of_errors import LANGUAGES, page_text
from tests.web.words_of_languages import foreign_words

RELEASE = "/releases/2023-10-05-intmk-koehlerstadt"
ITS_TITLE = "Integrationsministerkonferenz in Köhlerstadt: Arbeit vom ersten Tag an"
"""Stands in the title of a page, which can name one language only."""
PAGES = [
    "/",
    "/search",
    "/search?q=Land",
    "/search?q=Land&topic=Kommunen&topic=Verkehr&ministry=Staatsministerium&from=2019&to=2026&match=parts",
    "/search?q=wo+finde+ich+Nachwuchsgruppen",
    "/search?q=Haushlat",
    "/search?q=Haushlat&spelling=typed",
    "/search?q=Xylofonquartett&topic=Verkehr",
    "/search?q=Nachwuchsgruppen+Xylophone",
    '/search?q=titel:"Xylofonquartett+Land',
    "/search?q=%C2%A7",
    "/search?from=1990&to=1991",
    f"/search?q={'Land+' * 110}",
    "/advanced?q=Land+-Ferien&topic=Verkehr",
    "/subscribe?q=Land",
    "/selection",
    "/selection?id=2019-01-24-nachwuchsgruppen-hochschulen&id=nix",
    "/glossary",
    RELEASE,
    f"{RELEASE}?q=Integration+Minister&page=1",
    f"{RELEASE}?version=1",
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_no_word_of_another_language(client: FlaskClient, path: str, language: str) -> None:
    response = client.get(path, headers={"Accept-Language": language})
    assert response.status_code == 200
    said = page_text(response, language).replace(ITS_TITLE, "")
    assert foreign_words(said, language) == set(), said
