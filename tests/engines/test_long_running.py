"""A server that sees many publishes is as large as one that saw few: nothing of a generation outlives its last search."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from search_service.config import Settings
from tests.archives import Archive, release

PUBLISHES = 60
SETTLED = 35
"""Publishes after which nothing grows any more."""


@contextmanager
def reader_of(data: Path) -> Iterator[tuple[IO[str], IO[str]]]:
    command = [sys.executable, "-m", "tests.engines.reader", str(data)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None and process.stdout is not None
        yield process.stdin, process.stdout


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="what a process holds is told by Linux alone")
def test_sixty_publishes_leave_files_maps_and_memory_as_they_were(tmp_path: Path) -> None:
    archive = Archive(Settings(data=tmp_path))
    archive.rebuild(release(f"r{number}", f"Der Verkehr ruht, Bus und Bahn stehen, Meldung {number}.") for number in range(40))
    found = []
    with reader_of(tmp_path) as (asking, answers):
        for number in range(PUBLISHES):
            archive.update(add=[release("neu", f"Der Verkehr rollt zum {number}. Mal, Verkehrswende in Neustadt.")])
            asking.write("\n")
            asking.flush()
            found.append(json.loads(answers.readline()))
    before, after = found[SETTLED : SETTLED + 10], found[-10:]
    for what, allowed in (("files", 0), ("maps", 4), ("bytes", 200_000)):  # strings that libraries keep; a generation has more each
        assert max(each[what] for each in after) <= max(each[what] for each in before) + allowed, what
