"""Why a form of the text answers a concept of the query."""

from __future__ import annotations

from dataclasses import dataclass
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


def reason_of(form_id: int, concept: Concept, lexicon: Lexicon, *, surface: str = "") -> Reason | None:
    """The nearest rule by which a form answers a concept, None if it does not.

    ``surface`` is the form as it stands in the text; with it a mere difference of spelling (ß, ae) is told from none.
    """
    for alternative in concept.alternatives:
        rule = _rule(form_id, alternative, concept, lexicon)
        if rule is Rule.WORD and surface and surface.casefold() != concept.text.casefold():
            return Reason(Rule.SPELLING if surface.isalpha() else rule)
        if rule is not None:
            return Reason(rule, _parts(alternative))
    return None


def _parts(alternative: Alternative) -> tuple[int, ...]:
    if isinstance(alternative, Compounds):
        return (alternative.class_id,)
    return alternative.parts if isinstance(alternative, Containing) else ()


def _rule(form_id: int, alternative: Alternative, concept: Concept, lexicon: Lexicon) -> Rule | None:
    class_id = int(lexicon.class_of[form_id])
    kind = KINDS[lexicon.kinds[form_id]]
    found: bool
    match alternative:
        case ExactForm(exact):
            return alternative.rule if form_id == exact else None
        case Inflections(wanted, rule=Rule.STEM):
            return _rule_within_class(form_id, kind, concept, lexicon) if class_id == wanted else None
        case Inflections(wanted):
            found = class_id == wanted
        case Compounds(part):
            found = part in lexicon.parts_of(form_id).tolist()
        case Containing(parts) | Joined(parts):
            found = form_id in lexicon.forms_containing(parts)
        case Adjacent(classes):
            found = class_id in classes
        case WrittenOut(nouns):
            found = any(form_id in forms_of_noun(noun, lexicon) for noun in nouns)
        case Published():
            return None
        case Nearby(parts):
            found = class_id in parts or not set(parts).isdisjoint(lexicon.parts_of(form_id).tolist())
        case _:
            assert_never(alternative)
    if not found:
        return None
    return Rule.ELLIPSIS if alternative.rule is Rule.COMPOUND and kind is Kind.PAIR else alternative.rule


def _rule_within_class(form_id: int, kind: Kind, concept: Concept, lexicon: Lexicon) -> Rule:
    if kind in _RULES_OF_KINDS:
        return _RULES_OF_KINDS[kind]
    if (long_form(lexicon.form(form_id)) is None) != (long_form(xkey(concept.text)) is None):
        return Rule.ABBREVIATION
    typed = next((each.form_id for each in concept.alternatives if isinstance(each, ExactForm)), -1)
    if loose(lexicon.form(form_id)) == loose(concept.text):
        return Rule.SPELLING
    if typed >= 0 and (rule := _RULES_OF_TYPED.get(KINDS[lexicon.kinds[typed]])):
        return rule
    return Rule.GENDER if _is_feminine(concept, typed, lexicon) != lexicon.is_feminine(form_id) else Rule.STEM


def _is_feminine(concept: Concept, typed: int, lexicon: Lexicon) -> bool:
    return lexicon.is_feminine(typed) if typed >= 0 else concept.text.casefold().endswith(("in", "innen"))
