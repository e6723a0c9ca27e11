"""Watching for tests: a file of sources, rounds of the real command, the command as a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from click.testing import CliRunner

from indexer.cli import main
from indexer.watching.memory import SourceRun, last_runs
from search_service.answers.searcher import open_searcher
from search_service.config import Settings
from search_service.errors import IndexNotBuiltError
from search_service.query.parser import parse
from search_service.query.request import SearchRequest


@dataclass(slots=True)
class Watched:
    """A data folder and the sources that are watched into it."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        return self.folder / "var"

    @property
    def sources(self) -> Path:
        return self.folder / "watch.toml"

    def watches(self, toml: str) -> None:
        self.sources.write_text(toml, encoding="utf-8")

    def round(self, *, exit_codes: tuple[int, ...] = (0, 1, 2)) -> str:
        """One round, when sources of an interval of a tenth of a second are due again; returns what the command says."""
        time.sleep(0.07)
        arguments = ["watch", "--once", "--data", str(self.data), "--sources", str(self.sources)]
        result = CliRunner().invoke(main, arguments, env={"NEWS_SEARCH_LOG_FORMAT": "json", **self.environment})
        assert result.exit_code in exit_codes and '"watch": "ended"' in result.output, result.output
        return result.output

    def run_of(self, source: str) -> SourceRun:
        (found,) = [run for run in last_runs(self.data) if run.source == source]
        return found

    def found(self, words: str) -> list[str]:
        """The titles of the hits, newest first."""
        searcher = open_searcher(Settings(data=self.data))
        try:
            request = SearchRequest(q=words, node=parse(words).node)
            page = searcher.search(request)
            return [] if page.partial else sorted(hit.title for hit in page.hits)
        except IndexNotBuiltError:
            return []
        finally:
            searcher.close()

    @contextmanager
    def watching(self) -> Iterator[subprocess.Popen[str]]:
        """The command as a process; it is sent SIGTERM at the end and must end well within seconds."""
        program = "from indexer.cli import main; main()"
        command = [sys.executable, "-c", program, "watch", "--data", str(self.data), "--sources", str(self.sources)]
        log = (self.folder / "log").open("w", encoding="utf-8")
        with log, subprocess.Popen(command, stderr=log, text=True, env=self._environment()) as process:
            try:
                yield process
            finally:
                process.send_signal(signal.SIGTERM)
                ended = process.wait(timeout=10)
        assert ended == 0, f"ended with {ended}: {self.log()}"

    def _environment(self) -> dict[str, str]:
        return {**os.environ, "NEWS_SEARCH_LOG_FORMAT": "json", **self.environment}

    def log(self) -> list[dict[str, object]]:
        """The lines so far; what is no JSON is the message with which the program ended."""
        lines = (self.folder / "log").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) if line.startswith("{") else {"error": line} for line in lines if line.endswith("}") or line[0] != "{"]


def wait_until(holds: Callable[[], bool], *, seconds: float = 30) -> None:
    """Look again and again until something holds, which must be within so many seconds."""
    ends_at = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends_at, "it never came"
        time.sleep(0.05)
