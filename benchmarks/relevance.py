"""How well our pipeline finds what is sought, beside German analysis chains of other engines and those engines themselves.

    python -m benchmarks.relevance known-items ARCHIVE
    python -m benchmarks.relevance questions PASSAGES QUESTIONS [--beside ARCHIVE]
    python -m benchmarks.relevance judged ARCHIVE QUERIES

"BM25:" rows are chains in one shared BM25F with our field weights, documents with all words first; the others are whole engines, ours
as readers get it. Every table comes with the speed of each analysis and the postings that it makes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from benchmarks.analyzers import Chain, baseline_chains
from benchmarks.archive_file import read_archive
from benchmarks.bm25 import BM25Index
from benchmarks.contestants import contestant
from benchmarks.known_items import PER_KIND, known_items
from benchmarks.peers.fts5_baseline import NAME as FTS5_BASELINE
from benchmarks.peers.fts5_baseline import Fts5Baseline
from benchmarks.query_sets import JudgedQuery, paragraphs, read_judged, read_passages, read_questions
from benchmarks.ranking import Scores, engine_ranking, kinds_table, measures_table, score
from benchmarks.tables import machine, table, times
from benchmarks.workspace import contestants_option
from search_service.analysis.tokenizer import index_terms
from search_service.release import Release
from search_service.schema import field_texts

TIMED_RELEASES = 1000
TIMED_ROUNDS = 3
OUR_TERMS = Chain("our index terms, no lexicon", lambda text: index_terms(text)[0])
Command = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class ChainCost:
    """What an analysis costs: words (between blanks) a second on one core, best of three, and (term, document) pairs."""

    name: str
    words_per_second: float
    postings: int


@click.group()
def main() -> None:
    """Retrieval quality of German search pipelines."""


def shared_options(command: Command) -> Command:
    command = click.option("--seed", default=2024, show_default=True, help="Of everything that is drawn.")(command)
    return contestants_option(command)


archive_path = click.Path(exists=True, path_type=Path)


@main.command("known-items")
@click.argument("archive", type=archive_path)
@click.option("--releases", type=click.IntRange(min=1), help="Only so many releases of the archive.")
@click.option("--each", default=PER_KIND, show_default=True, help="Queries of each kind.")
@click.option("--show", is_flag=True, help="Print the queries too.")
@shared_options
def known_items_command(archive: Path, releases: int | None, each: int, seed: int, only: tuple[str, ...], *, show: bool) -> None:
    """Releases of ARCHIVE, sought by words of their titles, one of them in another form."""
    documents = read_archive(archive, limit=releases)
    queries = known_items(documents, seed=seed, per_kind=each)
    _compare(documents, queries, only, seed)
    if show:
        click.echo("\n" + table(["kind", "query", "sought"], [[query.kind, query.text, *query.grades] for query in queries]))


@main.command("questions")
@click.argument("passages", type=archive_path)
@click.argument("questions", type=archive_path)
@click.option("--beside", type=archive_path, help="An archive whose paragraphs are put beside the passages.")
@click.option("--paragraphs", "count", default=10_000, show_default=True, help="How many of them.")
@shared_options
def questions_command(passages: Path, questions: Path, beside: Path | None, count: int, seed: int, only: tuple[str, ...]) -> None:
    """QUESTIONS in whole sentences that PASSAGES answer."""
    others = paragraphs(read_archive(beside), count, seed=seed) if beside else []
    _compare([*read_passages(passages), *others], read_questions(questions), only, seed)


@main.command("judged")
@click.argument("archive", type=archive_path)
@click.argument("queries", type=archive_path)
@shared_options
def judged_command(archive: Path, queries: Path, seed: int, only: tuple[str, ...]) -> None:
    """Judged QUERIES with grades over the releases of ARCHIVE."""
    _compare(read_archive(archive), read_judged(queries), only, seed)


def _compare(documents: Sequence[Release], queries: Sequence[JudgedQuery], only: Sequence[str], seed: int) -> None:
    """Score every chain and every chosen engine, and print the tables."""
    scores = [_engine_scores(name, documents, queries) for name in only]
    costs = []
    scores.append(score(FTS5_BASELINE, Fts5Baseline(documents).rank, queries))
    for chain in (OUR_TERMS, *baseline_chains()):
        ranking = BM25Index(chain, documents)
        scores.append(score(f"BM25: {chain.name}", ranking.rank, queries))
        costs.append(ChainCost(chain.name, _words_per_second(chain, documents), ranking.postings))
    click.echo(f"{len(documents):,} documents, {len(queries)} queries; {machine()}\n")
    click.echo(measures_table(scores, seed=seed))
    if any(query.kind for query in queries):
        click.echo("\n" + kinds_table(scores, queries))
    click.echo("\n" + _costs_table(costs))


def _engine_scores(name: str, documents: Iterable[Release], queries: Sequence[JudgedQuery]) -> Scores:
    engine = contestant(name)
    with TemporaryDirectory(prefix="news-search-benchmark-") as folder:
        engine.build(documents, Path(folder) / "index")
        searcher = engine.open_searcher(Path(folder) / "index")
        try:
            return score(engine.NAME, engine_ranking(searcher), queries)
        finally:
            searcher.close()


def _words_per_second(chain: Chain, documents: Sequence[Release]) -> float:
    texts = [text for release in documents[:TIMED_RELEASES] for text in field_texts(release).values()]
    words = sum(len(text.split()) for text in texts)
    return max(words / _seconds(chain, texts) for _ in range(TIMED_ROUNDS))


def _seconds(chain: Chain, texts: Sequence[str]) -> float:
    started = time.perf_counter()
    for text in texts:
        chain.terms(text)
    return time.perf_counter() - started


def _costs_table(costs: Sequence[ChainCost]) -> str:
    smallest = min(cost.postings for cost in costs)
    rows = [[cost.name, f"{cost.words_per_second:,.0f}", f"{cost.postings:,}", times(cost.postings / smallest)] for cost in costs]
    return table(["analysis", "words/s", "postings", "size factor"], rows)


if __name__ == "__main__":
    main()
