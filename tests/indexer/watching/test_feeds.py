"""Watched feeds and the pages behind them, against a real server."""

from __future__ import annotations

from contextlib import closing

import pytest

from search_service.archive import Archive
from tests.indexer.watching.portal import BODY, Portal, redirect, status
from tests.indexer.watching.watched import Watched

TOML = """
pause = 0
[[source]]
name = "presse"
kind = "feed"
url = "{}/feed"
interval = "0.1 s"
"""
TWO = ("/1", "Deich geschlossen"), ("/2", "Schleuse offen")


@pytest.fixture
def feed(watched: Watched, portal: Portal) -> Portal:
    watched.environment["NEWS_SEARCH_PRIVATE_ADDRESSES"] = "true"
    watched.watches(TOML.format(portal.address))
    portal.feed("/feed", *TWO)
    for path, title in TWO:
        portal.page(path, title, text=f"Der ganze Text von {title}.")
    return portal


def test_a_feed_leads_to_the_pages_behind_it(watched: Watched, feed: Portal) -> None:
    watched.round()
    assert watched.found('"ganze Text"') == ["Deich geschlossen", "Schleuse offen"]
    assert [path for path, _ in feed.requests] == ["/robots.txt", "/feed", "/1", "/2"]


def test_what_did_not_change_is_not_fetched_again(watched: Watched, feed: Portal) -> None:
    watched.round()
    feed.requests.clear()
    watched.round()
    assert feed.requests == [("/robots.txt", False), ("/feed", True)]
    run = watched.run_of("presse")
    assert (run.read, run.problem) == (0, "")


def test_without_validators_an_equal_feed_counts_as_unchanged(watched: Watched, feed: Portal) -> None:
    feed.has_validators = False
    watched.round()
    feed.requests.clear()
    watched.round()
    assert [path for path, _ in feed.requests] == ["/robots.txt", "/feed"]


def test_only_the_page_of_a_new_or_changed_entry_is_fetched(watched: Watched, feed: Portal) -> None:
    watched.round()
    feed.requests.clear()
    feed.page("/3", "Brücke gesperrt")
    feed.page("/2", "Schleuse wieder geschlossen")
    feed.feed("/feed", ("/3", "Brücke gesperrt"), ("/2", "Schleuse wieder geschlossen"), TWO[0])
    watched.round()
    assert [path for path, _ in feed.requests] == ["/robots.txt", "/feed", "/3", "/2"]
    assert watched.found("") == ["Brücke gesperrt", "Deich geschlossen", "Schleuse wieder geschlossen"]


def test_a_page_that_changed_without_its_feed_is_found_when_it_is_due(watched: Watched, feed: Portal) -> None:
    watched.watches(TOML.format(feed.address) + 'recheck = "0.1 s"\n')
    watched.round()
    feed.requests.clear()
    feed.page("/2", "Schleuse offen", text="Berichtigt: sie ist zu.")
    watched.round()
    assert watched.found("berichtigt") == ["Schleuse offen"]
    assert feed.requests == [("/robots.txt", False), ("/feed", False), ("/1", True), ("/2", False)]


def test_an_entry_without_a_text_is_what_its_page_says(watched: Watched, feed: Portal) -> None:
    feed.feed("/feed", *TWO, teaser="")
    watched.round()
    run = watched.run_of("presse")
    assert (run.new, run.rejected) == (2, 0)


def test_a_page_that_cannot_be_had_leaves_what_the_feed_says_and_is_tried_again(watched: Watched, feed: Portal) -> None:
    feed.faults["/2"] = status(500)
    watched.round()
    assert watched.found("") == ["Deich geschlossen", "Schleuse offen"]
    assert "Schleuse offen" in watched.found('"Kurz gesagt"')
    assert watched.run_of("presse").problem == ""


def test_a_page_that_is_refused_is_reported_once(watched: Watched, feed: Portal) -> None:
    feed.faults["/2"] = status(410)
    watched.round()
    assert watched.run_of("presse").rejected == 1
    watched.round()
    assert watched.run_of("presse").rejected == 0


