"""Concepts of a query as sets of documents: the union of all their alternatives, each with its weight.

Which words a concept stands for is decided in ``query.expand``; here its classes, compounds and windows become arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from itertools import pairwise
from typing import assert_never

import numpy as np

from search_service.engines.scoring import inverse_document_frequency
from search_service.engines.whoosh.evaluating.matches import NOTHING, Documents, Matches, Scores, contained, intersect, unite
from search_service.engines.whoosh.evaluating.phrases import sequence_counts
from search_service.engines.whoosh.evaluating.publication_dates import published_between
from search_service.engines.whoosh.evaluating.scoring import score, score_together
from search_service.engines.whoosh.evaluating.snapshot import Snapshot
from search_service.engines.whoosh.evaluating.snapshot_arrays import TermCounts
from search_service.engines.whoosh.evaluating.windows import Places, near, pairs, slots_of
from search_service.engines.whoosh.evaluating.written_out import written_out_counts
from search_service.query.alternatives import (
    PART_WEIGHT,
    PROXIMITY_REACH,
    PROXIMITY_WEIGHT,
    WINDOW,
    Adjacent,
    Alternative,
    Compounds,
    Concept,
    Containing,
    ExactForm,
    Inflections,
    Joined,
    Nearby,
    Published,
    WrittenOut,
    forms_of,
    gain_of_optional,
    own_class,
)
from search_service.query.nodes import Words
from search_service.schema import FIELDS, Field
from search_service.sorted_arrays import distinct


def evaluate_words(snapshot: Snapshot, words: Words, fields: Sequence[Field]) -> Matches:
    """Live documents that have every required concept in one of ``fields``; optional ones and nearness add to the score."""
    concepts = snapshot.concepts_of(words)
    required = [concept for concept in concepts if not concept.optional]
    if not required:
        return NOTHING
    found = intersect([evaluate_concept(snapshot, concept, fields) for concept in required])
    if not len(found) or len(concepts) == 1:
        return found
    return Matches(found.documents, found.scores + _extra_scores(snapshot, concepts, found.documents, fields))


def _extra_scores(snapshot: Snapshot, concepts: Sequence[Concept], documents: Documents, fields: Sequence[Field]) -> Scores:
    """What ``documents`` gain by optional words that they have, and by neighbouring words of the query that stand near each other."""
    scores = np.zeros(len(documents), np.float32)
    for concept in concepts:
        if concept.optional:
            _add(scores, documents, evaluate_concept(snapshot, concept, fields), gain_of_optional(concept))
    for left, right in pairwise([concept for concept in concepts if not concept.optional]):
        classes = own_class(left), own_class(right)
        if classes[0] is not None and classes[1] is not None:
            _add(scores, documents, evaluate_neighbours(snapshot, (classes[0], classes[1]), documents, fields), PROXIMITY_WEIGHT)
    return scores


def _add(scores: Scores, documents: Documents, more: Matches, weight: float) -> None:
    """Add the weighted scores of ``more`` to those of ``documents`` that it has."""
    has, places = contained(documents, more.documents)
    scores[has] += np.float32(weight) * more.scores[places[has]]


def evaluate_concept(snapshot: Snapshot, concept: Concept, fields: Sequence[Field]) -> Matches:
    """Live documents that have any alternative of a concept, with the weighted sum of what they have."""
    return snapshot.cache.get(_key(concept, fields), lambda: _united(snapshot, concept, fields))


def known_documents(snapshot: Snapshot, concept: Concept) -> Documents | None:
    """The live documents that have a concept in any field, if they were scored before."""
    known = snapshot.cache.known(_key(concept, FIELDS))
    return known.documents if isinstance(known, Matches) else None


def documents_having(snapshot: Snapshot, concept: Concept, fields: Sequence[Field]) -> Documents:
    """The live documents that have a concept in one of ``fields``, without any score."""
    if any(isinstance(each, Nearby) for each in concept.alternatives):
        return evaluate_concept(snapshot, concept, fields).documents
    columns = [FIELDS.index(field) for field in fields]
    return snapshot.any_of(_in_columns(snapshot, each, columns) for each in concept.alternatives)


def _in_columns(snapshot: Snapshot, alternative: Alternative, columns: Sequence[int]) -> Documents:
    if isinstance(alternative, Published):
        return _published(snapshot, alternative).documents
    found = alternative_counts(snapshot, alternative)
    return found.documents[found.counts[:, columns].any(axis=1)]


def _key(concept: Concept, fields: Sequence[Field]) -> tuple[object, ...]:
    return concept.alternatives, concept.parts, tuple(fields)


def _united(snapshot: Snapshot, concept: Concept, fields: Sequence[Field]) -> Matches:
    nearby = [each for each in concept.alternatives if isinstance(each, Nearby)]
    if nearby:
        return _with_nearby(snapshot, concept, nearby, fields)
    counted = [each for each in concept.alternatives if not isinstance(each, Published)]
    layers = [_in_fields_only(alternative_counts(snapshot, each), fields) for each in counted]
    matches = score_together(layers, [each.weight for each in counted], snapshot.factors, total=snapshot.releases)
    dates = [_published(snapshot, each).times(each.weight) for each in concept.alternatives if isinstance(each, Published)]
    matches = unite([matches, *dates], size=snapshot.documents)
    documents, scores = matches.documents, matches.scores
    for part in concept.parts:
        for counts in (snapshot.class_counts(part), snapshot.part_counts(part)):
            _add(scores, documents, _scored(snapshot, counts, fields, among=documents), PART_WEIGHT)
    return Matches(documents, scores)


def _with_nearby(snapshot: Snapshot, concept: Concept, nearby: Sequence[Nearby], fields: Sequence[Field]) -> Matches:
    """What has a concept directly, which mostly was asked before, and what has no more than its parts near each other."""
    others = tuple(each for each in concept.alternatives if not isinstance(each, Nearby))
    direct = evaluate_concept(snapshot, replace(concept, alternatives=others), fields)
    totals = np.zeros(snapshot.documents, np.float32)
    seen = np.zeros(snapshot.documents, np.bool_)
    seen[direct.documents] = True
    layers = [_part_layer(snapshot, part, fields) for part in concept.parts]
    for layer in layers:
        totals[layer.documents] += np.float32(PART_WEIGHT) * layer.scores
    totals[direct.documents] = direct.scores
    candidates = reduce(lambda left, right: left[contained(left, right)[0]], sorted((layer.documents for layer in layers), key=len))
    for alternative in nearby:
        seen[near_documents(snapshot, alternative, candidates[~seen[candidates]], fields)] = True
    documents = seen.nonzero()[0].astype(np.int32)
    return Matches(documents, totals[documents])


def evaluate_alternative(snapshot: Snapshot, alternative: Alternative, fields: Sequence[Field]) -> Matches:
    """BM25F of one alternative, unweighted."""
    if isinstance(alternative, Published):
        return _published(snapshot, alternative)
    return _scored(snapshot, alternative_counts(snapshot, alternative), fields)


def _published(snapshot: Snapshot, alternative: Published) -> Matches:
    """Documents of some days, each as if it had a term once that all of them have."""
    documents = published_between(snapshot, alternative.first, alternative.last)
    if alternative.naming is not None:
        naming = snapshot.form_counts(np.array([alternative.naming], np.int32)).documents
        documents = documents[contained(documents, naming)[0]]
    return Matches.constant(documents, inverse_document_frequency(snapshot.releases, len(documents)))


def alternative_counts(snapshot: Snapshot, alternative: Alternative) -> TermCounts:
    """Live documents that have an alternative, and how often in each field."""
    match alternative:
        case Inflections(class_id):
            return snapshot.class_counts(class_id)
        case Compounds(class_id):
            return snapshot.part_counts(class_id)
        case ExactForm(form_id) if len(snapshot.lexicon.forms_of_class(class_id := int(snapshot.lexicon.class_of[form_id]))) == 1:
            return snapshot.class_counts(class_id)  # the form is all there is of its class, whose list is at hand
        case ExactForm(form_id):
            return snapshot.form_counts(np.array([form_id], np.int32))
        case Containing() | Joined() | Adjacent() | WrittenOut():
            return snapshot.cache.get(("counts", alternative), lambda: _counted(snapshot, alternative))
        case Nearby() | Published():
            raise TypeError("what is near each other, or published some day, is no count of one thing")
        case _:
            assert_never(alternative)


def _counted(snapshot: Snapshot, alternative: Containing | Joined | Adjacent | WrittenOut) -> TermCounts:
    """What takes more than a slice of a list; kept, because the closest releases and what else is offered ask for it again."""
    match alternative:
        case Containing() | Joined():
            return snapshot.form_counts(forms_of(alternative, snapshot.lexicon))
        case Adjacent(classes, offsets):
            return sequence_counts(snapshot, classes, offsets)
        case WrittenOut():
            return written_out_counts(snapshot, alternative)
        case _:
            assert_never(alternative)


def _scored(snapshot: Snapshot, counts: TermCounts, fields: Sequence[Field], *, among: Documents | None = None) -> Matches:
    """BM25F of what is counted, of the documents ``among`` alone if they are given."""
    counts = _in_fields_only(counts, fields)
    found = len(counts.documents)
    if among is not None:
        counts = counts.among(among)
    return score(counts.documents, counts.counts, snapshot.factors, total=snapshot.releases, found=found)


def _in_fields_only(counts: TermCounts, fields: Sequence[Field]) -> TermCounts:
    return counts if len(fields) == len(FIELDS) else counts.within(fields)


def counts_of_places(snapshot: Snapshot, places: Places) -> TermCounts:
    """What stands at ``places``, counted by document and field; live documents only."""
    return snapshot.slot_counts(slots_of(places, snapshot.begins))


def _part_layer(snapshot: Snapshot, part: int, fields: Sequence[Field]) -> Matches:
    """BM25F of one part of a compound, standing alone in any form or inside any compound."""
    alone = evaluate_alternative(snapshot, Inflections(part), fields)
    inside = evaluate_alternative(snapshot, Compounds(part), fields)
    totals = np.zeros(snapshot.documents, np.float32)
    seen = np.zeros(snapshot.documents, np.bool_)
    for layer in (alone, inside):
        totals[layer.documents] += layer.scores
        seen[layer.documents] = True
    documents = seen.nonzero()[0].astype(np.int32)
    return Matches(documents, totals[documents])


def near_documents(snapshot: Snapshot, nearby: Nearby, candidates: Documents, fields: Sequence[Field]) -> Documents:
    """The ``candidates``, which have all parts, in which these stand within the window."""
    if not len(candidates):
        return candidates
    places = [_part_places(snapshot, part, candidates, fields) for part in nearby.parts]
    found = near(places, WINDOW)
    return distinct(slots_of(found, snapshot.begins) // len(FIELDS)).astype(np.int32)


def _part_places(snapshot: Snapshot, part: int, documents: Documents, fields: Sequence[Field]) -> Places:
    lines = (snapshot.class_places(part, documents), snapshot.part_places(part, documents))
    return _in_fields(snapshot, np.sort(np.concatenate(lines)), fields)


def _in_fields(snapshot: Snapshot, places: Places, fields: Sequence[Field]) -> Places:
    if len(fields) == len(FIELDS):
        return places
    columns = [FIELDS.index(field) for field in fields]
    return places[np.isin(slots_of(places, snapshot.begins) % len(FIELDS), columns)]


def evaluate_neighbours(snapshot: Snapshot, classes: tuple[int, int], documents: Documents, fields: Sequence[Field]) -> Matches:
    """BM25F of two neighbouring words that stand near each other in ``documents`` as they do in the query."""
    for class_id in classes:
        documents = documents[contained(documents, snapshot.class_counts(class_id).documents)[0]]
    if not len(documents):  # mostly: of what is closest hardly anything has both words
        return NOTHING
    first, second = (snapshot.class_places(class_id, documents) for class_id in classes)
    found = pairs(_in_fields(snapshot, first, fields), second, reach=PROXIMITY_REACH)
    return _scored(snapshot, counts_of_places(snapshot, found), fields)
