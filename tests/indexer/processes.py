"""Processes that begin at the same moment: each gets ready, says so, and goes on when all the others are ready too."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_READY = """
import json, os, sys
from indexer.store import Store
from search_service.config import load_settings
from search_service.database import database_of
from tests.indexer.test_store import release, NOW
store = Store.open(database_of(load_settings(data=sys.argv[1])))
own = os.getpid()
print("ready", flush=True)
sys.stdin.readline()
"""


def at_once(number: int, code: str, data: Path) -> list[Any]:
    """What ``code``, an expression about the ``store`` of a data folder (a number is its ``own``), gives in ``number`` processes."""
    command = [sys.executable, "-c", f"{_READY}print(json.dumps({code}))", str(data)]
    running = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(number)]
    for process in running:
        assert process.stdout and process.stdout.readline() == "ready\n"
    for process in running:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    return [json.loads(process.communicate(timeout=60)[0]) for process in running]


def indexer(*arguments: object) -> subprocess.Popen[str]:
    """``news-indexer`` as a process of its own."""
    command = [sys.executable, "-c", "from indexer.cli import main; main()", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def ended(running: Sequence[subprocess.Popen[str]]) -> list[tuple[int, str, str]]:
    """Exit code, output and errors of processes, when all have ended."""
    outputs = [process.communicate(timeout=120) for process in running]
    return [(process.returncode, *output) for process, output in zip(running, outputs, strict=True)]
