"""What the weights of the fields are worth: the judged queries under other weights, nDCG@10 and MRR@10 of each.

    python -m benchmarks.field_weights [SAMPLES]

SAMPLES is a folder with releases and judged_queries.toml (default: sample_data).
"""

from __future__ import annotations

import tempfile
import tomllib
from pathlib import Path
from statistics import mean

import click

from benchmarks.metrics import reciprocal_rank
from benchmarks.tables import table
from indexer.pipeline import bring_up_to_date, import_releases, read_sources
from indexer.store import Store
from search_service.answers.searcher import open_searcher
from search_service.config import Settings
from search_service.engines.registry import open_index
from search_service.judging.measures import ndcg
from search_service.query.parser import parse
from search_service.query.request import SearchRequest, Sort
from search_service.schema import FIELD_WEIGHTS, Field

WEIGHTS = ((1, 1, 1, 1), (2, 1, 1, 1), (2, 1.5, 1, 0.7), (3, 1.5, 1, 0.7), (3, 2, 1, 0.5), (4, 2, 1, 0.7), (5, 2, 1, 0.7), (8, 3, 1, 0.5))
"""Title, teaser, body, captions."""


def measure(settings: Settings, judged: list[tuple[str, dict[str, int]]]) -> tuple[float, float]:
    """Mean nDCG@10 and MRR@10 with the weights of the moment."""
    searcher = open_searcher(settings)
    rankings = []
    for q, grades in judged:
        page = searcher.search(SearchRequest(q=q, node=parse(q).node, sort=Sort.RELEVANCE, highlight=False))
        rankings.append(([hit.id for hit in page.hits], grades))
    searcher.close()
    return mean(ndcg(ids, grades) for ids, grades in rankings), mean(reciprocal_rank(ids, grades) for ids, grades in rankings)


@click.command()
@click.argument("samples", default="sample_data", type=click.Path(exists=True, file_okay=False, path_type=Path))
def main(samples: Path) -> None:
    """Print the table."""
    queries = tomllib.loads((samples / "judged_queries.toml").read_text(encoding="utf-8"))["query"]
    judged = [(query["q"], {each["id"]: each["grade"] for each in query["relevant"]}) for query in queries]
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder))
        store = Store.open(settings.store_path)
        import_releases(store, read_sources([str(samples)]))
        bring_up_to_date(store, open_index(settings))
        store.close()
        for weights in WEIGHTS:
            FIELD_WEIGHTS.update(zip(Field, weights, strict=True))
            gain, rank = measure(settings, judged)
            rows.append([*map(str, weights), f"{gain:.3f}", f"{rank:.3f}"])
    click.echo(table(["title", "teaser", "body", "captions", "nDCG@10", "MRR@10"], rows))


if __name__ == "__main__":
    main()
