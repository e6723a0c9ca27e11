"""Whoever may only read: another user than the indexer's, and folders that take nothing; who may not even that is told so in a line."""

from __future__ import annotations

import importlib
import os
import pkgutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import indexer
import search_service
from benchmarks.crash import in_child
from indexer.cli import main
from indexer.pipeline import rebuild
from indexer.store import Store
from search_service.answers.searcher import open_searcher
from search_service.archive import Archive
from search_service.config import Settings
from search_service.engines.registry import open_index
from search_service.errors import NewsSearchError
from search_service.query.parser import parse
from search_service.query.request import SearchRequest
from tests.archives import release

pytestmark = pytest.mark.skipif(os.name != "posix", reason="other systems have no mode bits")
NOBODY = 65534


@pytest.fixture(scope="module", autouse=True)
def everything_imported() -> None:
    """Also what is imported late, before a user is asked who may not read where all that is installed."""
    for package in (indexer, search_service):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    assert CliRunner().invoke(main, ["--help"]).exit_code == 0


@pytest.fixture
def data() -> Iterator[Path]:
    """A data folder that other users reach."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        folder = Path(name) / "data"
        store = Store.open(folder / "releases.db")
        store.put([release("a", "Die Fähre ruht."), release("b", "Die Brücke ruht.")])
        rebuild(store.archive(), open_index(Settings(data=folder)))
        store.close()
        yield folder
        set_rights(folder, folders=0o755, files=0o644)


def set_rights(folder: Path, *, folders: int, files: int) -> None:
    for path in (folder, *sorted(folder.rglob("*"))):
        path.chmod(0o755 if path.is_dir() else files)
    for path in (*sorted(folder.rglob("*"), reverse=True), folder):
        if path.is_dir():
            path.chmod(folders)


def as_reader(action: Callable[[], Any]) -> Any:
    """What ``action`` gives to a user without any right but those of the folders: root has all, so it becomes nobody."""

    def run() -> Any:
        if os.geteuid() == 0:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        return action()

    return in_child(run)


def answers(data: Path) -> tuple[list[str], int]:
    """The ids that a search finds, and the number of releases in the store."""
    settings = Settings(data=data)
    with closing(Archive.open(settings.store_path)) as archive, closing(open_searcher(settings, archive)) as searcher:
        hits = searcher.search(SearchRequest(q="ruht", node=parse("ruht").node)).hits
        return sorted(hit.id for hit in hits), archive.count()


def refused(data: Path) -> str:
    try:
        return f"read {answers(data)}"
    except NewsSearchError as error:
        return str(error)


def test_another_user_reads_what_the_indexer_has_written(data: Path) -> None:
    set_rights(data, folders=0o555, files=0o444)
    assert as_reader(lambda: answers(data)) == (["a", "b"], 2)


def test_a_copy_without_a_log_is_read_where_nobody_can_write(data: Path) -> None:
    for end in ("-wal", "-shm"):
        (data / f"releases.db{end}").unlink()
    set_rights(data, folders=0o555, files=0o444)
    assert as_reader(lambda: answers(data)) == (["a", "b"], 2)


def test_what_is_written_to_a_file_that_was_at_rest_is_seen(data: Path) -> None:
    for end in ("-wal", "-shm"):
        (data / f"releases.db{end}").unlink()
    if os.geteuid() == 0:
        for path in (data, *data.rglob("*")):
            os.chown(path, NOBODY, NOBODY)

    def before_and_after() -> tuple[int, int]:
        data.chmod(0o555)
        with closing(Archive.open(data / "releases.db")) as archive:
            before = archive.count()
            data.chmod(0o755)
            with closing(Store.open(data / "releases.db")) as store:
                store.put([release("c", "Die Schleuse ruht.")])
                return before, archive.count()

    assert as_reader(before_and_after) == (2, 3)


@pytest.mark.parametrize("name", [".", "index", "index/whoosh", "index/whoosh/current", "index/whoosh/generation-1", "releases.db"])
def test_what_may_not_be_read_is_an_error_that_says_whose_right_is_missing(data: Path, name: str) -> None:
    set_rights(data, folders=0o755, files=0o644)
    assert as_reader(lambda: answers(data)) == (["a", "b"], 2)
    (data / name).chmod(0)
    said = as_reader(lambda: refused(data))
    (data / name).chmod(0o755)
    assert "see that this user may" in said


COMMANDS = [
    *(["index"], ["rebuild"], ["check"], ["export"], ["status"], ["taxonomy"], ["withdraw", "a"], ["erase", "a"]),
    *(["import", "{source}"], ["preview", "{source}"], ["backup", "{kept}"], ["restore", "{kept}", "--overwrite"]),
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
@pytest.mark.parametrize("rights", [0o000, 0o444, 0o555])
def test_a_folder_that_takes_or_gives_nothing_is_a_line_of_error(data: Path, tmp_path: Path, command: list[str], rights: int) -> None:
    source, kept = data.parent / "in.jsonl", data.parent / "kept"
    source.write_text('{"id": "c", "title": "Schleuse", "published": "2024-03-21"}\n', encoding="utf-8")
    source.chmod(0o644)
    CliRunner().invoke(main, ["backup", str(kept), "--data", str(data)])
    arguments = [each.format(source=source, kept=kept) for each in command]
    set_rights(data, folders=rights, files=0o444)

    def run() -> tuple[int, str, str]:
        result = CliRunner().invoke(main, [*arguments, "--data", str(data)])
        unforeseen = "" if isinstance(result.exception, SystemExit | None) else repr(result.exception)
        return result.exit_code, result.stderr, unforeseen

    code, said, unforeseen = as_reader(run)
    assert unforeseen == ""
    assert (code, said.lower().count("error: ")) in {(0, 0), (2, 1)}, said
