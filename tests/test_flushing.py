"""A file takes the place of another whole or not at all, and nothing is left beside it."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from search_service.flushing import LEFT_BEHIND, replacing


def test_what_breaks_off_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "kept.json"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(ZeroDivisionError), replacing(path) as fresh:
        fresh.write_text("half", encoding="utf-8")
        raise ZeroDivisionError
    assert [each.name for each in tmp_path.iterdir()] == ["kept.json"]
    assert path.read_text(encoding="utf-8") == "old"


def test_writers_at_once_each_put_a_whole_file_there(tmp_path: Path) -> None:
    path, together = tmp_path / "kept.json", Barrier(4)

    def write(letter: str) -> None:
        with replacing(path) as fresh:
            fresh.write_text(letter * 1000, encoding="utf-8")
            together.wait(timeout=60)

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(write, "abcd")) == [None] * 4
    assert path.read_text(encoding="utf-8") in {letter * 1000 for letter in "abcd"}
    assert [each.name for each in tmp_path.iterdir()] == ["kept.json"]


def test_what_a_killed_writer_left_is_removed_and_what_another_writes_is_not(tmp_path: Path) -> None:
    path = tmp_path / "kept[1].json"
    left, written, foreign = (tmp_path / f"kept[1].json.{name}" for name in ("a.new", "b.new", "old"))
    for each in (left, written, foreign):
        each.touch()
    before = time.time() - LEFT_BEHIND - 60
    os.utime(left, (before, before))
    os.utime(foreign, (before, before))
    with replacing(path) as fresh:
        fresh.touch()
    assert set(tmp_path.iterdir()) == {path, written, foreign}
