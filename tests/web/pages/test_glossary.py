"""The page of abbreviations."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from search_service.results import AbbreviationEntry, AbbreviationReading
from search_service.web.pages.glossary_view import ON_ONE_PAGE, glossary_page
from tests.archives import release
from tests.web.conftest import Read, reader_of
from tests.web.pages.test_result_page import texts
from tests.web.site import Site


@pytest.fixture
def in_a_request(app: Flask) -> Iterator[None]:
    with app.test_request_context("/"):
        yield


def entries(*shorts: str) -> tuple[AbbreviationEntry, ...]:
    return tuple(AbbreviationEntry(short, (AbbreviationReading(f"Lang {short}", 3),), expanded=True) for short in shorts)


def test_it_lists_what_the_archive_defines(client: FlaskClient, read: Read) -> None:
    tree = read("/glossary")
    shorts = [entry["short"] for entry in client.get("/api/v1/abbreviations").json["abbreviations"]]
    assert texts(tree, "//dl[@class='glossary']//dt/a") == shorts
    assert "IntMK" in shorts


def test_ambiguous_ones_are_shown_as_such(read: Read) -> None:
    (entry,) = read("/glossary").xpath("//dl[@class='glossary']/div[dt/a='LfP']")
    assert texts(entry, "dt/span") == ["mehrdeutig"]
    assert sorted(texts(entry, "dd/a")) == ["Landesinstitut für Pädagogik", "Landesstelle für Pflege"]


def test_a_long_form_is_in_the_nominative_and_its_spellings_are_one_entry(site: Site) -> None:
    texts_of_releases = [
        "Die Satzung des Allgemeinen Kanuverbandes (AKV) gilt.",
        "Mit dem Allgemeinen Kanu-Verband (AKV) wird geredet.",
        "Der Allgemeine Kanuverband (AKV) lädt ein.",
        "Das Netzwerk der Auenwarte (AKV-N) und der Arbeitskreis Verkehr (AKV) tagen.",
    ]
    site.publish(*(release(f"r{number}", text) for number, text in enumerate(texts_of_releases)))
    (entry,) = reader_of(site.client)("/glossary").xpath("//dl[@class='glossary']/div[dt/a='AKV']")
    assert texts(entry, "dd/a") == ["Allgemeiner Kanuverband", "Arbeitskreis Verkehr"]
    assert "3 Meldungen" in entry.xpath("string(dd[1])")


def test_every_entry_is_a_search_that_finds_something(read: Read) -> None:
    addresses = read("/glossary").xpath("//dl[@class='glossary']//a/@href")
    assert addresses
    for address in addresses:
        assert not read(address).xpath("string(//h1)").startswith("Keine")


@pytest.mark.usefixtures("in_a_request")
def test_a_long_glossary_has_a_page_for_each_letter() -> None:
    many = entries(*(f"{letter}{number}" for letter in "AÖZ" for number in range(ON_ONE_PAGE // 2)), "3D")
    page = glossary_page(many, "O", site_name="Archiv")
    assert [letter.label for letter in page.letters] == ["0–9", "A", "O", "Z"]
    assert {entry.short[0] for entry in page.entries} == {"Ö"}
    assert page.total == len(many)
    assert glossary_page(many, "?", site_name="Archiv").entries[0].short == "3D"


@pytest.mark.usefixtures("in_a_request")
def test_a_short_one_has_all_on_one_page() -> None:
    page = glossary_page(entries("AB", "ZZ"), "", site_name="Archiv")
    assert (page.letters, len(page.entries)) == ((), 2)
    assert glossary_page((), "", site_name="Archiv").entries == ()


def test_a_hyphen_that_a_line_ended_with_is_not_repeated(site: Site) -> None:
    site.publish(
        release("alt", "Das Gesetz zur Aus-führung des Deichrechts (GAD) gilt. Die Afro-deutsche Vereinigung (ADV) feiert."),
        *(release(f"neu-{number}", "Die Ausführung des Deichrechts beginnt.") for number in range(5)),
    )
    readings = [
        reading["long"] for entry in site.client.get("/api/v1/abbreviations").json["abbreviations"] for reading in entry["readings"]
    ]
    assert sorted(readings) == ["Afro-deutsche Vereinigung", "Gesetz zur Ausführung des Deichrechts"]
