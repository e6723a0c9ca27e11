"""Every command that writes, killed a few times with SIGKILL; ``python -m benchmarks.crash`` does so hundreds of times."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.crash import differences, lower, state_of, stored_ids, written
from indexer.store import Store
from tests.archives import release
from tests.databases import Server

POINTS = 16
"""Two for each command: one by its calls, one by its seconds."""
POINTS_ON_SERVER = 12
RELEASES = [release(f"r{i}", f"Die Schule in Berlin {i} bekommt einen Radweg.", published=f"2021-03-{i + 1:02}") for i in range(24)]


def test_a_run_that_is_killed_loses_doubles_and_hides_nothing(tmp_path: Path) -> None:
    killed_well(tmp_path, POINTS)


def test_nor_does_one_whose_store_lies_in_postgresql(tmp_path: Path, postgresql: Server) -> None:
    killed_well(tmp_path, POINTS_ON_SERVER, "--postgresql", postgresql.url)


def killed_well(folder: Path, points: int, *options: str) -> None:
    archive = written(folder / "releases.jsonl", RELEASES)
    command = [sys.executable, "-m", "benchmarks.crash", str(archive), "--points", str(points), "--seed", "20240321", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (kills := re.search(r"^(\d+) kills, 0 wrong$", done.stdout, re.MULTILINE)) is not None
    assert int(kills.group(1)) > points // 2


def test_what_is_lost_or_told_twice_is_noticed(tmp_path: Path) -> None:
    """The harness itself: a store that lacks a release, or has announced one again, is not that of a run that nobody killed."""
    store = Store.open(tmp_path / "data" / "releases.db")
    store.put(RELEASES)
    expected = state_of(tmp_path / "data")
    shutil.copytree(tmp_path / "data", tmp_path / "other")
    store.put([RELEASES[0].model_copy(update={"title": "Anders"})])
    store.put(RELEASES[:1])
    assert len(list(differences(state_of(tmp_path / "data"), expected))) == 2
    assert stored_ids(tmp_path / "nowhere") == set()
    assert stored_ids(tmp_path / "other") == {each.id for each in RELEASES}
    store.close()


def test_a_lowered_store_is_an_older_one(tmp_path: Path) -> None:
    path = tmp_path / "releases.db"
    Store.open(path).close()
    lower(path)
    assert Store.open(path).migrated
