"""What imports reject is kept, can be mended and imported again, and leaves when it has become a release."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from indexer import quarantine as quarantine_module
from indexer.cli import main
from indexer.quarantine import Entry, count_entries, entries_of, erase
from search_service.archive import Archive
from search_service.release import Release

GOOD = {"id": "a", "title": "Radweg eröffnet", "published": "2024-03-21", "body": "Der Radweg ist fertig."}


class Office:
    """A folder with sources and one with data, and the command as it is typed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.path = self.data / "quarantine.jsonl"

    def run(self, *arguments: object) -> Result:
        return CliRunner().invoke(main, ["import", *map(str, arguments), "--no-index", "--data", str(self.data)])

    def file(self, name: str, *lines: str | dict[str, Any]) -> Path:
        path = self.folder / name
        path.write_text("".join((each if isinstance(each, str) else json.dumps(each)) + "\n" for each in lines), encoding="utf-8")
        return path

    def entries(self) -> list[Entry]:
        return list(entries_of(self.path))

    def mend(self, old: str, new: str) -> None:
        text = self.path.read_text(encoding="utf-8")
        assert old in text, text
        self.path.write_text(text.replace(old, new), encoding="utf-8")

    def stored(self, release_id: str) -> Release:
        archive = Archive.open(self.data / "releases.db")
        found = archive.get(release_id)
        archive.close()
        assert isinstance(found, Release)
        return found


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_a_line_is_kept_with_text_source_line_and_reason(office: Office) -> None:
    source = office.file("in.jsonl", GOOD, GOOD | {"id": "b", "published": "31.2.2024"}, "{kein JSON")
    assert office.run(source).exit_code == 1
    bad_date, no_json = office.entries()
    assert (bad_date.source, bad_date.line, bad_date.id, bad_date.format) == (str(source), 2, "b", "jsonl")
    assert "31.2.2024" in bad_date.reason
    assert json.loads(bad_date.raw)["published"] == "31.2.2024"
    assert (no_json.line, no_json.raw.strip(), no_json.id) == (3, "{kein JSON", "")
    assert stat.S_IMODE(office.path.stat().st_mode) == 0o600


def test_mended_records_are_imported_and_leave(office: Office) -> None:
    office.run(office.file("in.jsonl", GOOD, GOOD | {"id": "b", "published": "31.2.2024"}, GOOD | {"id": "c", "title": ""}))
    office.mend("31.2.2024", "29.2.2024")
    result = office.run("--quarantine", office.path)
    assert (result.exit_code, "1 new" in result.output) == (1, True), result.output
    assert [entry.id for entry in office.entries()] == ["c"]
    assert office.stored("b").source == "in.jsonl"
    office.mend('\\"title\\": \\"\\"', '\\"title\\": \\"Neu\\"')
    assert office.run("--quarantine", office.path).exit_code == 0
    assert office.entries() == []


def test_a_mended_copy_does_the_same(office: Office) -> None:
    office.run(office.file("in.jsonl", GOOD, GOOD | {"id": "b", "published": "31.2.2024"}))
    copy = office.folder / "mended.jsonl"
    copy.write_text(office.path.read_text(encoding="utf-8").replace("31.2.2024", "29.2.2024"), encoding="utf-8")
    assert office.run("--quarantine", copy).exit_code == 0
    assert (office.entries(), office.stored("b").id) == ([], "b")


def test_the_row_of_a_table_is_kept_with_the_names_of_its_columns(office: Office) -> None:
    office.run(office.file("in.csv", "Kennung;Titel;Datum;Text", "a;Radweg;21.03.2024;Er ist fertig.", "b;Brücke;31.2.2024;Sie hält."))
    (entry,) = office.entries()
    assert (entry.line, entry.format, entry.raw.splitlines()) == (3, "csv", ["Kennung;Titel;Datum;Text", "b;Brücke;31.2.2024;Sie hält."])
    office.mend("31.2.2024", "1.3.2024")
    assert office.run("--quarantine", office.path).exit_code == 0
    assert (office.entries(), office.stored("b").title) == ([], "Brücke")


