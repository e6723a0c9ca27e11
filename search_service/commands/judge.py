"""`news-search judge`: how good the first ten are, which queries got worse since the last run, and the sheet to judge further on."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import click

from indexer.commands.options import data_option, reports_errors
from search_service.answers.searcher import open_searcher
from search_service.config import load_settings
from search_service.engines.base import Searcher
from search_service.judging.judged_file import JudgedQuery, add_grades, read_judged
from search_service.judging.run import Run, Worse, highest, keep_run, means, read_run, run_judged, worse
from search_service.judging.sheet import read_sheet, write_sheet
from search_service.nouns import counted

LOWEST_SHOWN = 5
_file = click.Path(dir_okay=False, path_type=Path)


@click.command("judge")
@click.argument("queries", type=_file)
@click.option("--last", type=_file, help="Where the last run is kept (default: beside QUERIES, with .last.json at the end).")
@click.option("--tolerance", default=0.001, show_default=True, help="By how much the nDCG@10 of a query may fall.")
@click.option("--least", type=float, help="The least mean nDCG@10 of all; below it the exit code is 1.")
@click.option("--accept", is_flag=True, help="Keep this run as the last one although something got worse.")
@click.option("--per-query", is_flag=True, help="Print every query, the lowest first.")
@click.option("--sheet", type=_file, help="Instead write a CSV sheet of the releases among the first ten that nobody judged.")
@click.option("--grades", type=_file, help="First write the grades of a filled sheet into QUERIES.")
@data_option
@reports_errors
def judge_command(
    queries: Path,
    *,
    last: Path | None,
    tolerance: float,
    least: float | None,
    accept: bool,
    per_query: bool,
    sheet: Path | None,
    grades: Path | None,
    data: Path | None,
) -> None:
    """Ask the judged QUERIES (TOML, docs/judging.md) and print how good the first ten are, by kind and in all.

    Exit code 0: nothing got worse; 1: something did, or lies below --least; 2: nothing could be measured.
    """
    judged: Sequence[JudgedQuery] = read_judged(queries)
    if grades is not None:
        judged = _graded(queries, judged, grades)
    with closing(open_searcher(load_settings(data=data))) as searcher:
        if sheet is not None:
            click.echo(f"{counted(write_sheet(sheet, searcher, judged), 'release')} to judge in {sheet}")
            return
        sys.exit(_measured(searcher, judged, last or queries.with_suffix(".last.json"), tolerance, least, accept=accept, every=per_query))


def _graded(path: Path, queries: Sequence[JudgedQuery], sheet: Path) -> Sequence[JudgedQuery]:
    """The queries with the grades of a sheet, which are written into their file."""
    click.echo(f"{counted(add_grades(path, read_sheet(sheet, queries)), 'grade')} taken from {sheet}")
    return read_judged(path)


def _measured(
    searcher: Searcher, queries: Sequence[JudgedQuery], kept: Path, tolerance: float, least: float | None, *, accept: bool, every: bool
) -> int:
    """Print the run beside the one that was kept; returns the exit code."""
    before, run = read_run(kept), run_judged(searcher, queries)
    if not run.results:
        click.echo("no query has a relevant release, so there is nothing to measure", err=True)
        return 2
    _print_means(run, before)
    _print_lowest(run, count=len(run.results) if every else LOWEST_SHOWN)
    fallen = list(worse(before, run, tolerance=tolerance)) if before else []
    _print_worse(fallen)
    below = least is not None and list(means(run.results))[-1].ndcg < least
    if accept:
        keep_run(kept, run)
    elif not fallen and not below:
        keep_run(kept, highest(before, run) if before else run)
    if below:
        click.echo(f"\nthe mean nDCG@10 lies below {least}")
    return 1 if below or (fallen and not accept) else 0


def _print_means(run: Run, before: Run | None) -> None:
    click.echo(f"{'kind':14} queries  nDCG@10           precision@10  success@3  unjudged   (generation {run.generation})")
    earlier = {each.name: each.ndcg for each in means(before.results)} if before and before.results else {}
    if before and before.steering != run.steering:
        click.echo("(the editors' rules are others than in the last run: a change may come from them)")
    for each in means(run.results):
        change = f"{each.ndcg - earlier[each.name]:+.3f}" if each.name in earlier else ""
        figures = f"{each.queries:7}  {each.ndcg:.3f}  {change:8}  {each.precision:12.3f}  {each.success:9.3f}  {each.unjudged:8.3f}"
        click.echo(f"{each.name:14} {figures}")


def _print_lowest(run: Run, *, count: int) -> None:
    click.echo("\nlowest nDCG@10:")
    for result in sorted(run.results, key=lambda each: (each.ndcg, each.text))[:count]:
        click.echo(f"  {result.ndcg:.3f}  precision {result.precision:.1f}  {result.text}" + (f"  [{result.kind}]" if result.kind else ""))


def _print_worse(fallen: Sequence[Worse]) -> None:
    if fallen:
        click.echo(f"\n{counted(len(fallen), 'query', 'queries')} got worse since the last run (--accept keeps this one all the same):")
    for each in fallen:
        lost = f"; lost {', '.join(each.lost)}" if each.lost else ""
        click.echo(f"  {each.before:.3f} → {each.now:.3f}  {each.text}{lost}")
