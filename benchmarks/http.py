"""How long a whole HTTP answer takes: our API over waitress with each contestant behind it, with one process and with two.

`python -m benchmarks.http ARCHIVE` prints answers per second and latencies. Every contestant is served by the same application, so
that parsing, serializing and the server cost all of them the same. "First asked" is one pass over questions without a common word in
newly started processes, "again" is time-bound rounds over the same. The load generator takes part of a core for itself.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from benchmarks.contestants import OURS, contestant
from benchmarks.load import Load, drive
from benchmarks.metrics import percentile
from benchmarks.request_mix import unseen_mix
from benchmarks.tables import machine, milliseconds, table, times
from benchmarks.workspace import Workspace, archive_options, contestants_option, workspace

PROCESSES_AND_CONNECTIONS = ((1, 1), (1, 4), (2, 4))


@dataclass(frozen=True, slots=True)
class Measured:
    """A contestant under one load."""

    name: str
    processes: int
    connections: int
    first: Load
    again: Load


@click.command()
@archive_options
@contestants_option
@click.option("--each", default=75, show_default=True, help="Questions of each kind.")
@click.option("--seconds", default=5.0, show_default=True, help="How long each load lasts.")
def main(archive: Path, releases: int | None, seed: int, keep: Path | None, only: tuple[str, ...], each: int, seconds: float) -> None:
    """Throughput and latency of whole answers over the releases of ARCHIVE."""
    with workspace(archive, releases=releases, seed=seed, keep=keep) as work:
        paths = [question.path for question in unseen_mix(work.real, each, seed=seed)]
        results = [
            _measured(work, name, paths, processes, connections, seconds)
            for processes, connections in PROCESSES_AND_CONNECTIONS
            for name in only
        ]
    click.echo(f"{work.size:,} releases, {len(paths)} questions, 10 hits with snippets, 3 facets; {machine()}\n")
    click.echo(_table(results))


def _measured(work: Workspace, name: str, paths: Sequence[str], processes: int, connections: int, seconds: float) -> Measured:
    with serving(work, name, processes) as ports:
        first = drive(ports, paths, connections=connections)
        again = drive(ports, paths, connections=connections, seconds=seconds)
    return Measured(name, processes, connections, first, again)


@contextmanager
def serving(work: Workspace, name: str, processes: int) -> Iterator[list[int]]:
    """Server processes on ports of their own, as behind a proxy; ended when the block is left."""
    command = [sys.executable, "-m", "benchmarks.serve", name, str(work.index(name)), str(work.store_path)]
    servers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(processes)]
    try:
        yield [_port(server) for server in servers]
    finally:
        for server in servers:
            server.terminate()
            server.communicate()


def _port(server: subprocess.Popen[str]) -> int:
    line = server.stdout.readline() if server.stdout else ""
    if not line.strip():
        raise click.ClickException("a server did not start; its message is above")
    return int(line)


def _table(results: Sequence[Measured]) -> str:
    rows = [
        [
            contestant(each.name).NAME,
            str(each.processes),
            str(each.connections),
            f"{each.again.per_second:.0f}",
            _ours_against(each, results),
            _latencies(each.again),
            _latencies(each.first),
            f"{each.again.bytes / len(each.again.latencies) / 1000:.1f}",
        ]
        for each in results
    ]
    header = ["engine", "processes", "connections", "answers/s", "ours is", "again: p50 / p99 ms", "first: p50 / p99 ms", "kB an answer"]
    return table(header, rows)


def _ours_against(peer: Measured, results: Sequence[Measured]) -> str:
    ours = [each for each in results if each.name == OURS and each.processes == peer.processes and each.connections == peer.connections]
    return times(ours[0].again.per_second / peer.again.per_second) if ours and peer.name != OURS else ""


def _latencies(load: Load) -> str:
    return f"{milliseconds(percentile(load.latencies, 50))} / {milliseconds(percentile(load.latencies, 99))}"


if __name__ == "__main__":
    main()
