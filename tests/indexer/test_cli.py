"""The command `news-indexer` as an operator types it."""

from __future__ import annotations

import json
import re
import signal
from importlib.metadata import version
from pathlib import Path

import pytest
from click import Command
from click.testing import CliRunner, Result

from indexer.cli import main
from indexer.commands import reading
from indexer.store import Store
from search_service.cli import main as search_main

RECORD = {"id": "a", "title": "Radweg eröffnet", "published": "21. März 2024", "body": "Der Radweg ist fertig."}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps(RECORD), encoding="utf-8")
    return path


def run(*arguments: object, data: Path, text: str = "") -> Result:
    return CliRunner().invoke(main, [*map(str, arguments), "--data", str(data)], input=text)


def test_import_reports_and_indexes(data: Path, source: Path) -> None:
    result = run("import", source, data=data)
    assert result.exit_code == 0, result.output
    assert "1 new" in result.output
    assert "1 release from 2024-03-21" in run("status", data=data).output


def test_import_reads_standard_input(data: Path) -> None:
    result = run("import", "-", "--json", data=data, text=json.dumps(RECORD) + "\nkaputt\n")
    report = json.loads(result.stdout)
    assert (result.exit_code, report["new"], report["rejected"][0]["line"]) == (1, 1, 2)


def test_a_format_is_named_as_it_is_documented(data: Path, source: Path) -> None:
    assert "1 new" in run("import", source, "--format", "jsonl", data=data).output
    assert "Rejected 1" in run("import", source, "--format", "text", data=data).output


def test_import_without_index_leaves_the_index_behind(data: Path, source: Path) -> None:
    run("import", source, "--no-index", data=data)
    result = run("status", data=data)
    assert result.exit_code == 2
    assert "news-indexer rebuild" in result.output
    assert "built anew" in run("index", data=data).output
    assert "up to date" in run("status", data=data).output


