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
from search_service.engines.whoosh.evaluating.scoring import Layer, Scored
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
    matches = evaluate_concepts(snapshot, concepts, fields)
    required = [concept for concept in concepts if not concept.optional]
    if not required:
        return NOTHING
    found = intersect([each for concept, each in zip(concepts, matches, strict=True) if not concept.optional])
    if not len(found) or len(concepts) == 1:
        return found
    scores = np.zeros(len(found), np.float32)
    for concept, each in zip(concepts, matches, strict=True):
        if concept.optional:
            _add(scores, found.documents, each, gain_of_optional(concept))
    _add_nearness(scores, snapshot, required, found.documents, fields)
    return Matches(found.documents, found.scores + scores)


def _add_nearness(scores: Scores, snapshot: Snapshot, concepts: Sequence[Concept], documents: Documents, fields: Sequence[Field]) -> None:
    """Add what ``documents`` gain by neighbouring words of the query that stand near each other."""
    for left, right in pairwise(concepts):
        classes = own_class(left), own_class(right)
        if classes[0] is not None and classes[1] is not None:
            _add(scores, documents, evaluate_neighbours(snapshot, (classes[0], classes[1]), documents, fields), PROXIMITY_WEIGHT)


def _add(scores: Scores, documents: Documents, more: Matches, weight: float) -> None:
    """Add the weighted scores of ``more`` to those of ``documents`` that it has."""
    has, places = contained(documents, more.documents)
    scores[has] += np.float32(weight) * more.scores[places[has]]


def evaluate_concept(snapshot: Snapshot, concept: Concept, fields: Sequence[Field]) -> Matches:
    """Live documents that have any alternative of a concept, with the weighted sum of what they have."""
    return evaluate_concepts(snapshot, (concept,), fields)[0]


def evaluate_concepts(snapshot: Snapshot, concepts: Sequence[Concept], fields: Sequence[Field]) -> list[Matches]:
    """The same for several concepts; those that were not asked before are scored in one pass."""
    return [each.matches for each in _scored(snapshot, concepts, fields)]


def documents_titled(snapshot: Snapshot, concept: Concept) -> Documents:
    """The live documents that have a concept in their title."""
    if any(isinstance(each, Nearby) for each in concept.alternatives):
        return evaluate_concept(snapshot, concept, (Field.TITLE,)).documents
    return snapshot.any_of(each.titled for each in _scored(snapshot, (concept,), FIELDS))


def known_documents(snapshot: Snapshot, concept: Concept) -> Documents | None:
    """The live documents that have a concept in any field, if they were scored before."""
    known = snapshot.cache.known(_key(concept, FIELDS))
    return known.matches.documents if isinstance(known, Scored) else None


def _scored(snapshot: Snapshot, concepts: Sequence[Concept], fields: Sequence[Field]) -> list[Scored]:
    keys = [_key(concept, fields) for concept in concepts]
    return snapshot.cache.get_all(keys, lambda missing: _evaluated(snapshot, [concepts[place] for place in missing], fields))


def _key(concept: Concept, fields: Sequence[Field]) -> tuple[object, ...]:
    return concept.alternatives, concept.parts, tuple(fields)


def _evaluated(snapshot: Snapshot, concepts: Sequence[Concept], fields: Sequence[Field]) -> list[Scored]:
    if not any(isinstance(each, Nearby) for concept in concepts for each in concept.alternatives):
        return _evaluated_directly(snapshot, concepts, fields)
    direct = _scored(snapshot, [_without_nearby(each) for each in concepts], fields)  # mostly asked before
    return [_with_nearby(snapshot, concept, each, fields) for concept, each in zip(concepts, direct, strict=True)]


def _without_nearby(concept: Concept) -> Concept:
    return replace(concept, alternatives=tuple(each for each in concept.alternatives if not isinstance(each, Nearby)))


def _evaluated_directly(snapshot: Snapshot, concepts: Sequence[Concept], fields: Sequence[Field]) -> list[Scored]:
    """All of them in one pass; then what parts of compounds add, which most documents have no more than."""
    scored = snapshot.scorer.score_each([_layers(snapshot, concept, fields) for concept in concepts])
    scored = [_with_dates(snapshot, concept, each) for concept, each in zip(concepts, scored, strict=True)]
    parts = [_layers_of_parts(snapshot, concept.parts, fields) for concept in concepts]
    whole = snapshot.scorer.score_among([(each.matches, layers) for each, layers in zip(scored, parts, strict=True)])
    return [Scored(matches, each.titled) for matches, each in zip(whole, scored, strict=True)]


