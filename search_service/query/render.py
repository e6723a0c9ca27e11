"""Nodes → text in the query language: what a page and an answer show as understood, and what links carry."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import assert_never

from search_service.dates import period_name
from search_service.query.conjunction import parts_of
from search_service.query.lexer import ELLIPSIS_WORDS
from search_service.query.nodes import And, DateRange, Everything, Node, Not, Or, Phrase, Prefix, Words
from search_service.schema import QUERY_FIELDS, DateBound, Scope

_FIELD_NAMES = {Scope.TEXT: "", **{row.means: f"{row.german}:" for row in QUERY_FIELDS}}


def render(node: Node) -> str:
    """The canonical text of a node that the parser made: parsed again, it gives the same node (within the parser's limits).

    Everything is the empty text.
    """
    parts = parts_of(node)
    rendered = _clause(parts[0]) if parts else ""
    for before, part in pairwise(parts):
        clause = _clause(part)
        rendered += (" UND " if _would_run_on(before, part, rendered, clause) else " ") + clause
    return rendered


def _would_run_on(before: Node, part: Node, rendered: str, clause: str) -> bool:
    """Whether a blank alone would make one run of words, or a hyphen ellipsis, of what are two clauses."""
    if isinstance(before, Words) and isinstance(part, Words):
        return before.scope is part.scope is Scope.TEXT
    return clause.startswith("-") and rendered.rpartition(" ")[2] in ELLIPSIS_WORDS


def _clause(node: Node) -> str:
    match node:
        case Words(text, scope):
            return _FIELD_NAMES[scope] + text
        case Phrase(text, scope):
            return f'{_FIELD_NAMES[scope]}"{text}"'
        case Prefix(text, scope):
            return f"{_FIELD_NAMES[scope]}{text}*"
        case DateRange(first, last):
            return _dates(first, last)
        case Everything():
            return "*"
        case Not(part):
            return f"-{_clause(part)}"
        case Or(parts):
            return " ODER ".join(map(_clause, parts))
        case And():
            return render(node)
        case _:
            assert_never(node)


def _dates(first: date | None, last: date | None) -> str:
    if period := period_name(first, last):
        return _FIELD_NAMES[DateBound.ON] + period
    bounds = ((DateBound.SINCE, first), (DateBound.UNTIL, last))
    return " ".join([_FIELD_NAMES[field] + day.isoformat() for field, day in bounds if day])
