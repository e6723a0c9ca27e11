"""A floor under the ranking: the judged queries over the sample releases."""

from __future__ import annotations

import tomllib
from statistics import mean

from benchmarks.metrics import recall
from search_service.judging.measures import ndcg
from search_service.query.parser import parse
from search_service.query.request import SearchRequest, Sort
from tests.conftest import SAMPLE_DATA, SampleIndex

FEWEST_QUERIES = 60
NDCG_FLOOR = 0.88
RECALL_FLOOR = 0.86


def judged() -> list[tuple[str, dict[str, int]]]:
    """Query and the grade of each relevant release."""
    table = tomllib.loads((SAMPLE_DATA / "judged_queries.toml").read_text(encoding="utf-8"))
    return [(query["q"], {each["id"]: each["grade"] for each in query["relevant"]}) for query in table["query"]]


def ranking(sample_index: SampleIndex, q: str) -> list[str]:
    """What a reader sees first: the hits, or the closest partial matches."""
    page = sample_index.searcher.search(SearchRequest(q=q, node=parse(q).node, sort=Sort.RELEVANCE))
    return [hit.id for hit in page.hits]


def test_judged_queries_stay_above_the_floor(sample_index: SampleIndex) -> None:
    queries = judged()
    rankings = [(ranking(sample_index, q), grades) for q, grades in queries]
    assert len(queries) >= FEWEST_QUERIES
    assert mean(ndcg(ids, grades) for ids, grades in rankings) >= NDCG_FLOOR
    assert mean(recall(ids, grades) for ids, grades in rankings) >= RECALL_FLOOR
