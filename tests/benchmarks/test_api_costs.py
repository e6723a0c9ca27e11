"""The benchmark of conditional requests and exports measures what it says, on a handful of releases."""

from __future__ import annotations

from pathlib import Path

from benchmarks.api import export, inside
from benchmarks.contestants import OURS
from benchmarks.workspace import Workspace
from tests.archives import release

RELEASES = [release(f"r{number}", f"Haushalt {number}") for number in range(30)]


def test_an_export_is_counted_line_by_line(tmp_path: Path) -> None:
    work = Workspace(tmp_path, RELEASES, len(RELEASES), seed=1)
    whole, part = (export(work.index(OURS), work.store_path, size) for size in (30, 10))
    assert (whole.releases, part.releases) == (30, 10)
    assert whole.megabytes > 2 * part.megabytes > 0


def test_both_kinds_of_answers_are_timed(tmp_path: Path) -> None:
    work = Workspace(tmp_path, RELEASES, len(RELEASES), seed=1)
    whole, unchanged = inside(work, ["/api/v1/search?q=Haushalt", "/api/v1/search"], 3)
    assert len(whole) == len(unchanged) == 6
