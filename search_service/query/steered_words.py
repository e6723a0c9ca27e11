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
from search_service.query.alternatives import (
    SYNONYM_COMPOUND_WEIGHT,
    SYNONYM_WEIGHT,
    Adjacent,
    Alternative,
    Compounds,
    Containing,
    Inflections,
    forms_of,
)
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
    rules = _rules(steering, lexicon)
    for start, synonym in _places(units, rules.synonyms):
        for number in range(start, start + len(synonym.words)):
            own = {units[number].class_id, *units[number].also}
            others = (each for each in synonym.alternatives if not isinstance(each, Inflections) or each.class_id not in own)
            yield from ((number, alternative) for alternative in others if not units[number].soft)
    for number, unit in enumerate(units):
        if len(unit.parts) > 1 and not unit.soft:
            yield from ((number, compound) for compound in _compounds(unit, rules.parts, lexicon))


def _compounds(unit: Unit, rules: _ByFirstPart, lexicon: Lexicon) -> Iterator[Containing]:
    """The compound with a synonym in place of one of its parts: Müllgebühr, Abfallgebühr."""
    for at, first in enumerate(unit.parts):
        for run, others in rules.get(first, ()):
            if len(run) < len(unit.parts) and unit.parts[at : at + len(run)] == run:
                for other in others:
                    parts = (*unit.parts[:at], *other, *unit.parts[at + len(run) :])
                    compound = Containing(parts, unit.class_id, SYNONYM_COMPOUND_WEIGHT, Rule.SYNONYM)
                    if len(parts) > 1 and len(forms_of(compound, lexicon)):
                        yield compound


@dataclass(frozen=True, slots=True)
class _Known:
    """Words in a row that a rule is about, each by its keys, and what else stands for them."""

    words: tuple[frozenset[_Key], ...]
    alternatives: tuple[Alternative, ...] = ()


_ByFirstWord = Mapping[_Key, Sequence[_Known]]
_Run = tuple[int, ...]
"""Parts of a compound in a row: a word as one of them, or taken apart itself."""
_ByFirstPart = Mapping[int, Sequence[tuple[_Run, Sequence[_Run]]]]
"""By its first part a word as a run, and the runs of its synonyms."""


@dataclass(frozen=True, slots=True)
class _Rules:
    """The rules of a steering in the words of one lexicon."""

    synonyms: _ByFirstWord
    stop_phrases: _ByFirstWord
    parts: _ByFirstPart


def _rules(steering: Steering, lexicon: Lexicon) -> _Rules:
    return lexicon.kept(("steering", steering), lambda: _read_rules(steering, lexicon))


def _read_rules(steering: Steering, lexicon: Lexicon) -> _Rules:
    directions = [direction for each in steering.synonyms for direction in each.directions]
    synonyms = (
        _Known(_keys(read_units(word, lexicon)), tuple(alternative for other in others for alternative in standing_for(other, lexicon)))
        for word, others in directions
    )
    stop_phrases = (_Known(_keys(read_units(phrase, lexicon))) for phrase in steering.stop_phrases)
    parts: dict[int, list[tuple[_Run, Sequence[_Run]]]] = defaultdict(list)
    for word, others in directions:
        for run in _runs(word, lexicon):
            parts[run[0]].append((run, [other for each in others for other in _runs(each, lexicon)]))
    return _Rules(_by_first_word(synonym for synonym in synonyms if synonym.alternatives), _by_first_word(stop_phrases), parts)


def _runs(word: str, lexicon: Lexicon) -> tuple[_Run, ...]:
    """How a word can stand in a compound; words in a row do not."""
    units = list(read_units(word, lexicon))
    if len(units) != 1:
        return ()
    (unit,) = units
    as_one = ((unit.class_id,),) if unit.class_id >= 0 else ()
    return (*as_one, unit.parts) if len(unit.parts) > 1 else as_one


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
