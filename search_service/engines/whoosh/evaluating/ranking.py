"""Releases ranked by several criteria, of which they need have one only: what is closest to a query, or to a text."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import assert_never

import numpy as np

from search_service.engines.found import Criterion, Neighbours
from search_service.engines.scoring import inverse_document_frequency
from search_service.engines.whoosh.evaluating.concepts import (
    documents_titled,
    evaluate_alternative,
    evaluate_concepts,
    evaluate_neighbours,
)
from search_service.engines.whoosh.evaluating.evaluator import evaluate
from search_service.engines.whoosh.evaluating.filtering import filtered
from search_service.engines.whoosh.evaluating.matches import NOTHING, Documents, Matches, contained, subtract
from search_service.engines.whoosh.evaluating.snapshot import Snapshot
from search_service.query.alternatives import Compounds, Concept, Inflections
from search_service.query.nodes import And, DateRange, Everything, Node, Not, Or, Phrase, Prefix, Words
from search_service.query.request import SearchRequest
from search_service.schema import Scope, searched_fields


def rank(snapshot: Snapshot, request: SearchRequest, criteria: Sequence[Criterion]) -> tuple[Matches, list[Matches]]:
    """The hits of ``request`` that have any criterion that admits, with what they gain; and all that has each such criterion."""
    known = _evaluated(snapshot, criteria)
    admitting = {number: known[number] for number, each in enumerate(criteria) if each.admits}
    admitted = snapshot.any_of(matches.documents for matches in admitting.values())
    documents = _within(snapshot, request.node, filtered(snapshot, request, Matches.constant(admitted)).hits.documents)
    gained = np.zeros(snapshot.documents, np.float32)
    for number, criterion in enumerate(criteria):
        matches = known[number] if number in known else _neighbours_within(snapshot, criterion, documents)
        covered = criterion.coverage * inverse_document_frequency(snapshot.releases, len(matches)) if criterion.coverage else 0.0
        if criterion.unless is not None:
            matches = subtract(matches, admitting[criterion.unless].documents)
        np.add.at(gained, matches.documents, np.float32(criterion.weight) * matches.scores + np.float32(covered))
    return Matches(documents, gained.take(documents)), list(admitting.values())


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


def _evaluated(snapshot: Snapshot, criteria: Sequence[Criterion]) -> dict[int, Matches]:
    """What has each criterion, by its number, wherever that is asked; those that are concepts are scored at once."""
    found: dict[int, Matches] = {}
    concepts: dict[Scope, dict[int, Concept]] = {}
    titles: dict[int, Concept] = {}
    for number, each in enumerate(criteria):
        if isinstance(each.what, Concept):
            unscored = each.scope is Scope.TITLE and not (each.admits or each.weight)
            (titles if unscored else concepts.setdefault(each.scope, {}))[number] = each.what
        elif not isinstance(each.what, Neighbours):
            found[number] = _evaluate(snapshot, each)
    for scope, numbered in concepts.items():
        found |= zip(numbered, evaluate_concepts(snapshot, list(numbered.values()), searched_fields(scope)), strict=True)
    return found | {number: Matches.constant(documents_titled(snapshot, concept)) for number, concept in titles.items()}


def _evaluate(snapshot: Snapshot, criterion: Criterion) -> Matches:
    match criterion.what:
        case Inflections() | Compounds():
            return evaluate_alternative(snapshot, criterion.what, searched_fields(criterion.scope))
        case Words() | Phrase() | Prefix() | DateRange() | Everything() | And() | Or() | Not():
            return evaluate(snapshot, criterion.what)
        case Concept() | Neighbours():
            raise TypeError("concepts are evaluated together, words near each other in given documents only")
        case _:
            assert_never(criterion.what)


def _neighbours_within(snapshot: Snapshot, criterion: Criterion, documents: Documents) -> Matches:
    if not isinstance(criterion.what, Neighbours):
        raise TypeError("all else is evaluated at once")
    classes = criterion.what.left, criterion.what.right
    for class_id in classes:  # mostly that leaves nothing: what has both words is a hit
        documents = documents[contained(documents, snapshot.class_counts(class_id).documents)[0]]
    return evaluate_neighbours(snapshot, classes, documents, searched_fields(criterion.scope)) if len(documents) else NOTHING
