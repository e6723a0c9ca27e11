"""How far a long command is: lines off a terminal, a bar on one, measured in bytes where the end is known."""

from __future__ import annotations

import gzip
import os
import pty
import sys
from pathlib import Path
from subprocess import PIPE, Popen

import pytest

from indexer.commands import progress as progress_module
from indexer.commands.progress import Shown, progress_shown
from indexer.sources.opening import read_source
from indexer.sources.sizes import size_of

LINES = "".join(f'{{"id": "r{number}", "title": "Radweg {number}", "published": "2024-03-21"}}\n' for number in range(300))


def test_a_line_has_share_rate_and_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = Shown("Reading", 1_000, releases=1_500, done=250)
    monkeypatch.setattr(progress_module.time, "monotonic", lambda: shown.started + 3)
    assert shown.as_line() == "Reading: 25%, 1,500 releases, 500 per second, about 9 seconds left"
    assert Shown("Reading", None, releases=1, started=shown.started).as_line() == "Reading: 1 release, 0 per second"


def test_off_a_terminal_lines_come_seldom(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    now = [0.0]
    monkeypatch.setattr(progress_module.time, "monotonic", lambda: now[0])
    with progress_shown("Indexing", total=10_000) as shown:
        for _ in range(10_000):
            now[0] += 0.01
            shown.count_and_advance(1)
    assert 18 <= len(capsys.readouterr().err.splitlines()) <= 20
    with progress_shown("Indexing", total=10_000, quiet=True) as shown:
        now[0] += 100
        shown.count_and_advance(9_000)
    assert capsys.readouterr().err == ""


def test_what_is_read_adds_up_to_what_there_is(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.jsonl").write_text(LINES, encoding="utf-8")
    (tmp_path / "in" / "b.jsonl.gz").write_bytes(gzip.compress(LINES.encode()))
    total, read = size_of([str(tmp_path / "in")]), []
    assert total == sum(path.stat().st_size for path in (tmp_path / "in").iterdir())
    for _ in read_source(tmp_path / "in", consumed=read.append):
        assert sum(read) <= total
    assert sum(read) == total
    assert size_of([str(tmp_path), "-"]) is None
    assert size_of([str(tmp_path / "missing")]) == 0


def test_a_bar_on_a_terminal(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(LINES, encoding="utf-8")
    leader, follower = pty.openpty()
    code = "from indexer.cli import main; main()"
    command = [sys.executable, "-c", code, "import", str(tmp_path / "in.jsonl"), "--no-index", "--data", str(tmp_path / "data")]
    with Popen(command, stdout=PIPE, stderr=follower, env={**os.environ, "TERM": "xterm", "COLUMNS": "120"}) as process:
        out, _ = process.communicate(timeout=60)
    os.close(follower)
    shown = os.read(leader, 100_000).decode()
    os.close(leader)
    assert b"300 new" in out
    assert ("Reading" in shown, " releases, " in shown, "per second" in shown, "100%" in shown) == (True, True, True, True), shown
