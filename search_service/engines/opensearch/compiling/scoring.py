"""The same as ``matching``, with scores: BM25F of every alternative, as near as the server allows.

Forms, classes and parts are features, whose tf' over all fields was computed when they were written: their scores are exact but for what
the server rounds. What stands in a row or near each other counts as occurring once, and once more where the title has it.
"""

from __future__ import annotations

from itertools import pairwise
from typing import assert_never

from search_service.engines.found import Criterion, Neighbours
from search_service.engines.opensearch.compiling.clauses import (
    NOTHING,
    Clause,
    any_of,
    boosted,
    constant,
    feature,
    scored,
)
from search_service.engines.opensearch.compiling.lookups import Lookups
from search_service.engines.opensearch.compiling.matching import Known, Matching, features_field
from search_service.engines.scoring import K1, inverse_document_frequency
from search_service.query.alternatives import (
    PART_WEIGHT,
    PROXIMITY_WEIGHT,
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
    gain_of_optional,
    own_class,
)
from search_service.query.expand import gain_of_part, required_parts
from search_service.query.nodes import And, DateRange, Everything, Node, Not, Or, Phrase, Prefix, Words
from search_service.schema import FACET_OF_SCOPE, FIELD_WEIGHTS, Field, Scope


def _saturated(tf: float) -> float:
    return tf * (K1 + 1.0) / (tf + K1)


_ONCE = _saturated(FIELD_WEIGHTS[Field.BODY])
_IN_TITLE = _saturated(FIELD_WEIGHTS[Field.TITLE]) - _ONCE


