"""While nothing comes, a watch settles what its publishes only extended; whatever comes has the way."""

from __future__ import annotations

import time
from contextlib import closing
from multiprocessing import active_children
from pathlib import Path

import pytest

from indexer.pipeline import bring_up_to_date
from indexer.store import Store
from indexer.watching import settling
from indexer.watching.settling import Settler
from search_service.config import Settings
from search_service.engines import vocabulary_keeper
from search_service.engines.generations import write_lock
from search_service.engines.registry import open_index
from tests.archives import release
from tests.indexer.watching.watched import Watched, wait_until


@pytest.fixture
def unsettled(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A data folder whose index grew by a release."""
    monkeypatch.setattr(vocabulary_keeper, "ALWAYS_REFRESHED", 0)
    monkeypatch.setattr(vocabulary_keeper, "REFRESHED_AT", float("inf"))
    settings = Settings(data=watched.data)
    with closing(Store.open(settings.store_path)) as store:
        for each in "ab":
            store.put([release(each, "Der Radweg an der Kreisstraße ist fertig.")])
            bring_up_to_date(store, open_index(settings))
    assert not is_settled(settings)
    return settings


def is_settled(settings: Settings) -> bool:
    return open_index(settings).status().settled


def nothing_comes(watched: Watched) -> None:
    (watched.folder / "empty").mkdir()
    watched.watches(f'[[source]]\nname = "leer"\nkind = "folder"\npath = "{watched.folder}/empty"\ninterval = "1 h"\n')


def test_an_idle_watch_settles(watched: Watched, unsettled: Settings) -> None:
    nothing_comes(watched)
    with watched.watching():
        wait_until(lambda: is_settled(unsettled), seconds=60)
        wait_until(lambda: any(line.get("index") == "settled" for line in watched.log()))


def test_a_round_settles_before_it_ends(watched: Watched, unsettled: Settings) -> None:
    nothing_comes(watched)
    watched.round()
    assert is_settled(unsettled)


def test_what_comes_ends_a_process_that_settles_and_it_begins_later(unsettled: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settling, "SHORTEST_REST", 0.0)
    monkeypatch.setattr(settling, "REST", 1.0)
    settler = Settler(unsettled)
    settler.look()
    assert settler.seconds_to_look() == settling.LOOKED_AGAIN
    settler.give_way()
    with write_lock(unsettled.index_folder):
        pass
    assert settler.seconds_to_look() > 0
    wait_until(lambda: settled_by(settler, unsettled), seconds=60)


def test_one_that_finds_the_index_locked_tries_again(unsettled: Settings, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    settler = Settler(unsettled)
    wait_until(lambda: settler.seconds_to_look() <= 0)
    with write_lock(unsettled.index_folder):
        settler.look()
        wait_until(lambda: rests(settler), seconds=60)
    assert not is_settled(unsettled)
    assert 0 < settler.seconds_to_look() < float("inf")
    assert [(record.levelname, "index=unsettled" in record.message) for record in caplog.records] == [("INFO", True)]


def test_one_that_fails_says_why_and_waits_longer_each_time(
    unsettled: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(settling, "SHORTEST_REST", 0.1)
    monkeypatch.setattr(settling, "REST", 0.1)
    unsettled.store_path.rename(unsettled.store_path.with_suffix(".away"))
    settler = Settler(unsettled)
    waits = []
    for _ in range(2):
        wait_until(lambda: settler.seconds_to_look() <= 0)
        settler.look()
        wait_until(lambda: rests(settler), seconds=60)
        waits.append(settler.seconds_to_look())
    assert waits[1] > 1.5 * waits[0] > 0.15
    assert [record.levelname for record in caplog.records] == ["ERROR"] * 2
    assert all(unsettled.store_path.name in record.message and "again_in=" in record.message for record in caplog.records)


def test_one_that_is_killed_is_said_too(unsettled: Settings, caplog: pytest.LogCaptureFixture) -> None:
    settler = Settler(unsettled)
    wait_until(lambda: settler.seconds_to_look() <= 0)
    settler.look()
    (process,) = active_children()
    process.kill()
    wait_until(lambda: rests(settler), seconds=60)
    assert "ended with -9" in caplog.text


def rests(settler: Settler) -> bool:
    """Whether a process that began has ended."""
    settler.look()
    return settler.seconds_to_look() != settling.LOOKED_AGAIN


def settled_by(settler: Settler, settings: Settings) -> bool:
    settler.look()
    return is_settled(settings) and settler.seconds_to_look() == float("inf")


def test_nothing_is_begun_while_releases_keep_coming(unsettled: Settings, tmp_path: Path) -> None:
    settler = Settler(unsettled)
    ends_at = time.monotonic() + 0.5
    while time.monotonic() < ends_at:
        settler.published()
        settler.look()
        assert settler.seconds_to_look() > settling.LOOKED_AGAIN
