"""The report of an import: counting, the text for people, the object for machines, the exit code."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Literal

import pytest

from indexer.report import ImportReport
from indexer.sources.account import Account
from indexer.sources.base import Listed, Read, Rejection, Repaired
from indexer.sources.encoding import Repair
from indexer.store_batch import Outcome
from search_service.release import Release

REJECTED = Rejection("alt.jsonl", 7, "title: Field required")


def item(published_from: Literal["page", "text", "file"] = "page", unknown: tuple[str, ...] = ()) -> Read:
    release = Release(id="a", title="A", published=datetime(2024, 3, 21, tzinfo=UTC), published_from=published_from)
    return Read(release, "neu.jsonl", 1, unknown)


def filled() -> ImportReport:
    report = ImportReport(seconds=0.5)
    report.count(item(), Outcome.NEW)
    report.count(item("text", unknown=("colour", "size")), Outcome.NEW)
    report.count(item("file", unknown=("colour",)), Outcome.CHANGED)
    report.count(item(), Outcome.UNCHANGED)
    report.count(item(), Outcome.WITHDRAWN)
    report.reject(REJECTED)
    return report


def test_counts_every_outcome() -> None:
    report = filled()
    assert (report.read, report.new, report.changed, report.unchanged, report.withdrawn) == (5, 2, 1, 1, 1)
    assert report.releases_per_second == 10


def test_text_for_people() -> None:
    assert filled().as_text().splitlines() == [
        "Read 5 releases in 0.5 s (10 per second): 2 new, 1 changed, 1 unchanged, 1 withdrawn.",
        "Date taken from the file: 1 release.",
        "Date taken from the text: 1 release.",
        "Unknown field left out: colour (2 ×).",
        "Unknown field left out: size (1 ×).",
        "Rejected 1:",
        "  alt.jsonl:7: title: Field required",
    ]


def test_a_rejected_file_has_no_line() -> None:
    report = ImportReport(rejected=[Rejection("bild.html", None, "not a page")])
    assert report.as_text().splitlines()[-1] == "  bild.html: not a page"


def test_object_for_machines() -> None:
    facts = json.loads(filled().as_json())
    assert facts["rejected"] == [{"source": "alt.jsonl", "line": 7, "reason": "title: Field required"}]
    assert facts["inferred_dates"] == {"file": 1, "text": 1}
    assert facts["unknown_fields"] == {"colour": 2, "size": 1}
    assert (facts["read"], facts["new"], facts["seconds"], facts["releases_per_second"]) == (5, 2, 0.5, 10)


@pytest.mark.parametrize(("read", "rejected", "code"), [(0, 0, 0), (3, 0, 0), (3, 1, 1), (0, 1, 2)])
def test_exit_code(read: int, rejected: int, code: int) -> None:
    assert ImportReport(read=read, rejected=[REJECTED] * rejected).exit_code == code


def test_an_import_that_took_no_time_has_no_speed() -> None:
    assert ImportReport(read=3).releases_per_second == 0


def test_repairs_are_counted() -> None:
    report = ImportReport()
    for source in ("a.html", "b.html"):
        report.repair(Repaired(source, Repair.ODD_BYTES, 600))
    assert "Odd bytes read as Windows-1252: 1,200." in report.as_text()
    assert json.loads(report.as_json())["repairs"] == {"odd bytes": 1200}


def test_a_work_list_is_shown_and_is_no_failure() -> None:
    report = ImportReport()
    for number in range(25):
        report.list_page(Listed(url=f"https://a.example/{number}", source="sitemap.xml", line=number, is_sitemap=number == 0))
    text = report.as_text()
    assert "Listed by sitemaps, not fetched: 24 pages and 1 further sitemap;" in text
    assert ("https://a.example/19" in text, "https://a.example/20" in text, "and 5 more" in text) == (True, False, True)
    assert json.loads(report.as_json())["listed"][0] == {"url": "https://a.example/0", "is_sitemap": True, "language": ""}
    assert report.exit_code == 0


def test_what_may_have_been_read_wrong_is_named_with_its_file() -> None:
    report = ImportReport()
    report.count(replace(item(), source="in/seite.html", account=Account(remarks=("only 20 of 4,000 characters",))), Outcome.NEW)
    assert "To be looked at, 1:\n  in/seite.html: only 20 of 4,000 characters" in report.as_text()
    assert json.loads(report.as_json())["remarks"] == [{"source": "in/seite.html", "text": "only 20 of 4,000 characters"}]


def test_unknown_fields_are_a_line_a_kind() -> None:
    report = ImportReport()
    for number in range(50):
        report.count(item(unknown=("farbe", f"feld{number}")), Outcome.NEW)
    lines = [line for line in report.as_text().splitlines() if line.startswith("Unknown field")]
    assert (lines[0], len(lines), lines[-1]) == (
        "Unknown field left out: farbe (50 ×).",
        21,
        "Unknown fields left out: 31 more, see --json.",
    )
