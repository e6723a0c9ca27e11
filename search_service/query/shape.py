"""How a query is made, without its words: for logs and statistics that must not hold what anybody typed."""

from __future__ import annotations

from dataclasses import dataclass, fields
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

    def __add__(self, other: Shape) -> Shape:
        return Shape(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(Shape)))


def shape_of(node: Node) -> Shape:
    """The shape of a query."""
    match node:
        case Words(text, scope):
            return Shape(words=len(text.split()), fields=int(scope is not Scope.TEXT))
        case Phrase(_, scope):
            return Shape(phrases=1, fields=int(scope is not Scope.TEXT))
        case Prefix(_, scope):
            return Shape(prefixes=1, fields=int(scope is not Scope.TEXT))
        case DateRange():
            return Shape(dates=1)
        case Everything():
            return Shape()
        case And(parts):
            return sum(map(shape_of, parts), Shape())
        case Or(parts):
            return sum(map(shape_of, parts), Shape(alternatives=len(parts)))
        case Not(part):
            return shape_of(part) + Shape(excluded=1)
        case _:
            assert_never(node)
