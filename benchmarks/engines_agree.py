"""Do both engines answer alike? Random searches and judged ones over the same releases, the embedded engine beside OpenSearch.

    deploy/opensearch-test/run python -m benchmarks.engines_agree ARCHIVE [--judged QUERIES] [--queries 2000] [--releases 13290]

With ``--keep`` both indexes are built once and used again, and what was compared is not compared again: an interrupted run goes on.
Hits, totals, facets and timelines must be the same; the number of differences is the exit code's reason. Scores are only near each other:
the table says how alike the first ten are, and how good both are on judged queries.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median

import click

from benchmarks.archive_file import read_archive
from benchmarks.both_engines import ENGINES, both_engines, build
from benchmarks.query_sets import JudgedQuery, read_judged
from benchmarks.random_queries import RandomQueries
from benchmarks.tables import machine, milliseconds, table
from search_service.answers.searcher import open_searcher
from search_service.engines.base import Searcher
from search_service.errors import InvalidRequestError
from search_service.judging.measures import ndcg
from search_service.query.parser import parse
from search_service.query.render import render
from search_service.query.request import Matching, SearchRequest, Sort, limit_each
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


def judged_request(query: JudgedQuery) -> SearchRequest:
    """A judged query as a page asks it."""
    node = parse(query.text).node
    return SearchRequest(q=query.text, node=node, parsed=render(node), sort=Sort.RELEVANCE, limits=limit_each(None))


@dataclass(frozen=True, slots=True)
class Compared:
    """One search on both engines: what differs, how alike the first ten are if they are ranked, and the seconds of each page."""

    different: tuple[str, ...]
    alike: float | None
    seconds: tuple[float, float]


def compare(searchers: Sequence[Searcher], request: SearchRequest, interval: Interval) -> Compared:
    """Ask both engines."""
    ours, theirs = (answer(searcher, request, interval) for searcher in searchers)
    ranked = request.sort is Sort.RELEVANCE and ours.page.total and ours.page.total == theirs.page.total
    alike = alikeness(*([hit.id for hit in each.page.hits] for each in (ours, theirs))) if ranked else None
    return Compared(tuple(differences(request, ours, theirs)), alike, (ours.seconds, theirs.seconds))


class Journal:
    """What was compared, a line for each search, so that an interrupted run goes on."""

    def __init__(self, path: Path) -> None:
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        self.known = {
            number: Compared(tuple(different), alike, tuple(seconds)) for number, different, alike, seconds in map(json.loads, lines)
        }
        self._file = path.open("a", encoding="utf-8")

    def note(self, number: int, compared: Compared) -> None:
        """Keep what was found for the search with this number."""
        self.known[number] = compared
        self._file.write(json.dumps([number, compared.different, compared.alike, compared.seconds]) + "\n")
        self._file.flush()


def compare_all(searchers: Sequence[Searcher], requests: Sequence[SearchRequest], journal: Journal, *, at_once: int) -> list[Compared]:
    """Every search that the journal does not have yet, some at once: an engine in a cluster lets the other one work meanwhile."""

    def one(number: int) -> tuple[int, Compared]:
        return number, compare(searchers, requests[number], INTERVALS[number % len(INTERVALS)])

    left = [number for number in range(len(requests)) if number not in journal.known]
    with ThreadPoolExecutor(at_once) as pool:
        for number, compared in pool.map(one, left):
            journal.note(number, compared)
            request = requests[number]
            for what in compared.different:
                click.echo(f"{request.q!r} {request.sort} {dict(request.chosen)} {request.first} {request.last}: {what}")
    return [journal.known[number] for number in range(len(requests))]


def quality(searcher: Searcher, queries: Sequence[JudgedQuery]) -> float:
    """nDCG@10 of the judged queries."""
    return fmean(ndcg([hit.id for hit in searcher.search(judged_request(query)).hits], query.grades) for query in queries)


@click.command()
@click.argument("archive", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--judged", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Queries with grades over the same archive.")
@click.option("--queries", default=2000, show_default=True)
@click.option("--releases", type=click.IntRange(min=1), help="Only so many releases of the archive.")
@click.option("--seed", default=1, show_default=True)
@click.option("--keep", type=click.Path(file_okay=False, path_type=Path), help="Keep indexes and results; belongs to one archive and seed.")
@click.option("--at-once", default=2, show_default=True, help="Searches compared at the same time.")
@click.option("--url", envvar="TEST_OPENSEARCH_URL", default="http://127.0.0.1:9200", show_default=True, help="A node of the cluster.")
def main(
    archive: Path, judged: Path | None, queries: int, releases: int | None, seed: int, keep: Path | None, at_once: int, url: str
) -> None:
    """Print the number of differences between the engines, and how near their scores are."""
    documents = read_archive(archive, limit=releases)
    known = read_judged(judged) if judged else []
    requests = [*map(judged_request, known), *RandomQueries(documents, seed=seed).requests(queries)]
    with both_engines(keep, url) as settings:
        built = [build(each, documents) for each in settings]
        with closing(open_searcher(settings[0])) as ours, closing(open_searcher(settings[1])) as theirs:
            found = compare_all((ours, theirs), requests, Journal(settings[0].data / "compared.jsonl"), at_once=at_once)
            graded = [quality(searcher, known) if known else float("nan") for searcher in (ours, theirs)]
    count, alike = sum(len(each.different) for each in found), [each.alike for each in found if each.alike is not None]
    seconds = zip(*(each.seconds for each in found), strict=True)
    click.echo(f"{len(documents):,} releases, {len(requests):,} searches; {machine()}\n")
    rows = [
        ["built in s", *(f"{each.seconds:.1f}" if each else "kept" for each in built)],
        ["one processor worked for it in this process, s", *(f"{each.processor:.1f}" if each else "kept" for each in built)],
        ["page of a search, ms (median)", *(milliseconds(median(each)) for each in seconds)],
        ["nDCG@10", *(f"{each:.3f}" for each in graded)],
    ]
    click.echo(table(["", *ENGINES], rows))
    click.echo(f"\nfirst ten of {len(alike):,} searches by relevance: rank correlation {fmean(alike):.3f} (median {median(alike):.3f})")
    click.echo(f"{count} differences of hits, totals, facets or timelines")
    sys.exit(1 if count else 0)


if __name__ == "__main__":
    main()
