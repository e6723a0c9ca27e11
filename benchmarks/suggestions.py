"""What a suggestion costs while somebody types: first asked in a process, and asked again.

`python -m benchmarks.suggestions ARCHIVE --releases 100000`. Typed are the first letters of words of titles, and two and three words of
titles whose last is unfinished. Every count that is shown is compared with the total of the search that it leads to.
"""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from benchmarks.contestants import OURS, contestant
from benchmarks.metrics import percentile
from benchmarks.request_mix import content_words
from benchmarks.tables import machine, milliseconds, table
from benchmarks.workspace import archive_options, workspace
from search_service.engines.base import Searcher
from search_service.query.parser import parse
from search_service.query.request import SearchRequest
from search_service.release import Release

KINDS = ("one word", "two words", "three words")
FEWEST_LETTERS, MOST_LETTERS = 2, 6


@click.command()
@archive_options
@click.option("--each", default=200, show_default=True, help="Texts of each kind.")
def main(archive: Path, releases: int | None, seed: int, keep: Path | None, each: int) -> None:
    """Time of suggestions over ARCHIVE."""
    with workspace(archive, releases=releases, seed=seed, keep=keep) as work:
        searcher = contestant(OURS).open_searcher(work.index(OURS))
        typed = {kind: list(begun(work.real, number + 1, each, seed=seed)) for number, kind in enumerate(KINDS)}
        first = seconds(searcher, typed[KINDS[0]][:1])  # opens what is opened once
        del typed[KINDS[0]][0]
        gc.collect()
        gc.freeze()  # the archive in memory is no engine's
        rows = [_row(kind, seconds(searcher, texts), seconds(searcher, texts)) for kind, texts in typed.items()]
        wrong = sum(differing(searcher, text) for texts in typed.values() for text in texts)
        searcher.close()
    click.echo(f"{work.size:,} releases, {each} texts of each kind, milliseconds; {machine()}\n")
    click.echo(table(["typed", "first: p50 / p99 / most", "again: p50 / p99 / most"], rows))
    click.echo(f"\nthe first suggestion of the process: {milliseconds(first[0])} ms; ", nl=False)
    click.echo(f"counts that differ from the total of their search: {wrong}")


def begun(releases: Sequence[Release], words: int, count: int, *, seed: int) -> Iterator[str]:
    """Texts of so many words of a title, the last one unfinished."""
    chance = random.Random(f"{seed}-{words}")
    while count:
        title = content_words(chance.choice(releases).title)
        if len(title) >= words:
            first = chance.randrange(len(title) - words + 1)
            *finished, last = title[first : first + words]
            count -= 1
            yield " ".join([*finished, last[: chance.randint(FEWEST_LETTERS, MOST_LETTERS)]])


def seconds(searcher: Searcher, texts: Sequence[str]) -> list[float]:
    """What each suggestion takes."""
    took = []
    for text in texts:
        started = time.perf_counter()
        searcher.suggest(text)
        took.append(time.perf_counter() - started)
    return took


def differing(searcher: Searcher, text: str) -> int:
    """How many counts of a suggestion are not the total of the search that they stand beside."""
    found = searcher.suggest(text).words
    return sum(searcher.total(SearchRequest(q=each.value, node=parse(each.value).node)) != each.count for each in found)


def _row(kind: str, first: Sequence[float], again: Sequence[float]) -> list[str]:
    return [kind, *(" / ".join(milliseconds(percentile(took, percent)) for percent in (50, 99, 100)) for took in (first, again))]


if __name__ == "__main__":
    main()
