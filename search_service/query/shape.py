"""How a query is made, without its words: for logs and statistics that must not hold what anybody typed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import assert_never

from search_service.query.nodes import And, DateRange, Everything, Node, Not, Or, Phrase, Prefix, Words
from search_service.schema import Scope


@dataclass(frozen=True, slots=True)
class Shape:
    """How many of each a query has; what is excluded counts as what it is, and once more as excluded."""

    words: int = 0
    phrases: int = 0
    prefixes: int = 0
    fields: int = 0
    """Words, phrases and beginnings that are looked for in one field alone."""
    dates: int = 0
    excluded: int = 0
    alternatives: int = 0


def shape_of(node: Node) -> Shape:
    """The shape of a query."""
    counts: Counter[str] = Counter()
    _count(node, counts)
    return Shape(**counts)


def _count(node: Node, counts: Counter[str]) -> None:
    match node:
        case Words(text, scope):
            counts["words"] += len(text.split())
            counts["fields"] += scope is not Scope.TEXT
        case Phrase(_, scope):
            counts["phrases"] += 1
            counts["fields"] += scope is not Scope.TEXT
        case Prefix(_, scope):
            counts["prefixes"] += 1
            counts["fields"] += scope is not Scope.TEXT
        case DateRange():
            counts["dates"] += 1
        case Everything():
            return
        case And(parts):
            for part in parts:
                _count(part, counts)
        case Or(parts):
            counts["alternatives"] += len(parts)
            for part in parts:
                _count(part, counts)
        case Not(part):
            counts["excluded"] += 1
            _count(part, counts)
        case _:
            assert_never(node)
