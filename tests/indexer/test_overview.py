"""`status`: what is there, counted, for people and for machines."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from indexer.cli import main
from indexer.commands import reading
from indexer.last_import import keep_last_import
from indexer.pipeline import bring_up_to_date
from indexer.report import ImportReport
from indexer.store import Store
from search_service.config import Settings
from search_service.engines.registry import open_index
from search_service.errors import EngineUnavailableError
from search_service.last_import import FILE_NAME, last_import
from tests.archives import release


@pytest.fixture
def data(tmp_path: Path) -> Path:
    settings = Settings(data=tmp_path / "data")
    with closing(Store.open(settings.store_path)) as store:
        store.put([release(f"r{number}", "Der Radweg.", source="alt.jsonl", ministries=("Bauamt",)) for number in range(3)])
        hidden = {"embargo_until": "2035-03-21T10:00:00+01:00"}
        store.put([release("neu", "Die Schule.", published="2025-01-02", source="neu.csv", **hidden), release("weg", "Weg.")])
        bring_up_to_date(store, open_index(settings))
        store.withdraw("weg")
        bring_up_to_date(store, open_index(settings))
    settings.quarantine_path.write_text('{"entry": "1"}\n', encoding="utf-8")
    return settings.data


def run(data: Path, *more: str) -> Result:
    return CliRunner().invoke(main, ["status", "--data", str(data), *more])


def test_counts_for_machines(data: Path) -> None:
    result = run(data, "--json")
    assert result.exit_code == 0, result.output
    facts = json.loads(result.stdout)
    store, index = facts["store"], facts["index"]
    assert (result.exit_code, store["releases"], store["withdrawn"], store["hidden"], store["damaged"]) == (0, 4, 1, 1, 0)
    assert store["by_source"] == {"alt.jsonl": 3, "neu.csv": 1}
    assert store["by_year"] == {"2025": 1, "2024": 3}
    assert store["by_ministry"] == {"Bauamt": 3, "(none)": 1}
    assert (store["last_change"], store["quarantined"], store["next_due"][:10]) == (6, 1, "2035-03-21")
    assert store["bytes"] > 0
    assert (index["releases"], index["generation"], index["sequence"], index["behind"]) == (4, 2, 6, 0)
    assert 0 <= index["deleted"] < 1
    assert list(index["bytes"]) == ["generation-1", "generation-2"]
    assert facts["sources"] == []


def test_lines_for_people(data: Path) -> None:
    lines = run(data).output.splitlines()
    assert lines[0].startswith("store: 4 releases, 1 withdrawn, last change 6 at ")
    assert "by year: 2025 1, 2024 3" in lines
    assert "held back until their time: 1 release, the next at 2035-03-21 09:00:00 UTC" in lines
    assert "quarantine: 1 record" in lines
    assert lines[-1] == "index: up to date"


def test_a_damaged_index_does_not_hide_the_store(data: Path) -> None:
    next(data.glob("index/*/current")).write_text("generation-9\n", encoding="ascii")
    result = run(data)
    assert (result.exit_code, "store: 4 releases" in result.output, "news-indexer rebuild" in result.output) == (2, True, True)


def test_a_damaged_index_is_told_for_machines_with_all_that_is_known(data: Path) -> None:
    next(data.glob("index/*/current")).write_text("generation-9\n", encoding="ascii")
    result = run(data, "--json")
    facts = json.loads(result.stdout)
    assert (result.exit_code, facts["store"]["releases"], facts["index"], "rebuild" in facts["error"]) == (2, 4, None, True)


def test_without_a_store_it_is_told_for_machines(tmp_path: Path) -> None:
    result = run(tmp_path / "leer", "--json")
    facts = json.loads(result.stdout)
    assert (result.exit_code, facts["store"], facts["index"], "there is no store" in facts["error"]) == (2, None, None, True)
    assert not list(tmp_path.iterdir())


def test_the_last_import_is_told(data: Path, tmp_path: Path) -> None:
    assert json.loads(run(data, "--json").stdout)["last_import"] is None
    records = '{"id": "r0", "title": "Neuer Titel", "published": "2024-03-21"}\n{"id": "r9", "title": "Neu", "published": "2024-03-21"}\n'
    source = tmp_path / "neu.jsonl"
    source.write_text(records + '{"title": "ohne Datum"}\n', encoding="utf-8")
    assert CliRunner().invoke(main, ["import", str(source), "--data", str(data)]).exit_code == 1
    told = json.loads(run(data, "--json").stdout)["last_import"]
    assert told["sources"] == [str(source)]
    assert [told[name] for name in ("read", "new", "changed", "unchanged", "rejected", "problem")] == [2, 1, 1, 0, 1, ""]
    assert "last import: read 2 releases: 1 new, 1 changed, 0 unchanged, 0 withdrawn; 1 record rejected" in run(data).output.splitlines()


def test_an_import_that_could_not_be_indexed_is_told_with_its_problem(data: Path, tmp_path: Path) -> None:
    next(data.glob("index/*/current")).write_text("generation-9\n", encoding="ascii")
    source = tmp_path / "neu.jsonl"
    source.write_text('{"id": "r9", "title": "Neu", "published": "2024-03-21"}\n', encoding="utf-8")
    assert CliRunner().invoke(main, ["import", str(source), "--data", str(data)]).exit_code == 2
    result = run(data)
    assert (result.exit_code, "last import: ended with a problem: " in result.output) == (2, True)
    assert CliRunner().invoke(main, ["rebuild", "--data", str(data)]).exit_code == 0
    assert "ended with a problem" not in run(data).output


@pytest.mark.parametrize("command", ["index", "rebuild"])
def test_what_only_the_index_lacked_is_no_problem_when_it_has_it(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise EngineUnavailableError("the cluster is away")

    source = tmp_path / "neu.jsonl"
    source.write_text('{"id": "r9", "title": "Neu", "published": "2024-03-21"}\n', encoding="utf-8")
    with monkeypatch.context() as patched:
        patched.setattr(reading, "indexed", fail)
        assert CliRunner().invoke(main, ["import", str(source), "--data", str(data)]).exit_code == 2
    assert "last import: ended with a problem: the cluster is away" in run(data).output
    assert CliRunner().invoke(main, [command, "--data", str(data)]).exit_code == 0
    kept = last_import(data)
    assert kept is not None
    assert (kept.problem, kept.new) == ("", 1)


@pytest.mark.parametrize(
    ("source", "named"),
    [("https://name:wort@presse.example/feed?token=geheim#x", "https://presse.example/feed"), ("-", "-"), ("a@b.jsonl", "a@b.jsonl")],
)
def test_secrets_of_addresses_are_not_kept(tmp_path: Path, source: str, named: str) -> None:
    keep_last_import(tmp_path, [source], ImportReport(), None)
    kept = last_import(tmp_path)
    assert kept is not None
    assert kept.sources == (named,)
    assert "geheim" not in (tmp_path / FILE_NAME).read_text(encoding="utf-8")


def test_a_record_of_a_program_that_told_less_is_read(data: Path) -> None:
    (data / FILE_NAME).write_text('{"ended_at": "2024-03-21T10:00:00Z", "sources": ["a"], "read": 2, "else": 1}', encoding="utf-8")
    result = run(data)
    assert "last import: read 2 releases: unknown new, unknown changed" in result.output
    assert "an unknown number of records rejected" in result.output


def test_a_spoilt_record_is_an_error_that_hides_nothing(data: Path) -> None:
    (data / FILE_NAME).write_text("{", encoding="utf-8")
    result = run(data)
    assert (result.exit_code, "index: up to date" in result.output, "delete it" in result.output) == (2, True, True)
