"""Tables and exports of any search: complete, in order, safe for spreadsheets, readable by whom they are for."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from indexer.pipeline import read_sources
from indexer.sources.base import Read
from search_service.release import Release
from search_service.spreadsheet_cells import as_text
from search_service.web.exports import tables
from tests.archives import release
from tests.web.site import Site
from tests.web.small_archive import SMALL_ARCHIVE


def rows(site: Site, query: str = "") -> list[list[str]]:
    response = site.client.get(f"/search.csv?{query}")
    assert (response.status_code, response.content_type) == (200, "text/csv; charset=utf-8")
    assert response.data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(response.data.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_a_table_has_german_headers_and_the_newest_first(small_site: Site) -> None:
    header, *lines = rows(small_site, "q=Radwege&sort=oldest&size=1")
    assert header == ["Datum", "Titel", "Teaser", "Themen", "Ministerien", "Adresse", "Quelle", "Kennung"]
    assert [line[-1] for line in lines] == ["2024-03-21-radwege", "2024-02-05-bruecken", "2023-05-02-schulweg"]
    assert lines[0] == [
        "21.03.2024",
        "Land fördert Radwege in Gemeinden",
        "20 Millionen Euro für sichere Radwege.",
        "Verkehr | Kommunen",
        "Verkehrsministerium",
        "http://localhost/releases/2024-03-21-radwege",
        "https://www.example.org/presse/radwege",
        "2024-03-21-radwege",
    ]


def test_the_address_alone_says_in_which_language_columns_are_named(small_site: Site) -> None:
    english = ["Date", "Title", "Teaser", "Topics", "Ministries", "Address", "Link", "ID"]
    assert rows(small_site, "lang=en")[0] == english
    accepted = small_site.client.get("/search.csv", headers={"Accept-Language": "en"})
    assert accepted.text.startswith("\ufeffDatum;")
    for accepted_language, ending in (("en", "&lang=en"), ("de", "")):
        page = small_site.client.get("/subscribe?q=Radwege", headers={"Accept-Language": accepted_language}).text
        assert f'/search.csv?q=Radwege{ending}"' in page.replace("&amp;", "&")


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_table_can_be_imported_again(small_site: Site, tmp_path: Path, language: str) -> None:
    file = tmp_path / "export.csv"
    file.write_bytes(small_site.client.get(f"/search.csv?lang={language}").data)
    found = {item.release.id: item.release for item in read_sources([str(file)]) if isinstance(item, Read)}
    for written in SMALL_ARCHIVE:
        read = found[written.id]
        assert (read.title, read.url, read.topics, read.ministries) == (written.title, written.url, written.topics, written.ministries)


def test_nothing_is_a_formula(small_site: Site) -> None:
    (line,) = [line for line in rows(small_site) if line[-1] == "2023-11-10-formel"]
    assert line[1] == '\'=SUMME(A1;A2) ist keine Formel; sagt "Kröger"'
    assert line[2] == "'-1 Grad & <kalt>"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_every_beginning_of_a_formula_is_guarded(text: str) -> None:
    assert as_text(text) == "'" + text
    assert as_text("a" + text) == "a" + text


def test_a_table_that_was_cut_says_so(small_site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "CSV_ROWS", 2)
    *lines, last = rows(small_site, "q=Radwege")
    assert [line[-1] for line in lines[1:]] == ["2024-03-21-radwege", "2024-02-05-bruecken"]
    assert last == ["Nur die neuesten 2 von 3 Treffern. Alle: http://localhost/search.jsonl?q=Radwege"]
    assert rows(small_site, "q=Radwege&lang=en")[-1] == [
        "Only the newest 2 of 3 hits. All of them: http://localhost/search.jsonl?q=Radwege"
    ]


def test_partial_matches_are_in_no_export(small_site: Site) -> None:
    assert len(rows(small_site, "q=Radwege+Xylofon")) == 1
    assert small_site.client.get("/search.jsonl?q=Radwege+Xylofon").data == b""


def test_lines_are_whole_releases(small_site: Site) -> None:
    response = small_site.client.get("/search.jsonl?topic=Verkehr")
    assert response.mimetype == "application/jsonl"
    records = [Release.model_validate_json(line) for line in response.text.splitlines()]
    assert [record.id for record in records] == ["2024-03-21-radwege", "2024-02-05-bruecken", "2023-05-02-schulweg"]
    assert records[0] == SMALL_ARCHIVE[0]


def test_an_export_can_be_imported_again(small_site: Site, tmp_path: Path) -> None:
    file = tmp_path / "export.jsonl"
    file.write_bytes(small_site.client.get("/search.jsonl").data)
    found = [item.release.model_copy(update={"source": ""}) for item in read_sources([str(file)]) if isinstance(item, Read)]
    assert sorted(found, key=lambda each: each.id) == sorted(SMALL_ARCHIVE, key=lambda each: each.id)


def test_exports_are_whole_and_in_order_beyond_every_page(site: Site) -> None:
    site.publish(*(release(f"r{number:04}", "Text", published=f"20{10 + number // 300}-01-{number % 28 + 1:02}") for number in range(900)))
    ids = [json.loads(line)["id"] for line in site.client.get("/search.jsonl").text.splitlines()]
    assert (len(ids), len(set(ids))) == (900, 900)
    assert [line[-1] for line in rows(site)[1:]] == ids


@pytest.mark.parametrize("kind", ["csv", "jsonl", "atom"])
def test_no_export_holds_a_part_of_what_was_asked(small_site: Site, kind: str) -> None:
    response = small_site.client.get(f"/search.{kind}?q={'+'.join(['Radwege'] * 33)}")
    assert response.status_code == 400


def test_files_have_names(small_site: Site) -> None:
    for kind in ("csv", "jsonl"):
        disposition = small_site.client.get(f"/search.{kind}").headers["Content-Disposition"]
        assert disposition == f"attachment; filename=meldungen.{kind}"


def test_lines_are_written_while_they_are_read(site: Site) -> None:
    """Memory holds one batch, whatever is exported: a release withdrawn meanwhile is not in the rest."""
    site.publish(*(release(f"r{number:03}", "Text", published="2024-01-01") for number in range(300)))
    lines = tables.json_lines(site.store.archive(), [f"r{number:03}" for number in range(300)])
    first = next(lines)
    site.store.withdraw("r250")
    rest = "".join(lines)
    assert '"r000"' in first
    assert '"r249"' in rest
    assert '"r250"' not in rest


def test_exports_of_nothing(site: Site) -> None:
    site.publish()
    assert (len(rows(site)), site.client.get("/search.jsonl").data) == (1, b"")
