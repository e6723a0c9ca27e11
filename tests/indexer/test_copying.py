"""A store that is copied says all that it said, in either database, and its index belongs to the copy."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from indexer.cli import main
from indexer.store import Store
from search_service.archive import Archive
from search_service.config import Settings
from search_service.database import database_of
from search_service.sqlite import SqliteDatabase
from tests.databases import TestDatabase


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)))


def imported(data: Path, *records: dict[str, str]) -> Result:
    path = data.parent / "in.jsonl"
    path.write_text("\n".join(json.dumps({"published": "2024-03-21", "title": "T"} | each) for each in records), encoding="utf-8")
    return run("import", path, "--data", data)


def said(archive: Archive) -> list[object]:
    ids = ("a", "b", "c", "d")
    return [
        archive.identity(),
        list(archive.to_index(0)),
        [archive.get(each) for each in ids],
        [archive.versions(each) for each in ids],
        archive.changes(0, 100),
        list(archive.damage()),
    ]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    data = tmp_path / "data"
    imported(
        data, {"id": "a", "body": "Der Radweg."}, {"id": "b", "body": "Die Brücke."}, {"id": "c"}, {"id": "d", "url": "https://a.de/d"}
    )
    imported(data, {"id": "a", "body": "Der Radweg ist fertig."})
    run("withdraw", "b", "--data", data)
    run("erase", "c", "--data", data)
    return data


def test_there_and_back(data: Path, in_postgresql: TestDatabase, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with closing(Archive.open(data / "releases.db")) as archive:
        before = said(archive)
    result = run("copy", in_postgresql.url, "--data", data)
    assert (result.exit_code, "4 releases" in result.output or "2 releases" in result.output) == (0, True), result.output
    archive = Archive.open(in_postgresql)
    assert said(archive) == before

    monkeypatch.setenv("NEWS_SEARCH_DATABASE_URL", in_postgresql.url)
    checked = run("check", "--data", data)
    assert (checked.exit_code, checked.output) == (0, "2 releases checked: all well\n")
    assert "1 new" in imported(data, {"id": "e", "body": "Neu."}).output
    assert archive.last_sequence() == 8
    assert "Erased before, not taken in again: 1 release" in imported(data, {"id": "c", "body": "Neu."}).output

    back = tmp_path / "back" / "other.db"
    assert run("copy", f"sqlite:///{back}", "--data", data).exit_code == 0
    with closing(Archive.open(back)) as copy:
        assert said(copy) == said(archive)
    with closing(Store.open(back)) as store:
        store.withdraw("a")
        assert store.archive().last_sequence() == 9


def test_a_number_that_was_given_is_never_given_again(data: Path, in_postgresql: TestDatabase) -> None:
    """Also not that of a change which is gone."""
    with closing(Store.open(data / "releases.db")) as store, store.writing() as connection:
        connection.exec_driver_sql("DELETE FROM changes WHERE sequence = (SELECT max(sequence) FROM changes)")
    assert run("copy", in_postgresql.url, "--data", data).exit_code == 0
    store = Store.open(in_postgresql)
    store.withdraw("a")
    assert store.archive().last_sequence() == 8


def test_nothing_is_written_over(data: Path, in_postgresql: TestDatabase) -> None:
    Store.open(in_postgresql)
    there = run("copy", in_postgresql.url, "--data", data)
    assert (there.exit_code, "has tables already" in there.output) == (2, True)
    same = run("copy", "", "--data", data)
    assert (same.exit_code, "name another place" in same.output) == (2, True)
    wrong = run("copy", "mysql://a@b/c", "--data", data)
    assert (wrong.exit_code, "write postgresql://" in wrong.output) == (2, True)


def test_a_url_of_sqlite_is_a_place_like_any_other(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "stores" / "presse.db"
    assert run("copy", f"sqlite:///{other}", "--data", data).exit_code == 0
    monkeypatch.setenv("NEWS_SEARCH_DATABASE_URL", f"sqlite:///{other}")
    assert database_of(Settings(database_url=f"sqlite:///{other}")).name == SqliteDatabase(other).name
    (data / "releases.db").unlink()
    assert run("check", "--data", data).exit_code == 0
    kept = tmp_path / "kept"
    assert run("backup", kept, "--data", data).exit_code == 0
    assert run("restore", kept, "--overwrite", "--data", data).exit_code == 0
    assert run("check", "--data", data).exit_code == 0
    assert [path.name for path in data.glob("*.db")] == []


def test_an_archive_is_taken_over_there_and_back(data: Path, in_postgresql: TestDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings are those of the new place; the index there is made, or brought up to date."""
    monkeypatch.setenv("NEWS_SEARCH_DATABASE_URL", in_postgresql.url)
    there = run("take-over", "", "--data", data)
    assert (there.exit_code, "2 releases, last change" in there.output) == (0, True), there.output
    assert run("check", "--data", data).output == "2 releases checked: all well\n"
    imported(data, {"id": "e", "body": "Neu."})
    archive = Archive.open(in_postgresql)

    monkeypatch.delenv("NEWS_SEARCH_DATABASE_URL")
    assert "name an empty database or a file that is not there" in run("take-over", in_postgresql.url, "--data", data).output
    back = run("take-over", in_postgresql.url, "--overwrite", "--data", data)
    assert (back.exit_code, "is kept as" in back.output) == (0, True), back.output
    with closing(Archive.open(data / "releases.db")) as copy:
        assert said(copy) == said(archive)
    assert run("check", "--data", data).output == "3 releases checked: all well\n"
    assert sorted(path.name.split("-")[0] for path in data.glob("releases.*db")) == ["releases.db", "releases.replaced"]


def test_what_was_killed_behind_its_copy_says_how_to_go_on(
    data: Path, in_postgresql: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("copy", in_postgresql.url, "--data", data)  # all that a killed take-over had done
    monkeypatch.setenv("NEWS_SEARCH_DATABASE_URL", in_postgresql.url)
    again = run("take-over", "", "--data", data)
    assert (again.exit_code, "complete copy" in again.output, "`news-indexer index`" in again.output) == (2, True, True), again.output
    assert run("index", "--data", data).exit_code == 0
    assert run("check", "--data", data).output == "2 releases checked: all well\n"


def test_an_index_of_another_store_is_built_anew(data: Path, in_postgresql: TestDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    other = data.parent / "other"
    imported(other, {"id": "x", "body": "Ganz anderes."})
    run("copy", in_postgresql.url, "--data", data)
    taken = run("take-over", in_postgresql.url, "--overwrite", "--data", other)
    assert (taken.exit_code, "built anew" in taken.output) == (0, True), taken.output
    assert run("check", "--data", other).output == "2 releases checked: all well\n"


def test_only_the_engine_changes_where_the_store_stays(data: Path) -> None:
    taken = run("take-over", "", "--data", data)
    assert (taken.exit_code, "copied" in taken.output) == (0, False)
