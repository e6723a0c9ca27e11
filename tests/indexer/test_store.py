"""The store: versions, withdrawals, sequence numbers, embargoes; always a real file, or a real server."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from indexer.store import Store
from indexer.store_batch import Outcome
from search_service.archive import Archive, Withdrawn
from search_service.database import Database
from search_service.errors import StoreError
from search_service.public_changes import ChangeType
from search_service.release import Block, Release, Status

NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)


def release(release_id: str = "a", text: str = "Ein Satz.", **more: object) -> Release:
    values = {"id": release_id, "title": "Titel", "published": NOW - timedelta(days=1), "body": (Block(text=text),)}
    return Release.model_validate(values | more)


@pytest.fixture
def store(place: Database) -> Store:
    return Store.open(place)


def test_put_tells_new_changed_and_unchanged(store: Store) -> None:
    assert store.put([release("a"), release("b")]) == [Outcome.NEW, Outcome.NEW]
    assert store.put([release("a"), release("b", "Ein anderer Satz.")]) == [Outcome.UNCHANGED, Outcome.CHANGED]


def test_white_space_makes_no_new_version(store: Store) -> None:
    store.put([release(text="Ein  Satz.\u00a0")])
    assert store.put([release(text="Ein Satz.")]) == [Outcome.UNCHANGED]


def test_versions_keep_hash_first_and_last_seen(store: Store) -> None:
    store.put([release()], moment=NOW)
    store.put([release()], moment=NOW + timedelta(hours=1))
    store.put([release(text="Neu.")], moment=NOW + timedelta(hours=2))
    first, second = store.archive().versions("a")
    assert (first.number, first.first_seen, first.last_seen) == (1, NOW, NOW + timedelta(hours=1))
    assert (second.number, second.hash) == (2, release(text="Neu.").content_hash)
    assert store.archive().version("a", 1) == release()


def test_a_clock_that_is_put_back_moves_nothing_back(store: Store) -> None:
    earlier = NOW - timedelta(days=30)
    old = earlier - timedelta(days=1)
    store.put([release("a", published=old), release("b", embargo_until=NOW + timedelta(hours=1))], moment=NOW)
    store.announce_due(moment=NOW + timedelta(hours=2))
    store.put([release("a", published=old), release("c", published=old)], moment=earlier)
    assert store.announce_due(moment=earlier) == 0
    store.put([release("a", "Neu.", published=old)], moment=earlier)
    archive = store.archive()
    first, second = archive.versions("a")
    assert (first.first_seen, first.last_seen, second.first_seen) == (NOW, NOW, earlier)
    assert [(each.sequence, each.id) for each in archive.changes(0, 10)] == [(1, "a"), (3, "b"), (4, "c"), (5, "a")]
    assert list(archive.damage()) == []
    assert store.put([release("a", "Neu.", published=old)], moment=NOW) == [Outcome.UNCHANGED]
    assert archive.versions("a")[1].last_seen == NOW


def test_withdrawn_release_leaves_only_a_tombstone(store: Store) -> None:
    store.put([release()])
    assert store.withdraw("a", moment=NOW)
    assert store.archive().get("a") == Withdrawn("a", "Titel", NOW)
    (change,) = store.archive().changes(0, 10)
    assert (change.type, change.release, change.sequence) == (ChangeType.WITHDRAWN, None, 2)
    assert list(store.archive().current()) == []


def test_withdrawing_twice_or_an_unknown_release_changes_nothing(store: Store) -> None:
    store.put([release()])
    store.withdraw("a")
    assert not store.withdraw("a")
    assert not store.withdraw("unknown")
    assert store.archive().last_sequence() == 2


def test_withdrawn_release_stays_so_until_its_content_changes(store: Store) -> None:
    store.put([release()])
    store.withdraw("a")
    assert store.put([release()]) == [Outcome.UNCHANGED]
    assert isinstance(store.archive().get("a"), Withdrawn)
    assert store.put([release(text="Neu.")]) == [Outcome.REPUBLISHED]
    assert store.archive().get("a") == release(text="Neu.")


def test_record_with_status_withdrawn_withdraws(store: Store) -> None:
    store.put([release("a")])
    gone = [release(name, status=Status.WITHDRAWN) for name in ("a", "never-seen")]
    assert store.put(gone) == [Outcome.WITHDRAWN, Outcome.WITHDRAWN]
    assert store.put(gone) == [Outcome.UNCHANGED, Outcome.UNCHANGED]


def test_embargoed_release_is_nowhere_until_its_time(store: Store) -> None:
    store.put([release(embargo_until=NOW + timedelta(hours=1))], moment=NOW)
    archive = store.archive()
    assert archive.get("a", moment=NOW) is None
    assert archive.changes(0, 10) == ()
    assert archive.get("a", moment=NOW + timedelta(hours=1)) is not None


def test_change_of_an_embargoed_release_gets_its_number_when_due(store: Store) -> None:
    store.put([release(embargo_until=NOW + timedelta(hours=1)), release("b")], moment=NOW)
    assert store.announce_due(moment=NOW) == 0
    assert store.announce_due(moment=NOW + timedelta(hours=1)) == 1
    assert [(change.sequence, change.id) for change in store.archive().changes(0, 10)] == [(2, "b"), (3, "a")]


def test_embargoed_release_that_is_withdrawn_leaves_no_trace(store: Store) -> None:
    store.put([release(embargo_until=NOW + timedelta(hours=1))], moment=NOW)
    store.withdraw("a", moment=NOW)
    assert store.announce_due(moment=NOW + timedelta(days=1)) == 0
    assert store.archive().changes(0, 10) == ()


def test_index_takes_in_pending_changes_in_order(store: Store) -> None:
    store.put([release("a", embargo_until=NOW + timedelta(hours=1)), release("b")], moment=NOW)
    store.put([release("b", "Neu.")], moment=NOW)
    assert [(change.sequence, change.id) for change in store.archive().to_index(1, batch=1)] == [(2, "b"), (3, "b")]


def test_release_is_found_by_its_url(store: Store) -> None:
    store.put([release(url="https://example.org/a")])
    assert store.archive().id_of_url("https://example.org/a") == "a"
    assert store.archive().id_of_url("https://example.org/b") is None


def test_missing_store_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="news-indexer import"):
        Archive.open(tmp_path / "releases.db")


def test_a_store_is_made_only_where_it_is_wanted(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "releases.db"
    with pytest.raises(StoreError, match="--data"):
        Store.open(path, make=False)
    assert not path.parent.exists()


@pytest.mark.parametrize("name", ["a?b", "a?mode=memory", "a%41b", "a#b", "file:x", "a b", "ä"])
def test_a_store_lies_where_its_path_says(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    Store.open(folder / "releases.db").close()
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (folder / "releases.db").stat().st_size
    Store.open(folder / "releases.db", make=False).close()
    assert Archive.open(folder / "releases.db").count() == 0


def test_a_store_keeps_its_identity_and_shares_it_with_none(tmp_path: Path) -> None:
    paths = [tmp_path / name / "releases.db" for name in ("a", "a", "b")]
    first, again, other = (Store.open(path).archive().identity() for path in paths)
    assert first == again == Archive.open(paths[0]).identity() != other


def test_a_store_of_an_older_program_gets_an_identity(tmp_path: Path) -> None:
    path = tmp_path / "releases.db"
    Store.open(path).close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM store_facts WHERE name = 'identity'")
    assert Store.open(path).archive().identity()


def test_file_that_is_no_store_is_kept_and_named(tmp_path: Path) -> None:
    path = tmp_path / "releases.db"
    path.write_bytes(b"no database at all" * 100)
    with pytest.raises(StoreError, match="damaged"):
        Store.open(path)
    assert path.read_bytes().startswith(b"no database")


def test_a_cut_text_is_never_put_over_a_whole_one(store: Store) -> None:
    whole = release("a", body=(Block(text="Der ganze Text."),))
    cut = release("a", body=(Block(text="Der ganze …"),), cut=True)
    assert store.put([cut]) == [Outcome.NEW]
    assert store.put([whole]) == [Outcome.CHANGED]
    assert store.put([cut]) == [Outcome.UNCHANGED]
    assert store.archive().get("a") == whole
    assert len(store.archive().versions("a")) == 2


def test_a_cut_text_replaces_another_cut_text(store: Store) -> None:
    store.put([release("a", body=(Block(text="Der Anfang …"),), cut=True)])
    assert store.put([release("a", body=(Block(text="Ein Anfang …"),), cut=True)]) == [Outcome.CHANGED]
