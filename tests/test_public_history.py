"""What the public may learn of a release's history, as time passes and texts are replaced or taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from indexer.store import Store
from search_service.database import Database
from tests.archives import release

START = datetime(2024, 5, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def store(place: Database) -> Iterator[Store]:
    store = Store.open(place)
    yield store
    store.close()


def put(store: Store, text: str, *, at: datetime, embargo: datetime | None = None, url: str = "", name: str = "a") -> None:
    store.put([release(name, text, published="2024-04-01", embargo_until=embargo, url=url)], moment=at)


def told(store: Store, moment: datetime) -> list[tuple[int, str, str]]:
    """Number, kind and text of every public change."""
    changes = store.archive().changes(0, 100, moment=moment)
    return [(each.sequence, each.type.value, each.release.body_text if each.release else "") for each in changes]


def versions(store: Store, moment: datetime) -> list[int]:
    return [version.number for version in store.archive().public_versions("a", moment=moment)]


def test_a_text_replaced_before_its_embargo_ended_was_never_said(store: Store) -> None:
    put(store, "Entwurf", at=START, embargo=START + 5 * HOUR)
    put(store, "Endfassung", at=START + HOUR)
    store.announce_due(moment=START + 9 * HOUR)
    assert told(store, START + 9 * HOUR) == [(2, "added", "Endfassung")]
    assert versions(store, START + 9 * HOUR) == [2]


def test_an_embargo_that_ends_shows_the_text_at_once_and_numbers_it_with_the_next_run(store: Store) -> None:
    put(store, "Text", at=START, embargo=START + HOUR)
    assert (told(store, START), versions(store, START)) == ([], [])
    assert (told(store, START + HOUR), versions(store, START + HOUR)) == ([], [1])
    store.announce_due(moment=START + 2 * HOUR)
    assert told(store, START + 2 * HOUR) == [(2, "added", "Text")]


def test_a_correction_under_embargo_hides_the_release_until_then(store: Store) -> None:
    put(store, "Erste", at=START)
    put(store, "Zweite", at=START + HOUR, embargo=START + 5 * HOUR)
    assert told(store, START + 2 * HOUR) == []
    store.announce_due(moment=START + 5 * HOUR)
    assert told(store, START + 5 * HOUR) == [(1, "added", "Erste"), (3, "changed", "Zweite")]
    assert versions(store, START + 5 * HOUR) == [1, 2]


def test_a_withdrawal_reaches_those_who_knew_the_release(store: Store) -> None:
    put(store, "Erste", at=START)
    put(store, "Zweite", at=START + HOUR, embargo=START + 5 * HOUR)
    store.withdraw("a", moment=START + 2 * HOUR)
    assert told(store, START + 2 * HOUR) == [(3, "withdrawn", "")]
    assert versions(store, START + 9 * HOUR) == []


def test_a_withdrawal_of_what_nobody_saw_is_not_told(store: Store) -> None:
    put(store, "Geheim", at=START, embargo=START + 5 * HOUR)
    store.withdraw("a", moment=START + HOUR)
    store.announce_due(moment=START + 9 * HOUR)
    assert told(store, START + 9 * HOUR) == []


def test_a_withdrawn_text_stays_withdrawn_when_the_release_comes_back(store: Store) -> None:
    put(store, "Falsch", at=START)
    store.withdraw("a", moment=START + HOUR)
    put(store, "Richtig", at=START + 2 * HOUR)
    assert told(store, START + 3 * HOUR) == [(2, "withdrawn", ""), (3, "added", "Richtig")]
    assert versions(store, START + 3 * HOUR) == [2]


def test_an_address_leads_to_the_newest_release_that_can_be_seen(store: Store) -> None:
    url = "https://www.example.org/x"
    for name, text, embargo in (("a", "A", None), ("b", "B", None), ("c", "C", START + 5 * HOUR)):
        put(store, text, at=START, url=url, name=name, embargo=embargo)
    store.withdraw("a", moment=START + HOUR)
    archive = store.archive()
    assert archive.id_of_url(url, moment=START + HOUR) == "b"
    assert archive.id_of_url(url, moment=START + 5 * HOUR) == "c"
    assert archive.id_of_url("https://www.example.org/y") is None


def test_addresses_lead_to_releases_that_may_be_shown(store: Store) -> None:
    urls = [f"https://www.example.org/{name}" for name in "xyz"]
    for name, url, embargo in (("a", 0, None), ("b", 0, None), ("c", 0, START + 5 * HOUR), ("d", 1, None)):
        put(store, name, at=START, url=urls[url], name=name, embargo=embargo)
    store.withdraw("d", moment=START)
    archive = store.archive()
    assert archive.shown_at([*urls, "", urls[0]], batch=1, moment=START) == {urls[0]: "a"}
    assert archive.shown_at(urls, moment=START + 5 * HOUR) == {urls[0]: "c"}


def test_many_releases_come_in_the_order_asked_for_without_the_hidden_ones(store: Store) -> None:
    for name, embargo in (("a", None), ("b", START + 5 * HOUR), ("c", None), ("d", None)):
        put(store, name, at=START, name=name, embargo=embargo)
    store.withdraw("d", moment=START)
    found = store.archive().many(["c", "b", "x", "d", "a"], batch=2, moment=START)
    assert [each.id for each in found] == ["c", "a"]


def test_pages_are_those_that_can_be_seen(store: Store) -> None:
    for name, embargo in (("a", None), ("b", START + 5 * HOUR), ("c", None), ("d", None)):
        put(store, name, at=START, name=name, embargo=embargo)
    put(store, "neu", at=START + HOUR, name="c")
    store.withdraw("d", moment=START)
    archive = store.archive()
    assert archive.page_count(moment=START) == 2
    assert [(page.id, page.changed) for page in archive.pages(limit=9, moment=START)] == [
        ("a", datetime(2024, 4, 1, 9, tzinfo=UTC)),
        ("c", START + HOUR),
    ]
    assert [page.id for page in archive.pages(start=1, limit=1, moment=START)] == ["c"]
