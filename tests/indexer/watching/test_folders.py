"""Watched folders, with the real command, store and index."""

from __future__ import annotations

import json
import os
import time
from contextlib import closing
from pathlib import Path

import pytest

from search_service.archive import Archive
from search_service.config import Settings
from search_service.engines.generations import write_lock
from tests.indexer.watching.watched import Watched, wait_until

TOML = """
[[source]]
name = "eingang"
kind = "folder"
path = "eingang"
interval = "0.1 s"
settle = "0 s"
ministry = "Ministerium für Wasser"
"""


def put(folder: Path, name: str, title: str, **more: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(json.dumps({"id": name.partition(".")[0], "title": title, "published": "2024-03-21", "body": "Ein Satz."} | more))
    return path


@pytest.fixture
def inbox(watched: Watched) -> Path:
    folder = watched.folder / "eingang"
    folder.mkdir()
    watched.watches(TOML)
    return folder


def test_new_and_changed_files_are_read_and_others_are_not(watched: Watched, inbox: Path) -> None:
    put(inbox, "a.json", "Deich geschlossen")
    put(inbox, "b.json", "Schleuse offen")
    watched.round(exit_codes=(0,))
    assert watched.found("") == ["Deich geschlossen", "Schleuse offen"]
    assert (watched.run_of("eingang").read, watched.run_of("eingang").new) == (2, 2)
    watched.round()
    assert watched.run_of("eingang").read == 0
    put(inbox, "b.json", "Schleuse wieder geschlossen")
    watched.round()
    run = watched.run_of("eingang")
    assert (run.read, run.changed, run.sent_id) == (1, 1, "b")
    assert watched.found("geschlossen") == ["Deich geschlossen", "Schleuse wieder geschlossen"]


def test_what_was_sent_last_stays_known_when_nothing_comes(watched: Watched, inbox: Path) -> None:
    put(inbox, "a.json", "Deich geschlossen")
    watched.round()
    first = watched.run_of("eingang")
    watched.round()
    then = watched.run_of("eingang")
    assert then.ended_at > first.ended_at
    assert (then.sent_id, then.sent_at, then.new) == ("a", first.sent_at, 0)


def test_a_release_without_a_ministry_gets_that_of_the_source(watched: Watched, inbox: Path) -> None:
    put(inbox, "a.json", "Deich geschlossen")
    put(inbox, "b.json", "Schleuse offen", ministry="Ministerium für Verkehr")
    watched.round()
    assert watched.found("ministerium:Wasser") == ["Deich geschlossen"]


def test_a_file_that_is_still_written_waits(watched: Watched, inbox: Path) -> None:
    watched.watches(TOML.replace("0 s", "600 s"))
    path = put(inbox, "a.json", "Deich geschlossen")
    os.utime(path, (1, 1))  # a program that copies sets the time back before it has written everything
    watched.round()
    assert watched.run_of("eingang").read == 0
    watched.watches(TOML)
    watched.round()
    assert watched.run_of("eingang").read == 1


def test_rejected_files_are_reported_once(watched: Watched, inbox: Path) -> None:
    (inbox / "kaputt.jsonl").write_text("kein Satz\n")
    os.mkfifo(inbox / "rohr")
    watched.round(exit_codes=(1,))
    assert watched.run_of("eingang").rejected == 2
    watched.round()
    assert watched.run_of("eingang").rejected == 0


def test_more_files_than_a_run_takes_are_read_in_the_next(watched: Watched, inbox: Path) -> None:
    watched.watches(TOML + "most_files = 2\n")
    for number in range(5):
        put(inbox, f"{number}.json", f"Meldung {number}")
    for known in (2, 4, 5, 5):
        watched.round()
        assert len(watched.found("Meldung")) == known


def test_a_folder_that_is_gone_is_a_failure(watched: Watched, inbox: Path) -> None:
    put(inbox, "a.json", "Deich geschlossen")
    watched.round()
    inbox.rename(watched.folder / "woanders")
    watched.watches(TOML.replace("0.1 s", "1 h"))
    time.sleep(0.15)
    watched.round()
    run = watched.run_of("eingang")
    assert (run.failures, run.sent_id) == (1, "a") and "no folder" in run.problem
    assert 0.8 < (run.due_at - time.time()) / 3600 < 1.2


def test_a_folder_that_was_emptied_is_said_and_nothing_is_withdrawn(watched: Watched, inbox: Path) -> None:
    (inbox / "a.jsonl").write_text('{"id": "a", "title": "Deich offen", "published": "2024-03-21", "body": "Text."}\n', encoding="utf-8")
    watched.round()
    (inbox / "a.jsonl").unlink()
    assert "is empty; nothing was withdrawn" in watched.round(exit_codes=(0,))
    assert watched.found("") == ["Deich offen"]


def test_mails_are_read_from_senders_that_may_publish(watched: Watched) -> None:
    folder = watched.folder / "post"
    for room in ("new", "cur", "tmp"):
        (folder / room).mkdir(parents=True)
    text = "From: {}\nSubject: {}\nDate: Thu, 21 Mar 2024 10:00:00 +0100\nMessage-ID: <{}@x.example>\n\nDer Text der Meldung.\n"
    (folder / "new" / "1.host").write_text(text.format("Presse <presse@stk.example>", "Deich geschlossen", 1))
    (folder / "cur" / "2.host:2,S").write_text(text.format("fremd@anders.example", "Gewinnen Sie", 2))
    (folder / "tmp" / "3.host").write_text(text.format("presse@stk.example", "Noch nicht zugestellt", 3))
    watched.watches('[[source]]\nname = "post"\nkind = "mails"\npath = "post"\nsettle = 0\nsenders = ["@stk.example"]\n')
    said = watched.round()
    assert watched.found("") == ["Deich geschlossen"]
    assert watched.run_of("post").rejected == 0
    assert '"strangers": 1' in said
    assert "fremd" not in said and "Gewinnen" not in said


def test_a_file_is_found_soon_after_it_came_and_the_program_ends_when_told(watched: Watched, inbox: Path) -> None:
    with watched.watching():
        wait_until(lambda: watched.data.exists())
        put(inbox, "a.json", "Deich geschlossen")
        wait_until(lambda: watched.found("Deich") == ["Deich geschlossen"])
        put(inbox, "b.json", "Deich wieder offen")
        wait_until(lambda: len(watched.found("Deich")) == 2)
    assert [line.get("watch") for line in watched.log() if "watch" in line] == ["started", "ends", "ended"]


def test_an_embargo_wakes_the_watch(watched: Watched, inbox: Path) -> None:
    watched.watches(TOML.replace("0.1 s", "1 h"))
    until = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 5))
    put(inbox, "a.json", "Deich geschlossen", embargo_until=until)
    watched.round()
    assert watched.found("Deich") == []
    with closing(Archive.open(watched.data / "releases.db")) as archive, watched.watching():
        assert archive.changes(0, 10) == ()
        wait_until(lambda: [change.id for change in archive.changes(0, 10)] == ["a"], seconds=20)
        assert watched.found("Deich") == ["Deich geschlossen"]


