"""The languages of the interface: chosen per request, complete, and their words for periods."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import Flask, render_template_string
from flask.testing import FlaskClient

from search_service.web.i18n import period
from tests.web.conftest import Read

ROOT = Path(__file__).resolve().parents[2]
TRANSLATIONS = ROOT / "search_service" / "translations"


def messages_in_use() -> set[str | tuple[str, ...]]:
    """Every message of code and templates, found as the catalogue tools find them."""
    code = extract_from_dir(ROOT / "search_service", [("**.py", "python")])
    templates = extract_from_dir(ROOT / "templates", [("**.html", "jinja2"), ("**.xml", "jinja2")])
    return {message for _, _, message, _, _ in [*code, *templates]}


def catalogue(language: str) -> Catalog:
    with (TRANSLATIONS / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_message_is_translated_and_none_is_left_over(language: str) -> None:
    translated = {message.id: message for message in catalogue(language) if message.id}
    assert set(translated) == messages_in_use()
    assert not [message.id for message in translated.values() if message.fuzzy or not all(message.string or [""])]


@pytest.mark.parametrize("language", ["de", "en"])
def test_translations_keep_their_placeholders(language: str) -> None:
    wrong = [error for message in catalogue(language) for error in message.check(catalogue(language))]
    assert wrong == []


@pytest.mark.parametrize("language", ["de", "en"])
def test_compiled_catalogues_are_those_of_the_source(language: str) -> None:
    """A stale one is mended by installing the package again, as after any change of a catalogue."""
    compiled = Translations.load(TRANSLATIONS, [language])
    single = [message for message in catalogue(language) if message.id and not message.pluralizable]
    assert [message.id for message in single if compiled.gettext(message.id) != message.string] == []


@pytest.mark.parametrize(
    ("path", "accepted", "expected"),
    [
        ("/", None, "de"),
        ("/", "en-GB,en;q=0.9", "en"),
        ("/", "fr", "de"),
        ("/?lang=en", "de", "en"),
        ("/?lang=de", "en", "de"),
        ("/?lang=fr", "en", "en"),
    ],
)
def test_the_language_of_a_page(client: FlaskClient, path: str, accepted: str | None, expected: str) -> None:
    response = client.get(path, headers={"Accept-Language": accepted} if accepted else {})
    assert f'<html lang="{expected}">' in response.text
    assert "Accept-Language" in response.vary


def test_a_language_of_the_url_stays_in_links_and_forms(read: Read) -> None:
    tree = read("/search?lang=en&q=Land")
    assert all("lang=en" in link for link in tree.xpath("//article//h3/a/@href | //nav[@class='paging']//a/@href"))
    assert tree.xpath("//form[@role='search']//input[@name='lang']/@value") == ["en"]


def test_the_other_language_is_one_link_away(read: Read) -> None:
    tree = read("/search?q=Land&topic=Verkehr&topic=Schule&_external=1")
    (link,) = tree.xpath("//nav[@class='languages']//a[@hreflang='en']/@href")
    assert link == "/search?lang=en&q=Land&topic=Verkehr&topic=Schule&_external=1"
    assert read(link).get("lang") == "en"


def test_german_titles_are_marked_in_the_english_interface(read: Read) -> None:
    tree = read("/search?lang=en")
    assert set(tree.xpath("//article/@lang")) == {"de"}
    assert set(tree.xpath("//article//time/@lang")) == {"en"}


def test_filters_in_force_name_their_language(read: Read) -> None:
    labels = {
        label.text: label.get("lang") for label in read("/search?lang=en&topic=Verkehr&from=2024").xpath("//a[@class='chip']//span[@lang]")
    }
    assert labels == {"Verkehr": "de", "from 2024": "en"}


def test_dates_and_numbers_follow_the_language(read: Read) -> None:
    path = "/releases/2019-01-24-nachwuchsgruppen-hochschulen"
    assert read(path).xpath("string(//article//time)") == "24. Januar 2019"
    assert read(path + "?lang=en").xpath("string(//article//time)") == "24 January 2019"


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2024, 1, 1), date(2024, 12, 31), "2024"),
        (date(2024, 2, 1), date(2024, 2, 29), "Februar 2024"),
        (date(2024, 3, 20), date(2024, 3, 21), "20.–21. März 2024"),
        (date(2024, 3, 20), date(2024, 3, 20), "20. März 2024"),
        (date(2021, 1, 1), date(2024, 12, 31), "2021–2024"),
        (date(2024, 1, 1), None, "ab 2024"),
        (date(2024, 3, 1), None, "ab März 2024"),
        (date(2024, 3, 2), None, "ab 2. März 2024"),
        (None, date(2024, 12, 31), "bis 2024"),
        (None, date(2024, 3, 31), "bis März 2024"),
        (None, date(2024, 3, 1), "bis 1. März 2024"),
        (None, date(2024, 1, 1), "bis 1. Januar 2024"),
        (None, None, ""),
    ],
)
def test_periods_in_words(app: Flask, first: date | None, last: date | None, expected: str) -> None:
    with app.test_request_context("/"):
        assert period(first, last) == expected


def test_what_is_filled_into_a_text_is_escaped_and_the_text_is_not(app: Flask) -> None:
    template = """{{ _("Version %(number)s of %(total)s", number="<b>", total=2) }} {{ ngettext("%(num)s hit", "%(num)s hits", 1234) }}"""
    with app.test_request_context("/?lang=en"):
        assert render_template_string(template) == "Version &lt;b&gt; of 2 1234 hits"
        assert render_template_string("""{{ _("<i>100 %%</i>") }}""") == "<i>100 %</i>"
