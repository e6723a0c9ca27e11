"""Watched sitemaps, indexes of them, and single pages, against a real server."""

from __future__ import annotations

import pytest

from tests.indexer.watching.portal import Portal, status
from tests.indexer.watching.watched import Watched

TOML = """
pause = 0
[[source]]
name = "portal"
kind = "sitemap"
url = "{}/sitemap.xml"
interval = "0.1 s"
"""


@pytest.fixture
def site(watched: Watched, portal: Portal) -> Portal:
    watched.environment["NEWS_SEARCH_PRIVATE_ADDRESSES"] = "true"
    watched.watches(TOML.format(portal.address))
    for path, title in (("/1", "Deich geschlossen"), ("/2", "Schleuse offen"), ("/3", "Brücke gesperrt")):
        portal.page(path, title)
    return portal


def asked(portal: Portal) -> list[str]:
    """What was asked for since the last look, without robots.txt."""
    paths = [path for path, _ in portal.requests if path != "/robots.txt"]
    portal.requests.clear()
    return paths


def test_pages_are_read_newest_first_and_again_only_when_the_sitemap_says_so(watched: Watched, site: Portal) -> None:
    site.sitemap("/sitemap.xml", ("/1", "2024-03-01"), ("/2", "2024-03-02"))
    watched.round()
    assert asked(site) == ["/sitemap.xml", "/2", "/1"]
    watched.round()
    assert asked(site) == ["/sitemap.xml"]
    site.page("/1", "Deich wieder offen")
    site.sitemap("/sitemap.xml", ("/1", "2024-03-03"), ("/2", "2024-03-02"), ("/3", "2024-03-03"))
    watched.round()
    assert asked(site) == ["/sitemap.xml", "/1", "/3"]
    assert watched.found("") == ["Brücke gesperrt", "Deich wieder offen", "Schleuse offen"]


def test_only_the_sitemaps_of_an_index_that_changed_are_read(watched: Watched, site: Portal) -> None:
    site.index_of("/sitemap.xml", "/a.xml", "/b.xml", "/sitemap.xml")
    site.sitemap("/a.xml", ("/1", "2024-03-01"))
    site.sitemap("/b.xml", ("/2", "2024-03-01"))
    watched.round()
    assert asked(site) == ["/sitemap.xml", "/a.xml", "/b.xml", "/1", "/2"]
    site.sitemap("/b.xml", ("/2", "2024-03-01"), ("/3", "2024-03-02"))
    watched.round()
    assert asked(site) == ["/sitemap.xml", "/a.xml", "/b.xml", "/3"]
    assert watched.found("") == ["Brücke gesperrt", "Deich geschlossen", "Schleuse offen"]


def test_no_more_sitemaps_are_read_than_allowed(watched: Watched, site: Portal) -> None:
    watched.watches(TOML.format(site.address) + "most_sitemaps = 3\n")
    site.index_of("/sitemap.xml", *(f"/{letter}.xml" for letter in "abcdefgh"))
    for letter in "abcdefgh":
        site.sitemap(f"/{letter}.xml")
    watched.round()
    assert asked(site) == ["/sitemap.xml", "/a.xml", "/b.xml"]


def test_a_sitemap_below_that_is_missing_is_a_problem_of_its_own(watched: Watched, site: Portal) -> None:
    site.index_of("/sitemap.xml", "/weg.xml", "/a.xml")
    site.sitemap("/a.xml", ("/1", "2024-03-01"))
    watched.round()
    run = watched.run_of("portal")
    assert (run.new, run.rejected, run.problem) == (1, 1, "")


LOGIN = b"<!doctype html><html><head><title>Anmelden</title></head><body><form><input name='kennwort'/></form></body></html>"


@pytest.mark.parametrize("sent", [LOGIN, b"<urlset><url>", bytes(range(256)) * 10, b"Wartung"])
def test_what_is_no_sitemap_is_a_failure_and_takes_nothing_away(watched: Watched, site: Portal, sent: bytes) -> None:
    watched.watches(TOML.format(site.address) + "mirror = 'all'\n")
    site.sitemap("/sitemap.xml", ("/1", "2024-03-01"))
    watched.round()
    site.faults["/sitemap.xml"] = lambda handler: handler.answer(sent)
    watched.round(exit_codes=(2,))
    run = watched.run_of("portal")
    assert (run.failures, "cannot be read" in run.problem) == (1, True)
    assert watched.found("") == ["Deich geschlossen"]


def test_a_sitemap_below_that_became_a_login_takes_nothing_away(watched: Watched, site: Portal) -> None:
    watched.watches(TOML.format(site.address) + "mirror = 'all'\n")
    site.index_of("/sitemap.xml", "/a.xml", "/b.xml")
    site.sitemap("/a.xml", ("/1", "2024-03-01"))
    site.sitemap("/b.xml", ("/2", "2024-03-01"))
    watched.round()
    site.faults["/b.xml"] = lambda handler: handler.answer(LOGIN)
    assert '"quarantine": ' in watched.round()
    assert watched.run_of("portal").rejected == 1
    assert watched.found("") == ["Deich geschlossen", "Schleuse offen"]


def test_single_pages_are_asked_for_each_time_and_sent_only_when_they_changed(watched: Watched, site: Portal) -> None:
    watched.watches(f'pause = 0\n[[source]]\nname = "portal"\nkind = "pages"\ninterval = "0.1 s"\nurls = ["{site.address}/1"]\n')
    watched.round()
    watched.round()
    assert [each for each in site.requests if each[0] == "/1"] == [("/1", False), ("/1", True)]
    site.page("/1", "Deich wieder offen")
    watched.round()
    assert watched.found("") == ["Deich wieder offen"]


def test_single_pages_that_cannot_be_had_are_a_failure(watched: Watched, site: Portal) -> None:
    watched.watches(f'pause = 0\n[[source]]\nname = "portal"\nkind = "pages"\ninterval = "0.1 s"\nurls = ["{site.address}/1"]\n')
    site.faults["/1"] = status(500)
    watched.round()
    assert "500" in watched.run_of("portal").problem
