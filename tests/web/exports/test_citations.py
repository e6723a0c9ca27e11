"""Citations: readable for people, importable for reference managers, whatever a title holds."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from search_service.release import Release
from search_service.web.exports.citations import FORMATS, Citation, CitationFormat, bibtex, csl_json, plain, ris
from tests.archives import release
from tests.web.conftest import Read
from tests.web.pages.test_release_page import RICH

URL = "https://suche.example/releases/a"


def citation(each: Release, *, original: str = "") -> Citation:
    return Citation(each, url=URL, original=original, publisher="Pressearchiv", accessed=date(2026, 11, 22))


def test_the_german_line() -> None:
    each = release("a", "Text", title="Brücken werden saniert", ministries=["Verkehrsministerium", "Finanzministerium"])
    assert plain(citation(each)) == (
        "Verkehrsministerium; Finanzministerium: Brücken werden saniert. Pressemitteilung vom 21. März 2024. "
        f"{URL} (abgerufen am 22. November 2026)."
    )


def test_without_a_ministry_the_archive_publishes() -> None:
    assert plain(citation(release("a", "Text", title="Was nun?"))).startswith("Pressearchiv: Was nun? Pressemitteilung vom")


def test_bibtex() -> None:
    each = release("a", "Text", title="50 % mehr für C&A_{x}", ministries=["Amt für Kultur, Sport"])
    assert bibtex(citation(each, original="https://www.example.org/a_b")).splitlines() == [
        "@online{a,",
        "  author   = {{Amt für Kultur, Sport}},",
        r"  title    = {{50 \% mehr für C\&A\_\{x\}}},",
        "  date     = {2024-03-21},",
        f"  url      = {{{URL}}},",
        "  urldate  = {2026-11-22},",
        "  langid   = {ngerman},",
        r"  note     = {Pressemitteilung, zuerst: \url{https://www.example.org/a_b}},",
        "}",
    ]


def test_ris() -> None:
    each = release("a", "Text", title="Titel", ministries=["Finanzministerium", "Amt für Kultur, Sport"])
    assert ris(citation(each, original="https://www.example.org/a")).split("\r\n") == [
        "TY  - ELEC",
        "AU  - Finanzministerium",
        "TI  - Titel",
        "PB  - Finanzministerium; Amt für Kultur, Sport",
        "PY  - 2024",
        "DA  - 2024/03/21",
        "M3  - Pressemitteilung",
        "LA  - de",
        f"UR  - {URL}",
        "L2  - https://www.example.org/a",
        "Y2  - 2026/11/22",
        "ER  - ",
        "",
    ]


def test_csl_json() -> None:
    (item,) = json.loads(csl_json(citation(release("a", "Text", title="Titel", ministries=["Amt A", "Amt B"]))))
    assert item == {
        "id": "a",
        "type": "webpage",
        "genre": "Pressemitteilung",
        "title": "Titel",
        "author": [{"literal": "Amt A"}, {"literal": "Amt B"}],
        "issued": {"date-parts": [[2024, 3, 21]]},
        "accessed": {"date-parts": [[2026, 11, 22]]},
        "URL": URL,
        "language": "de",
    }


@given(title=st.text(min_size=1, max_size=40).filter(str.strip), ministry=st.text(min_size=1, max_size=40).filter(str.strip))
def test_no_title_breaks_out_of_its_field(title: str, ministry: str) -> None:
    each = citation(release("a", "Text", title=title, ministries=[ministry]))
    entry = re.sub(r"\\.", "", bibtex(each))  # without what is escaped
    assert entry.count("{") == entry.count("}")
    assert all(re.match("[A-Z][A-Z0-9]  - ", line) for line in ris(each).removesuffix("\r\n").split("\r\n"))
    assert len(json.loads(csl_json(each))) == 1
    assert "\n" not in plain(each)


@pytest.mark.parametrize("each", FORMATS, ids=lambda each: each.suffix)
def test_every_format_is_copied_and_a_file_of_its_own(client: FlaskClient, read: Read, each: CitationFormat) -> None:
    path = "/releases/2019-01-24-nachwuchsgruppen-hochschulen"
    (row,) = read(path).xpath(f"//details[@id='cite-fold']//li[span = '{each.label}']")
    answer = client.get(row.xpath("a/@href")[0])
    assert answer.mimetype == each.media_type
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=2019-01-24-nachwuchsgruppen-hochschulen.")
    assert answer.text.split() == row.xpath("button/@data-copy-text")[0].split()


def test_an_id_that_ends_like_a_citation_is_still_a_release(client_of: Callable[..., FlaskClient]) -> None:
    client = client_of(RICH.model_copy(update={"id": "a.ris"}))
    assert "Brücken werden saniert" in client.get("/releases/a.ris").text
    assert client.get("/releases/a.ris.ris").mimetype == "application/x-research-info-systems"


@pytest.mark.parametrize("suffix", ["bib", "ris", "csl.json", "ninjs.json"])
def test_no_release_hides_behind_a_citation_of_another(client_of: Callable[..., FlaskClient], suffix: str) -> None:
    """The other one has its citations on its page, this one has no other address."""
    client = client_of(RICH, RICH.model_copy(update={"id": f"bruecken.{suffix}", "title": "Die andere"}))
    page = client.get(f"/releases/bruecken.{suffix}")
    assert (page.status_code, page.mimetype, "Die andere" in page.text) == (200, "text/html", True)
    assert "Die andere" not in client.get("/releases/bruecken").text
    assert client.get(f"/releases/bruecken.{suffix}.{suffix}").mimetype != "text/html"


def test_citations_name_the_public_address(client_of: Callable[..., FlaskClient]) -> None:
    client = client_of(RICH, site_url="https://suche.example/", authority="Land")
    text = client.get("/releases/bruecken?lang=en").text
    assert 'id="permanent-link" href="https://suche.example/releases/bruecken"' in text
    assert "url      = {https://suche.example/releases/bruecken}" in text
