"""What else a query suggests, each with its exact total: hits by the parts of its compounds, and the filters that it names in words.

A bounded number of searches, kept with the generation; nothing is asked where a query names nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from search_service.answers.moments import moment_of
from search_service.answers.named_filters import named_filters
from search_service.answers.named_values import under_known_names
from search_service.answers.tiers import whole
from search_service.engines.base import Matcher
from search_service.query.alternatives import ConceptsOf
from search_service.query.nodes import And, DateRange, Everything, Node, Not, Or, Phrase, Prefix, Words
from search_service.query.request import Matching, SearchRequest
from search_service.results import Also, AlsoKind


@dataclass(frozen=True, slots=True)
class _Suggested:
    """Searches as the cache keeps them: complete, but of the page and order that they were first made for."""

    searches: tuple[Also, ...]

    @property
    def nbytes(self) -> int:
        """A kilobyte a search (measured with tracemalloc)."""
        return 1_000 * len(self.searches)


def also(matcher: Matcher, request: SearchRequest, *, total: int) -> tuple[Also, ...]:
    """The searches that a query suggests and that find something, parts first; by parts only where that finds more than ``total``."""
    if not any(_runs(request.node)):
        return ()
    visible = matcher.visible(moment_of(request))
    key = ("also", visible, request.direct, request.filters, request.match, request.sort, request.size, total)
    first_page = request.but(page=1, cursor=None)
    return matcher.cache.get(key, lambda: _Suggested(tuple(_suggested(matcher, first_page, direct=total)))).searches


def _suggested(matcher: Matcher, request: SearchRequest, *, direct: int) -> Iterator[Also]:
    if request.match is Matching.DIRECT and _has_compounds(request.direct, matcher.concepts_of):
        wider = request.but(match=Matching.PARTS)
        (total,) = matcher.totals([whole(wider)])
        if total > direct:
            yield Also(AlsoKind.PARTS, wider, total)
    named = [(each.kind, under_known_names(each.request, matcher.status.taxonomy)) for each in named_filters(matcher, request)]
    totals = matcher.totals([whole(asked) for _, asked in named]) if named else ()
    for (kind, asked), total in zip(named, totals, strict=True):
        if total:
            yield Also(kind, asked, total)


def _has_compounds(node: Node, concepts_of: ConceptsOf) -> bool:
    return any(concept.parts for run in _runs(node) for concept in concepts_of(run))


def _runs(node: Node) -> Iterator[Words]:
    """The words that are looked for, run by run."""
    match node:
        case Words():
            yield node
        case And(parts) | Or(parts):
            for part in parts:
                yield from _runs(part)
        case Phrase() | Prefix() | DateRange() | Everything() | Not():
            return
        case _:
            assert_never(node)