def test_strict_import_rejects_unknown_fields(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "more.jsonl"
    path.write_text(json.dumps(RECORD | {"colour": "red"}), encoding="utf-8")
    assert run("import", path, data=data).exit_code == 0
    assert run("import", path, "--strict", data=data).exit_code == 2


def test_withdraw_takes_a_release_out(data: Path, source: Path) -> None:
    run("import", source, data=data)
    assert run("withdraw", "a", data=data).exit_code == 0
    assert "index: 0 releases" in run("status", data=data).output
    again = run("withdraw", "a", data=data)
    assert (again.exit_code, "withdrawn already" in again.output) == (2, True)


def test_rebuild_names_what_it_built(data: Path, source: Path) -> None:
    run("import", source, data=data)
    assert "built anew: 1 release" in run("rebuild", data=data).output


def test_damaged_store_is_an_error_of_ours(data: Path) -> None:
    data.mkdir()
    (data / "releases.db").write_bytes(b"rubbish" * 1000)
    result = run("status", data=data)
    assert (result.exit_code, "damaged" in result.output, result.exception.__class__) == (2, True, SystemExit)


@pytest.mark.parametrize("command", [["status"], ["index"], ["rebuild"], ["withdraw", "a"]])
def test_a_mistyped_folder_is_an_error_and_stays_empty(tmp_path: Path, command: list[str]) -> None:
    result = run(*command, data=tmp_path / "vra")
    assert (result.exit_code, "there is no store" in result.output, "--data" in result.output) == (2, True, True)
    assert not list(tmp_path.iterdir())


def test_status_changes_nothing(data: Path, source: Path) -> None:
    run("import", source, data=data)
    before = written_at(data)
    run("status", data=data)
    assert written_at(data) == before


def written_at(data: Path) -> dict[Path, int]:
    """Without the file in which SQLite notes who reads."""
    return {path: path.stat().st_mtime_ns for path in data.rglob("*") if path.is_file() and not path.name.endswith("-shm")}


def records(path: Path, *ids: str) -> Path:
    path.write_text("\n".join(json.dumps(RECORD | {"id": each, "title": f"Radweg {each}"}) for each in ids), encoding="utf-8")
    return path


def remove_store(data: Path) -> None:
    for path in data.glob("releases.db*"):
        path.unlink()


def is_refused(data: Path, *commands: list[str]) -> None:
    for command in commands:
        result = run(*command, data=data)
        assert (result.exit_code, "news-indexer rebuild" in result.output) == (2, True), (command, result.output)


def test_a_store_imported_anew_is_not_the_one_that_was_indexed(data: Path, tmp_path: Path) -> None:
    run("import", records(tmp_path / "a.jsonl", "a", "b"), data=data)
    remove_store(data)
    is_refused(data, ["import", str(records(tmp_path / "b.jsonl", "c", "d", "e"))], ["index"], ["status"], ["withdraw", "c"])
    for more in ([], ["--json"]):
        result = CliRunner().invoke(search_main, ["query", "Radweg", "--data", str(data), *more])
        assert (result.exit_code, "news-indexer rebuild" in result.output, "Radweg a" in result.output) == (2, True, False)
    assert "built anew: 3 releases" in run("rebuild", data=data).output
    assert "up to date" in run("status", data=data).output


def test_an_older_store_put_back_is_told_before_it_goes_on(data: Path, tmp_path: Path) -> None:
    """With as many new changes as it lacks, nothing could tell it from the one that was indexed."""
    run("import", records(tmp_path / "a.jsonl", "a"), data=data)
    older = (data / "releases.db").read_bytes()
    run("import", records(tmp_path / "b.jsonl", "b", "c"), data=data)
    remove_store(data)
    (data / "releases.db").write_bytes(older)
    more = str(records(tmp_path / "c.jsonl", "d", "e", "f"))
    is_refused(data, ["index"], ["status"], ["import", more], ["import", more, "--no-index"], ["withdraw", "a"])
    assert "built anew: 1 release" in run("rebuild", data=data).output
    assert "3 new" in run("import", more, data=data).output
    assert "index: 4 releases" in run("status", data=data).output


@pytest.mark.parametrize("command", [main, search_main])
def test_each_command_knows_its_version(command: Command) -> None:
    result = CliRunner().invoke(command, ["--version"])
    assert (result.exit_code, version("news-search") in result.output) == (0, True)


def test_withdrawn_state_survives_in_the_store(data: Path, source: Path) -> None:
    run("import", source, data=data)
    run("withdraw", "a", data=data)
    store = Store.open(data / "releases.db")
    assert store.archive().count() == 0
    store.close()


def test_status_reads_the_index_as_a_search_does(data: Path, source: Path) -> None:
    run("import", source, data=data)
    damaged = next(data.glob("index/*/generation-1/*.seg"))
    damaged.write_bytes(damaged.read_bytes()[:-20])
    result = run("status", data=data)
    assert (result.exit_code, "news-indexer rebuild" in result.output) == (2, True)


def test_a_file_that_is_not_there_is_an_error_and_no_rejected_record(tmp_path: Path) -> None:
    good, data = tmp_path / "good.jsonl", tmp_path / "data"
    good.write_text('{"id": "a", "title": "Radweg", "date": "2024-03-21", "text": "Der Weg."}\n', encoding="utf-8")
    assert run("import", good, data=data).exit_code == 0
    before = sorted(data.rglob("*quarantine*"))
    result = run("import", good, tmp_path / "missing.jsonl", data=data)
    assert (result.exit_code, "missing.jsonl: no such file" in result.output, sorted(data.rglob("*quarantine*"))) == (2, True, before)


def test_an_import_in_which_nothing_can_be_read_makes_nothing(data: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"title": "ohne Datum"}\nkein JSON\n', encoding="utf-8")
    missing = tmp_path / "missing.jsonl"
    for sources, said in (([bad], "Rejected"), ([missing], f"{missing}: no such file"), ([bad, missing], f"{missing}: no such file")):
        result = run("import", *sources, data=data)
        assert (result.exit_code, said in result.output, data.exists()) == (2, True, False), result.output
    good = records(tmp_path / "good.jsonl", "a")
    assert run("import", bad, good, data=data).exit_code == 1
    assert run("import", bad, data=data).exit_code == 2


def test_the_json_report_has_the_indexing_too(data: Path, tmp_path: Path) -> None:
    facts = json.loads(run("import", records(tmp_path / "a.jsonl", "a", "b"), "--json", data=data).stdout)
    assert (facts["new"], facts["indexing"]["added"], facts["indexing"]["deleted"], facts["indexing"]["rebuilt"]) == (2, 2, 0, True)
    only_stored = json.loads(run("import", records(tmp_path / "b.jsonl", "c"), "--json", "--no-index", data=data).stdout)
    assert (only_stored["new"], only_stored["indexing"]) == (1, None)


def test_numbers_and_nouns_agree(data: Path, tmp_path: Path) -> None:
    printed = run("import", records(tmp_path / "a.jsonl", "a"), data=data).output
    printed += run("status", data=data).output + CliRunner().invoke(search_main, ["query", "Radweg", "--data", str(data)]).output
    assert ("Read 1 release in" in printed, "1 release indexed" in printed, "1 hit for" in printed) == (True, True, True)
    assert not re.search(r"\b1 (?:releases|hits|changes)\b", printed)


def test_an_interrupted_command_says_in_one_line_what_is_safe(data: Path, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(reading, "opened_store", lambda *_, **__: signal.raise_signal(signal.SIGINT))
        result = run("import", source, data=data)
    assert result.exit_code == 130
    (line,) = result.stderr.splitlines()
    assert line.startswith("interrupted: what is stored is safe")
    assert run("import", source, data=data).exit_code == 0
