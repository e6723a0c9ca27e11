"""What a result page costs the server against the JSON answer to the same search, and how large both are.

`python -m benchmarks.pages ARCHIVE` prints a row for each kind of question. Page and JSON are made by the same application in one
process and take turns, so that what else the machine does falls on both; the WSGI application is called directly, without a
server or a client around it. Words have been asked before: what is compared is the making of the answer, not the first search.

Where there is a browser, a second table says how pages load in it on a slow line (``page_loading``).
"""

from __future__ import annotations

import gzip
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

import click
from flask import Flask
from werkzeug.test import EnvironBuilder, run_wsgi_app

from benchmarks.contestants import OURS, contestant
from benchmarks.metrics import percentile
from benchmarks.page_loading import HEADINGS, browser_path, loading_rows
from benchmarks.request_mix import Kind, Question, unseen_mix
from benchmarks.tables import machine, milliseconds, table, times
from benchmarks.workspace import Workspace, archive_options, workspace
from search_service.archive import Archive
from search_service.config import Settings
from search_service.engines.base import Searcher
from search_service.web.app import create_app

API = "/api/v1"
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds of every answer, and the bytes of the last round, as they are and compressed."""

    seconds: tuple[float, ...]
    plain: tuple[int, ...]
    compressed: tuple[int, ...]


@click.command()
@archive_options
@click.option("--each", default=60, show_default=True, help="Questions of each kind.")
def main(archive: Path, releases: int | None, seed: int, keep: Path | None, each: int) -> None:
    """Server time and size of result pages over the releases of ARCHIVE."""
    with workspace(archive, releases=releases, seed=seed, keep=keep) as work:
        rows = measure(work, unseen_mix(work.real, each, seed=seed))
        loading = _loading(work)
    click.echo(f"{work.size:,} releases, 10 hits, 3 facets, snippets; p50 / p99 ms, mean kB (gzip); {machine()}\n")
    click.echo(table(["question", "page", "JSON", "page ÷ JSON", "page kB", "JSON kB"], rows))
    click.echo("\n400 kbit/s, 390 px, nothing kept, compressed:\n")
    click.echo(table(HEADINGS, loading) if loading else "No Chrome or Chromium was found; install one to see how pages load.")


def measure(work: Workspace, questions: Sequence[Question]) -> list[list[str]]:
    """A row of the table for each kind of question."""
    searcher, store = contestant(OURS).open_searcher(work.index(OURS)), Archive.open(work.store_path)
    app = create_app(Settings(), searcher, store)
    kinds = [kind for kind in Kind if any(question.kind is kind for question in questions)]
    rows = [_row(app, kind, [question.path for question in questions if question.kind is kind]) for kind in kinds]
    searcher.close()
    store.close()
    return rows


def seconds_of_pages(searcher: Searcher, store: Path, paths: Sequence[str]) -> list[float]:
    """What the page of each search takes that has been asked before, by its path at the API."""
    with closing(Archive.open(store)) as archive:
        app = create_app(Settings(), searcher, archive)
        pages = [path.removeprefix(API) for path in paths]
        for path in pages:
            _answer(app, path)
        return [_timed(app, path)[0] for path in pages]


def _loading(work: Workspace) -> list[list[str]]:
    """How pages load in a browser; nothing without one."""
    if (browser := browser_path()) is None:
        return []
    searcher, store = contestant(OURS).open_searcher(work.index(OURS)), Archive.open(work.store_path)
    rows = loading_rows(create_app(Settings(), searcher, store), browser)
    searcher.close()
    store.close()
    return rows


def _row(app: Flask, kind: Kind, paths: Sequence[str]) -> list[str]:
    page, json = take_turns(app, paths)
    ratio = percentile(page.seconds, 50) / percentile(json.seconds, 50)
    return [kind, _latency(page), _latency(json), times(ratio), _size(page), _size(json)]


def take_turns(app: Flask, paths: Sequence[str]) -> tuple[Measured, Measured]:
    """The page and the JSON of every search, one after the other, after a round that warms both up."""
    page, json = [path.removeprefix(API) for path in paths], list(paths)
    for path in (*page, *json):
        _answer(app, path)
    pairs = [(_timed(app, left), _timed(app, right)) for _ in range(ROUNDS) for left, right in zip(page, json, strict=True)]
    return _measured([left for left, _ in pairs]), _measured([right for _, right in pairs])


def _answer(app: Flask, path: str) -> bytes:
    environ = EnvironBuilder(path).get_environ()
    body, status, _ = run_wsgi_app(app, environ, buffered=True)
    if not status.startswith("200"):
        raise click.ClickException(f"{path} answered {status}")
    return b"".join(body)


def _timed(app: Flask, path: str) -> tuple[float, bytes]:
    started = time.perf_counter()
    body = _answer(app, path)
    return time.perf_counter() - started, body


def _measured(answers: Sequence[tuple[float, bytes]]) -> Measured:
    bodies = [body for _, body in answers[-len(answers) // ROUNDS :]]
    seconds = tuple(elapsed for elapsed, _ in answers)
    return Measured(seconds, tuple(map(len, bodies)), tuple(len(gzip.compress(body)) for body in bodies))


def _latency(measured: Measured) -> str:
    return f"{milliseconds(percentile(measured.seconds, 50))} / {milliseconds(percentile(measured.seconds, 99))}"


def _size(measured: Measured) -> str:
    return f"{mean(measured.plain) / 1000:.1f} ({mean(measured.compressed) / 1000:.1f})"


if __name__ == "__main__":
    main()
