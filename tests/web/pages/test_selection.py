"""The releases that a reader picked: a page, files, and nothing of it when the setting is off."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html

from search_service.web.pages.selection_routes import MOST
from tests.archives import release
from tests.web.pages.test_result_page import texts
from tests.web.site import Site

PICKED = "id=2024-02-05-bruecken&id=2024-03-21-radwege&id=2024-02-05-bruecken"
ORDER = ["2024-02-05-bruecken", "2024-03-21-radwege"]


def test_it_lists_what_was_picked_in_that_order(small_site: Site) -> None:
    tree = html.fromstring(small_site.client.get(f"/selection?{PICKED}&id=gibtsnicht").text)
    assert tree.xpath("//ol[@class='selection']//a/@href") == [f"/releases/{each}" for each in ORDER]
    assert texts(tree, "//p[@class='selection__citation']")[0].startswith("Verkehrsministerium: Neue Brücken für Radwege. Pressemitteilung")
    assert "1 Meldung dieser Liste ist nicht mehr verfügbar." in tree.text_content()


def test_its_files_hold_the_same(small_site: Site) -> None:
    tree = html.fromstring(small_site.client.get(f"/selection?{PICKED}").text)
    files = {link.text: small_site.client.get(link.get("href")) for link in tree.xpath("//section[@aria-labelledby='files']//a")}
    assert list(files) == ["CSV", "JSON", "BibTeX", "RIS", "CSL-JSON"]
    assert all(answer.headers["Content-Disposition"].startswith("attachment; filename=merkliste.") for answer in files.values())
    rows = list(csv.DictReader(io.StringIO(files["CSV"].text.lstrip("\ufeff")), delimiter=";"))
    assert [row["Kennung"] for row in rows] == ORDER
    assert [each["id"] for each in json.loads(files["JSON"].text)] == ORDER
    assert [each["id"] for each in json.loads(files["CSL-JSON"].text)] == ORDER
    assert files["BibTeX"].text.count("@online{") == files["RIS"].text.count("TY  - ") == 2


def test_an_empty_one_says_how_to_fill_it(small_site: Site) -> None:
    tree = html.fromstring(small_site.client.get("/selection").text)
    assert "Die Merkliste ist leer." in tree.text_content()
    shared = "Diese Adresse nennt die Meldungen"
    assert shared not in tree.text_content()
    assert shared in small_site.client.get(f"/selection?{PICKED}").text
    assert small_site.client.get("/selection.csl.json").json == []


def test_it_has_an_end(site: Site) -> None:
    site.publish(*(release(f"r{number}", "Text.") for number in range(MOST + 5)))
    ids = "&".join(f"id=r{number}" for number in range(MOST + 5))
    assert len(html.fromstring(site.client.get(f"/selection?{ids}").text).xpath("//ol[@class='selection']/li")) == MOST


@pytest.fixture
def plain_site(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path, editor_tools=False)
    site.publish(release("a", "Ein Radweg."))
    yield site
    site.close()


def test_a_setting_takes_all_of_it_away(plain_site: Site, small_site: Site) -> None:
    traces = ("editors", "data-select=", "/selection", 'id="keys"')
    for path in ("/", "/search?q=Radweg", "/releases/a?q=Radweg"):
        assert not [trace for trace in traces if trace in plain_site.client.get(path).text]
    assert plain_site.client.get("/selection").status_code == plain_site.client.get("/selection.csv").status_code == 404
    assert all(trace in small_site.client.get("/search?q=Radwege").text for trace in traces)
