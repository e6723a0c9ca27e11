"""What matches, and nothing of how well: concepts and nodes as filters. Totals, exclusions and frequencies ask no more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import assert_never

import numpy as np

from search_service.analysis.meaning.lexicon import KINDS, Lexicon
from search_service.analysis.tokens import Kind
from search_service.engines.opensearch.compiling.clauses import (
    EVERYTHING,
    NOTHING,
    Clause,
    all_of,
    any_of,
    feature,
    has_any,
    in_a_row,
    near_in_order,
    within_window,
)
from search_service.engines.opensearch.compiling.lookups import Lookups
from search_service.engines.opensearch.features import run_name
from search_service.engines.opensearch.mapping import FEATURES, TEXT, TITLE, TITLE_FEATURES
from search_service.engines.opensearch.standing import standing_key
from search_service.engines.opensearch.statistics import Statistics
from search_service.query.alternatives import (
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
    forms_of_noun,
)
from search_service.query.expand import required_parts
from search_service.query.facet_words import called_so, values_with
from search_service.query.nodes import And, DateRange, Everything, Node, Not, Or, Phrase, Prefix, Words
from search_service.query.phrase_terms import PhraseTerm, phrase_stretches, phrase_terms, prefix_terms
from search_service.schema import FACET_OF_SCOPE, FacetField, Scope
from search_service.taxonomy import Taxonomy

_BEGINNING = (Kind.WORD, Kind.GENDER)
"""What can begin so: forms that the text has as such."""
_IMPLIED = [KINDS.index(kind) for kind in (Kind.JOINED, Kind.NUMBER, Kind.PAIR)]
"""Forms that no text writes as such."""
FEWEST_LISTED = 2
"""Parts near each other up to which a clause asks for them itself: two are eight terms, three 36 of the 1,024 that a query may have."""
_FIRST_DAY = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a generation without asking the cluster."""

    lexicon: Lexicon
    statistics: Statistics
    taxonomy: Taxonomy
    releases: int
    concepts_of: Callable[[Words], tuple[Concept, ...]]


def text_field(scope: Scope) -> str:
    """The field with the positions of what a scope looks in."""
    return TITLE if scope is Scope.TITLE else TEXT


def features_field(scope: Scope) -> str:
    """The field with the features of what a scope looks in."""
    return TITLE_FEATURES if scope is Scope.TITLE else FEATURES


