"""Data folders where there can be none, or that were moved: one line of error with exit code 2, or all goes on."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from indexer.cli import main

COMMANDS = [["import"], ["index"], ["rebuild"], ["check"], ["status"], ["withdraw", "a"], ["erase", "a"], ["backup"], ["restore"]]


def run(*arguments: object, data: Path) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments), "--data", str(data)])


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps({"id": "a", "title": "Radweg", "published": "2024-03-21"}), encoding="utf-8")
    return path


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
@pytest.mark.parametrize("place", ["file/below", "/proc/nowhere/var", "/dev/null/var"])
def test_where_there_can_be_no_store_is_said_in_a_line(tmp_path: Path, source: Path, command: list[str], place: str) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    kept = tmp_path / "kept"
    run("import", source, data=tmp_path / "whole")
    run("backup", kept, data=tmp_path / "whole")
    more = {"import": [source], "backup": [tmp_path / "new"], "restore": [kept]}.get(command[0], [])
    result = run(*command, *more, data=tmp_path / place)
    assert (result.exit_code, isinstance(result.exception, SystemExit)) == (2, True), result.output
    assert result.stderr.count("error:") == 1


@pytest.mark.parametrize("place", ["file/below", "/proc/nowhere/kept", "/dev/null/kept"])
def test_a_backup_goes_nowhere_in_a_line(tmp_path: Path, source: Path, place: str) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    run("import", source, data=tmp_path / "data")
    result = run("backup", tmp_path / place, data=tmp_path / "data")
    assert (result.exit_code, "error:" in result.output) == (2, True), result.output


@pytest.mark.parametrize("name", ["releases.db", "index", "index/whoosh/current", "index/whoosh/writer.lock"])
def test_a_folder_where_a_file_should_be_is_an_error_of_ours(tmp_path: Path, source: Path, name: str) -> None:
    data = tmp_path / "data"
    run("import", source, data=data)
    path = data / name
    if path.is_dir():
        shutil.rmtree(path)
        path.write_text("no folder", encoding="utf-8")
    else:
        path.unlink()
        path.mkdir()
    for command in ("import", "index", "rebuild", "status", "check"):
        result = run(command, *([source] if command == "import" else []), data=data)
        assert result.exception is None or isinstance(result.exception, SystemExit), f"{command}: {result.exception!r}"


def test_a_moved_data_folder_goes_on(tmp_path: Path, source: Path) -> None:
    run("import", source, data=tmp_path / "here")
    shutil.copytree(tmp_path / "here", tmp_path / "other machine" / "var")
    shutil.rmtree(tmp_path / "here")
    data = tmp_path / "other machine" / "var"
    assert "1 unchanged" in run("import", source, data=data).output
    assert run("check", data=data).exit_code == 0
    assert "up to date" in run("status", data=data).output
