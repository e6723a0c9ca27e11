"""The benchmark of what watching costs counts what it asks, on a handful of releases."""

from __future__ import annotations

from pathlib import Path

from benchmarks.watching_searches import measured
from benchmarks.workspace import Workspace
from tests.archives import release


def test_both_kinds_of_searches_are_measured(tmp_path: Path) -> None:
    releases = [release(f"r{number}", f"Haushalt {number}") for number in range(20)]
    work = Workspace(tmp_path, releases, len(releases), seed=1)
    first, again = measured(work, ["/api/v1/search?q=Haushalt", "/api/v1/search"], 3)
    assert (first.asked, again.asked) == ("/api/v1/search, first", "/api/v1/search, again")
    assert min(first.alone, first.writing, again.alone, again.writing) > 0
