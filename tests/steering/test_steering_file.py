"""A steering file: everything wrong with it is told by line, what is right is in force, also after a change."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from search_service.config import Settings
from search_service.errors import SettingsError
from search_service.steering.in_force import SteeringOfFile, steering_of
from search_service.steering.rules import Steering
from search_service.steering.steering_file import default_synonyms, examined, read_steering

ROOT = Path(__file__).resolve().parents[2]
WRONG = """\
stop_phrases = [
    "Land Musterstadt",
    "???",
]
colour = "red"

[[synonyms]]
words = ["Laubbläser"]

[[synonyms]]
word = "Fähre"

[[synonyms]]
words = ["Fähre", "FAEHRE"]

[[synonyms]]
words = ["Fähre", "Schiff"]
finds = ["Boot"]

[[pins]]
query = "Jahrmarkt"
releases = []

[[pins]]
query = "Umzug"
releases = [
    "good-id",
    "bad id",
]

[[boosts]]
topic = "Feste"
factor = 0

[[boosts]]
factor = 2

[[boosts]]
newer_than_days = 10
older_than_days = 10
factor = 2
"""


def problems(text: str) -> list[tuple[int, str]]:
    return [(each.line, each.message) for each in examined(text)[1]]


def test_what_has_the_wrong_form_is_told_by_its_line_all_at_once() -> None:
    found = problems(WRONG)
    assert [line for line, _ in found] == [3, 5, 22, 28, 33]
    messages = " ".join(message for _, message in found)
    for expected in ("'???' has no word", "colour: there is no such key", "pins.releases", "'bad id' is no id", "boosts.factor"):
        assert expected in messages


def test_a_pin_has_ids_that_a_release_may_have() -> None:
    messages = " ".join(message for _, message in problems('[[pins]]\nquery = "Radweg"\nreleases = ["..", "a.b"]\n'))
    assert ("'..' is no id of a release" in messages, "'a.b'" in messages) == (True, False)


def test_what_cannot_be_meant_is_told_by_its_line_all_at_once() -> None:
    well_formed = WRONG.replace('    "???",\n', "").replace('colour = "red"\n', "").replace("releases = []", 'releases = ["a", "a"]')
    well_formed = well_formed.replace("factor = 0", "factor = 1").replace("bad id", "b").replace('"Umzug"', '"JAHRMARKT"')
    lines = well_formed.splitlines()
    found = problems(well_formed)
    assert [lines[line - 1] for line, _ in found] == ["[[synonyms]]"] * 4 + ["[[pins]]"] * 2 + ["[[boosts]]"] * 2
    expected = [
        "a word alone",
        "belong together",
        "written twice",
        "write either",
        "written twice",
        "has pins already",
        "every release",
        "both",
    ]
    for (_, message), part in zip(found, expected, strict=True):
        assert part in message


@pytest.mark.parametrize(
    ("text", "line"),
    [("stop_phrases = [\n", 1), ('stop_phrases = ["a"]\n[[pins]\n', 2), ('a = "b\n', 1), ("x = 1\nx = 2\n", 2)],
)
def test_what_is_no_toml_is_told_by_its_line(text: str, line: int) -> None:
    ((found, message),) = problems(text)
    assert (found, message.startswith("this is no TOML: ")) == (line, True)


@pytest.mark.parametrize(("text", "line"), [("synonyms = 3", 1), ('\npins = [{query = "x"}]', 2), ("\n\nboosts = [1]", 3), ("[pins]", 1)])
def test_other_shapes_than_tables_are_told_too(text: str, line: int) -> None:
    found = problems(text)
    assert found
    assert found[0][0] == line


def test_the_error_of_a_file_names_it_and_every_line(tmp_path: Path) -> None:
    file = tmp_path / "steering.toml"
    file.write_text(WRONG, "utf-8")
    with pytest.raises(SettingsError, match=r"steering\.toml cannot be used, mend it: line 3: .*; line 33: "):
        read_steering(file)
    with pytest.raises(SettingsError, match=r"none\.toml cannot be read"):
        read_steering(tmp_path / "none.toml")


def test_the_default_synonyms_are_in_force_unless_the_file_says_otherwise(tmp_path: Path) -> None:
    file = tmp_path / "steering.toml"
    file.write_text('[[synonyms]]\nwords = ["Trödler", "Krämer"]\n', "utf-8")
    assert read_steering(file).synonyms[0].words == ("Trödler", "Krämer")
    assert read_steering(file).synonyms[1:] == default_synonyms() != ()
    file.write_text("default_synonyms = false\n", "utf-8")
    assert read_steering(file).synonyms == ()
    assert steering_of(Settings()).current.synonyms == default_synonyms()


def test_the_default_synonyms_are_a_file_as_editors_write_it() -> None:
    text = (ROOT / "search_service" / "steering" / "default_synonyms.toml").read_text("utf-8")
    assert problems(text) == []
    words = [each.words or (each.word, *each.finds) for each in default_synonyms()]
    assert len(set(words)) == len(words)


def test_the_sample_file_can_be_used() -> None:
    assert problems((ROOT / "docs" / "steering.toml").read_text("utf-8")) == []


def test_a_changed_file_is_in_force_at_once_and_a_wrong_one_changes_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = tmp_path / "steering.toml"
    file.write_text('stop_phrases = ["Land A"]\n', "utf-8")
    in_force = SteeringOfFile(file)
    first = in_force.current
    assert first.stop_phrases == ("Land A",)
    put(file, 'stop_phrases = ["Land B"]\n')
    assert in_force.current.stop_phrases == ("Land B",)
    assert in_force.current.revision != first.revision
    with caplog.at_level(logging.ERROR):
        put(file, "stop_phrases = [\n")
        assert in_force.current.stop_phrases == ("Land B",)
        assert in_force.current.stop_phrases == ("Land B",)
    assert [record.levelno for record in caplog.records if record.levelno > logging.INFO] == [logging.ERROR]
    assert "line 1" in caplog.text
    file.unlink()
    assert in_force.current.stop_phrases == ("Land B",)
    put(file, 'stop_phrases = ["Land A"]\n')
    assert in_force.current == first


def test_a_file_that_is_wrong_from_the_beginning_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "steering.toml"
    file.write_text("x = 1\n", "utf-8")
    with pytest.raises(SettingsError, match="line 1: x: there is no such key"):
        steering_of(Settings(steering_file=file))


def put(file: Path, text: str) -> None:
    """Replace a file as editors do: another one takes its name."""
    other = file.with_suffix(".new")
    other.write_text(text, "utf-8")
    other.replace(file)


def test_equal_rules_are_one_steering_and_others_another() -> None:
    one, same, other = Steering(stop_phrases=("a",)), Steering(stop_phrases=("a",)), Steering(stop_phrases=("b",))
    assert (one == same, hash(one) == hash(same), one == other) == (True, True, False)
