"""The clauses that a query requires together: taking a node apart into them and putting them together again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from search_service.query.nodes import EVERYTHING, And, DateRange, Node, Words
from search_service.schema import Scope


def parts_of(node: Node) -> tuple[Node, ...]:
    """The clauses that all must hold; none for everything."""
    if isinstance(node, And):
        return node.parts
    return () if node == EVERYTHING else (node,)


def conjunction(parts: Iterable[Node]) -> Node:
    """One node for clauses that all must hold, its date ranges combined into the first of them."""
    kept = list(_dates_combined([part for part in parts if part != EVERYTHING]))
    if len(kept) > 1:
        return And(tuple(kept))
    return kept[0] if kept else EVERYTHING


def runs_joined(parts: list[Node], neighbours: list[bool]) -> list[Node]:
    """The parts with neighbouring plain words as one run; ``neighbours`` says of each part whether it may join the one before."""
    joined: list[Node] = []
    for part, is_neighbour in zip(parts, neighbours, strict=True):
        before = joined[-1] if joined else None
        if is_neighbour and isinstance(before, Words) and isinstance(part, Words) and before.scope is part.scope is Scope.TEXT:
            joined[-1] = Words(f"{before.text} {part.text}")
        else:
            joined.append(part)
    return joined


def _dates_combined(parts: list[Node]) -> Iterator[Node]:
    ranges = [part for part in parts if isinstance(part, DateRange)]
    firsts = [part.first for part in ranges if part.first]
    lasts = [part.last for part in ranges if part.last]
    combined = DateRange(max(firsts, default=None), min(lasts, default=None))
    for part in parts:
        if not isinstance(part, DateRange):
            yield part
        elif part is ranges[0]:
            yield combined
