"""How much memory a process holds after opening an index and after many searches.

`python -m benchmarks.memory ARCHIVE`. Each contestant runs in a new process. "Own" memory is anonymous and cannot be given back;
"mapped" are file pages that the system drops when it needs room. Numbers come from /proc, so this runs on Linux alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import click

from benchmarks.contestants import contestant
from benchmarks.request_mix import Question, repeating_mix
from benchmarks.tables import machine, table
from benchmarks.workspace import archive_options, contestants_option, workspace


@dataclass(frozen=True, slots=True)
class Memory:
    """Megabytes (10^6 bytes) that this process holds."""

    own: float
    mapped: float

    @classmethod
    def now(cls) -> Memory:
        return cls.of("self")

    @classmethod
    def of(cls, process: int | str) -> Memory:
        """What a process holds, by its number."""
        facts = Path(f"/proc/{process}/status").read_text(encoding="ascii")
        kibibytes = {name: int(value) for name, value in re.findall(r"^Rss(\w+):\s+(\d+) kB$", facts, re.MULTILINE)}
        return cls(own=(kibibytes["Anon"] + kibibytes["Shmem"]) * 1024 / 1e6, mapped=kibibytes["File"] * 1024 / 1e6)

    def __str__(self) -> str:
        return f"{self.own:.0f} + {self.mapped:.0f}"


@dataclass(frozen=True, slots=True)
class Stages:
    """Before anything is opened (interpreter and libraries), after the first search, after all."""

    name: str
    started: Memory
    opened: Memory
    asked: Memory


@click.command()
@archive_options
@contestants_option
@click.option("--queries", default=10_000, show_default=True, help="Searches after opening.")
def main(archive: Path, releases: int | None, seed: int, keep: Path | None, only: tuple[str, ...], queries: int) -> None:
    """Memory of the engines over the releases of ARCHIVE."""
    with workspace(archive, releases=releases, seed=seed, keep=keep) as work:
        questions = repeating_mix(work.real, queries, seed=seed)
        stages = [_in_new_process(name, work.index(name), questions) for name in only]
    click.echo(f"{work.size:,} releases; MB own + mapped files; {machine()}\n")
    header = ["engine", "started", "opened", f"after {queries:,} searches", "own, less the start"]
    click.echo(table(header, [_row(each) for each in stages]))


def _in_new_process(name: str, index: Path, questions: Sequence[Question]) -> Stages:
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(ask_all, (name, index, questions))


def ask_all(name: str, index: Path, questions: Sequence[Question]) -> Stages:
    """Open, ask everything with snippets, and note the memory on the way."""
    engine = contestant(name)
    started = Memory.now()
    searcher = engine.open_searcher(index)
    searcher.search(questions[0].request())
    opened = Memory.now()
    for question in questions:
        searcher.search(question.request())
    asked = Memory.now()
    searcher.close()
    return Stages(engine.NAME, started, opened, asked)


def _row(stages: Stages) -> list[str]:
    return [stages.name, str(stages.started), str(stages.opened), str(stages.asked), f"{stages.asked.own - stages.started.own:.0f}"]


if __name__ == "__main__":
    main()
