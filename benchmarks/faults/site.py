"""An installation of the service as its users have it: commands and a server, each a process with settings of its own."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks.archive_file import read_archive
from benchmarks.crash import written
from benchmarks.faults.nodes import Nodes
from search_service.config import PREFIX, Settings
from search_service.engines.opensearch.cluster import PASSWORD
from search_service.release import Release

_COMMANDS = Path(sys.executable).parent
_LISTENING = re.compile(r"Serving on (http://\S+?)/ ")
MOST_RUNS = 5
"""Runs of a command until it is through: more are a fault of the program."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A run of a command: its exit code, and what it said."""

    code: int
    said: str

    @property
    def last(self) -> str:
        """The last line that it said, as a row of a table takes it."""
        lines = self.said.strip().splitlines()
        return lines[-1] if lines else ""


@dataclass(frozen=True, slots=True)
class Site:
    """``folder`` has a data folder for the indexer and one for the web machine; the store lies in PostgreSQL."""

    folder: Path
    nodes: Nodes
    database_url: str
    releases: Sequence[Release]
    index: str = "faults"
    settings: Mapping[str, str] = field(default_factory=dict)
    prefix: tuple[str, ...] = ()
    """What stands before a command: another network namespace, for example."""
    password: str = ""
    """That of the cluster, where it asks for one."""

    def but(self, **settings: str) -> Site:
        """The same with other settings."""
        return replace(self, settings={**self.settings, **settings})

    def environment(self) -> dict[str, str]:
        """Variables that say where everything lies."""
        own = {
            "engine": "opensearch",
            "opensearch_url": json.dumps(self.nodes.urls),
            "opensearch_index": self.index,
            "opensearch_shards": "2",
            "database_url": self.database_url,
            "cache_megabytes": "1",
            "statistics": "false",
            **self.settings,
        }
        return os.environ | {PREFIX + name.upper(): value for name, value in own.items()} | {PASSWORD: self.password}

    def loaded(self) -> Settings:
        """The indexer's settings, for what is done in this process."""
        return Settings(
            data=self.folder / "indexer",
            engine="opensearch",
            database_url=self.database_url,
            opensearch_url=self.nodes.urls,
            opensearch_index=self.index,
            opensearch_shards=2,
        )

    def file(self, name: str, releases: Sequence[Release]) -> str:
        """Releases as a file that can be imported."""
        return str(written(self.folder / f"{name}.jsonl", releases))

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a command of the indexer."""
        command = [*self.prefix, str(_COMMANDS / "news-indexer"), *arguments, "--data", str(self.folder / "indexer")]
        return subprocess.Popen(command, env=self.environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def run(self, *arguments: str) -> Ended:
        """Run a command of the indexer to its end."""
        return ended(self.start(*arguments))

    def through(self, *arguments: str, first: Ended | None = None) -> tuple[int, list[str]]:
        """Run a command, or go on after its ``first`` run, until it ends well: how many runs that took, and what failed ones said."""
        said: list[str] = []
        for number in range(1, MOST_RUNS + 1):
            run = first if first and number == 1 else self.run(*arguments)
            if not run.code:
                return number, said
            said.append(run.last)
        raise AssertionError(f"{arguments} does not end well: {said}")

    def problems(self) -> list[str]:
        """What ``check`` finds; one line where it cannot look."""
        run = self.run("check", "--json")
        if run.code > 1:
            return [run.last]
        return [each["problem"] for each in json.loads(run.said)["problems"]]

    @contextmanager
    def serving(self, *, host: str = "127.0.0.1") -> Iterator[str]:
        """The web service of another machine; the address that it serves on."""
        log = self.folder / f"serve-{time.monotonic_ns()}.log"
        with log.open("w") as stream:
            command = [*self.prefix, str(_COMMANDS / "news-search"), "serve", "--host", host, "--port", "0"]
            web = [*command, "--data", str(self.folder / "web")]
            process = subprocess.Popen(web, env=self.environment(), stdout=stream, stderr=subprocess.STDOUT)
        try:
            while not (found := _LISTENING.search(log.read_text())):
                if process.poll() is not None:
                    raise AssertionError(log.read_text()[-2000:])
                time.sleep(0.1)
            yield found[1]
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)


def ended(process: subprocess.Popen[str]) -> Ended:
    """A command that was started, when it has ended."""
    said, _ = process.communicate()
    return Ended(process.returncode, said)


def releases_of(archive: Path, size: int) -> list[Release]:
    """The first releases of an archive."""
    return read_archive(archive, limit=size)
