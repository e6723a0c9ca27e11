"""What vanishes from a watched folder or sitemap is said in the log, and withdrawn by `mirror`; what cannot be read has not vanished."""

from __future__ import annotations

import json
import shutil

import pytest

from tests.indexer.test_vanishing import EIGHT, fill, found_in, lines
from tests.indexer.watching.portal import Portal, status
from tests.indexer.watching.watched import Watched

FOLDER = '[[source]]\nname = "eingang"\nkind = "folder"\npath = "in"\ninterval = "0.1 s"\nsettle = 0\n'


@pytest.mark.parametrize("mirror", ["true", "false"])
def test_a_watched_folder(watched: Watched, mirror: str) -> None:
    watched.watches(FOLDER + f"mirror = {mirror}\n")
    inbox = watched.folder / "in"
    fill(inbox, {"a.jsonl": lines(*"abcd"), "b.jsonl": lines(*"efgh")})
    watched.round()
    (inbox / "a.jsonl").write_text(lines(*"abc"), encoding="utf-8")
    said = watched.round()
    (line,) = [each for each in map(json.loads, filter(None, said.splitlines())) if each.get("source")]
    withdrawn = int(mirror == "true")
    assert (line["vanished"], line["withdrawn"], watched.run_of(line["source"]).withdrawn) == (1, withdrawn, withdrawn)
    assert found_in(watched.data) == [each for each in EIGHT if mirror == "false" or each != "d"]
    (inbox / "b.jsonl").unlink()
    watched.round()
    assert found_in(watched.data) == (list("abc") if mirror == "true" else list(EIGHT))
    (inbox / "b.jsonl").write_text(lines(*"defgh"), encoding="utf-8")
    watched.round()
    assert found_in(watched.data) == list(EIGHT)
    assert len(watched.found("")) == len(EIGHT)


def test_a_watched_folder_that_is_empty_cut_or_gone_loses_nothing(watched: Watched) -> None:
    watched.watches(FOLDER + 'mirror = "all"\n')
    inbox = watched.folder / "in"
    fill(inbox, {"a.jsonl": lines(*"abcd"), "b.jsonl": lines(*"efgh")})
    watched.round()
    (inbox / "a.jsonl").write_text(lines(*"abcd")[:-30], encoding="utf-8")
    watched.round()
    (inbox / "b.jsonl").write_text("", encoding="utf-8")
    watched.round()
    for path in inbox.iterdir():
        path.unlink()
    watched.round()
    shutil.rmtree(inbox)
    watched.round()
    assert found_in(watched.data) == list(EIGHT)


SITEMAP = 'pause = 0\n[[source]]\nname = "portal"\nkind = "sitemap"\nurl = "{}/sitemap.xml"\ninterval = "0.1 s"\n'
TITLES = {"/1": "Deich geschlossen", "/2": "Schleuse offen", "/3": "Brücke gesperrt"}


@pytest.fixture
def site(watched: Watched, portal: Portal) -> Portal:
    watched.environment["NEWS_SEARCH_PRIVATE_ADDRESSES"] = "true"
    for path, title in TITLES.items():
        portal.page(path, title)
    return portal


@pytest.mark.parametrize("mirror", ["true", "false"])
def test_a_watched_sitemap(watched: Watched, site: Portal, mirror: str) -> None:
    watched.watches(SITEMAP.format(site.address) + f"mirror = {mirror}\n")
    site.sitemap("/sitemap.xml", *((path, "2024-03-01") for path in TITLES))
    watched.round()
    site.sitemap("/sitemap.xml", ("/1", "2024-03-01"), ("/2", "2024-03-01"))
    assert '"vanished": 1' in watched.round()
    assert watched.found("") == (["Deich geschlossen", "Schleuse offen"] if mirror == "true" else sorted(TITLES.values()))
    site.sitemap("/sitemap.xml", *((path, "2024-03-01") for path in TITLES))
    watched.round()
    assert watched.found("") == sorted(TITLES.values())


def test_a_page_that_goes_to_another_sitemap_stays_and_one_that_is_down_too(watched: Watched, site: Portal) -> None:
    watched.watches(SITEMAP.format(site.address) + "mirror = true\n")
    site.index_of("/sitemap.xml", "/a.xml", "/b.xml", "/c.xml")
    site.sitemap("/a.xml", ("/1", "2024-03-01"), ("/2", "2024-03-01"))
    site.sitemap("/b.xml", ("/3", "2024-03-01"))
    site.sitemap("/c.xml", ("/1", "2024-03-01"))
    watched.round()
    site.sitemap("/a.xml", ("/1", "2024-03-01"))
    site.sitemap("/b.xml", ("/3", "2024-03-01"), ("/2", "2024-03-01"))
    watched.round()
    assert watched.found("") == sorted(TITLES.values())
    site.sitemap("/b.xml", ("/2", "2024-03-02"))
    site.faults["/2"] = status(404)
    watched.round()
    assert watched.found("") == ["Deich geschlossen", "Schleuse offen"]