class Scoring:
    """Compiles with what is known of one generation and with ``lookups``; ``matching`` compiles the same without scores."""

    def __init__(self, known: Known, lookups: Lookups) -> None:
        self._known = known
        self._lookups = lookups
        self.matching = Matching(known, lookups)

    def node(self, node: Node) -> Clause:
        """The releases that a node finds, with scores; filters and dates score nothing."""
        match node:
            case And(parts):
                return self._and(parts)
            case Or(parts):
                return any_of([self.node(part) for part in parts])
            case Not() | DateRange() | Everything():
                return constant(self.matching.node(node))
            case Words(scope=scope) | Phrase(scope=scope) | Prefix(scope=scope) if scope in FACET_OF_SCOPE:
                return constant(self.matching.node(node), 1.0)
            case Words():
                return self._words(node)
            case Phrase():
                return self._phrase(node)
            case Prefix():
                return constant(self.matching.node(node), 1.0)
            case _:
                assert_never(node)

    def _and(self, parts: tuple[Node, ...]) -> Clause:
        required = required_parts(parts, self._known.concepts_of)
        others = [part for part in parts if part not in required and not isinstance(part, Not)]
        return scored(
            [self.node(part) for part in required if not isinstance(part, Not)],
            more=[boosted(self.node(part), gain_of_part(part, self._known.concepts_of)) for part in others],
            none=[self.matching.node(part.part) for part in parts if isinstance(part, Not)],
        )

    def _words(self, words: Words) -> Clause:
        concepts = self._known.concepts_of(words)
        required = [concept for concept in concepts if not concept.optional]
        if not required:
            return NOTHING
        more = [boosted(self.concept(each, words.scope), gain_of_optional(each)) for each in concepts if each.optional]
        near = pairwise(map(own_class, required))
        more += [
            boosted(self.neighbours(left, right, words.scope), PROXIMITY_WEIGHT)
            for left, right in near
            if left is not None and right is not None
        ]
        return scored([self.concept(each, words.scope) for each in required], more=more)

    def _phrase(self, node: Phrase) -> Clause:
        own, quoting = self.matching.phrase(node), self.matching.quoting(node)
        in_title = self.matching.phrase(Phrase(node.text, Scope.TITLE))
        return any_of([self._placed(own, in_title, 1.0), *map(constant, quoting)])

    def concept(self, concept: Concept, scope: Scope) -> Clause:
        """The releases that have any alternative of a concept, with the weighted sum of what they have, parts of it included."""
        alternatives = any_of([self.alternative(each, scope) for each in concept.alternatives])
        parts = [self._feature(f"{letter}{part}", PART_WEIGHT, scope) for part in concept.parts for letter in "cp"]
        return scored([alternatives], more=parts) if parts else alternatives

    def alternative(self, alternative: Alternative, scope: Scope) -> Clause:
        """The releases that have an alternative, with its weighted score."""
        matching = self.matching.alternative(alternative, scope)
        match alternative:
            case ExactForm(form_id):
                return self._feature(self._name_of_form(form_id), alternative.weight, scope)
            case Inflections(class_id):
                return self._feature(f"c{class_id}", alternative.weight, scope)
            case Compounds(class_id):
                return self._feature(f"p{class_id}", alternative.weight, scope)
            case Containing(parts, besides) if self.matching.is_longer(besides, parts):
                return constant(matching, alternative.weight * self._idf(matching))
            case Containing() | Joined() | WrittenOut():
                weight = alternative.weight * self._idf(matching)
                return any_of([feature(features_field(scope), name, weight) for name in self.matching.feature_names(alternative)])
            case Adjacent():
                return self._placed(matching, self.matching.alternative(alternative, Scope.TITLE), alternative.weight)
            case Published():
                return constant(matching, alternative.weight * self._idf(matching))
            case Nearby():
                return constant(matching)
            case _:
                assert_never(alternative)

    def neighbours(self, left: int, right: int, scope: Scope) -> Clause:
        """The releases in which words of two classes stand as neighbours of a query do, with its score."""
        return self._placed(self.matching.neighbours(left, right, scope), self.matching.neighbours(left, right, Scope.TITLE), 1.0)

    def _name_of_form(self, form_id: int) -> str:
        """The class where the form is all there is of it."""
        class_id = int(self._known.lexicon.class_of[form_id])
        alone = class_id >= 0 and len(self._known.lexicon.forms_of_class(class_id)) == 1
        return f"c{class_id}" if alone else f"f{form_id}"

    def _feature(self, name: str, weight: float, scope: Scope) -> Clause:
        field = features_field(scope)
        found = self._size(name) if scope is Scope.TEXT else self._lookups.frequency(feature(field, name, 1.0))
        return feature(field, name, weight * inverse_document_frequency(self._known.releases, found))

    def _size(self, name: str) -> int:
        statistics = self._known.statistics
        sizes = {"f": statistics.form_sizes, "c": statistics.class_sizes, "p": statistics.part_sizes}
        return int(sizes[name[0]][int(name[1:])])

    def _placed(self, clause: Clause, in_title: Clause, weight: float) -> Clause:
        """What stands somewhere, with its score, and more where the title has it."""
        if clause == NOTHING:
            return NOTHING
        idf = weight * self._idf(clause)
        return scored([constant(clause, idf * _ONCE)], more=[constant(in_title, idf * _IN_TITLE)] if in_title != NOTHING else [])

    def _idf(self, clause: Clause) -> float:
        return inverse_document_frequency(self._known.releases, self._lookups.frequency(clause))

    def criterion(self, criterion: Criterion, unless: Clause | None) -> Clause:
        """What releases gain by a criterion, those left out that match ``unless``."""
        matching = self.matching_of(criterion)
        covered = criterion.coverage * self._idf(matching) if criterion.coverage else 0.0
        gains = [boosted(self._what(criterion), criterion.weight)] if criterion.weight else [constant(matching)]
        if covered:
            gains.append({"match_all": {"boost": covered}})
        return scored(gains, none=[] if unless is None else [unless])

    def matching_of(self, criterion: Criterion) -> Clause:
        """The releases that have a criterion."""
        match criterion.what:
            case Concept():
                return self.matching.concept(criterion.what, criterion.scope)
            case Inflections() | Compounds():
                return self.matching.alternative(criterion.what, criterion.scope)
            case Neighbours(left, right):
                return self.matching.neighbours(left, right, criterion.scope)
            case Words() | Phrase() | Prefix() | DateRange() | Everything() | And() | Or() | Not():
                return self.matching.node(criterion.what)
            case _:
                assert_never(criterion.what)

    def _what(self, criterion: Criterion) -> Clause:
        match criterion.what:
            case Concept():
                return self.concept(criterion.what, criterion.scope)
            case Inflections(class_id):
                return self._feature(f"c{class_id}", 1.0, criterion.scope)
            case Compounds(class_id):
                return self._feature(f"p{class_id}", 1.0, criterion.scope)
            case Neighbours(left, right):
                return self.neighbours(left, right, criterion.scope)
            case Words() | Phrase() | Prefix() | DateRange() | Everything() | And() | Or() | Not():
                return self.node(criterion.what)
            case _:
                assert_never(criterion.what)
