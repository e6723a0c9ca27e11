"""One run over judged queries: what each found, how good that is, and which got worse since the last run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import mean

from pydantic import BaseModel, ConfigDict, ValidationError

from search_service.engines.base import Searcher
from search_service.errors import SettingsError
from search_service.judging.judged_file import JudgedQuery
from search_service.judging.measures import CUTOFF, ndcg, precision, success
from search_service.judging.whole_file import replace_text
from search_service.query.parser import parse
from search_service.query.request import SearchRequest, Sort
from search_service.results import Hit


class QueryResult(BaseModel):
    """What one query reached: its first ten releases, hits and then what is closest, and the measures of these."""

    model_config = ConfigDict(frozen=True)

    text: str
    kind: str
    ids: tuple[str, ...]
    ndcg: float
    precision: float
    success: float
    unjudged: int
    judged: dict[str, int]
    """The grades that it was measured by: with others nothing can be compared."""


class Run(BaseModel):
    """Everything that one run measured, on which generation and steering."""

    model_config = ConfigDict(frozen=True)

    generation: int
    steering: str
    results: tuple[QueryResult, ...]


class Means(BaseModel):
    """The means over some queries; ``unjudged`` is the share of the releases shown that nobody judged."""

    model_config = ConfigDict(frozen=True)

    name: str
    queries: int
    ndcg: float
    precision: float
    success: float
    unjudged: float


class Worse(BaseModel):
    """A query that reached less than in the last run, with the relevant releases that it lost from its first ten."""

    model_config = ConfigDict(frozen=True)

    text: str
    before: float
    now: float
    lost: tuple[str, ...]


def first_hits(searcher: Searcher, text: str) -> tuple[Hit, ...]:
    """The first ten as a reader gets them."""
    page = searcher.search(SearchRequest(q=text, node=parse(text).node, sort=Sort.RELEVANCE, size=CUTOFF, highlight=False))
    return (*page.hits, *page.closest)[:CUTOFF]


def run_judged(searcher: Searcher, queries: Sequence[JudgedQuery]) -> Run:
    """Ask every query; those of which no release is relevant measure nothing and are left out."""
    status = searcher.status()
    measured = tuple(_result(searcher, query) for query in queries if any(query.judged.values()))
    return Run(generation=status.generation, steering=status.steering, results=measured)


def _result(searcher: Searcher, query: JudgedQuery) -> QueryResult:
    ids, grades = tuple(hit.id for hit in first_hits(searcher, query.text)), query.judged
    return QueryResult(
        text=query.text,
        kind=query.kind,
        ids=ids,
        ndcg=ndcg(ids, grades),
        precision=precision(ids, grades),
        success=success(ids, grades),
        unjudged=sum(each not in grades for each in ids),
        judged=dict(grades),
    )


def means(results: Sequence[QueryResult]) -> Iterator[Means]:
    """The means of every kind in the order of the file, then of all; of one kind only those of all."""
    kinds = list(dict.fromkeys(result.kind for result in results))
    for kind in kinds if len(kinds) > 1 else ():
        yield _means(kind or "without kind", [result for result in results if result.kind == kind])
    yield _means("all", results)


def _means(name: str, results: Sequence[QueryResult]) -> Means:
    shown = sum(len(result.ids) for result in results)
    return Means(
        name=name,
        queries=len(results),
        ndcg=mean(result.ndcg for result in results),
        precision=mean(result.precision for result in results),
        success=mean(result.success for result in results),
        unjudged=sum(result.unjudged for result in results) / max(1, shown),
    )


def worse(before: Run, now: Run, *, tolerance: float) -> Iterator[Worse]:
    """The queries whose nDCG fell by more than ``tolerance``, the worst first; none whose grades are others than then."""
    earlier = {result.text: result for result in before.results}
    pairs = [(earlier[each.text], each) for each in now.results if each.text in earlier and earlier[each.text].judged == each.judged]
    fallen = [(then, each) for then, each in pairs if then.ndcg - each.ndcg > tolerance]
    for then, each in sorted(fallen, key=lambda pair: pair[1].ndcg - pair[0].ndcg):
        lost = tuple(release for release in then.ids if each.judged.get(release, 0) > 0 and release not in each.ids)
        yield Worse(text=each.text, before=then.ndcg, now=each.ndcg, lost=lost)


def highest(before: Run, now: Run) -> Run:
    """What the next run is compared with: ``now``, but for queries that lie lower than before, however little, what they had reached.

    So many small falls add up to one that is told.
    """
    fallen = {each.text for each in worse(before, now, tolerance=0)}
    earlier = {result.text: result for result in before.results}
    return now.model_copy(update={"results": tuple(earlier[each.text] if each.text in fallen else each for each in now.results)})


def read_run(path: Path) -> Run | None:
    """A run that was kept; None where there is none yet. Raises SettingsError for a file that is none."""
    try:
        return Run.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError) as error:
        raise SettingsError(f"{path} is no run that was kept; remove it, or name another file with --last") from error


def keep_run(path: Path, run: Run) -> None:
    """Keep a run for the next one. Raises SettingsError."""
    replace_text(path, run.model_dump_json(indent=1) + "\n")
