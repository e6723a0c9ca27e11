"""`status`: what is there, counted, for people and for machines."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from indexer.cli import main
from indexer.pipeline import bring_up_to_date
from indexer.store import Store
from search_service.config import Settings
from search_service.engines.registry import open_index
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
