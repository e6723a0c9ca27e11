"""Why a form of the text answers a concept of the query."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from functools import cached_property
from typing import assert_never

from search_service.analysis.meaning.lexicon import KINDS, Lexicon
from search_service.analysis.meaning.readings.short_forms import long_form
from search_service.analysis.normalize import loose, xkey
from search_service.analysis.tokens import Kind
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
    forms_of_noun,
)
from search_service.query.rule import Rule

_RULES_OF_TYPED = {Kind.JOINED: Rule.HYPHEN, Kind.NUMBER: Rule.SPELLING}
_RULES_OF_KINDS = {Kind.GENDER: Rule.GENDER, Kind.JOINED: Rule.HYPHEN, Kind.NUMBER: Rule.SPELLING, Kind.PAIR: Rule.ELLIPSIS}


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule, and the classes of the parts of the form that answer by it; none if all of the form does."""

    rule: Rule
    parts: tuple[int, ...] = ()


class Reasons:
    """Why forms answer one concept. What the rules ask of the concept itself is worked out once."""

    def __init__(self, concept: Concept, lexicon: Lexicon) -> None:
        self._concept = concept
        self._lexicon = lexicon
        self._forms_containing: dict[tuple[int, ...], Set[int]] = {}
        self._folded_text = concept.text.casefold()
        self._typed = next((each.form_id for each in concept.alternatives if isinstance(each, ExactForm)), -1)

    def of(self, form_id: int, *, surface: str = "") -> Reason | None:
        """The nearest rule by which a form answers the concept, None if it does not.

        ``surface`` is the form as it stands in the text; with it a mere difference of spelling (ß, ae) is told from none.
        """
        for alternative in self._concept.alternatives:
            rule = self._rule(form_id, alternative)
            if rule is Rule.WORD and surface and surface.casefold() != self._folded_text:
                return Reason(Rule.SPELLING if surface.isalpha() else rule)
            if rule is not None:
                return Reason(rule, _parts(alternative))
        return None

    def _rule(self, form_id: int, alternative: Alternative) -> Rule | None:
        lexicon = self._lexicon
        found: bool
        match alternative:
            case ExactForm(exact):
                return alternative.rule if form_id == exact else None
            case Inflections(wanted, rule=Rule.STEM):
                return self._rule_within_class(form_id) if lexicon.class_of[form_id] == wanted else None
            case Inflections(wanted):
                found = bool(lexicon.class_of[form_id] == wanted)
            case Compounds(part):
                found = part in lexicon.parts_of(form_id).tolist()
            case Containing(parts) | Joined(parts):
                found = form_id in self._containing(parts)
            case Adjacent(classes):
                found = int(lexicon.class_of[form_id]) in classes
            case WrittenOut(nouns):
                found = any(form_id in forms_of_noun(noun, lexicon) for noun in nouns)
            case Published():
                return None
            case Nearby(parts):
                found = int(lexicon.class_of[form_id]) in parts or not set(parts).isdisjoint(lexicon.parts_of(form_id).tolist())
            case _:
                assert_never(alternative)
        if not found:
            return None
        return Rule.ELLIPSIS if alternative.rule is Rule.COMPOUND and self._kind(form_id) is Kind.PAIR else alternative.rule

    def _containing(self, parts: tuple[int, ...]) -> Set[int]:
        known = self._forms_containing.get(parts)
        if known is None:
            known = self._forms_containing[parts] = frozenset(self._lexicon.forms_containing(parts).tolist())
        return known

    def _kind(self, form_id: int) -> Kind:
        return KINDS[int(self._lexicon.kinds[form_id])]

    def _rule_within_class(self, form_id: int) -> Rule:
        kind, form = self._kind(form_id), self._lexicon.form(form_id)
        if kind in _RULES_OF_KINDS:
            return _RULES_OF_KINDS[kind]
        if (long_form(form) is not None) != self._is_short:
            return Rule.ABBREVIATION
        if loose(form) == self._loose_text:
            return Rule.SPELLING
        if self._typed >= 0 and (rule := _RULES_OF_TYPED.get(self._kind(self._typed))):
            return rule
        return Rule.GENDER if self._is_feminine != self._lexicon.is_feminine(form_id) else Rule.STEM

    @cached_property
    def _is_short(self) -> bool:
        return long_form(xkey(self._concept.text)) is not None

    @cached_property
    def _loose_text(self) -> str:
        return loose(self._concept.text)

    @cached_property
    def _is_feminine(self) -> bool:
        return self._lexicon.is_feminine(self._typed) if self._typed >= 0 else self._folded_text.endswith(("in", "innen"))


def _parts(alternative: Alternative) -> tuple[int, ...]:
    if isinstance(alternative, Compounds):
        return (alternative.class_id,)
    return alternative.parts if isinstance(alternative, Containing) else ()
