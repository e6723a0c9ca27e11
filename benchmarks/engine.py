"""How long an engine alone needs for a search with three facets, by kind of question: first asked, and asked again.

`python -m benchmarks.engine ARCHIVE` prints p50, p90 and p99. Every contestant answers the same questions in the same process; they
take turns, so that what else the machine does falls on all of them. After 400 questions that warm whatever can be warmed come words that
no question before had (of all kinds but the last), then fresh questions as people ask them, whose words may have been asked for. Files
lie in the page cache. OpenSearch, where a node is named, is asked over HTTP: with the reading of its JSON that takes part of its time.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Sequence
from pathlib import Path

import click

from benchmarks.contestants import OPENSEARCH, OURS, contestant
from benchmarks.metrics import percentile
from benchmarks.request_mix import Kind, Question, peoples_mix, sharing_no_word, unseen_mix
from benchmarks.tables import LoadBeside, machine, milliseconds, table, times
from benchmarks.workspace import Workspace, archive_options, contestants_option, opensearch_option, workspace
from search_service.engines.base import Searcher
from search_service.query.request import SearchRequest

WARM_ROUNDS = 3
WARMED_BY = 400
PERCENTILES = (50, 90, 99)
FIRST, AGAIN = "first", "again"
Latencies = dict[tuple[str, Kind, str], list[float]]
"""(contestant, kind, first or again) → seconds of every search."""


@click.command()
@archive_options
@contestants_option
@opensearch_option
@click.option("--each", default=150, show_default=True, help="Questions of each kind.")
@click.option("--snippets", is_flag=True, help="Snippets too.")
def main(
    archive: Path,
    releases: int | None,
    seed: int,
    keep: Path | None,
    only: tuple[str, ...],
    opensearch: str | None,
    each: int,
    *,
    snippets: bool,
) -> None:
    """Latency of the engines alone over the releases of ARCHIVE."""
    beside = LoadBeside()
    with workspace(archive, releases=releases, seed=seed, keep=keep) as work:
        names = [*only, OPENSEARCH] if opensearch else only
        click.echo(report(work, names, each=each, seed=seed, highlight=snippets))
    click.echo(f"\n{beside}")


def report(work: Workspace, names: Sequence[str], *, each: int, seed: int, highlight: bool = False) -> str:
    """The table, and what it was made of."""
    unseen = unseen_mix(work.real, each, seed=seed)
    people = peoples_mix(work.real, 10 * WARMED_BY, seed=seed)
    warming = sharing_no_word(people, unseen)[:WARMED_BY]
    fresh = [question for question in people if question not in warming][:each]
    latencies = measure(work, names, warming, [*unseen, *fresh], highlight=highlight)
    made_of = f"{work.size:,} releases, 10 hits, 3 facets{', snippets' if highlight else ''}; p50 / p90 / p99 ms; {machine()}"
    return f"{made_of}\n\n{latency_table(latencies, names)}"


def measure(
    work: Workspace, names: Sequence[str], warming: Sequence[Question], questions: Sequence[Question], *, highlight: bool
) -> Latencies:
    """Time every question on every contestant: first in a newly opened searcher that was asked ``warming``, then again in the same."""
    latencies: Latencies = {}
    requests = [(question.kind, question.request(highlight=highlight)) for question in questions]
    searchers = {name: contestant(name).open_searcher(work.index(name)) for name in names}
    for searcher in searchers.values():
        for question in warming:
            searcher.search(question.request(highlight=highlight))
    gc.collect()
    gc.freeze()  # the archive in memory is no engine's, and to walk it takes the collector 50 ms
    for name, searcher in searchers.items():
        _time(searcher, requests, latencies, name, FIRST)
    for _ in range(WARM_ROUNDS):
        for name, searcher in searchers.items():
            _time(searcher, requests, latencies, name, AGAIN)
    for searcher in searchers.values():
        searcher.close()
    return latencies


def _time(searcher: Searcher, requests: Sequence[tuple[Kind, SearchRequest]], latencies: Latencies, name: str, state: str) -> None:
    for kind, request in requests:
        started = time.perf_counter()
        searcher.search(request)
        latencies.setdefault((name, kind, state), []).append(time.perf_counter() - started)


def latency_table(latencies: Latencies, names: Sequence[str]) -> str:
    """A row for each kind and state, a column for each contestant; in brackets how often ours fits into the peer's median."""
    rows = [
        [kind, state, *(_cell(latencies, name, kind, state) for name in names)]
        for kind in Kind
        for state in (FIRST, AGAIN)
        if (names[0], kind, state) in latencies
    ]
    return table(["question", "asked", *(contestant(name).NAME for name in names)], rows)


def _cell(latencies: Latencies, name: str, kind: Kind, state: str) -> str:
    values = latencies[name, kind, state]
    median = percentile(values, 50)
    cell = " / ".join(milliseconds(percentile(values, rank)) for rank in PERCENTILES)
    ours = latencies.get((OURS, kind, state))
    return cell if ours is None or name == OURS else f"{cell} ({times(median / percentile(ours, 50))})"


if __name__ == "__main__":
    main()
