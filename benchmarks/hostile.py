"""What the costliest questions cost that the query language allows: the worst of many, first asked, in time and in memory.

`python -m benchmarks.hostile ARCHIVE [--queries 1000]`. Each kind of question is made of what the archive has most of, as long as a query
may be. The cache holds one megabyte, so that nothing of an earlier question helps. Time is that of the processor, so that a busy machine
tells the same. Memory is what is allocated at most during a question, arrays included, more than before it; it is asked of
another searcher, for tracing takes time. Pages of mapped files are the system's and count nowhere.
"""

from __future__ import annotations

import random
import re
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import click

from benchmarks.contestants import OURS
from benchmarks.metrics import percentile
from benchmarks.tables import machine, milliseconds, table
from benchmarks.workspace import archive_options, workspace
from search_service.answers.searcher import open_searcher
from search_service.config import Settings
from search_service.engines.base import Searcher
from search_service.query.parser import MAX_CLAUSES, MAX_LENGTH, parse
from search_service.query.request import SearchRequest, Sort
from search_service.release import Release
from search_service.schema import field_texts

COMMON = 300
"""Words that questions are made of: those that most texts have."""
_WORD = re.compile(r"[^\W\d_]{2,}")


class Hostile:
    """Questions made of the words of ``releases``; the same seed gives the same ones."""

    def __init__(self, releases: Sequence[Release], *, seed: int) -> None:
        self._random = random.Random(seed)
        self._texts = [" ".join(field_texts(release).values()) for release in releases]
        counts = Counter(word for text in self._texts for word in set(_WORD.findall(text)))
        self._words = [word for word, _ in counts.most_common(COMMON)]
        self._long = [word for word, _ in counts.most_common(20 * COMMON) if len(word) > 12][:COMMON]
        self._beginnings = [begin for begin, _ in Counter(word[:2].lower() for word in counts).most_common(60)]

    @property
    def kinds(self) -> dict[str, Callable[[], str]]:
        """Each kind of question by name."""
        return {
            "one beginning": lambda: f"{self._one(self._beginnings)}*",
            "beginnings, all": lambda: self._clauses(lambda: f"{self._one(self._beginnings)}*"),
            "beginnings, any": lambda: self._clauses(lambda: f"{self._one(self._beginnings)}*", " ODER "),
            "beginnings behind a hyphen": lambda: self._clauses(lambda: f"{self._one(self._words)}-{self._one(self._beginnings)}*"),
            "phrase of common words": lambda: f'"{self._run()}"',
            "phrase of a text": lambda: f'"{self._quoted()}"',
            "phrases of two words, any": lambda: self._clauses(lambda: f'"{self._one(self._words)} {self._one(self._words)}"', " ODER "),
            "common words, all": self._run,
            "common words, any": lambda: self._clauses(lambda: self._one(self._words), " ODER "),
            "long words, all": lambda: self._clauses(lambda: self._one(self._long)),
            "long words, any": lambda: self._clauses(lambda: self._one(self._long), " ODER "),
            "everything excluded": lambda: self._clauses(lambda: f"-{self._one(self._words)}"),
            "dates, any": lambda: self._clauses(lambda: f"seit:{self._random.randint(1990, 2026)}", " ODER "),
            "anything": lambda: self._clauses(lambda: self._random.choice(list(self._pieces()))),
        }

    def _one(self, words: Sequence[str]) -> str:
        return self._random.choice(words)

    def _pieces(self) -> Iterator[str]:
        yield f"{self._one(self._beginnings)}*"
        yield f"-{self._one(self._words)}"
        yield f'"{self._one(self._words)} {self._one(self._words)}"'
        yield f"{self._one(self._words)} ODER {self._one(self._long)}"
        yield f"titel:{self._one(self._beginnings)}*"
        yield self._one(self._long)

    def _clauses(self, clause: Callable[[], str], between: str = " ") -> str:
        """As many as a query may have."""
        query = between.join(clause() for _ in range(MAX_CLAUSES))
        return query if len(query) <= MAX_LENGTH else query[:MAX_LENGTH].rpartition(between)[0]

    def _run(self) -> str:
        words = list(islice(iter(lambda: self._one(self._words), None), MAX_LENGTH))
        return " ".join(words)[: MAX_LENGTH - 2].rpartition(" ")[0]

    def _quoted(self) -> str:
        text = " ".join(_WORD.findall(self._random.choice(self._texts)))
        start = self._random.randrange(max(1, len(text) - MAX_LENGTH))
        return text[start : start + MAX_LENGTH - 2].partition(" ")[2].rpartition(" ")[0]


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one question: seconds of the processor, bytes allocated at most, hits."""

    q: str
    seconds: float
    held: int
    hits: int


def ask(timed: Searcher, traced: Searcher, q: str) -> Cost:
    """Ask a question as a page does, of one searcher for its time and of another for its memory."""
    request = SearchRequest(q=q, node=parse(q).node, sort=Sort.RELEVANCE)
    started = time.process_time()
    page = timed.search(request)
    seconds = time.process_time() - started
    tracemalloc.start()
    traced.search(request)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return Cost(q, seconds, peak, page.total)


@click.command()
@archive_options
@click.option("--queries", default=1000, show_default=True, help="Questions of all kinds together.")
def main(archive: Path, releases: int | None, seed: int, keep: Path | None, queries: int) -> None:
    """Worst time and memory of hostile questions over the releases of ARCHIVE."""
    with workspace(archive, releases=releases, seed=seed, keep=keep) as work:
        kinds = Hostile(work.real, seed=seed).kinds
        settings = Settings(data=work.index(OURS), cache_megabytes=1)
        timed, traced = open_searcher(settings), open_searcher(settings)
        ask(timed, traced, "Verkehr")  # opening files belongs to no question
        costs = {name: [ask(timed, traced, make()) for _ in range(max(1, queries // len(kinds)))] for name, make in kinds.items()}
        timed.close()
        traced.close()
    click.echo(f"{work.size:,} releases, {queries:,} questions, first asked; {machine()}\n")
    click.echo(table(["question", "hits", "p50 ms", "worst ms", "worst MB"], [_row(name, each) for name, each in costs.items()]))
    worst = max((each for of_kind in costs.values() for each in of_kind), key=lambda cost: cost.seconds)
    click.echo(f"\nthe worst: {worst.seconds * 1000:.0f} ms, {worst.hits:,} hits: {worst.q}")


def _row(name: str, costs: Sequence[Cost]) -> list[str]:
    seconds = [cost.seconds for cost in costs]
    hits = percentile([float(cost.hits) for cost in costs], 50)
    return [
        name,
        f"{hits:,.0f}",
        milliseconds(percentile(seconds, 50)),
        milliseconds(max(seconds)),
        f"{max(cost.held for cost in costs) / 1e6:.0f}",
    ]


if __name__ == "__main__":
    main()
