"""What conditional requests save, and what an export of everything costs: `python -m benchmarks.api ARCHIVE`.

Searches are asked once to warm up, then round and round: whole answers, then with ``If-None-Match``; in the application alone, and
over HTTP (waitress, loopback). The JSON Lines export runs in a process of its own; "peak" is what the greatest memory of that process
grew by while it wrote, over that after one search. A tenth of it beside the whole shows whether memory grows with the result. Linux
alone (/proc).
"""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from wsgiref.types import WSGIEnvironment

import click
from werkzeug.test import Client, EnvironBuilder, run_wsgi_app

from benchmarks.contestants import OURS, contestant
from benchmarks.http import serving
from benchmarks.load import HOST, TIMEOUT_SECONDS
from benchmarks.metrics import percentile
from benchmarks.request_mix import unseen_mix
from benchmarks.tables import machine, milliseconds, table, times
from benchmarks.workspace import Workspace, archive_options, workspace
from search_service.archive import Archive
from search_service.config import Settings
from search_service.web.app import create_app

_CHUNK = 1 << 16
_PROCESS_FACTS = Path("/proc/self/status")
_RESET_PEAK = Path("/proc/self/clear_refs")


@dataclass(frozen=True, slots=True)
class Export:
    """What an export took: releases and megabytes written, seconds, and by how many megabytes the peak of memory grew."""

    releases: int
    megabytes: float
    seconds: float
    peak: float


@click.command()
@archive_options
@click.option("--each", default=40, show_default=True, help="Questions of each kind.")
@click.option("--rounds", default=5, show_default=True, help="How often each is asked.")
def main(archive: Path, releases: int | None, seed: int, keep: Path | None, each: int, rounds: int) -> None:
    """Conditional requests and exports over the releases of ARCHIVE."""
    with workspace(archive, releases=releases, seed=seed, keep=keep) as work:
        paths = [question.path for question in unseen_mix(work.real, each, seed=seed)]
        with serving(work, OURS, 1) as ports:
            http = over_http(ports[0], paths, rounds)
        application = inside(work, paths, rounds)
        exports = [_in_new_process(work, size) for size in (work.size // 10, work.size)]
    click.echo(f"{work.size:,} releases, {len(paths)} searches; {machine()}\n")
    click.echo(_latencies({"application alone": application, "over HTTP": http}))
    click.echo("\n" + _exports(exports))


def over_http(port: int, paths: Sequence[str], rounds: int) -> tuple[list[float], list[float]]:
    """Seconds of every whole answer, and of every 304, each on a connection of its own: waitress closes it behind a 304."""
    tags = {path: exchange(port, path)[1] for path in paths}

    def timed(path: str, tag: str, expected: int) -> float:
        started = time.perf_counter()
        status, _ = exchange(port, path, tag)
        return _checked(path, status, expected, started)

    asked = [path for _ in range(rounds) for path in paths]
    return [timed(path, "", 200) for path in asked], [timed(path, tags[path], 304) for path in asked]


def exchange(port: int, path: str, tag: str = "") -> tuple[int, str]:
    """One GET, read until the server closes: status and ETag. Bare sockets, so that the client costs next to nothing."""
    condition = f"If-None-Match: {tag}\r\n" if tag else ""
    with socket.create_connection((HOST, port), TIMEOUT_SECONDS) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{condition}\r\n".encode())
        received = b"".join(iter(lambda: connection.recv(_CHUNK), b""))
    head, _, _ = received.partition(b"\r\n\r\n")
    found = re.search(rb"^etag: (.+?)\r?$", head, re.IGNORECASE | re.MULTILINE)
    return int(head.split(b" ", 2)[1]), found[1].decode() if found else ""


def inside(work: Workspace, paths: Sequence[str], rounds: int) -> tuple[list[float], list[float]]:
    """The same without server and network: what the application itself takes."""
    app = create_app(Settings(), contestant(OURS).open_searcher(work.index(OURS)), Archive.open(work.store_path))

    def timed(environ: WSGIEnvironment, expected: int) -> float:
        answered: list[str] = []
        started = time.perf_counter()
        for _ in app.wsgi_app(environ, lambda status, headers, error=None: answered.append(status)):  # type: ignore[arg-type]  # writes nothing
            pass
        return _checked(environ["PATH_INFO"], int(answered[0].split()[0]), expected, started)

    environs = {path: EnvironBuilder(path).get_environ() for path in paths}
    tags = {path: run_wsgi_app(app, environ)[2]["ETag"] for path, environ in environs.items()}
    asked = [path for _ in range(rounds) for path in paths]
    whole = [timed(dict(environs[path]), 200) for path in asked]
    return whole, [timed(environs[path] | {"HTTP_IF_NONE_MATCH": tags[path]}, 304) for path in asked]


def _checked(path: str, status: int, expected: int, started: float) -> float:
    took = time.perf_counter() - started
    if status != expected:
        raise click.ClickException(f"{path}: {status} instead of {expected}")
    return took


def _in_new_process(work: Workspace, size: int) -> Export:
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(export, (work.index(OURS), work.store_path, size))


def export(index: Path, store: Path, size: int) -> Export:
    """The first ``size`` lines of the export of everything, as a server writes them."""
    app = create_app(Settings(), contestant(OURS).open_searcher(index), Archive.open(store))
    Client(app).get("/search.jsonl?q=Haushalt").get_data()
    _RESET_PEAK.write_text("5", encoding="ascii")
    before, started = _peak(), time.perf_counter()
    written, lines = 0, _lines(run_wsgi_app(app, EnvironBuilder("/search.jsonl").get_environ())[0])
    for line in islice(lines, size):
        written += len(line)
    return Export(size, written / 1e6, time.perf_counter() - started, _peak() - before)


def _lines(parts: Iterable[bytes]) -> Iterator[bytes]:
    for part in parts:
        yield from part.splitlines(keepends=True)


def _peak() -> float:
    """The greatest resident memory so far, in megabytes."""
    found = re.search(r"^VmHWM:\s+(\d+) kB$", _PROCESS_FACTS.read_text(encoding="ascii"), re.MULTILINE)
    if found is None:
        raise click.ClickException("this system does not tell the peak of a process's memory")
    return int(found[1]) * 1024 / 1e6


def _latencies(measured: Mapping[str, tuple[list[float], list[float]]]) -> str:
    rows = [
        [name, *(milliseconds(percentile(taken, part)) for taken in both for part in (50, 99)), times(sum(both[0]) / sum(both[1]))]
        for name, both in measured.items()
    ]
    return table(["search", "p50 ms", "p99 ms", "304: p50 ms", "304: p99 ms", "304 is faster by"], rows)


def _exports(exports: Sequence[Export]) -> str:
    rows = [
        [f"{each.releases:,}", f"{each.megabytes:.1f}", f"{each.seconds:.2f}", f"{each.releases / each.seconds:,.0f}", f"{each.peak:.1f}"]
        for each in exports
    ]
    return table(["JSON Lines, releases", "MB", "seconds", "releases/s", "peak grew by MB"], rows)


if __name__ == "__main__":
    main()
