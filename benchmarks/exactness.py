"""Is every answer exact? Random searches over an index of several segments with deletions, against a brute-force oracle.

    python -m benchmarks.exactness ARCHIVE [--queries 10000] [--releases 200] [--seed 1] [--synonyms 100]

Compares hits, total, order and facet counts, and prints the number of differences. The exit code is 1 when there is any. Every second
release ends with the same block, which begins to stand while the index grows.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from benchmarks.archive_file import read_archive
from benchmarks.random_queries import RandomQueries
from search_service.answers.searcher import EngineSearcher
from search_service.config import Settings
from search_service.engines.registry import open_index, open_reader
from search_service.query.request import SearchRequest, Sort
from search_service.release import Block, Release
from search_service.results import Facet, ResultPage
from search_service.schema import FacetName
from search_service.steering.in_force import FixedSteering
from tests.oracle import Oracle, recurring_among

STEPS = 4
"""Updates after the first build, each a segment of its own."""


STANDING = "Fragen beantwortet Jana Ohlendorf, Pressestelle, Telefon 0199 88 77 60"


@dataclass(frozen=True, slots=True)
class Difference:
    request: SearchRequest
    what: str
    expected: object
    found: object


def with_standing_block(releases: Sequence[Release]) -> list[Release]:
    """The releases, every second one with one block more."""
    block = Block(text=STANDING)
    return [each.model_copy(update={"body": (*each.body, block)}) if number % 2 else each for number, each in enumerate(releases)]


def build(settings: Settings, releases: Sequence[Release]) -> list[Release]:
    """An index in steps: half of the releases at once, the rest in updates that also replace and delete; returns what is left."""
    index = open_index(settings)
    half = len(releases) // 2
    with index.rebuild() as writer:
        for release in releases[:half]:
            writer.add(release)
    left = {release.id: release for release in releases[:half]}
    for number, batch in enumerate(_parts(releases[half:], STEPS)):
        gone = [release.id for release in releases[number:half:11]]
        with index.update() as writer:
            for release in batch:
                writer.add(release)
                left[release.id] = release
            for release_id in gone:
                writer.delete(release_id)
                left.pop(release_id, None)
    return list(left.values())


def _parts(releases: Sequence[Release], count: int) -> Iterator[Sequence[Release]]:
    size = -(-len(releases) // count)
    return (releases[start : start + size] for start in range(0, len(releases), size))


def compare(oracle: Oracle, request: SearchRequest, page: ResultPage) -> Iterator[Difference]:
    """What of the answer differs from the oracle's; by relevance the scores must fall, and equals stand by id."""
    request = page.request  # as it was steered
    expected = oracle.hits(request)
    if page.partial:
        if expected:
            yield Difference(request, "partial", len(expected), 0)
        return
    if page.total != len(expected):
        yield Difference(request, "total", len(expected), page.total)
    found = [hit.id for hit in page.hits]
    in_order = oracle.in_order(request) if request.sort is not Sort.RELEVANCE else _by_score(page)
    if found != in_order[: request.size] or not set(found) <= expected:
        yield Difference(request, "hits", in_order[:5], found[:5])
    facets = {name.value: _counts(page.facets[name]) for name in FacetName}
    facets["year"] = {year.value: year.count for year in page.facets.year if year.count}
    for name, counts in facets.items():
        if counts != oracle.facet(request, name):
            yield Difference(request, name, oracle.facet(request, name), counts)


def _by_score(page: ResultPage) -> list[str]:
    return [hit.id for hit in sorted(page.hits, key=lambda hit: (-hit.score, hit.id))]


def _counts(facet: Facet) -> dict[str, int]:
    return {value.value: value.count for value in facet.values if value.count}


@click.command()
@click.argument("archive", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--queries", default=10_000, show_default=True)
@click.option("--releases", default=200, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--synonyms", default=100, show_default=True, help="Random groups of synonyms, and stop phrases, that steer them.")
def main(archive: Path, queries: int, releases: int, seed: int, synonyms: int) -> None:
    """Print the number of differences between engine and oracle."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder))
        left = build(settings, with_standing_block(read_archive(archive, limit=releases)))
        oracle = Oracle(left, open_reader(settings).newest().lexicon, recurring=recurring_among(left))
        random = RandomQueries(left, seed=seed)
        searcher = EngineSearcher(open_reader(settings), steering=FixedSteering(random.steering(synonyms)))
        differences: list[Difference] = []
        hits = 0
        for request in random.requests(queries):
            page = searcher.search(request)
            hits += page.total
            differences += compare(oracle, request, page)
        searcher.close()
    for difference in differences[:10]:
        click.echo(f"{difference.request.q!r} {difference.what}: expected {difference.expected}, found {difference.found}")
    click.echo(f"{queries:,} queries over {len(left)} releases, {hits:,} hits: {len(differences)} differences")
    sys.exit(1 if differences else 0)


if __name__ == "__main__":
    main()
