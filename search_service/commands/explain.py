"""`news-search explain`: how a query was read, and why a release stands where it stands, or why it is no hit."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import click

from indexer.commands.options import data_option, reports_errors
from search_service.accounts.absence import reasons_of_absence
from search_service.accounts.query_account import ClauseKind, ReadClause, ReadWord, read_clauses
from search_service.accounts.score_account import ClauseShare, ScoreAccount, WordShare, score_account
from search_service.answers.result_page import order_of
from search_service.answers.searcher import as_answered
from search_service.answers.tiers import whole
from search_service.archive import Archive
from search_service.config import Settings, load_settings
from search_service.database import database_of
from search_service.dates import read_period
from search_service.engines.base import Matcher
from search_service.engines.registry import open_reader
from search_service.errors import ReversedPeriodError
from search_service.nouns import counted
from search_service.period_text import REVERSED
from search_service.query.nodes import NOTHING
from search_service.query.parser import parse
from search_service.query.render import render
from search_service.query.request import SearchRequest, Sort
from search_service.query.rule import Rule
from search_service.schema import FACETS, FIELD_WEIGHTS, FacetName
from search_service.steering.in_force import steering_of

MOST_SHOWN = 3
"""Best hits that are explained where no release is named."""


@click.command("explain")
@click.argument("query")
@click.argument("release_id", metavar="[ID]", required=False)
@click.option("--topic", multiple=True, help="Only releases of this topic; may be given several times.")
@click.option("--ministry", multiple=True, help="Only releases of this ministry; may be given several times.")
@click.option("--from", "first", help="Only releases from this day, month or year on.")
@click.option("--to", "last", help="Only releases until this day, month or year.")
@data_option
@reports_errors
def explain_command(
    query: str,
    release_id: str | None,
    *,
    topic: tuple[str, ...],
    ministry: tuple[str, ...],
    first: str | None,
    last: str | None,
    data: Path | None,
) -> None:
    """Show how QUERY is read, and why the best hits stand where they stand, or the release ID; or why ID is no hit (exit code 1)."""
    settings = load_settings(data=data)
    chosen = {facet: values for facet, values in ((FacetName.TOPIC, topic), (FacetName.MINISTRY, ministry)) if values}
    days = _days(first, last)
    parsed = parse(query)
    for problem in parsed.problems:
        click.echo(f"not understood: {problem.text!r}: {problem.message}", err=True)
    request = SearchRequest(q=query, node=parsed.node, sort=Sort.RELEVANCE, chosen=chosen).but(**days)
    with closing(open_reader(settings)) as reader:
        matcher = reader.newest()
        asked = whole(as_answered(request, matcher, steering_of(settings).current, moment=datetime.now(UTC)))
        for line in _reading(matcher, asked):
            click.echo(line)
        if not _explained(matcher, settings, asked, release_id):
            sys.exit(1)


def _days(first: str | None, last: str | None) -> dict[str, date]:
    """The period as a request has it. Raises UnreadableDateError; ReversedPeriodError for an end before the beginning."""
    days = {"first": read_period(first).first} if first else {}
    days |= {"last": read_period(last).last} if last else {}
    if first and last and days["last"] < days["first"]:
        raise ReversedPeriodError(f"{first} … {last}", REVERSED)
    return days


def _explained(matcher: Matcher, settings: Settings, request: SearchRequest, release_id: str | None) -> bool:
    """Print the accounts of the best hits or of one; False where that is none."""
    order = order_of(matcher, request, recency=settings.recency)
    ids = list(matcher.hit_ids(request, order))
    pinned = [each for each in order.lifted if each in ids]
    click.echo(f"\n{counted(len(ids), 'hit')}" + (f"; put first by the editors: {', '.join(pinned)}" if pinned else ""))
    if release_id is not None and release_id not in ids:
        with closing(Archive.open(database_of(settings))) as archive:
            reasons = reasons_of_absence(matcher, archive, request, release_id)
        click.echo(f"\n{release_id} is no hit:")
        for reason in reasons:
            click.echo(f"  {reason}")
        return False
    for place in range(1, min(MOST_SHOWN, len(ids)) + 1) if release_id is None else [ids.index(release_id) + 1]:
        for line in _account(score_account(matcher, request, order, place, total=len(ids))):
            click.echo(line)
    return True


def _reading(matcher: Matcher, request: SearchRequest) -> Iterator[str]:
    """The query word by word, the filters, the steering."""
    if request.node == NOTHING:
        yield f"nothing can be searched for in {request.q!r}; write a word"
        return
    yield f"read as: {render(request.node) or 'everything'}"
    for clause in read_clauses(matcher, request.node):
        yield from _clause(clause)
    for facet in FACETS:
        if values := request.accepted.get(facet.name):
            yield f"filter {facet.name}: {' or '.join(values)}"
    if request.first or request.last:
        yield f"filter date: {request.first or '…'} to {request.last or '…'}"
    yield f"steering: revision {request.steering.revision}"


def _clause(clause: ReadClause) -> Iterator[str]:
    if not clause.words:
        yield f"  {clause.text}"
    for word in clause.words:
        yield f"  {word.text}: {_demand(clause, word)}"
        for each in word.alternatives:
            more = f" and {each.count - len(each.forms):,} more" if each.count > len(each.forms) else ""
            yield f"      × {each.weight:<4g} {each.rule:13} {', '.join(each.forms)}{more}"


def _demand(clause: ReadClause, word: ReadWord) -> str:
    if not word.alternatives:
        return "no release has it"
    if clause.kind is ClauseKind.EXCLUDED:
        return "excluded"
    if clause.kind is ClauseKind.ONE_OF:
        return "one of these is required"
    if word.required:
        return "required"
    if any(each.rule is Rule.DATE for each in word.alternatives):
        return "not required (a year adds to the score)"
    return "not required (it only carries the request)" if word.soft else "not required"


def _account(account: ScoreAccount) -> Iterator[str]:
    hit = account.hit
    yield ""
    yield f"{account.place}. of {account.total:,}  {hit.title}  [{hit.id}]"
    if hit.pinned:
        yield "  put first by the editors, whatever its score"
    yield f"  score {account.score:.3f} = sum of"
    for clause in account.clauses:
        yield from _share(clause)
    if account.recency != 1.0:
        yield f"    × {account.recency:.3f} for its age (published {hit.published.date()})"
    for boost in account.boosts:
        yield f"    × {boost.factor:g} by the editors ({boost.model_dump_json(exclude_defaults=True, exclude={'factor'})})"


def _share(clause: ClauseShare) -> Iterator[str]:
    if not clause.words and clause.score:
        yield f"    {clause.score:8.3f}  {clause.text}"
    for word in (each for each in clause.words if each.score):
        yield f"    {word.score:8.3f}  {_where(word)}"
        for each in word.alternatives:
            yield f"              {each.score:8.3f}  {each.rule or 'parts of the compound, wherever they stand'}"


def _where(word: WordShare) -> str:
    if word.near:
        return f"{word.word} near each other"
    places = ", ".join(f"{field} {count} × {FIELD_WEIGHTS[field]:g}" for field, count in word.fields)
    return f"{word.word}" + (f" ({places})" if places else "")
