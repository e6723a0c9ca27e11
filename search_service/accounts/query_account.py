"""How a query was read: each word with what stands for it in the archive, by which rule and weight, and whether it is required."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from search_service.analysis.meaning.lexicon import Lexicon
from search_service.engines.base import Matcher
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
from search_service.query.conjunction import parts_of
from search_service.query.expand import gain_of_part, required_parts
from search_service.query.nodes import And, DateRange, Everything, Node, Not, Or, Phrase, Prefix, Words
from search_service.query.render import render
from search_service.query.rule import Rule
from search_service.schema import searched_fields

_SIGNS_OF_TERMS = frozenset("+>:")
"""In index terms that stand for words with hyphens, for ellipses and gender forms, which no text has so."""
MOST_FORMS = 6
"""Forms that are named of an alternative; a productive part of compounds has 1,800."""


@dataclass(frozen=True, slots=True)
class ReadAlternative:
    """What may stand for a word: some of its forms as readers know them, and how many there are."""

    rule: Rule
    weight: float
    forms: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class ReadWord:
    """One unit of a query; ``soft`` where it only carries the request. Without an alternative the archive has nothing that answers it."""

    text: str
    required: bool
    soft: bool
    alternatives: tuple[ReadAlternative, ...]


class ClauseKind(StrEnum):
    """What a clause does with its words."""

    SOUGHT = "sought"
    ONE_OF = "one_of"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class ReadClause:
    """One clause of a query in the query language; ``words`` of one that looks for words in any form."""

    text: str
    kind: ClauseKind
    required: bool
    words: tuple[ReadWord, ...] = ()


def read_clauses(matcher: Matcher, node: Node) -> tuple[ReadClause, ...]:
    """The clauses of a query in their order."""
    parts = parts_of(node)
    required = required_parts(parts, matcher.concepts_of)
    return tuple(_clause(matcher, part, required=part in required) for part in parts)


def weight_of(matcher: Matcher, part: Node, *, required: bool) -> float:
    """How much of the score of a clause counts."""
    return 1.0 if required else gain_of_part(part, matcher.concepts_of)


def _clause(matcher: Matcher, part: Node, *, required: bool) -> ReadClause:
    match part:
        case Not():
            kind = ClauseKind.EXCLUDED
        case Or():
            kind = ClauseKind.ONE_OF
        case Words() | Phrase() | Prefix() | DateRange() | Everything() | And():
            kind = ClauseKind.SOUGHT
        case _:
            assert_never(part)
    return ReadClause(render(part), kind, required, tuple(_words(matcher, part, required=required)))


def _words(matcher: Matcher, part: Node, *, required: bool) -> Iterator[ReadWord]:
    match part:
        case Words():
            for concept in matcher.concepts_of(part):
                alternatives = (_alternative(each, matcher.lexicon) for each in concept.alternatives)
                known = tuple(each for each in alternatives if each.count)
                yield ReadWord(concept.text, required and not concept.optional, concept.soft, known)
        case Or(parts):
            for each in parts:
                yield from _words(matcher, each, required=False)
        case Not(each):
            yield from _words(matcher, each, required=False)
        case Phrase() | Prefix() | DateRange() | Everything() | And():
            return
        case _:
            assert_never(part)


def required_concepts(matcher: Matcher, part: Node) -> Sequence[Concept]:
    """What a run of words requires, in text or title; none of other clauses."""
    if not isinstance(part, Words) or not searched_fields(part.scope):
        return ()
    return [concept for concept in matcher.concepts_of(part) if not concept.optional]


def _alternative(alternative: Alternative, lexicon: Lexicon) -> ReadAlternative:
    forms = list(_forms(alternative, lexicon))
    plain = [form for form in forms if not set(form) & _SIGNS_OF_TERMS] or forms
    return ReadAlternative(alternative.rule, alternative.weight, tuple(plain[:MOST_FORMS]), len(forms))


def _forms(alternative: Alternative, lexicon: Lexicon) -> Iterator[str]:
    match alternative:
        case ExactForm() | Inflections() | Compounds() | Containing() | Joined():
            yield from map(lexicon.surface, forms_of(alternative, lexicon).tolist())
        case Adjacent(classes):
            yield " ".join(_name(each, lexicon) for each in classes)
        case WrittenOut(nouns):
            yield " … ".join("".join(_name(part, lexicon) for part in noun) for noun in nouns)
        case Nearby(parts):
            yield " … ".join(_name(part, lexicon) for part in parts)
        case Published(first, last):
            yield f"published {first} to {last}" if first != last else f"published {first}"
        case _:
            assert_never(alternative)


def _name(class_id: int, lexicon: Lexicon) -> str:
    """A class as people know it: by its first form, or by its key where it is only a part of others."""
    forms = lexicon.forms_of_class(class_id)
    return lexicon.surface(int(forms[0])) if len(forms) else lexicon.class_key(class_id)