def _layers(snapshot: Snapshot, concept: Concept, fields: Sequence[Field]) -> list[Layer]:
    """What is counted of a concept."""
    counted = [each for each in concept.alternatives if not isinstance(each, Published)]
    return [Layer(_in_fields_only(alternative_counts(snapshot, each), fields), each.weight) for each in counted]


def _layers_of_parts(snapshot: Snapshot, parts: Sequence[int], fields: Sequence[Field]) -> list[Layer]:
    """Parts of a compound, each standing alone in any form, and inside any compound."""
    counts = [counts for part in parts for counts in (snapshot.class_counts(part), snapshot.part_counts(part))]
    return [Layer(_in_fields_only(each, fields), PART_WEIGHT) for each in counts]


def _with_dates(snapshot: Snapshot, concept: Concept, scored: Scored) -> Scored:
    """With what was published on a date that is asked for, whatever its title."""
    dates = [_published(snapshot, each).times(each.weight) for each in concept.alternatives if isinstance(each, Published)]
    if not dates:
        return scored
    titled = np.concatenate([scored.titled, *(each.documents for each in dates)])
    return Scored(unite([scored.matches, *dates], size=snapshot.documents), titled)


def _with_nearby(snapshot: Snapshot, concept: Concept, scored: Scored, fields: Sequence[Field]) -> Scored:
    """What has a concept directly, and what has no more than its parts near each other."""
    nearby = [each for each in concept.alternatives if isinstance(each, Nearby)]
    if not nearby:  # another word of the query has
        return scored
    direct = scored.matches
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
    return Scored(Matches(documents, totals[documents]), scored.titled)


def evaluate_alternative(snapshot: Snapshot, alternative: Alternative, fields: Sequence[Field]) -> Matches:
    """BM25F of one alternative, unweighted."""
    if isinstance(alternative, Published):
        return _published(snapshot, alternative)
    return snapshot.scorer.score([Layer(_in_fields_only(alternative_counts(snapshot, alternative), fields))])


def _published(snapshot: Snapshot, alternative: Published) -> Matches:
    """Documents of some days, each as if it had a term once that all of them have."""
    documents = published_between(snapshot, alternative.first, alternative.last)
    if alternative.naming is not None:
        naming = snapshot.form_counts(alternative.naming).documents
        documents = documents[contained(documents, naming)[0]]
    return Matches.constant(documents, inverse_document_frequency(snapshot.releases, len(documents)))


def alternative_counts(snapshot: Snapshot, alternative: Alternative) -> TermCounts:
    """Documents that have an alternative, deleted ones included, and how often in each field."""
    match alternative:
        case Inflections(class_id):
            return snapshot.class_counts(class_id)
        case Compounds(class_id):
            return snapshot.part_counts(class_id)
        case ExactForm(form_id) if len(snapshot.lexicon.forms_of_class(class_id := int(snapshot.lexicon.class_of[form_id]))) == 1:
            return snapshot.class_counts(class_id)  # the form is all there is of its class, whose list is at hand
        case ExactForm(form_id):
            return snapshot.form_counts(form_id)
        case Containing() | Joined():
            return snapshot.counts_of_any(forms_of(alternative, snapshot.lexicon))
        case Adjacent(classes, offsets):
            return sequence_counts(snapshot, classes, offsets)
        case WrittenOut():
            return written_out_counts(snapshot, alternative)
        case Nearby() | Published():
            raise TypeError("what is near each other, or published some day, is no count of one thing")
        case _:
            assert_never(alternative)


def _in_fields_only(counts: TermCounts, fields: Sequence[Field]) -> TermCounts:
    return counts if len(fields) == len(FIELDS) else counts.within(fields)


def _part_layer(snapshot: Snapshot, part: int, fields: Sequence[Field]) -> Matches:
    """BM25F of one part of a compound, standing alone in any form or inside any compound."""
    both = snapshot.class_counts(part), snapshot.part_counts(part)
    return snapshot.scorer.score([Layer(_in_fields_only(each, fields)) for each in both])


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
    left, right = classes
    first = _in_fields(snapshot, snapshot.class_places(left, documents), fields)
    near_each_other = pairs(first, snapshot.class_places(right, documents), reach=PROXIMITY_REACH)
    if not len(near_each_other):
        return NOTHING
    return snapshot.scorer.score([Layer(snapshot.slot_counts(slots_of(near_each_other, snapshot.begins)))])
