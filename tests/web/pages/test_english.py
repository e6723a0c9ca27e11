"""The English interface is English to the last word, says that releases are German, and helps with German words."""

from __future__ import annotations

import re

import pytest

from search_service.web.pages.german_words import in_german_words
from tests.web.conftest import Read

ENGLISH_PAGES = [
    "/",
    "/search?q=Schule+ODER+Land",
    "/search?from=quatsch",
    "/search?q=xqzzyx",
    "/gibt-es-nicht",
    "/subscribe?q=Land",
    "/glossary",
]


@pytest.mark.parametrize(
    ("q", "german"),
    [
        ("housing", "Wohnen"),
        ("Police Spandau", "Polizei Spandau"),
        ("water and energy", "Wasser and Energie"),
        ("Wohnen", "Wohnen"),
        ("policeman", "policeman"),
        ("", ""),
    ],
)
def test_german_words(q: str, german: str) -> None:
    assert in_german_words(q) == german


def test_an_english_query_is_offered_in_german(read: Read) -> None:
    offers = read("/search?q=transport&lang=en").xpath("//section[@class='also']//li")
    (offer,) = [each for each in offers if "In German words" in each.text_content()]
    found = read(offer.xpath("a/@href")[0]).xpath("string(//h1)")
    assert found == "Releases: Verkehr"
    assert not read("/search?q=transport&lang=de").xpath("//section[@class='also']//li[contains(., 'Auf Deutsch')]")


def test_of_a_longer_query_the_known_words_are_offered(read: Read) -> None:
    offers = read("/search?q=transport+with+unicycles&lang=en").xpath("//section[@class='also']//li")
    (offer,) = [each for each in offers if "In German words" in each.text_content()]
    assert offer.xpath("string(a)") == "Verkehr"


def test_the_result_page_says_that_releases_are_german(read: Read) -> None:
    assert "The releases are in German" in read("/search?q=Land&lang=en").text_content()
    assert "auf Deutsch:" not in read("/search?q=Land").text_content()


def test_tips_have_english_operators_that_work(read: Read) -> None:
    tips = read("/?lang=en").xpath("//details[@id='tips']//li/a")
    labels = [tip.text_content() for tip in tips]
    assert any(" OR " in label for label in labels)
    assert {"title:", "since:"} <= {match[0] for label in labels if (match := re.search(r"\w+:", label))}
    assert not re.search(r"ODER|titel:|seit:", " ".join(labels))
    for tip in tips:
        assert re.match(r"[1-9]", read(tip.get("href")).xpath("string(//*[@id='total'])"))


@pytest.mark.parametrize("path", ENGLISH_PAGES)
def test_no_german_quotes_or_months_outside_german_texts(read: Read, path: str) -> None:
    tree = read(f"{path}{'&' if '?' in path else '?'}lang=en", status=400 if "quatsch" in path else 404 if "nicht" in path else 200)
    for german in tree.xpath("//*[@lang='de']"):
        german.drop_tree() if german.getparent() is not None else None
    assert not re.search(r"„|\b(März|Januar|Dezember|Meldung(en)?|Treffer)\b", tree.xpath("string(//body)"))


def test_quotes_are_those_of_the_language(read: Read) -> None:
    assert "“quatsch”" in read("/search?from=quatsch&lang=en", status=400).text_content()
    assert "„quatsch“" in read("/search?from=quatsch", status=400).text_content()
