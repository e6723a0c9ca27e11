"""`news-search explain` and `news-search steering`, as an operator calls them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from indexer.cli import main as news_indexer
from search_service.cli import main
from tests.conftest import SampleIndex

WIND = "2022-02-10-ausbau-wind-solar-wasserkraft"


def run(sample: SampleIndex, *arguments: object, steering: Path | None = None) -> Result:
    environment = {"NEWS_SEARCH_STEERING_FILE": str(steering)} if steering else {}
    return CliRunner().invoke(main, [*map(str, arguments), "--data", str(sample.settings.data)], env=environment)


@pytest.fixture
def steering(tmp_path: Path) -> Path:
    path = tmp_path / "steering.toml"
    path.write_text(f'stop_phrases = ["im Land"]\n[[pins]]\nquery = "Windkraft"\nreleases = ["{WIND}", "other"]\n', "utf-8")
    return path


def test_explain_shows_how_a_query_is_read_and_what_the_best_hits_are_made_of(sample_index: SampleIndex) -> None:
    result = run(sample_index, "explain", "wo ist Windkraft")
    assert result.exit_code == 0, result.output
    for expected in ("wo: not required", "Windkraft: required", "× 1    stem", "\n1. of ", "score ", " = sum of", "for its age", "body "):
        assert expected in result.output


def test_explain_shows_one_release_and_what_editors_did(sample_index: SampleIndex, steering: Path) -> None:
    result = run(sample_index, "explain", "Windkraft im Land", WIND, steering=steering)
    assert result.exit_code == 0, result.output
    assert f"put first by the editors: {WIND}\n" in result.output
    assert "1. of " in result.output
    assert "put first by the editors, whatever its score" in result.output
    assert "Land: not required" in result.output


def test_explain_tells_why_a_release_is_no_hit(sample_index: SampleIndex) -> None:
    result = run(sample_index, "explain", "Windkraft Xylofon", WIND, "--topic", "Unbekannt", "--from", "2023")
    assert result.exit_code == 1
    for expected in ("it lacks 'Xylofon' in every form; no release has it", "the filter topic asks for Unbekannt", "2023-01-01 to …"):
        assert expected in result.output
    assert "the store has no release with this id" in run(sample_index, "explain", "Windkraft", "nobody").output
    assert "nothing can be searched for in '§'" in run(sample_index, "explain", "§").output


def test_explain_tells_what_was_not_understood(sample_index: SampleIndex) -> None:
    assert "not understood: 'seit:irgendwann'" in run(sample_index, "explain", "Windkraft seit:irgendwann").output


def test_explain_refuses_a_date_that_it_cannot_read(sample_index: SampleIndex) -> None:
    result = run(sample_index, "explain", "Windkraft", "--from", "gestrigen")
    assert result.exit_code == 2
    result = run(sample_index, "explain", "Windkraft", "--from", "2024", "--to", "2020")
    assert (result.exit_code, "The end lies before the beginning" in result.output) == (2, True)
    assert run(sample_index, "explain", "Windkraft", "--from", "2020", "--to", "2020").exit_code == 0


def test_steering_check_tells_what_is_wrong_and_what_the_archive_lacks(sample_index: SampleIndex, steering: Path) -> None:
    result = run(sample_index, "steering", "check", steering)
    assert result.exit_code == 0, result.output
    assert f"{steering}: line 4: other is no hit of 'Windkraft', so it is not put first (no error)" in result.output
    assert "nothing is wrong: 0 groups of synonyms, 1 pinned query, 1 stop phrase, 0 boosts" in result.output
    steering.write_text("stop_phrases = 3\n[[boosts]]\nfactor = 99\n", "utf-8")
    result = run(sample_index, "steering", "check", steering=steering)
    assert result.exit_code == 1
    assert f"{steering}: line 1: stop_phrases" in result.output
    assert f"{steering}: line 3: boosts.factor" in result.output
    assert "name one, or set steering_file" in run(sample_index, "steering", "check").output


def test_explain_tells_of_withdrawn_and_embargoed_releases_and_of_an_index_that_is_behind(tmp_path: Path) -> None:
    def indexer(*arguments: object) -> None:
        assert CliRunner().invoke(news_indexer, [*map(str, arguments), "--data", str(tmp_path / "var")]).exit_code == 0

    def explained(release_id: str) -> str:
        return CliRunner().invoke(main, ["explain", "Radwege", release_id, "--data", str(tmp_path / "var")]).output

    source = tmp_path / "releases.jsonl"
    records = [{"id": each, "title": "Neue Radwege", "published": "2024-03-01", "body": "Text."} for each in ("gone", "stays", "later")]
    records[2]["embargo_until"] = "2099-01-01"
    source.write_text("\n".join(map(json.dumps, records)), "utf-8")
    indexer("import", source)
    indexer("withdraw", "gone")
    source.write_text(json.dumps({"id": "behind", "title": "Neue Radwege", "published": "2024-04-01", "body": "Text."}), "utf-8")
    indexer("import", "--no-index", source)
    assert "gone is no hit:\n  it was withdrawn on 20" in explained("gone")
    assert "later is no hit:\n  it may not be seen yet" in explained("later")
    assert "behind is no hit:\n  the index does not have it" in explained("behind")
    assert "1. of 1  Neue Radwege  [stays]" in explained("stays")