def test_a_page_is_kept_by_its_path_and_read_again_when_it_was_mended(office: Office) -> None:
    page = office.file("seite.html", "<html><body><p></p></body></html>")
    office.run(office.file("in.jsonl", GOOD), page)
    (entry,) = office.entries()
    assert (entry.source, entry.raw) == (str(page), "")
    text = "<p>Der neue Radweg am Ufer ist fertig, sagte die Ministerin am 21. März 2024 in Nordheim an der Aue.</p>" * 2
    page.write_text(f"<html><head><title>Radweg</title></head><body><main><h1>Radweg</h1>{text}</main></body></html>", encoding="utf-8")
    assert office.run("--quarantine", office.path).exit_code == 0
    assert office.entries() == []


def test_what_was_imported_since_leaves(office: Office) -> None:
    bad = [GOOD | {"id": "b", "title": ""}, {key: value for key, value in GOOD.items() if key not in {"id", "title"}}]
    source = office.file("in.jsonl", GOOD, *bad)
    office.run(source)
    assert len(office.entries()) == 2
    office.run(office.file("other.jsonl", GOOD | {"id": "b"}))
    assert [entry.line for entry in office.entries()] == [3]
    office.file("in.jsonl", GOOD, GOOD | {"id": "b"}, bad[1] | {"title": "Neu"})
    assert office.run(source).exit_code == 0
    assert office.entries() == []


def test_what_is_rejected_again_stands_there_once(office: Office) -> None:
    source = office.file("in.jsonl", GOOD, GOOD | {"id": "b", "title": ""}, "x" * 20)
    for _ in range(3):
        office.run(source)
    office.run("--quarantine", office.path)
    assert len(office.entries()) == 2


def test_a_file_with_new_records_takes_nothing_out(office: Office) -> None:
    """An inbox where every day's delivery has the same name."""
    office.run(office.file("in.jsonl", GOOD, GOOD | {"id": "b", "title": ""}))
    office.run(office.file("in.jsonl", GOOD | {"id": "c", "title": "C"}, GOOD | {"id": "d", "title": "D"}))
    assert [entry.id for entry in office.entries()] == ["b"]


def test_a_record_that_contradicts_an_earlier_one_is_kept(office: Office) -> None:
    office.run(office.file("in.jsonl", GOOD, GOOD | {"body": "Ein anderer Text."}))
    (entry,) = office.entries()
    assert "Ein anderer Text." in entry.raw
    office.mend('\\"id\\":\\"a\\"', '\\"id\\":\\"e\\"')
    assert office.run("--quarantine", office.path).exit_code == 0
    assert office.stored("e").body_text == "Ein anderer Text."


def test_a_line_that_somebody_broke_stays_and_is_named(office: Office) -> None:
    source = office.file("in.jsonl", GOOD, GOOD | {"id": "b", "title": ""})
    office.run(source)
    office.path.write_text("{halb gemendet\n" + office.path.read_text(encoding="utf-8"), encoding="utf-8")
    assert office.run(source).exit_code == 1
    assert office.path.read_text(encoding="utf-8").startswith("{halb gemendet\n")
    result = office.run("--quarantine", office.path)
    assert (result.exit_code, f"{office.path}:1" in result.output, count_entries(office.path)) == (2, True, 2)


def test_it_is_bounded_and_says_so(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quarantine_module, "MOST_BYTES", 20_000)
    result = office.run(office.file("in.jsonl", GOOD, *(GOOD | {"id": f"b{number}", "title": ""} for number in range(200))))
    assert office.path.stat().st_size <= 20_000
    assert f"{200 - count_entries(office.path)} rejected records left out" in result.output


def test_the_report_names_it(office: Office) -> None:
    source = office.file("in.jsonl", GOOD, GOOD | {"id": "b", "title": ""})
    assert f"1 record in {office.path}" in office.run(source).output
    assert json.loads(office.run(source, "--json").stdout)["quarantine"]["entries"] == 1


def test_a_release_is_erased_from_it(office: Office) -> None:
    office.run(office.file("in.jsonl", GOOD, GOOD | {"id": "b", "title": ""}, GOOD | {"id": "c", "title": ""}))
    assert (erase(office.path, "b"), [entry.id for entry in office.entries()]) == (1, ["c"])


def test_nothing_to_import_is_an_error(office: Office) -> None:
    assert office.run().exit_code == 2
