"""Runs query sets through systems, chains in the shared BM25 or whole engines, and shows the measures side by side with intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.contestants import OURS, contestant
from benchmarks.metrics import paired_bootstrap, recall, reciprocal_rank
from benchmarks.query_sets import JudgedQuery
from benchmarks.tables import table
from search_service.engines.base import Searcher
from search_service.judging.measures import CUTOFF, ndcg, success
from search_service.query.parser import parse
from search_service.query.request import SearchRequest, Sort

Rank = Callable[[str], Sequence[str]]
"""Query → ids of the best documents, best first."""


@dataclass(frozen=True, slots=True)
class Scores:
    """What a system reached, query by query."""

    name: str
    reciprocal_ranks: tuple[float, ...]
    recalls: tuple[float, ...]
    gains: tuple[float, ...]
    successes: tuple[float, ...]


def engine_ranking(searcher: Searcher) -> Rank:
    """As a reader gets it: hits, and the closest releases where they are few. Newer ones gain nothing."""

    def rank(query: str) -> list[str]:
        request = SearchRequest(q=query, node=parse(query).node, sort=Sort.RELEVANCE, size=CUTOFF, highlight=False, recency=False)
        page = searcher.search(request)
        return [hit.id for hit in (*page.hits, *page.closest)][:CUTOFF]

    return rank


def score(name: str, rank: Rank, queries: Sequence[JudgedQuery]) -> Scores:
    rankings = [rank(query.text) for query in queries]
    pairs = list(zip(rankings, (query.grades for query in queries), strict=True))
    return Scores(
        name,
        tuple(reciprocal_rank(ranking, grades) for ranking, grades in pairs),
        tuple(recall(ranking, grades) for ranking, grades in pairs),
        tuple(ndcg(ranking, grades) for ranking, grades in pairs),
        tuple(success(ranking, grades) for ranking, grades in pairs),
    )


def measures_table(scores: Sequence[Scores], *, seed: int) -> str:
    """A row for each system; differences are ours − it, with the 95 % interval of a paired bootstrap."""
    ours = next((each for each in scores if each.name == contestant(OURS).NAME), None)
    measures = [[f"{_mean(values):.3f}" for values in (each.reciprocal_ranks, each.recalls, each.gains, each.successes)] for each in scores]
    rows = [[each.name, *means, *_differences(ours, each, seed)] for each, means in zip(scores, measures, strict=True)]
    header = ["system", "MRR@10", "recall@10", "nDCG@10", "success@3", "ours − it: MRR@10", "ours − it: recall@10"]
    return table(header, rows)


def _differences(ours: Scores | None, other: Scores, seed: int) -> list[str]:
    if ours is None or other is ours:
        return ["", ""]
    pairs = ((ours.reciprocal_ranks, other.reciprocal_ranks), (ours.recalls, other.recalls))
    return [str(paired_bootstrap(mine, theirs, seed=seed)) for mine, theirs in pairs]


def kinds_table(scores: Sequence[Scores], queries: Sequence[JudgedQuery]) -> str:
    """nDCG@10 for each kind of query; with one relevant document a query it tells how far above it stands."""
    places: dict[str, list[int]] = {}
    for place, query in enumerate(queries):
        places.setdefault(query.kind, []).append(place)
    rows = [[each.name, *(f"{_mean([each.gains[at] for at in of]):.3f}" for of in places.values())] for each in scores]
    return table(["nDCG@10", *(f"{kind} ({len(of)})" for kind, of in places.items())], rows)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
