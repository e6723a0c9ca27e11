"""Do both engines answer alike? Random searches and judged ones over the same releases, the embedded engine beside OpenSearch.

    deploy/opensearch-test/run python -m benchmarks.engines_agree ARCHIVE [--judged QUERIES] [--queries 2000] [--releases 13290]

Hits, totals, facets and timelines must be the same; the number of differences is the exit code's reason. Scores are only near each other:
the table says how alike the first ten are, and how good both are on judged queries.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median

import click

from benchmarks.archive_file import read_archive
from benchmarks.query_sets import JudgedQuery, read_judged
from benchmarks.random_queries import RandomQueries
from benchmarks.tables import machine, milliseconds, table
from search_service.answers.searcher import open_searcher
from search_service.config import Settings
from search_service.engines.base import Searcher
from search_service.engines.opensearch.cluster import client_of
from search_service.engines.registry import open_index
from search_service.errors import InvalidRequestError
from search_service.judging.measures import ndcg
from search_service.query.parser import parse
from search_service.query.render import render
from search_service.query.request import Matching, SearchRequest, Sort, limit_each
from search_service.release import Release
from search_service.results import Interval, ResultPage

FIRST = 10
INTERVALS = tuple(Interval)


@dataclass(frozen=True, slots=True)
class Answer:
    """What one engine says to one search; ``seconds`` is what its page took."""

    page: ResultPage
    ids: tuple[str, ...]
    timeline: object
    wider: int
    seconds: float


def answer(searcher: Searcher, request: SearchRequest, interval: Interval) -> Answer:
    """Everything that both engines must agree on."""
    started = time.perf_counter()
    page = searcher.search(request)
    seconds = time.perf_counter() - started
    try:
        timeline: object = searcher.timeline(request, interval)
    except InvalidRequestError as error:
        timeline = str(error)
    return Answer(page, tuple(searcher.hit_ids(request)), timeline, searcher.total(request.but(match=Matching.PARTS)), seconds)


def differences(request: SearchRequest, ours: Answer, theirs: Answer) -> Iterator[str]:
    """What is not the same; by relevance the order of hits is only near."""
    if ours.page.total != theirs.page.total or ours.wider != theirs.wider:
        yield f"totals: {ours.page.total} and {theirs.page.total}, by parts {ours.wider} and {theirs.wider}"
    in_order: Callable[[Iterable[str]], list[str]] = sorted if request.sort is Sort.RELEVANCE else list
    if in_order(ours.ids) != in_order(theirs.ids):
        yield f"hits: {sorted(set(ours.ids) ^ set(theirs.ids))[:5] or 'another order'}"
    if ours.page.partial != theirs.page.partial or ours.page.facets != theirs.page.facets:
        yield "facets"
    if ours.timeline != theirs.timeline:
        yield "timeline"


def alikeness(ours: Sequence[str], theirs: Sequence[str]) -> float:
    """Spearman's correlation of the ranks of what either has among its first ten; what one lacks stands behind there."""
    union = list(dict.fromkeys([*ours[:FIRST], *theirs[:FIRST]]))
    if len(union) < 2:
        return 1.0
    ranks = [{each: rank for rank, each in enumerate(first[:FIRST])} for first in (ours, theirs)]
    distances = sum((ranks[0].get(each, FIRST) - ranks[1].get(each, FIRST)) ** 2 for each in union)
    return 1.0 - 6.0 * distances / (len(union) * (len(union) ** 2 - 1))


def build(settings: Settings, releases: Sequence[Release]) -> float:
    """The seconds that it takes."""
    started = time.perf_counter()
    with open_index(settings).rebuild() as writer:
        for release in releases:
            writer.add(release)
    return time.perf_counter() - started


def judged_request(query: JudgedQuery) -> SearchRequest:
    """A judged query as a page asks it."""
    node = parse(query.text).node
    return SearchRequest(q=query.text, node=node, parsed=render(node), sort=Sort.RELEVANCE, limits=limit_each(None))


def compare(searchers: Sequence[Searcher], requests: Sequence[SearchRequest]) -> tuple[int, list[float], list[list[float]]]:
    """How many differences, how alike the first ten are where they are ranked, and the seconds of each engine."""
    count, alike, seconds = 0, list[float](), [list[float](), list[float]()]
    for number, request in enumerate(requests):
        ours, theirs = (answer(searcher, request, INTERVALS[number % len(INTERVALS)]) for searcher in searchers)
        for what in differences(request, ours, theirs):
            count += 1
            click.echo(f"{request.q!r} {request.sort} {dict(request.chosen)} {request.first} {request.last}: {what}")
        if request.sort is Sort.RELEVANCE and ours.page.total and ours.page.total == theirs.page.total:
            alike.append(alikeness(*([hit.id for hit in each.page.hits] for each in (ours, theirs))))
        for times, each in zip(seconds, (ours, theirs), strict=True):
            times.append(each.seconds)
    return count, alike, seconds


def quality(searcher: Searcher, queries: Sequence[JudgedQuery]) -> float:
    """nDCG@10 of the judged queries."""
    return fmean(ndcg([hit.id for hit in searcher.search(judged_request(query)).hits], query.grades) for query in queries)


def _settings(engine: str, folder: Path, url: str) -> Settings:
    index = f"engines-agree-{os.getpid()}"
    return Settings(engine=engine, data=folder, opensearch_url=(url,), opensearch_index=index, opensearch_replicas=0, opensearch_seconds=60)


@click.command()
@click.argument("archive", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--judged", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Queries with grades over the same archive.")
@click.option("--queries", default=2000, show_default=True)
@click.option("--releases", type=click.IntRange(min=1), help="Only so many releases of the archive.")
@click.option("--seed", default=1, show_default=True)
@click.option("--url", envvar="TEST_OPENSEARCH_URL", default="http://127.0.0.1:9200", show_default=True, help="A node of the cluster.")
def main(archive: Path, judged: Path | None, queries: int, releases: int | None, seed: int, url: str) -> None:
    """Print the number of differences between the engines, and how near their scores are."""
    documents = read_archive(archive, limit=releases)
    with tempfile.TemporaryDirectory() as folder:
        settings = [_settings(engine, Path(folder), url) for engine in ("whoosh", "opensearch")]
        try:
            built = [build(each, documents) for each in settings]
            known = read_judged(judged) if judged else []
            requests = [*RandomQueries(documents, seed=seed).requests(queries), *map(judged_request, known)]
            with closing(open_searcher(settings[0])) as ours, closing(open_searcher(settings[1])) as theirs:
                count, alike, seconds = compare((ours, theirs), requests)
                graded = [quality(searcher, known) if known else float("nan") for searcher in (ours, theirs)]
        finally:
            client = client_of(settings[1])
            client.indices.delete(index=f"{settings[1].opensearch_index}*", params={"expand_wildcards": "all"})
            client.close()
    click.echo(f"{len(documents):,} releases, {len(requests):,} searches; {machine()}\n")
    rows = [
        ["built in s", *(f"{each:.1f}" for each in built)],
        ["page of a search, ms (median)", *(milliseconds(median(each)) for each in seconds)],
        ["nDCG@10", *(f"{each:.3f}" for each in graded)],
    ]
    click.echo(table(["", "whoosh", "opensearch"], rows))
    click.echo(f"\nfirst ten of {len(alike):,} searches by relevance: rank correlation {fmean(alike):.3f} (median {median(alike):.3f})")
    click.echo(f"{count} differences of hits, totals, facets or timelines")
    sys.exit(1 if count else 0)


if __name__ == "__main__":
    main()
