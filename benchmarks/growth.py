"""How the cost of a search grows with the archive: latency at several sizes and the line through time and hits.

`python -m benchmarks.growth ARCHIVE --sizes 25000,50000,100000`. Larger archives are made of the paragraphs of the real one
(``archive_file.grow``). The line is fitted by least squares to the medians of warm searches for one word, where all cost is that of
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

from benchmarks.contestants import contestant
from benchmarks.metrics import percentile
from benchmarks.request_mix import Kind, Question, unseen_mix
from benchmarks.tables import machine, milliseconds, table
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
@click.option("--sizes", type=Sizes(), default="25000,50000,75000,100000", show_default=True, help="Numbers of releases.")
@click.option("--each", default=50, show_default=True, help="Questions of each kind.")
def main(
    archive: Path, releases: int | None, seed: int, keep: Path | None, only: tuple[str, ...], sizes: tuple[int, ...], each: int
) -> None:
    """Growth of latency with the number of releases made from ARCHIVE."""
    with workspace(archive, releases=releases, seed=seed, keep=keep) as work:
        questions = unseen_mix(work.real, each, seed=seed)
        rows = [_row(name, size, measure(work.resized(size), name, questions)) for name in only for size in sizes]
    click.echo(f"warm searches, 10 hits, 3 facets, no snippets; {machine()}\n")
    header = ["engine", "releases", "all: p50 / p99 ms", "broadest: hits", "broadest: p50 ms", "ms per 10,000 hits", "R²"]
    click.echo(table(header, rows))


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
        f"{milliseconds(percentile(seconds, 50))} / {milliseconds(percentile(seconds, 99))}",
        f"{sum(point.hits for point in broad) / len(broad):,.0f}",
        milliseconds(percentile([point.seconds for point in broad], 50)),
        f"{line.per_hit * 1e7:.3f}",
        f"{line.r_squared:.3f}",
    ]


if __name__ == "__main__":
    main()
