"""Exactness: random searches over segments with deletions against the oracle, and threads that search while others publish."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from whoosh import query as whoosh_query
from whoosh.index import open_dir

from benchmarks.exactness import build, compare, with_standing_block
from benchmarks.random_queries import RandomQueries
from indexer.pipeline import read_sources
from indexer.sources.base import Read
from search_service.answers.searcher import EngineSearcher, open_searcher
from search_service.config import Settings
from search_service.engines.generations import generation_folder, published_number
from search_service.engines.registry import open_reader
from search_service.query.nodes import Phrase
from search_service.query.phrase_terms import phrase_terms
from search_service.query.request import SearchRequest
from search_service.query.rule import Rule
from search_service.release import Release
from search_service.schema import Field
from search_service.steering.in_force import FixedSteering
from tests.archives import Archive, release
from tests.conftest import SAMPLE_DATA
from tests.oracle import Oracle, recurring_among

QUERIES = 400


@pytest.fixture(scope="module")
def samples() -> list[Release]:
    return [item.release for item in read_sources([str(SAMPLE_DATA)]) if isinstance(item, Read)]


@pytest.fixture(scope="module")
def built(samples: list[Release], tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, list[Release]]:
    settings = Settings(data=tmp_path_factory.mktemp("steps"))
    return settings, build(settings, samples)


def generation(settings: Settings) -> Path:
    return generation_folder(settings.index_folder, published_number(settings.index_folder))


def test_random_searches_answer_as_the_oracle(built: tuple[Settings, list[Release]]) -> None:
    settings, left = built
    oracle = Oracle(left, open_reader(settings).newest().lexicon)
    searcher = open_searcher(settings)
    requests = RandomQueries(left, seed=7).requests(QUERIES)
    differences = [difference for request in requests for difference in compare(oracle, request, searcher.search(request))]
    searcher.close()
    assert differences == []


def test_random_steered_searches_answer_as_the_oracle(built: tuple[Settings, list[Release]]) -> None:
    settings, left = built
    oracle = Oracle(left, open_reader(settings).newest().lexicon)
    random = RandomQueries(left, seed=11)
    searcher = EngineSearcher(open_reader(settings), steering=FixedSteering(random.steering(100)))
    pages = [(request, searcher.search(request)) for request in random.requests(QUERIES)]
    searcher.close()
    assert any(match.rule is Rule.SYNONYM for _, page in pages for hit in page.hits for match in hit.matched)
    assert [difference for request, page in pages for difference in compare(oracle, request, page)] == []


def test_random_searches_over_standing_blocks_answer_as_the_oracle(samples: list[Release], tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    left = build(settings, with_standing_block(samples))
    recurring = recurring_among(left)
    searcher = open_searcher(settings)
    assert len(recurring) == searcher.status().standing_blocks == 1
    oracle = Oracle(left, open_reader(settings).newest().lexicon, recurring=recurring)
    requests = RandomQueries(left, seed=9).requests(QUERIES)
    differences = [difference for request in requests for difference in compare(oracle, request, searcher.search(request))]
    searcher.close()
    assert differences == []


def test_totals_are_those_of_searches(built: tuple[Settings, list[Release]]) -> None:
    settings, left = built
    searcher = open_searcher(settings)
    requests = RandomQueries(left, seed=8).requests(QUERIES)
    differing = [request.q for request in requests if searcher.total(request) != searcher.search(request).total]
    searcher.close()
    assert differing == []


def test_phrases_find_what_stock_whoosh_finds(built: tuple[Settings, list[Release]]) -> None:
    """Stock Whoosh is right for phrases with limit=None (robustness measurements); its files are ours."""
    settings, left = built
    searcher = open_searcher(settings)
    phrases = {" ".join(block.text.split()[:2]) for release in left for block in release.body}
    with open_dir(str(generation(settings))).searcher() as stock:
        for text in sorted(phrases)[:60]:
            words = [each.term for each in phrase_terms(text)]
            query = whoosh_query.Or([whoosh_query.Phrase(field.value, words) for field in Field])
            expected = {hit["id"] for hit in stock.search(query, limit=None)}
            page = searcher.search(SearchRequest(q=text, node=Phrase(text), size=100))
            assert (text, {hit.id for hit in page.hits}) == (text, expected)
    searcher.close()


def test_searches_see_exactly_one_generation_while_others_are_published(tmp_path: Path) -> None:
    """Every generation holds as many releases as its number says, all with the same word."""
    archive = Archive(Settings(data=tmp_path))
    archive.rebuild([release("r1", "Der Verkehr ruht.")])
    stop = threading.Event()

    def search() -> set[tuple[int, int, int, int]]:
        """What was seen of generations that did not hold what they should."""
        wrong = set()
        while not stop.is_set():
            page = archive.search("Verkehr", size=100)
            seen = (page.generation, page.total, len(page.hits), page.visible)
            if len(set(seen)) != 1:
                wrong.add(seen)
            time.sleep(0.001)
        return wrong

    with ThreadPoolExecutor(8) as threads:
        searching = [threads.submit(search) for _ in range(8)]
        try:
            for number in range(2, 52):
                archive.update(add=[release(f"r{number}", "Der Verkehr ruht.")])
        finally:
            stop.set()
        assert [each.result() for each in searching] == [set()] * 8
    assert archive.search("Verkehr").total == 51
