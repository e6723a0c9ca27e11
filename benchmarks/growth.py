"""How cost grows with the archive: what an index of each size costs, and the line through the time of searches and their hits.

`python -m benchmarks.growth ARCHIVE --sizes 1000,10000,100000,1000000`, which needs 16 GB of disk. Larger archives are made of the
paragraphs of the real one (``archive_file.grow``). A row is printed as soon as it is measured; indexes are built anew, also in a folder
that is kept. The first table is of ours alone: questions of one to three words of titles, every other with a filter, asked first and
again with snippets, facets and why found; pages and suggestions of what was asked before.

The line is fitted by least squares to the medians of warm searches for one word, where all cost is that of
the hits; its slope is given as milliseconds per 10,000 hits, R² says how straight it is.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np

from benchmarks.contestants import OURS, contestant
from benchmarks.metrics import percentile
from benchmarks.one_size import asked, built
from benchmarks.request_mix import Kind, Question, peoples_mix, unseen_mix
from benchmarks.suggestions import begun
from benchmarks.tables import LoadBeside, machine, milliseconds, table
from benchmarks.workspace import Workspace, archive_options, contestants_option, workspace

ROUNDS = 5
ONE_WORD = (Kind.WORD, Kind.BROAD)


@dataclass(frozen=True, slots=True)
class Point:
    """One question at one size: its hits, and the median of its warm searches in seconds."""

    kind: Kind
    hits: int
    seconds: float


@dataclass(frozen=True, slots=True)
class FittedLine:
    """seconds = base + per_hit · hits."""

    base: float
    per_hit: float
    r_squared: float

    @classmethod
    def through(cls, points: Sequence[Point]) -> FittedLine:
        """The least-squares line; R² is 1 when all points lie on it."""
        hits = np.array([point.hits for point in points], np.float64)
        seconds = np.array([point.seconds for point in points])
        per_hit, base = np.polyfit(hits, seconds, 1)
        spread = float(((seconds - seconds.mean()) ** 2).sum())
        left = float(((seconds - base - per_hit * hits) ** 2).sum())
        return cls(float(base), float(per_hit), 1.0 - left / spread if spread else 1.0)


class Sizes(click.ParamType[tuple[int, ...]]):
    """Numbers of releases, separated by commas."""

    name = "sizes"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, ...]:
        try:
            return tuple(sorted(int(part) for part in str(value).split(",")))
        except ValueError:
            self.fail(f"{value} is no list of numbers such as 25000,50000", param, ctx)


@click.command()
@archive_options
@contestants_option
@click.option("--sizes", type=Sizes(), default="1000,10000,100000", show_default=True, help="Numbers of releases.")
@click.option("--questions", default=200, show_default=True, help="Questions that are asked first and again.")
@click.option("--each", default=50, show_default=True, help="Questions of each kind for the line.")
def main(
    archive: Path,
    releases: int | None,
    seed: int,
    keep: Path | None,
    only: tuple[str, ...],
    sizes: tuple[int, ...],
    questions: int,
    each: int,
) -> None:
    """Costs by the number of releases made from ARCHIVE."""
    beside = LoadBeside()
    with workspace(archive, releases=releases, seed=seed, keep=keep) as work:
        if OURS in only:
            click.echo(f"{machine()}\n\n{table(_COSTS, [])}")
            for size in sizes:
                click.echo(_costs(work.resized(size), questions, seed))
        mix = unseen_mix(work.real, each, seed=seed)
        rows = [_row(name, size, measure(work.resized(size), name, mix)) for name in only for size in sizes]
    click.echo(f"\nwarm searches, 10 hits, 3 facets, no snippets; {beside}\n")
    header = ["engine", "releases", "all: p50 / p99 ms", "broadest: hits", "broadest: p50 ms", "ms per 10,000 hits", "R²"]
    click.echo(table(header, rows))


_COSTS = (
    *("releases", "build s (processor)", "peak MB own + mapped", "on disk MB", "process MB own + mapped", "opened ms"),
    *("first: p50 / p99 ms", "again: p50 / p99 ms", "one more seen ms", "suggestion ms", "page ms"),
)


def _costs(work: Workspace, questions: int, seed: int) -> str:
    """The row of a size."""
    build = built(work)
    typed = [text for words in (1, 2) for text in begun(work.real, words, questions // 2, seed=seed)]
    answers = asked(work, peoples_mix(work.real, questions, seed=seed), typed)
    cells = [
        *(f"{work.size:,}", f"{build.seconds:,.0f} ({build.processor:,.0f})", str(build.peak), f"{build.bytes / 1e6:,.0f}"),
        *(str(answers.memory), milliseconds(answers.opened), _latency(answers.first), _latency(answers.again)),
        *(milliseconds(percentile(took, 50)) for took in (answers.seen, answers.suggestions, answers.pages)),
    ]
    return table(_COSTS, [cells]).splitlines()[-1]


def _latency(seconds: Sequence[float]) -> str:
    return f"{milliseconds(percentile(seconds, 50))} / {milliseconds(percentile(seconds, 99))}"


def measure(work: Workspace, name: str, questions: Sequence[Question]) -> list[Point]:
    """Ask every question several times, after a first round that does not count."""
    searcher = contestant(name).open_searcher(work.index(name))
    gc.collect()
    gc.freeze()  # the archive in memory is no engine's, and to walk it takes the collector 50 ms
    points = []
    for question in questions:
        request = question.request(highlight=False)
        hits = searcher.search(request).total
        took = []
        for _ in range(ROUNDS):
            started = time.perf_counter()
            searcher.search(request)
            took.append(time.perf_counter() - started)
        points.append(Point(question.kind, hits, percentile(took, 50)))
    searcher.close()
    return points


def _row(name: str, size: int, points: Sequence[Point]) -> list[str]:
    seconds = [point.seconds for point in points]
    broad = [point for point in points if point.kind is Kind.BROAD]
    line = FittedLine.through([point for point in points if point.kind in ONE_WORD])
    return [
        contestant(name).NAME,
        f"{size:,}",
        _latency(seconds),
        f"{sum(point.hits for point in broad) / len(broad):,.0f}",
        milliseconds(percentile([point.seconds for point in broad], 50)),
        f"{line.per_hit * 1e7:.3f}",
        f"{line.r_squared:.3f}",
    ]


if __name__ == "__main__":
    main()
