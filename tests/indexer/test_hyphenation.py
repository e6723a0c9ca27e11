"""Words that a line end had divided: joined where they are known, and only there."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from indexer.cli import main
from indexer.hyphenation import OwnWords, joined_words, with_joined_words
from indexer.sources.base import Read, Rejection, Repaired
from indexer.sources.encoding import Repair
from search_service.release import Block, Release

KNOWN = OwnWords("Pressemitteilung Verkehrsministerium Busverkehr vorbei")


def release(*texts: str, title: str = "Titel") -> Release:
    return Release(id="a", title=title, published=datetime(2024, 3, 21, tzinfo=UTC), body=tuple(Block(text=text) for text in texts))


def joined(text: str) -> str:
    return joined_words(release(text), KNOWN)[0].body_text


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Die Pressemit- teilung kam.", "Die Pressemitteilung kam."),
        ("Das Verkehrsminis- terium", "Das Verkehrsministerium"),
        ("VERKEHRSMINIS- terium", "VERKEHRSMINISterium"),
        ("Sie ging vor- bei.", "Sie ging vorbei."),
    ],
)
def test_a_known_word_is_joined(text: str, meant: str) -> None:
    assert joined(text) == meant


@pytest.mark.parametrize(
    "text", ["Bus- und Bahnverkehr", "Bus- verkehr-", "Baden- Württemberg", "U-Bahn- bau", "Fried- hofs", "3- fach", "Ab- oder An"]
)
def test_everything_else_stays(text: str) -> None:
    assert joined(text) == text


def test_the_own_words_of_a_text_are_known() -> None:
    found, count = joined_words(release("Die Radwege- planung beginnt.", "Zur Radwegeplanung gehört mehr.", title="Radwege- planung"))
    assert (found.title, found.body[0].text, count) == ("Radwegeplanung", "Die Radwegeplanung beginnt.", 2)
    assert found.id == "a"


def test_what_was_joined_is_counted_and_all_else_passes() -> None:
    items = [Read(release("Die Pressemit- teilung."), "a.txt"), Rejection("b", None, "x"), Read(release("Nichts."), "c")]
    first, counted, *others = with_joined_words(items, KNOWN)
    assert isinstance(first, Read) and first.release.body_text == "Die Pressemitteilung."
    assert (counted, others) == (Repaired("a.txt", Repair.HYPHENATION, 1), items[1:])


def test_the_archive_knows_words(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"title": "Auenlandbahn", "published": "2024-03-21"}\n', encoding="utf-8")
    (tmp_path / "b.txt").write_text(
        "Eine Überschrift\n\nDie Auenland-\nbahn fährt. Die Moor-\nbahn nicht. Der 3. Mai 2024.\n", encoding="utf-8"
    )
    for name, said in (("a.jsonl", "1 new"), ("b.txt", "Words joined that a line end had divided: 1.")):
        result = CliRunner().invoke(main, ["import", str(tmp_path / name), "--data", str(tmp_path / "data")])
        assert result.exit_code == 0, result.output
        assert said in result.output
