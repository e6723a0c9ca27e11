"""Does a server that is asked while generations are published stay right, and what does it hold in the end?

`python -m benchmarks.endurance ARCHIVE [--releases 500] [--requests 50000] [--publishes 200]`. Connections ask for a word that each
published release brings once more: no total may be lower than one that had come before it was asked, or higher than the publishes
that had begun when it came, and the last one is found. Other requests go between. What the server's process holds is printed as a
table; it runs on Linux alone.
"""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from benchmarks.archive_file import read_archive
from benchmarks.contestants import OURS
from benchmarks.load import HOST
from benchmarks.memory import Memory
from benchmarks.tables import machine, table
from indexer.pipeline import bring_up_to_date
from indexer.store import Store
from search_service.config import Settings
from search_service.engines.registry import open_index
from search_service.release import Block, Release

MARK = "Dauerlaufwort"
"""Stands in each published release, in no other."""
OTHERS = ("/search?q=Schule", "/", "/api/v1/suggest?q=sch", "/search.atom?q=Verkehr", "/healthz", "/api/v1/changes?limit=5")
ROWS = 10
STORE = "releases.db"


@dataclass(slots=True)
class Publishes:
    """How many were begun and how many are through."""

    begun: int = 0
    done: int = 0


@dataclass(slots=True)
class Findings:
    """What went wrong, how many answers came, and the highest total among them; counted by all connections."""

    answers: int = 0
    highest: int = 0
    wrong: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass(frozen=True, slots=True)
class Held:
    """What a process holds."""

    memory: Memory
    files: int
    maps: int
    threads: int

    @classmethod
    def of(cls, process: int) -> Held:
        facts = Path(f"/proc/{process}")
        maps = (facts / "maps").read_bytes().count(b"\n")
        return cls(Memory.of(process), sum(1 for _ in (facts / "fd").iterdir()), maps, sum(1 for _ in (facts / "task").iterdir()))


class Client:
    """A connection that asks until all together have had ``requests`` answers."""

    def __init__(self, port: int, publishes: Publishes, findings: Findings, requests: int) -> None:
        self._connection = http.client.HTTPConnection(HOST, port, timeout=60)
        self._publishes = publishes
        self._findings = findings
        self._requests = requests

    def run(self) -> None:
        with closing(self._connection):
            for number in range(self._requests):
                try:
                    fault = self._total(number) if number % 2 == 0 else self._other(number)
                except (OSError, http.client.HTTPException) as error:
                    fault = repr(error)
                    self._connection.close()
                with self._findings.lock:
                    self._findings.answers += 1
                    if fault:
                        self._findings.wrong.append(fault)

    def _total(self, number: int) -> str:
        """What is wrong with the number of hits; each address is another, so that validators and caches are passed by."""
        least = self._findings.highest
        status, body = self._get(f"/api/v1/search?q={MARK}&size={1 + number % 100}")
        total = json.loads(body).get("total") if status == 200 else None
        most = self._publishes.begun
        if total is None or not least <= total <= most:
            return f"{status}: {total} hits, not {least} to {most}"
        with self._findings.lock:
            self._findings.highest = max(self._findings.highest, total)
        return ""

    def _other(self, number: int) -> str:
        path = OTHERS[number // 2 % len(OTHERS)]
        status, _ = self._get(path)
        return "" if status == 200 else f"{status}: {path}"

    def _get(self, path: str) -> tuple[int, bytes]:
        self._connection.request("GET", path)
        response = self._connection.getresponse()
        return response.status, response.read()


@contextmanager
def server(data: Path) -> Iterator[tuple[int, int]]:
    """A server process over a data folder: its number and its port."""
    command = [sys.executable, "-m", "benchmarks.serve", OURS, str(data), str(data / STORE)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            if not line.strip():
                raise click.ClickException("the server did not start; its message is above")
            yield process.pid, int(line)
        finally:
            process.terminate()


def published(number: int) -> Release:
    return Release(
        id=f"dauerlauf-{number}",
        title=f"Meldung {number} zum Dauerlauf",
        published=datetime(2024, 1, 1, tzinfo=UTC) + timedelta(hours=number),
        body=(Block(text=f"{MARK} steht in Meldung {number}."),),
    )


@click.command()
@click.argument("archive", type=click.Path(exists=True, path_type=Path))
@click.option("--releases", default=500, show_default=True, help="Releases to begin with.")
@click.option("--requests", default=50_000, show_default=True, help="Of all connections together.")
@click.option("--publishes", default=200, show_default=True)
@click.option("--connections", default=8, show_default=True)
def main(archive: Path, releases: int, requests: int, publishes: int, connections: int) -> None:
    """Ask and publish for long; ends with 1 when an answer was wrong."""
    with TemporaryDirectory(prefix="news-search-endurance-") as folder:
        data = Path(folder)
        settings = Settings(data=data)
        with closing(Store.open(data / STORE)) as store:
            store.put(read_archive(archive, limit=releases))
            bring_up_to_date(store, open_index(settings))
            with server(data) as (process, port):
                findings, rows = _run(store, settings, process, port, requests, publishes, connections)
    click.echo(f"{releases:,} releases to begin with, {connections} connections; {machine()}\n")
    click.echo(table(["answers", "publishes", "seconds", "MB own + mapped", "open files", "maps", "threads"], rows))
    click.echo(f"\nwrong: {len(findings.wrong)}")
    for each in findings.wrong[:20]:
        click.echo(f"  {each}")
    raise SystemExit(bool(findings.wrong))


def _run(  # what a run is made of
    store: Store, settings: Settings, process: int, port: int, requests: int, publishes: int, connections: int
) -> tuple[Findings, list[list[str]]]:
    """Publish evenly over the requests, and note what the server holds on the way."""
    progress, findings = Publishes(), Findings()
    clients = [Client(port, progress, findings, requests // connections) for _ in range(connections)]
    threads = [threading.Thread(target=client.run, daemon=True) for client in clients]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    rows: list[list[str]] = []
    while any(thread.is_alive() for thread in threads):
        share = findings.answers / requests
        if progress.done < share * publishes:
            progress.begun += 1
            store.put([published(progress.begun)])
            bring_up_to_date(store, open_index(settings))
            progress.done += 1
        elif len(rows) < share * ROWS:
            rows.append(_row(findings, progress, time.monotonic() - started, Held.of(process)))
        else:
            time.sleep(0.05)
    findings.highest = progress.done
    Client(port, progress, findings, 1).run()  # whoever asks alone finds the last one
    rows.append(_row(findings, progress, time.monotonic() - started, Held.of(process)))
    return findings, rows


def _row(findings: Findings, progress: Publishes, seconds: float, held: Held) -> list[str]:
    numbers = (held.files, held.maps, held.threads)
    return [f"{findings.answers:,}", str(progress.done), f"{seconds:.0f}", str(held.memory), *map(str, numbers)]


if __name__ == "__main__":
    main()