def test_a_locked_index_waits_and_what_was_stored_is_found_then(watched: Watched, inbox: Path) -> None:
    put(inbox, "a.json", "Deich geschlossen")
    watched.round()
    with watched.watching():
        with write_lock(Settings(data=watched.data).index_folder):
            put(inbox, "b.json", "Deich wieder offen")
            wait_until(lambda: any(line.get("index") == "waits" for line in watched.log()))
            assert watched.found("Deich") == ["Deich geschlossen"]
        wait_until(lambda: len(watched.found("Deich")) == 2)


def stored(watched: Watched) -> int:
    with closing(Archive.open(watched.data / "releases.db")) as archive:
        return archive.count()


def test_killed_while_storing_and_indexing_nothing_is_lost_or_doubled(watched: Watched, inbox: Path) -> None:
    for number in range(300):
        put(inbox, f"{number}.json", f"Deich {number} geschlossen")
    for begun in (
        lambda: (watched.data / "watch.db").exists(),
        lambda: stored(watched) > 0,
        lambda: any(line.get("index") == "built" for line in watched.log()),
    ):
        with pytest.raises(AssertionError, match="-9"), watched.watching() as process:
            wait_until(begun)
            process.kill()
            process.wait()
    watched.round()
    with closing(Archive.open(watched.data / "releases.db")) as archive:
        assert archive.count() == archive.last_sequence() == 300
    watched.round()
    assert watched.run_of("eingang").read == 0
    assert len(watched.found("geschlossen")) == 10  # the first page
