"""The few kinds of clauses that all queries are made of. What scores nothing stands in a filter, which the server may keep."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations, permutations
from typing import Any

from search_service.engines.opensearch.mapping import MOST_TERMS, NO_WORD, TOGETHER
from search_service.engines.scoring import K1
from search_service.query.alternatives import PROXIMITY_REACH

Clause = dict[str, Any]
NOTHING: Clause = {"match_none": {}}
EVERYTHING: Clause = {"match_all": {}}
_LEAVES = {"rank_feature", "term", "terms", "span_term", "match_phrase", "range"}
MOST_CLAUSES = 900
"""Clauses of a query: the server refuses 1,024 unless it was told otherwise."""
MOST_IN_EVERY_ORDER = 4
"""Words of a window whose orders are asked one by one: 24 clauses; the server takes 1,024 in a query."""


def constant(clause: Clause, score: float = 0.0) -> Clause:
    """The same documents, each with this score."""
    return {"constant_score": {"filter": clause, "boost": score}}


def all_of(clauses: Iterable[Clause], *, none: Iterable[Clause] = ()) -> Clause:
    """What matches all ``clauses`` and no one of ``none``, scoring nothing."""
    return _bool(filter=list(clauses), must_not=list(none))


def any_of(clauses: Sequence[Clause]) -> Clause:
    """What matches any of ``clauses``, with the sum of their scores."""
    if not clauses:
        return NOTHING
    return clauses[0] if len(clauses) == 1 else {"bool": {"should": list(clauses), "minimum_should_match": 1}}


def scored(must: Sequence[Clause], *, more: Sequence[Clause] = (), filters: Sequence[Clause] = (), none: Sequence[Clause] = ()) -> Clause:
    """What matches all of ``must`` and ``filters`` and no one of ``none``; ``must`` score, and ``more`` adds where it matches."""
    return _bool(must=list(must), filter=list(filters) or ([] if must else [EVERYTHING]), should=list(more), must_not=list(none))


def _bool(**parts: list[Clause]) -> Clause:
    filled = {name: clauses for name, clauses in parts.items() if clauses}
    return {"bool": filled} if filled else constant(EVERYTHING)


def boosted(clause: Clause, weight: float) -> Clause:
    """The same documents with weighted scores."""
    return clause if weight == 1.0 else {"bool": {"must": [clause], "boost": weight}}


def feature(field: str, name: str, weight: float) -> Clause:
    """``weight`` times tf' · (k1 + 1) / (tf' + k1) of a feature."""
    return {"rank_feature": {"field": f"{field}.{name}", "saturation": {"pivot": K1}, "boost": weight * (K1 + 1.0)}}


def has_any(field: str, values: Sequence[Any]) -> Clause:
    """Documents with any of ``values``, however many these are."""
    pieces = [list(values[first : first + MOST_TERMS]) for first in range(0, len(values), MOST_TERMS)]
    return any_of([{"terms": {field: piece}} for piece in pieces])


def in_a_row(field: str, words: Sequence[tuple[int, Sequence[str]]]) -> Clause:
    """Documents in which any of the tokens of each word stands at its offset from the first; offsets ascend."""
    line: list[str] = []
    for offset, tokens in words:
        if not tokens:
            return NOTHING
        line.extend([NO_WORD] * (offset - len(line)))
        line.append(TOGETHER.join(tokens))
    return {"match_phrase": {field: " ".join(line)}}


def near_in_order(field: str, left: Sequence[str], right: Sequence[str]) -> Clause:
    """Documents in which words stand as neighbours of a query do: in order within the reach, or swapped and adjacent."""
    first, second = _span(field, left), _span(field, right)
    return any_of([_spans((first, second), slop=PROXIMITY_REACH - 1), _spans((second, first), slop=0)])


def within_window(field: str, words: Sequence[Sequence[str]], window: int) -> Clause:
    """Documents in which any token of each word stands within so many successive positions, each word at a position of its own.

    Every order is a clause: spans in any order would take one position for two words. Many words have too many orders; of these every
    two have positions of their own, and all stand in one window.
    """
    if len(words) > window:
        return NOTHING
    spans = [_span(field, tokens) for tokens in words]
    if len(spans) <= MOST_IN_EVERY_ORDER:
        return _in_any_order(spans, window)
    pairs = [_in_any_order(pair, window) for pair in combinations(spans, 2)]
    return all_of([{"span_near": {"clauses": spans, "slop": window - len(spans), "in_order": False}}, *pairs])


def _in_any_order(spans: Sequence[Clause], window: int) -> Clause:
    return any_of([_spans(order, slop=window - len(spans)) for order in permutations(spans)])


def _span(field: str, tokens: Sequence[str]) -> Clause:
    spans = [{"span_term": {field: token}} for token in tokens]
    return spans[0] if len(spans) == 1 else {"span_or": {"clauses": spans}}


def _spans(clauses: Iterable[Clause], *, slop: int) -> Clause:
    return {"span_near": {"clauses": list(clauses), "slop": slop, "in_order": True}}


def size_of(value: object) -> int:
    """How many of its clauses the server counts, about: those that look for something themselves."""
    if isinstance(value, dict):
        return sum(1 if name in _LEAVES else size_of(each) for name, each in value.items())
    return sum(map(size_of, value)) if isinstance(value, list | tuple) else 0
