"""Which documents a query finds, where nobody asks how well: the same sets as ``evaluator``, in a fraction of the time.

What scores nothing of its own (phrases, prefixes, dates) is evaluated there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from search_service.engines.whoosh.evaluating.concepts import alternative_counts, evaluate_alternative, known_documents, near_documents
from search_service.engines.whoosh.evaluating.evaluator import evaluate
from search_service.engines.whoosh.evaluating.matches import NOTHING, Documents, contained
from search_service.engines.whoosh.evaluating.snapshot import Snapshot
from search_service.query.alternatives import (
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
)
from search_service.query.expand import required_parts
from search_service.query.nodes import And, DateRange, Everything, Node, Not, Or, Phrase, Prefix, Words
from search_service.schema import FIELDS, Scope
from search_service.sorted_arrays import distinct


@dataclass(frozen=True, slots=True)
class _Kept:
    """Documents in the cache."""

    documents: Documents

    @property
    def nbytes(self) -> int:
        return self.documents.nbytes


def documents_of(snapshot: Snapshot, node: Node) -> Documents:
    """The live documents that ``node`` finds."""
    match node:
        case And(parts):
            return _and(snapshot, parts)
        case Or(parts):
            return snapshot.any_of(documents_of(snapshot, part) for part in parts)
        case Words(_, Scope.TEXT):
            return _words(snapshot, node)
        case Words() | Phrase() | Prefix() | DateRange() | Everything() | Not():
            return evaluate(snapshot, node).documents
        case _:
            assert_never(node)


def _and(snapshot: Snapshot, parts: tuple[Node, ...]) -> Documents:
    required = required_parts(parts, snapshot.concepts_of)
    wanted = [documents_of(snapshot, part) for part in required if not isinstance(part, Not)]
    found = _intersection(wanted) if wanted else snapshot.everything
    for part in parts:
        if isinstance(part, Not):
            found = found[~contained(found, documents_of(snapshot, part.part))[0]]
    return found


def _intersection(sets: Sequence[Documents]) -> Documents:
    return reduce(lambda found, other: found[contained(found, other)[0]], sorted(sets, key=len))


def _words(snapshot: Snapshot, words: Words) -> Documents:
    """What words need not be near each other for comes first: places are compared in what is left alone."""
    required = [concept for concept in snapshot.concepts_of(words) if not concept.optional]
    near = [concept for concept in required if _nearby(concept)]
    direct = [_having(snapshot, concept) for concept in required if concept not in near]
    found = _intersection(direct) if direct else snapshot.everything if near else NOTHING.documents
    for concept in near:
        found = _having_near(snapshot, concept, found)
    return found


def _nearby(concept: Concept) -> Sequence[Nearby]:
    return [each for each in concept.alternatives if isinstance(each, Nearby)]


def _having(snapshot: Snapshot, concept: Concept) -> Documents:
    """Documents that have any alternative of a concept none of which is near each other."""
    known = known_documents(snapshot, concept)
    if known is not None:
        return known
    key = ("documents", concept.alternatives)
    return snapshot.cache.get(key, lambda: _Kept(snapshot.any_of(_sets(snapshot, concept.alternatives)))).documents


def _having_near(snapshot: Snapshot, concept: Concept, among: Documents) -> Documents:
    """The documents ``among`` that have any alternative of a concept, also parts near each other."""
    direct = replace(concept, alternatives=tuple(each for each in concept.alternatives if not isinstance(each, Nearby)))
    has = contained(among, _having(snapshot, direct))[0]
    candidates = among[~has]
    for part in concept.parts:
        alone, inside = snapshot.class_counts(part).documents, snapshot.part_counts(part).documents
        candidates = candidates[contained(candidates, alone)[0] | contained(candidates, inside)[0]]
    near = (near_documents(snapshot, alternative, candidates, FIELDS) for alternative in _nearby(concept))
    return snapshot.any_of([among[has], *near])


def _sets(snapshot: Snapshot, alternatives: Sequence[Alternative]) -> Iterator[Documents]:
    """Documents whose union have any of ``alternatives``: by lists of classes and parts as far as those reach."""
    lexicon = snapshot.lexicon
    classes = {each.class_id for each in alternatives if isinstance(each, Inflections)}
    for alternative in alternatives:
        match alternative:
            case Inflections(class_id):
                yield snapshot.class_counts(class_id).documents
            case ExactForm(form_id) if int(lexicon.class_of[form_id]) in classes:
                pass  # among the forms of its class
            case Compounds(class_id):
                yield snapshot.part_counts(class_id).documents
            case Containing() | Joined():
                yield from _with_forms(snapshot, alternative, forms_of(alternative, lexicon))
            case Published():
                yield evaluate_alternative(snapshot, alternative, FIELDS).documents
            case ExactForm() | Adjacent() | WrittenOut():
                yield alternative_counts(snapshot, alternative).documents
            case Nearby():
                raise TypeError("what is near each other is evaluated with its concept")
            case _:
                assert_never(alternative)


def _with_forms(snapshot: Snapshot, alternative: Containing | Joined, forms: NDArray[np.int32]) -> Iterator[Documents]:
    """Documents with any of ``forms``: by the lists of their classes where all forms of these are among them."""
    lexicon = snapshot.lexicon
    classes = distinct(np.sort(lexicon.class_of[forms]))
    of_classes = [lexicon.forms_of_class(class_id) for class_id in classes[classes >= 0].tolist()]
    whole = len(of_classes) == len(classes) and sum(map(len, of_classes)) == len(forms)
    if not whole:
        yield alternative_counts(snapshot, alternative).documents
        return
    for class_id in classes.tolist():
        yield snapshot.class_counts(class_id).documents
