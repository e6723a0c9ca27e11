"""What steering does to a run of query words: synonyms stand for them, stop phrases need not be there.

The words of its rules are read with the lexicon of a generation, so that any inflected form of a word has its synonyms.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import assert_never

from search_service.analysis.meaning.lexicon import Lexicon
from search_service.analysis.normalize import xkey
from search_service.query.alternatives import SYNONYM_COMPOUND_WEIGHT, SYNONYM_WEIGHT, Adjacent, Alternative, Compounds, Inflections
from search_service.query.nodes import And, DateRange, Everything, Node, Not, Or, Phrase, Prefix, Words
from search_service.query.rule import Rule
from search_service.query.units import Unit, read_units
from search_service.steering.rules import UNSTEERED, Steering

STEERED_NODES = 1 << 11
"""Queries that are kept with their steering."""
_Key = int | str
"""A class of inflected forms; a word that the archive lacks stands for itself."""


@lru_cache(STEERED_NODES)
def steered(node: Node, steering: Steering) -> Node:
    """The same query with ``steering`` for each run of its words, also of those that it excludes."""
    if steering == UNSTEERED:
        return node
    match node:
        case Words():
            return replace(node, steering=steering)
        case And(parts) | Or(parts):
            return replace(node, parts=tuple(steered(part, steering) for part in parts))
        case Not(part):
            return Not(steered(part, steering))
        case Phrase() | Prefix() | DateRange() | Everything():
            return node
        case _:
            assert_never(node)


def without_stop_phrases(units: Sequence[Unit], steering: Steering, lexicon: Lexicon) -> list[Unit]:
    """The units, those of a stop phrase soft."""
    changed = list(units)
    for start, phrase in _places(units, _rules(steering, lexicon).stop_phrases):
        changed[start : start + len(phrase.words)] = [replace(unit, soft=True) for unit in units[start : start + len(phrase.words)]]
    return changed


def synonyms_of(units: Sequence[Unit], steering: Steering, lexicon: Lexicon) -> Iterator[tuple[int, Alternative]]:
    """What else stands for units, each by its number; for several that have a synonym together, for each of them."""
    for start, synonym in _places(units, _rules(steering, lexicon).synonyms):
        for number in range(start, start + len(synonym.words)):
            own = {units[number].class_id, *units[number].also}
            others = (each for each in synonym.alternatives if not isinstance(each, Inflections) or each.class_id not in own)
            yield from ((number, alternative) for alternative in others if not units[number].soft)


@dataclass(frozen=True, slots=True)
class _Known:
    """Words in a row that a rule is about, each by its keys, and what else stands for them."""

    words: tuple[frozenset[_Key], ...]
    alternatives: tuple[Alternative, ...] = ()


_ByFirstWord = Mapping[_Key, Sequence[_Known]]


@dataclass(frozen=True, slots=True)
class _Rules:
    """The rules of a steering in the words of one lexicon."""

    synonyms: _ByFirstWord
    stop_phrases: _ByFirstWord


def _rules(steering: Steering, lexicon: Lexicon) -> _Rules:
    return lexicon.kept(("steering", steering), lambda: _read_rules(steering, lexicon))


def _read_rules(steering: Steering, lexicon: Lexicon) -> _Rules:
    synonyms = (
        _Known(_keys(read_units(word, lexicon)), tuple(alternative for other in others for alternative in standing_for(other, lexicon)))
        for each in steering.synonyms
        for word, others in each.directions
    )
    stop_phrases = (_Known(_keys(read_units(phrase, lexicon))) for phrase in steering.stop_phrases)
    return _Rules(_by_first_word(synonym for synonym in synonyms if synonym.alternatives), _by_first_word(stop_phrases))


def _by_first_word(rules: Iterator[_Known]) -> _ByFirstWord:
    found: dict[_Key, list[_Known]] = defaultdict(list)
    for rule in rules:
        for key in rule.words[0] if rule.words else ():
            found[key].append(rule)
    return found


def _keys(units: Iterator[Unit]) -> tuple[frozenset[_Key], ...]:
    return tuple(map(_keys_of, units))


def _keys_of(unit: Unit) -> frozenset[_Key]:
    classes = frozenset(each for each in (unit.class_id, *unit.also) if each >= 0)
    return classes or frozenset([xkey(unit.text)])


def _places(units: Sequence[Unit], rules: _ByFirstWord) -> Iterator[tuple[int, _Known]]:
    """Where units are what a rule is about: the number of the first of them, and the rule."""
    if not rules:
        return
    keys = _keys(iter(units))
    for start, first in enumerate(keys):
        for rule in dict.fromkeys(known for key in first for known in rules.get(key, ())):
            here = keys[start : start + len(rule.words)]
            if len(here) == len(rule.words) and not any(map(frozenset.isdisjoint, here, rule.words)):
                yield start, rule


def standing_for(text: str, lexicon: Lexicon) -> Iterator[Alternative]:
    """A synonym as what a release may have: any form of a word, compounds with it, or words in a row; nothing the archive lacks."""
    units = list(read_units(text, lexicon))
    if len(units) > 1:
        classes = tuple(unit.class_id for unit in units)
        if min(classes) >= 0:
            yield Adjacent(classes, tuple(range(len(classes))), SYNONYM_WEIGHT, Rule.SYNONYM)
        return
    for unit in units:
        classes = tuple(each for each in (unit.class_id, *unit.also) if each >= 0)
        yield from (Inflections(each, SYNONYM_WEIGHT, Rule.SYNONYM) for each in classes)
        if len(unit.segments) > 1 and min(unit.segments) >= 0:
            yield Adjacent(unit.segments, unit.offsets, SYNONYM_WEIGHT, Rule.SYNONYM)
        yield from (Compounds(each, SYNONYM_COMPOUND_WEIGHT, Rule.SYNONYM) for each in classes if len(lexicon.forms_with_part(each)))