def test_page_after_page_in_vain_ends_the_run(watched: Watched, feed: Portal) -> None:
    pages = [(f"/{number}", f"Meldung {number}") for number in range(6)]
    feed.feed("/feed", *pages)
    feed.faults |= {path: status(502) for path, _ in pages}
    watched.round()
    run = watched.run_of("presse")
    assert "502" in run.problem and run.failures == 1
    assert sum(feed.asked(path) for path, _ in pages) == 3


def test_more_pages_than_a_run_takes_come_in_the_next(watched: Watched, feed: Portal) -> None:
    watched.watches(TOML.format(feed.address) + "most_pages = 1\n")
    watched.round()
    assert watched.found("") == ["Deich geschlossen"]
    watched.round()
    assert watched.found("") == ["Deich geschlossen", "Schleuse offen"]
    assert feed.asked("/1") == 1


def test_which_pages_are_followed_can_be_said(watched: Watched, feed: Portal) -> None:
    watched.watches(TOML.format(feed.address) + 'exclude = "/2$"\n')
    watched.round()
    assert watched.found("") == ["Deich geschlossen"]
    watched.watches(TOML.format(feed.address).replace("presse", "anders") + "follow = false\n")
    feed.requests.clear()
    watched.round()
    assert (feed.asked("/1"), feed.asked("/2")) == (0, 0)
    assert watched.found("Schleuse") == ["Schleuse offen"]


def test_a_json_feed_leads_to_its_pages_too(watched: Watched, feed: Portal) -> None:
    item = f'{{"id": "a", "url": "{feed.address}/1", "title": "Deich", "summary": "Kurz.", "date_published": "2024-03-21T10:00:00Z"}}'
    feed.pages["/feed"] = f'{{"version": "https://jsonfeed.org/version/1.1", "title": "Presse", "items": [{item}]}}'.encode()
    watched.round()
    assert "Deich geschlossen" in watched.found('"ganze Text"')


def test_two_feeds_with_one_page_fetch_it_once(watched: Watched, feed: Portal) -> None:
    first = TOML.format(feed.address)
    watched.watches(first + first.split("\n", 2)[2].replace('"presse"', '"zweiter"').replace("/feed", "/feed2"))
    feed.feed("/feed2", *TWO, teaser="Anders gesagt.")
    watched.round()
    assert sorted(each for each in feed.requests if each[0] == "/1") == [("/1", False), ("/1", True)]


def test_a_page_instead_of_a_feed_is_a_problem_and_no_release(watched: Watched, feed: Portal) -> None:
    feed.page("/feed", "Wartungsarbeiten")
    watched.round()
    assert "not a feed" in watched.run_of("presse").problem
    assert watched.found("") == []


def test_a_page_that_leads_elsewhere_is_read_there(watched: Watched, feed: Portal) -> None:
    feed.faults["/1"] = redirect("/neu")
    feed.page("/neu", "Deich geschlossen", text=f"An neuem Ort. {BODY}")
    watched.round()
    assert watched.found('"neuem Ort"') == ["Deich geschlossen"]


def test_a_release_of_feed_and_page_has_one_version(watched: Watched, feed: Portal) -> None:
    watched.round()
    with closing(Archive.open(watched.data / "releases.db")) as archive:
        assert [len(archive.versions(change.id)) for change in archive.changes(0, 10)] == [1, 1]


def test_a_page_that_was_read_is_not_replaced_by_what_the_feed_says_while_it_is_down(watched: Watched, feed: Portal) -> None:
    watched.round()
    feed.feed("/feed", *TWO, teaser="Anders gesagt.")
    feed.faults["/2"] = status(500)
    watched.round()
    assert watched.found('"ganze Text"') == ["Deich geschlossen", "Schleuse offen"]
    feed.faults.clear()
    feed.page("/2", "Schleuse offen", text="Der neue Text.")
    watched.round()
    watched.round()
    assert watched.found('"neue Text"') == ["Schleuse offen"]