class Matching:
    """Compiles with what is known of one generation and with ``lookups``."""

    def __init__(self, known: Known, lookups: Lookups) -> None:
        self._known = known
        self._lookups = lookups

    def node(self, node: Node) -> Clause:
        """The releases that a node finds."""
        match node:
            case And(parts):
                required = required_parts(parts, self._known.concepts_of)
                wanted = [self.node(part) for part in required if not isinstance(part, Not)]
                return all_of(wanted or [EVERYTHING], none=[self.node(part.part) for part in parts if isinstance(part, Not)])
            case Or(parts):
                return any_of([self.node(part) for part in parts])
            case Not(part):
                return all_of([EVERYTHING], none=[self.node(part)])
            case DateRange(first, last):
                return published_between(first, last)
            case Everything():
                return EVERYTHING
            case Words() | Phrase() | Prefix():
                return self._leaf(node)
            case _:
                assert_never(node)

    def _leaf(self, node: Words | Phrase | Prefix) -> Clause:
        facet = FACET_OF_SCOPE.get(node.scope)
        if facet is not None:
            return self.facet_words(node, facet)
        match node:
            case Words():
                required = [concept for concept in self._known.concepts_of(node) if not concept.optional]
                return all_of([self.concept(concept, node.scope) for concept in required]) if required else NOTHING
            case Phrase():
                return any_of([self.phrase(node), *self.quoting(node)])
            case Prefix():
                return self.prefix(node)
            case _:
                assert_never(node)

    def concept(self, concept: Concept, scope: Scope) -> Clause:
        """The releases that have any alternative of a concept: what a single token says is one clause."""
        tokens = [token for each in concept.alternatives if (token := _token(each))]
        others = [self.alternative(each, scope) for each in concept.alternatives if not _token(each)]
        return any_of([*([has_any(text_field(scope), tokens)] if tokens else []), *others])

    def alternative(self, alternative: Alternative, scope: Scope) -> Clause:
        """The releases that have an alternative."""
        text = text_field(scope)
        match alternative:
            case ExactForm() | Inflections() | Compounds():
                return has_any(text, [_token(alternative)])
            case Containing(parts, besides) if self.is_longer(besides, parts):
                return has_any(text, self._names_of_forms(forms_of(alternative, self._known.lexicon).tolist()))
            case Containing() | Joined() | WrittenOut():
                return any_of([feature(features_field(scope), name, 1.0) for name in self.feature_names(alternative)])
            case Adjacent(classes, offsets):
                return in_a_row(text, [(offset, self._written(class_id)) for class_id, offset in zip(classes, offsets, strict=True)])
            case Nearby(parts):
                return self._nearby(parts, scope)
            case Published(first, last, naming):
                named = [] if naming is None else [has_any(TEXT, [f"f{naming}"])]
                return all_of([published_between(first, last), *named])
            case _:
                assert_never(alternative)

    def _nearby(self, parts: Sequence[int], scope: Scope) -> Clause:
        """The releases that have parts within a window; those of many parts are few, and listed: in every order they are many clauses."""
        clause = within_window(text_field(scope), [(f"c{part}", f"p{part}") for part in parts], WINDOW)
        if len(parts) <= FEWEST_LISTED or clause == NOTHING:
            return clause
        documents = self._lookups.documents(clause)
        if documents is None:
            return clause
        return has_any("number", documents) if documents else NOTHING

    def neighbours(self, left: int, right: int, scope: Scope) -> Clause:
        """The releases in which words of two classes stand as neighbours of a query do."""
        return near_in_order(text_field(scope), [f"c{left}"], [f"c{right}"])

    def feature_names(self, alternative: Containing | Joined | WrittenOut) -> list[str]:
        """The features of which any makes an alternative."""
        match alternative:
            case Joined(parts):
                return [run_name("j", parts)]
            case WrittenOut(nouns):
                return [run_name("l", chain) for chain in product(*map(self._classes_of_noun, nouns))]
            case Containing(parts, besides):
                return [run_name("r", parts), *self._names_of_whole(parts, besides)]
            case _:
                assert_never(alternative)

    def _names_of_whole(self, parts: tuple[int, ...], besides: int) -> list[str]:
        """The compounds of which ``parts`` are all, but for the forms of class ``besides``."""
        whole, class_of = forms_of(Joined(parts), self._known.lexicon), self._known.lexicon.class_of
        others = whole[class_of[whole] != besides]
        return [run_name("j", parts)] if len(others) == len(whole) else self._names_of_forms(others.tolist())

    def is_longer(self, class_id: int, parts: tuple[int, ...]) -> bool:
        """Whether a class is made of ``parts`` and more: what has them besides it has no feature of its own."""
        forms = self._known.lexicon.forms_of_class(class_id)[:1].tolist() if class_id >= 0 else []
        own = self._known.lexicon.parts_of(forms[0]).tolist() if forms else []
        return len(own) > len(parts) and set(parts) <= set(own)

    def _names_of_forms(self, forms: Sequence[int]) -> list[str]:
        """The classes of forms, or the forms themselves where they have none: all forms of a class have the same parts."""
        class_of = self._known.lexicon.class_of
        return list(dict.fromkeys(f"c{class_of[form]}" if class_of[form] >= 0 else f"f{form}" for form in forms))

    def _classes_of_noun(self, parts: tuple[int, ...]) -> Sequence[int]:
        lexicon = self._known.lexicon
        return parts if len(parts) == 1 else np.unique(lexicon.class_of[forms_of_noun(parts, lexicon)]).tolist()

    def _written(self, class_id: int) -> list[str]:
        """The forms of a class that a text writes as such."""
        forms = self._known.lexicon.forms_of_class(class_id)
        return [f"f{form}" for form in forms[~np.isin(self._known.lexicon.kinds[forms], _IMPLIED)].tolist()]

    def phrase(self, node: Phrase) -> Clause:
        """The releases that have a phrase as written in a text field."""
        terms = phrase_terms(node.text)
        words = [(each.offset, self._form(each)) for each in terms]
        if len(words) == 1:
            return has_any(text_field(node.scope), words[0][1]) if words[0][1] else NOTHING
        return in_a_row(text_field(node.scope), words) if words else NOTHING

    def _form(self, each: PhraseTerm) -> list[str]:
        form = self._known.lexicon.form_id(each.term)
        return [f"f{form}"] if form >= 0 else []

    def quoting(self, node: Phrase) -> list[Clause]:
        """The releases of which a standing block has a phrase, which no text field has; the few different blocks are read one by one."""
        terms = phrase_terms(node.text)
        if node.scope is not Scope.TEXT or not terms:
            return []
        blocks = [standing_key(block) for block in self._known.statistics.standing if phrase_stretches(block, terms)]
        return [has_any("standing", blocks)] if blocks else []

    def prefix(self, node: Prefix) -> Clause:
        """The releases that have a word with this beginning."""
        *before, last = prefix_terms(node.text)
        forms = self._known.lexicon.forms_with_prefix(last.term, kinds=_BEGINNING).tolist()
        begun = [f"f{form}" for form in forms]
        if not before:
            return has_any(text_field(node.scope), begun) if begun else NOTHING
        return in_a_row(text_field(node.scope), [*((each.offset, self._form(each)) for each in before), (last.offset, begun)])

    def facet_words(self, node: Words | Phrase | Prefix, facet: FacetField) -> Clause:
        """The releases of which a value of a facet has the words, or another name of it."""
        values = sorted(self._known.statistics.values[facet.name])
        concepts = self._known.concepts_of(node) if isinstance(node, Words) else ()
        has = values_with(node, values, concepts, self._known.lexicon)
        spellings = self._known.taxonomy.spellings
        wanted = [value for value, own in zip(values, has, strict=True) if own or called_so(node, spellings(facet.name, value))]
        return has_any(facet.name.value, wanted) if wanted else NOTHING


def _token(alternative: Alternative) -> str:
    """The token that says all of an alternative; empty where none does."""
    match alternative:
        case ExactForm(form_id):
            return f"f{form_id}"
        case Inflections(class_id):
            return f"c{class_id}"
        case Compounds(class_id):
            return f"p{class_id}"
        case Containing() | Joined() | WrittenOut() | Adjacent() | Nearby() | Published():
            return ""
        case _:
            assert_never(alternative)


def published_between(first: date | None, last: date | None) -> Clause:
    """The releases published from ``first`` to ``last``, both included, days in Berlin."""
    bounds = {name: day.toordinal() - _FIRST_DAY for name, day in (("gte", first), ("lte", last)) if day is not None}
    return {"range": {"day": bounds}} if bounds else EVERYTHING
