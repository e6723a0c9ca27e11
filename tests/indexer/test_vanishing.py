"""What a complete source no longer has is reported, and withdrawn where somebody says so: histories of imports."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from indexer.cli import main
from indexer.store import Store
from search_service.archive import Archive

EIGHT = tuple("abcdefgh")
TWENTY = tuple(f"r{number}" for number in range(20))


def line(release_id: str, *, text: str = "Der Deich bleibt heute geschlossen.") -> str:
    record = {"id": release_id, "title": f"Meldung {release_id}", "published": "2024-03-21T10:00:00+01:00", "body": text}
    return json.dumps(record) + "\n"


def lines(*ids: str) -> str:
    return "".join(map(line, ids))


@dataclass(frozen=True)
class Step:
    """One import of the folder ``source``, with these files in it, and what is said and found after it."""

    files: Mapping[str, str]
    options: Sequence[str] = ()
    vanished: str = ""
    withdrawn: int = 0
    found: Sequence[str] = ()
    source: str = "in"


def first(found: Sequence[str] = EIGHT, source: str = "in") -> Step:
    return Step({"a.jsonl": lines(*found)}, found=EIGHT if set(found) <= set(EIGHT) else found, source=source)


LESS = {"a.jsonl": lines(*"abcdefg")}
MIRROR, ALL = ("--mirror",), ("--mirror-all",)
HISTORIES = {
    "reported as long as it is gone, then withdrawn": [
        first(),
        Step(LESS, vanished="h", found=EIGHT),
        Step(LESS, vanished="h", found=EIGHT),
        Step(LESS, MIRROR, "h", 1, EIGHT[:-1]),
        Step(LESS, MIRROR, "", 0, EIGHT[:-1]),
    ],
    "one that comes back is taken in again": [
        first(),
        Step(LESS, MIRROR, "h", 1, EIGHT[:-1]),
        first(),
        Step(LESS, MIRROR, "h", 1, EIGHT[:-1]),
    ],
    "in another file it is still there": [first(), Step({"a.jsonl": lines(*"abcd"), "b.jsonl": lines(*"efgh")}, MIRROR, found=EIGHT)],
    "a file that is gone": [
        Step({"a.jsonl": lines(*"abcdefg"), "b.jsonl": line("h")}, found=EIGHT),
        Step(LESS, MIRROR, "h", 1, EIGHT[:-1]),
    ],
    "a changed text is no other release": [
        first(),
        Step({"a.jsonl": lines(*"abcdefg") + line("h", text="Offen.")}, MIRROR, found=EIGHT),
    ],
    "a cut file": [first(), Step({"a.jsonl": lines(*"abcdefg") + line("h")[:-20]}, MIRROR, found=EIGHT)],
    "a file that is rejected": [
        Step({"a.jsonl": lines(*"abcdefg"), "b.jsonl": line("h")}, found=EIGHT),
        Step({**LESS, "b.jsonl": ""}, MIRROR, found=EIGHT),
    ],
    "a changed format": [first(), Step({"a.jsonl": lines(*"abcdefgh").replace('"title"', '"headline"')}, ALL, found=EIGHT)],
    "an empty folder": [first(), Step({}, ALL, found=EIGHT)],
    "few of few": [first(), Step({"a.jsonl": lines(*"abc")}, MIRROR, "defgh", 5, tuple("abc"))],
    "too many, until that is confirmed": [
        first(TWENTY),
        Step({"a.jsonl": lines(*TWENTY[6:])}, MIRROR, "r0r1r2r3r4r5", 0, TWENTY),
        Step({"a.jsonl": lines(*TWENTY[6:])}, ALL, "r0r1r2r3r4r5", 6, TWENTY[6:]),
    ],
    "a source that never had it": [first(), Step({"a.jsonl": lines("x")}, MIRROR, found=(*EIGHT, "x"), source="other")],
    "another source still has it": [
        first(),
        first(source="other"),
        Step(LESS, MIRROR, found=EIGHT),
        Step(LESS, MIRROR, "h", 1, EIGHT[:-1], source="other"),
    ],
    "it comes back in another source": [
        first(),
        first(source="other"),
        Step(LESS, MIRROR, found=EIGHT),
        Step(LESS, MIRROR, "h", 1, EIGHT[:-1], source="other"),
        first(),
        Step(LESS, MIRROR, found=EIGHT, source="other"),
    ],
}


def imported(source: Path, data: Path, *options: str) -> dict[str, object]:
    arguments = ["import", str(source), "--no-index", "--json", "--data", str(data), *options]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code in (0, 1, 2)
    facts: dict[str, object] = json.loads(result.stdout)
    return facts


def fill(folder: Path, files: Mapping[str, str]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def found_in(data: Path) -> list[str]:
    return sorted(release.id for release in Archive.open(data / "releases.db").current())


@pytest.mark.parametrize("history", HISTORIES.values(), ids=HISTORIES.keys())
def test_histories_of_a_folder(tmp_path: Path, history: Sequence[Step]) -> None:
    data = tmp_path / "var"
    for number, step in enumerate(history):
        fill(tmp_path / step.source, step.files)
        facts = imported(tmp_path / step.source, data, *step.options)
        vanished = facts["vanished"]
        assert isinstance(vanished, list)
        assert "".join("".join(sorted(each["ids"])) for each in vanished) == step.vanished, number
        assert facts["withdrawn"] == step.withdrawn, number
        assert found_in(data) == sorted(step.found), number


def test_a_release_that_comes_back_is_announced_and_has_the_versions_it_had(tmp_path: Path) -> None:
    data = tmp_path / "var"
    for files, options in (({"a.jsonl": lines(*EIGHT)}, ()), (LESS, MIRROR), ({"a.jsonl": lines(*EIGHT)}, ())):
        fill(tmp_path / "in", files)
        imported(tmp_path / "in", data, *options)
    archive = Archive.open(data / "releases.db")
    assert [each.type for each in archive.changes(0, 100) if each.id == "h"][-2:] == ["withdrawn", "added"]
    assert [each.number for each in archive.public_versions("h")] == [1]


def test_what_somebody_withdrew_does_not_come_back(tmp_path: Path) -> None:
    data = tmp_path / "var"
    fill(tmp_path / "in", {"a.jsonl": lines(*EIGHT)})
    imported(tmp_path / "in", data)
    fill(tmp_path / "in", LESS)
    imported(tmp_path / "in", data, "--mirror")
    store = Store.open(data / "releases.db")
    assert not store.withdraw("h")
    store.close()
    fill(tmp_path / "in", {"a.jsonl": lines(*EIGHT)})
    imported(tmp_path / "in", data)
    assert found_in(data) == list(EIGHT[:-1])


def test_a_file_is_complete_only_where_somebody_says_so(tmp_path: Path) -> None:
    data, source = tmp_path / "var", tmp_path / "day.jsonl"
    source.write_text(lines(*EIGHT), encoding="utf-8")
    imported(source, data)
    source.write_text(lines(*"abcdefg"), encoding="utf-8")
    assert imported(source, data)["vanished"] == []
    assert imported(source, data, "--mirror")["withdrawn"] == 1
    assert found_in(data) == list(EIGHT[:-1])


def test_what_is_no_file_and_no_folder_cannot_be_mirrored(tmp_path: Path) -> None:
    for source in ("https://presse.example.org/sitemap.xml", "-"):
        result = CliRunner().invoke(main, ["import", source, "--mirror", "--data", str(tmp_path / "var")])
        assert result.exit_code == 2
        assert "mirror = true" in result.output


def test_a_terminal_and_status_say_what_vanished(tmp_path: Path) -> None:
    data = tmp_path / "var"
    fill(tmp_path / "in", {"a.jsonl": lines(*EIGHT)})
    imported(tmp_path / "in", data)
    fill(tmp_path / "in", LESS)
    said = CliRunner().invoke(main, ["import", str(tmp_path / "in"), "--data", str(data)])
    assert f"Vanished from {tmp_path / 'in'}, not withdrawn: 1 release (h); --mirror withdraws them." in said.output
    assert "in: 1 release vanished, not withdrawn" in CliRunner().invoke(main, ["status", "--data", str(data)]).output


def test_what_was_withdrawn_by_hand_is_said_to_be_published_again_with_another_text(tmp_path: Path) -> None:
    source, data = tmp_path / "in.jsonl", str(tmp_path / "data")
    source.write_text(lines("a", "b"), encoding="utf-8")
    import_it = ["import", str(source), "--data", data]
    CliRunner().invoke(main, import_it)
    CliRunner().invoke(main, ["withdraw", "a", "--data", data])
    assert "Published again" not in CliRunner().invoke(main, import_it).output
    source.write_text(line("a", text="Der Deich ist wieder offen.") + line("b"), encoding="utf-8")
    assert "Published again after being withdrawn: 1 release." in CliRunner().invoke(main, import_it).output
    CliRunner().invoke(main, ["withdraw", "a", "--data", data])
    source.write_text(lines("a"), encoding="utf-8")
    report = json.loads(CliRunner().invoke(main, [*import_it, "--json"]).stdout)
    assert (report["republished"], report["changed"]) == (1, 1)


def test_a_folder_without_anything_to_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "README.md").write_text("Hier kommt die Post an.", encoding="utf-8")
    result = CliRunner().invoke(main, ["import", str(tmp_path / "in"), "--data", str(tmp_path / "data")])
    assert (result.exit_code, "is empty: no file in it is of a known kind; nothing was withdrawn" in result.output) == (2, True)
