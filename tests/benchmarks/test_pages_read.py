"""How well saved pages are read: the marks, the shares, and a table of a small folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks.pages_read import Day, Marks, PageRead, Score, Segments, main, read_marks, score, squeezed

PAGE = """<html lang="de"><head><title>Neue Furt eröffnet - Amt Gründau</title></head><body><nav><a href="/">Start der Seite</a></nav>
<main><h1>Neue Furt eröffnet</h1><p>Gründau, 4. Juni 2021</p><p>Über die neue Furt kommen Landwirte im Gründautal wieder auf ihre Wiesen,
ohne den Umweg über die Landstraße zu nehmen.</p></main></body></html>"""


def marked(*wanted: str, unwanted: tuple[str, ...] = (), government: bool = False) -> Segments:
    return Segments.model_validate({"with": wanted, "without": unwanted, "government": government})


def test_shares_of_texts_and_days() -> None:
    marks = Marks({"a": marked("eins", "zwei", unwanted=("drei", "vier")), "b": marked("fünf")}, {"a": Day(date="2021-06-04")})
    read = {"a": PageRead(squeezed("eins\n drei"), "2021-06-04"), "b": PageRead("", "")}
    assert score(marks, read) == Score(kept=1 / 3, leaked=0.5, lost=1, dates=1.0)


def test_a_reader_of_texts_has_no_dates() -> None:
    marks = Marks({"a": marked("eins")}, {"b": Day(date="2021-06-04")})
    assert score(marks, {"a": PageRead("eins"), "b": PageRead("zwei")}) == Score(kept=1.0, leaked=0.0, lost=0, dates=None)
    assert score(marks, {"a": PageRead(day="2021-06-04"), "b": PageRead(day="")}) == Score(None, None, None, 0.0)


def test_halves_and_pages_of_government() -> None:
    marks = Marks({name: marked("x", government=name == "b") for name in "abc"}, {})
    assert [list(part.segments) for part in (marks.every_second(0), marks.every_second(1), marks.of_government())] == [
        *(["a", "c"], ["b"], ["b"])
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "furt.html").write_text(PAGE, encoding="utf-8")
    segments = {"furt.html": {"with": ["wieder auf ihre Wiesen"], "without": ["Start der Seite"], "government": True}}
    (tmp_path / "segments.json").write_text(json.dumps(segments), encoding="utf-8")
    (tmp_path / "dates.json").write_text(json.dumps({"furt.html": {"date": "2021-06-04"}}), encoding="utf-8")
    return tmp_path


def test_table_of_a_folder(folder: Path) -> None:
    assert read_marks(folder).segments["furt.html"].government
    result = CliRunner().invoke(main, [str(folder)], catch_exceptions=False)
    ours = next(line for line in result.output.splitlines() if line.startswith("| all: ours"))
    assert [cell.strip() for cell in ours.split("|")[2:6]] == ["1.000", "0.000", "0", "1.000"]
    assert "kept by trafilatura: none" in result.output
