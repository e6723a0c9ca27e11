"""What it costs a search that the service is watched: `python -m benchmarks.watching_searches ARCHIVE`.

Two applications over two searchers of one index answer the same searches in turn, each first in every other one: one tells nobody of its
answers, the other counts them for ``/metrics``, looks for slow ones and keeps statistics. What writing these takes later, in a thread of
its own, is added: a batch of all searches, each from another address, divided by their number. Seconds of one processor.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import click
from flask import Flask
from werkzeug.test import EnvironBuilder

from benchmarks.contestants import OURS, contestant
from benchmarks.metrics import percentile
from benchmarks.request_mix import unseen_mix
from benchmarks.tables import machine, table
from benchmarks.workspace import Workspace, archive_options, workspace
from search_service.archive import Archive
from search_service.config import Settings
from search_service.dates import today_in_berlin
from search_service.statistics.collector import Collector
from search_service.statistics.limits import Limits
from search_service.statistics.statistics_file import StatisticsFile
from search_service.statistics.tally import AskedSearch, Tally
from search_service.web import app as web_app
from search_service.web.warming import spare_collections

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


@dataclass(frozen=True, slots=True)
class Cost:
    """Microseconds of one search: when nobody is told of it, when all are, and what writing adds."""

    asked: str
    alone: float
    watched: float
    writing: float

    @property
    def more(self) -> float:
        """As a share of what a search takes."""
        return (self.watched + self.writing) / self.alone - 1


class _Counted(Collector):
    """Keeps what it is given, to be written at the end."""

    def __init__(self, file: StatisticsFile) -> None:
        super().__init__(file)
        self.searches: list[AskedSearch] = []

    def count(self, asked: AskedSearch) -> None:
        self.searches.append(asked)


@click.command()
@archive_options
@click.option("--each", default=60, show_default=True, help="Questions of each kind.")
@click.option("--rounds", default=10, show_default=True, help="How often each is asked again.")
def main(archive: Path, releases: int | None, seed: int, keep: Path | None, each: int, rounds: int) -> None:
    """What watching costs over the releases of ARCHIVE."""
    with workspace(archive, releases=releases, seed=seed, keep=keep) as work:
        paths = [question.path for question in unseen_mix(work.real, each, seed=seed)]
        costs = [*measured(work, paths, rounds), *measured(work, [path.replace("/api/v1", "") for path in paths], rounds)]
    click.echo(f"{work.size:,} releases, {len(paths)} searches; {machine()}\n")
    rows = [[cost.asked, *(f"{value:,.0f}" for value in (cost.alone, cost.watched, cost.writing)), f"{cost.more:+.1%}"] for cost in costs]
    click.echo(table(["search", "alone µs", "watched µs", "writing µs", "more"], rows))


def measured(work: Workspace, paths: Sequence[str], rounds: int) -> Iterator[Cost]:
    """What ``paths`` cost when they are asked first, and asked again."""
    with TemporaryDirectory() as folder, closing(StatisticsFile(Path(folder) / "statistics.db", Limits.of(Settings()))) as file:
        file.open()
        collector = _Counted(file)
        with patch.object(web_app, "install_observation"):
            alone = _application(work)
        watched = _application(work, collector)
        page = paths[0].partition("?")[0]
        _cost("", alone, watched, [page], collector)  # what is done once in a process: modules, templates, compiled statements
        spare_collections()
        yield _cost(f"{page}, first", alone, watched, paths, collector)
        yield _cost(f"{page}, again", alone, watched, list(paths) * rounds, collector)


def _application(work: Workspace, collector: Collector | None = None) -> Flask:
    searcher, archive = contestant(OURS).open_searcher(work.index(OURS)), Archive.open(work.store_path)
    return web_app.create_app(Settings(), searcher, archive, collector=collector)


def _cost(asked: str, alone: Flask, watched: Flask, paths: Sequence[str], collector: _Counted) -> Cost:
    collector.searches.clear()
    taken: dict[Flask, list[float]] = {alone: [], watched: []}
    for number, path in enumerate(paths):
        for app in (alone, watched) if number % 2 else (watched, alone):
            taken[app].append(_seconds(app, path))
    # In pairs, and the middle of them: what else the machine does is in no pair alike.
    more = percentile([after - before for before, after in zip(taken[alone], taken[watched], strict=True)], 50)
    middle = percentile(taken[alone], 50)
    return Cost(asked, middle * 1e6, (middle + more) * 1e6, _writing(collector) * 1e6)


def _seconds(app: Flask, path: str) -> float:
    environ = EnvironBuilder(path, headers=[("User-Agent", BROWSER)], environ_overrides={"REMOTE_ADDR": "192.0.2.1"}).get_environ()
    started = time.thread_time()
    for _ in app.wsgi_app(environ, lambda status, headers, error=None: None):  # type: ignore[arg-type]  # writes nothing
        pass
    return time.thread_time() - started


def _writing(collector: _Counted) -> float:
    """Seconds of the processor that one search of a batch takes to be written."""
    started = time.process_time()
    tally = Tally()
    for number, asked in enumerate(collector.searches):
        tally.add(asked._replace(address=f"192.0.{number % 200}.{number // 200 % 200}"))
    collector.file.add(tally, today_in_berlin())
    return (time.process_time() - started) / len(collector.searches)


if __name__ == "__main__":
    main()
