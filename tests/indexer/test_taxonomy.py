"""What a taxonomy makes of the values of a store, the command that lists it, the line of the report, and the tables that come along."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from indexer.cli import main
from indexer.pipeline import import_releases
from indexer.sources.base import Read
from indexer.sources.opening import read_source
from indexer.store import Store
from indexer.taxonomy import Alike, names_in
from search_service.schema import FacetName
from search_service.taxonomy import Taxonomy
from search_service.taxonomy_file import read_taxonomy
from tests.archives import release
from tests.taxonomies import written

ROOT = Path(__file__).resolve().parent.parent.parent
TODAY = "Ministerium für Soziales und Integration"
RELEASES = [
    release("a", "Text", ministries=["MAF"], topics=["Sport"]),
    release("b", "Text", ministries=["MSI", "Finanzministerium"]),
    release("c", "Text", ministries=["MSI"], topics=["Integration"]),
    release("d", "Text", ministries=["Finanzministerim"]),
]


@pytest.fixture
def taxonomy(tmp_path: Path) -> Taxonomy:
    return read_taxonomy(written(tmp_path))


def test_values_are_mapped_unknown_or_alike(taxonomy: Taxonomy) -> None:
    topics, ministries = names_in(RELEASES, taxonomy)
    assert (topics.facet, topics.mapped, topics.unknown) == (FacetName.TOPIC, {"Integration": {"Integration": 1}}, {"Sport": 1})
    assert ministries.mapped == {TODAY: {"MSI": 2, "MAF": 1}}
    assert ministries.unknown == {"Finanzministerim": 1, "Finanzministerium": 1}
    assert ministries.alike == (Alike("Finanzministerium", "Finanzministerim", 0.97),)


@pytest.mark.parametrize(
    ("value", "other"),
    [
        ("Ministerium fuer Gesundheitt", "Ministerium für Gesundheit"),
        ("Gesundheit, Ministerium für", "Ministerium für Gesundheit"),
        ("Minister für Soziales", "Ministerium für Soziales"),
    ],
)
def test_a_value_looks_like_a_name_with_other_letters_or_order(taxonomy: Taxonomy, value: str, other: str) -> None:
    _, ministries = names_in([release("a", "Text", ministries=[value])], taxonomy)
    assert [(each.value, each.other) for each in ministries.alike] == [(value, other)]


def test_initials_look_like_what_they_stand_for(taxonomy: Taxonomy) -> None:
    _, ministries = names_in([release("a", "Text", ministries=["Amt für Land und Forst"]), release("b", "x", ministries=["ALF"])], taxonomy)
    assert [(each.value, each.other, each.ratio) for each in ministries.alike] == [("Amt für Land und Forst", "ALF", 0.85)]


@pytest.mark.parametrize("value", ["Ministerium für Verkehr", "Staatskanzlei", "S"])
def test_other_names_do_not_look_alike(taxonomy: Taxonomy, value: str) -> None:
    _, ministries = names_in([release("a", "Text", ministries=[value])], taxonomy)
    assert (ministries.unknown, ministries.alike) == ({value: 1}, ())


def test_the_command_lists_it_for_people_and_machines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWS_SEARCH_TAXONOMY_FILE", str(written(tmp_path)))
    store = Store.open(tmp_path / "data" / "releases.db")
    store.put(RELEASES)
    store.close()
    told = CliRunner().invoke(main, ["taxonomy", "--data", str(tmp_path / "data")])
    assert told.exit_code == 0
    assert "ministry: 2 values mapped to 1 name, 2 not mapped." in told.output
    assert f"  {TODAY} (3) from MSI (2), MAF (1)" in told.output
    assert "  looks alike: 'Finanzministerium' and 'Finanzministerim' (97%)" in told.output
    listed = json.loads(CliRunner().invoke(main, ["taxonomy", "--json", "--data", str(tmp_path / "data")]).output)
    assert listed["ministry"]["mapped"] == {TODAY: {"MSI": 2, "MAF": 1}}
    assert listed["topic"]["unknown"] == {"Sport": 1}


def test_a_file_that_cannot_be_used_is_one_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWS_SEARCH_TAXONOMY_FILE", str(written(tmp_path, "[[ministry]]\nnam = 1\n")))
    source = tmp_path / "releases.jsonl"
    source.write_text('{"title": "Meldung", "published": "2024-03-21", "body": "Text"}', encoding="utf-8")
    told = CliRunner().invoke(main, ["import", str(source), "--data", str(tmp_path / "data")])
    assert told.exit_code == 2
    assert "ministry 1: nam: there is no such key" in told.stderr
    assert not (tmp_path / "data").exists()


def test_the_report_tells_unknown_values_once_with_their_number(tmp_path: Path, taxonomy: Taxonomy) -> None:
    store = Store.open(tmp_path / "releases.db")
    report = import_releases(store, [Read(each, "source") for each in RELEASES], names=taxonomy)
    store.close()
    assert "Not in the taxonomy, kept as they are: ministry Finanzministerium (1), Finanzministerim (1)." in report.as_text()
    assert json.loads(report.as_json())["unknown_names"]["topic"] == {"Sport": 1}


def test_the_sample_table_knows_every_value_of_the_sample() -> None:
    taxonomy = read_taxonomy(ROOT / "sample_data" / "taxonomy.toml")
    sample = (item.release for item in read_source(ROOT / "sample_data") if isinstance(item, Read))
    found = names_in(sample, taxonomy)
    assert [each.unknown for each in found] == [{}, {}]


def test_the_worked_example_can_be_used() -> None:
    taxonomy = read_taxonomy(ROOT / "docs" / "taxonomy-berlin.toml")
    today = "Senatsverwaltung für Mobilität, Verkehr, Klimaschutz und Umwelt"
    assert taxonomy.names_of_today(FacetName.MINISTRY, "SenUVK") == (today,)
    came_back = taxonomy.names_of_today(FacetName.MINISTRY, "Senatsverwaltung für Inneres, Digitalisierung und Sport")
    assert came_back == ("Senatsverwaltung für Inneres und Sport",)
