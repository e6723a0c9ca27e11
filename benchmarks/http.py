"""How long a whole HTTP answer takes: our API over waitress with each contestant behind it, with one process and with two.

`python -m benchmarks.http ARCHIVE` prints answers per second and latencies. Every contestant is served by the same application, so
that parsing, serializing and the server cost all of them the same; OpenSearch, where a node is named, answers by itself, which spares it
all that. Questions are drawn as people ask. After 400 others, which warm whatever can be warmed, fresh ones are asked once ("first"),
then the same round and round ("again"). The load generator takes part of a core for itself.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import click

from benchmarks.contestants import OPENSEARCH, OURS, contestant
from benchmarks.load import Asked, Load, Posted, drive
from benchmarks.metrics import percentile
from benchmarks.peers import opensearch_peer
from benchmarks.request_mix import Question, peoples_mix
from benchmarks.tables import LoadBeside, machine, milliseconds, table, times
from benchmarks.workspace import Workspace, archive_options, contestants_option, opensearch_option, workspace

PROCESSES_AND_CONNECTIONS = ((1, 1), (1, 4), (2, 4))
WARMED_BY = 400
PERCENTILES = (50, 90, 99)


@dataclass(frozen=True, slots=True)
class Measured:
    """A contestant under one load, asked ``first`` or again."""

    name: str
    processes: int
    connections: int
    asked: str
    load: Load


@click.command()
@archive_options
@contestants_option
@opensearch_option
@click.option("--questions", default=250, show_default=True, help="Fresh questions for each load.")
@click.option("--seconds", default=3.0, show_default=True, help="How long they are asked again.")
def main(
    archive: Path,
    releases: int | None,
    seed: int,
    keep: Path | None,
    only: tuple[str, ...],
    opensearch: str | None,
    questions: int,
    seconds: float,
) -> None:
    """Throughput and latency of whole answers over the releases of ARCHIVE."""
    beside = LoadBeside()
    with workspace(archive, releases=releases, seed=seed, keep=keep) as work:
        names = [*only, OPENSEARCH] if opensearch else only
        click.echo(report(work, names, questions=questions, seconds=seconds, seed=seed))
    click.echo(f"\n{beside}")


def report(work: Workspace, names: Sequence[str], *, questions: int, seconds: float, seed: int) -> str:
    """The table, and what it was made of."""
    indexes = [work.index(name) for name in names]  # built before anything is measured
    fresh = peoples_mix(work.real, WARMED_BY + questions * len(PROCESSES_AND_CONNECTIONS), seed=seed)
    warming, fresh = fresh[:WARMED_BY], fresh[WARMED_BY:]
    results: list[Measured] = []
    for number, (processes, connections) in enumerate(PROCESSES_AND_CONNECTIONS):
        share = fresh[number * questions : (number + 1) * questions]
        for name, index in zip(names, indexes, strict=True):
            with serving(work, name, processes) as ports:
                drive(ports, _asked(name, index, warming), connections=len(ports))
                asked = _asked(name, index, share)
                first = drive(ports, asked, connections=connections)
                again = drive(ports, asked, connections=connections, seconds=seconds)
            results += [Measured(name, processes, connections, "first", first), Measured(name, processes, connections, "again", again)]
    made_of = f"{work.size:,} releases, {questions} questions a load, 10 hits with snippets, 3 facets; {machine()}"
    return f"{made_of}\n\n{_table(results)}"


@contextmanager
def serving(work: Workspace, name: str, processes: int) -> Iterator[list[int]]:
    """Server processes on ports of their own, as behind a proxy; ended when the block is left. Of OpenSearch the node that is there."""
    if name == OPENSEARCH:
        yield [urlsplit(opensearch_peer.node_url()).port or 80]
        return
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


def _asked(name: str, index: Path, questions: Sequence[Question]) -> Sequence[Asked]:
    if name != OPENSEARCH:
        return [question.path for question in questions]
    path = f"/{opensearch_peer.index_name(index)}/_search"
    return [Posted(path, json.dumps(opensearch_peer.body_of(question.request())).encode()) for question in questions]


def _table(results: Sequence[Measured]) -> str:
    rows = [
        [
            contestant(each.name).NAME,
            "node" if each.name == OPENSEARCH else str(each.processes),
            str(each.connections),
            each.asked,
            *(milliseconds(percentile(each.load.latencies, rank)) for rank in PERCENTILES),
            f"{each.load.per_second:.0f}",
            _ours_against(each, results),
            f"{each.load.bytes / len(each.load.latencies) / 1000:.1f}",
        ]
        for each in results
    ]
    header = [
        "engine",
        "processes",
        "connections",
        "asked",
        *(f"p{rank} ms" for rank in PERCENTILES),
        "answers/s",
        "ours is",
        "kB an answer",
    ]
    return table(header, rows)


def _ours_against(peer: Measured, results: Sequence[Measured]) -> str:
    load = (peer.processes, peer.connections, peer.asked)
    ours = [each for each in results if each.name == OURS and (each.processes, each.connections, each.asked) == load]
    return times(ours[0].load.per_second / peer.load.per_second) if ours and peer.name != OURS else ""


if __name__ == "__main__":
    main()
