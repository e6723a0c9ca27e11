"""Releases ranked by several criteria, of which they need have one only: what is closest to a query, or to a text."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import assert_never

import numpy as np

from search_service.engines.found import Criterion, Neighbours
from search_service.engines.scoring import inverse_document_frequency
from search_service.engines.whoosh.evaluating.concepts import (
    documents_having,
    evaluate_alternative,
    evaluate_concept,
    evaluate_neighbours,
)
from search_service.engines.whoosh.evaluating.evaluator import evaluate
from search_service.engines.whoosh.evaluating.filtering import filtered
from search_service.engines.whoosh.evaluating.matches import Documents, Matches, contained, subtract
from search_service.engines.whoosh.evaluating.snapshot import Snapshot
from search_service.query.alternatives import Compounds, Concept, Inflections
from search_service.query.nodes import And, DateRange, Everything, Node, Not, Or, Phrase, Prefix, Words
from search_service.query.request import SearchRequest
from search_service.schema import searched_fields


def rank(snapshot: Snapshot, request: SearchRequest, criteria: Sequence[Criterion]) -> tuple[Matches, list[Matches]]:
    """The hits of ``request`` that have any criterion that admits, with what they gain; and all that has each such criterion."""
    admitting = {number: _evaluate(snapshot, each) for number, each in enumerate(criteria) if each.admits}
    admitted = snapshot.any_of(matches.documents for matches in admitting.values())
    documents = _within(snapshot, request.node, filtered(snapshot, request, Matches.constant(admitted)).hits.documents)
    gained = np.zeros(snapshot.documents, np.float32)
    for number, criterion in enumerate(criteria):
        matches = admitting[number] if criterion.admits else _evaluate_within(snapshot, criterion, documents)
        covered = criterion.coverage * inverse_document_frequency(snapshot.releases, len(matches)) if criterion.coverage else 0.0
        if criterion.unless is not None:
            matches = subtract(matches, admitting[criterion.unless].documents)
        gained[matches.documents] += np.float32(criterion.weight) * matches.scores + np.float32(covered)
    return Matches(documents, gained[documents]), list(admitting.values())


def _within(snapshot: Snapshot, node: Node, documents: Documents) -> Documents:
    """Those of ``documents`` that ``node`` finds; what it mostly excludes, the hits of a search, was asked before."""
    match node:
        case Everything():
            return documents
        case Not(part):
            return documents[~contained(documents, evaluate(snapshot, part).documents)[0]]
        case And(parts) if all(isinstance(part, Not | DateRange) for part in parts):
            return reduce(lambda kept, part: _within(snapshot, part, kept), parts, documents)
        case And() | Or() | Words() | Phrase() | Prefix() | DateRange():
            return documents[contained(documents, evaluate(snapshot, node).documents)[0]]
        case _:
            assert_never(node)


def _evaluate(snapshot: Snapshot, criterion: Criterion) -> Matches:
    fields = searched_fields(criterion.scope)
    match criterion.what:
        case Concept():
            return evaluate_concept(snapshot, criterion.what, fields)
        case Inflections() | Compounds():
            return evaluate_alternative(snapshot, criterion.what, fields)
        case Neighbours():
            raise TypeError("what words gain by standing near each other is told of given documents only")
        case Words() | Phrase() | Prefix() | DateRange() | Everything() | And() | Or() | Not():
            return evaluate(snapshot, criterion.what)
        case _:
            assert_never(criterion.what)


def _evaluate_within(snapshot: Snapshot, criterion: Criterion, documents: Documents) -> Matches:
    if isinstance(criterion.what, Neighbours):
        classes = criterion.what.left, criterion.what.right
        return evaluate_neighbours(snapshot, classes, documents, searched_fields(criterion.scope))
    if isinstance(criterion.what, Concept) and not criterion.weight:
        return Matches.constant(documents_having(snapshot, criterion.what, searched_fields(criterion.scope)))
    return _evaluate(snapshot, criterion)
