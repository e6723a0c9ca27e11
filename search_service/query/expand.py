"""What a run of words asks for, engine-neutral: concepts, each with the alternatives by which a release may have it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import pairwise

from search_service.analysis.meaning.lexicon import Lexicon
from search_service.analysis.stopwords import is_stop_word
from search_service.query.alternatives import (
    ABBREVIATION_WEIGHT,
    CLASS_WEIGHT,
    EXACT_WEIGHT,
    PLACE_WEIGHT,
    Adjacent,
    Alternative,
    Compounds,
    Concept,
    ConceptsOf,
    Containing,
    ExactForm,
    Inflections,
    Joined,
    Nearby,
    Published,
    WrittenOut,
    forms_of,
    gain_of_optional,
)
from search_service.query.conjunction import parts_of
from search_service.query.nodes import Node, Or, Phrase, Prefix, Words
from search_service.query.rule import Rule
from search_service.query.steered_words import synonyms_of, without_stop_phrases
from search_service.query.units import Unit, read_units
from search_service.steering.rules import Steering

LONGEST_WRITTEN_OUT = 4
"""Parts of a compound that is looked for as words: more have too many ways to be grouped, and no text has them."""


_OwnAlternatives = Callable[..., tuple[Alternative, ...]]
_Together = Callable[[tuple[Unit, ...], Steering], tuple[tuple[Alternative, ...], ...]]


def expand(words: Words, lexicon: Lexicon) -> tuple[Concept, ...]:
    """The concepts of a run of words; soft words and bare years are optional unless there is nothing else."""
    return keeping_concepts(lexicon, kept=1)(words)


def keeping_concepts(lexicon: Lexicon, *, kept: int) -> ConceptsOf:
    """``expand`` with a lexicon, for ``kept`` runs of words that are asked again, and as many words of runs that are asked shortened."""
    own = lru_cache(kept)(partial(_own_alternatives, lexicon=lexicon))
    together = lru_cache(kept)(partial(_alternatives, lexicon=lexicon, own=own))
    return lru_cache(kept)(partial(_concepts, lexicon=lexicon, together=together))


def _concepts(words: Words, lexicon: Lexicon, together: _Together) -> tuple[Concept, ...]:
    units = tuple(without_stop_phrases(list(read_units(words.text, lexicon)), words.steering, lexicon))
    required = max(map(_rank, units), default=0)
    return tuple(
        Concept(
            unit.text,
            optional=_rank(unit) < required,
            alternatives=_with_nearby(unit, alternatives) if words.parts else alternatives,
            soft=unit.soft,
            parts=unit.parts if len(unit.parts) > 1 else unit.pieces,
            words=unit.words,
        )
        for unit, alternatives in zip(units, together(units, words.steering), strict=True)
    )


def required_parts(parts: Sequence[Node], concepts_of: ConceptsOf) -> tuple[Node, ...]:
    """Of the clauses of a conjunction those that a release must have: runs that only carry a request where nothing else is sought."""
    sought = [part for part in parts if isinstance(part, Words | Phrase | Prefix | Or)]
    soft = {part for part in sought if isinstance(part, Words) and all(concept.soft for concept in concepts_of(part))}
    return tuple(parts) if len(soft) == len(sought) else tuple(part for part in parts if part not in soft)


def gain_of_part(part: Node, concepts_of: ConceptsOf) -> float:
    """By how much the score of a clause counts that hits need not have: as much as what it asks for would among other words."""
    return max(map(gain_of_optional, concepts_of(part)), default=1.0) if isinstance(part, Words) else 1.0


def soft_words(node: Node, concepts_of: ConceptsOf) -> tuple[str, ...]:
    """The words of a query, as typed, that a release need not have: they only carry the request, or are bare years."""
    parts = parts_of(node)
    required = required_parts(parts, concepts_of)
    return tuple(word for part in parts for word in _soft_words_of(part, concepts_of, all_of_them=part not in required))


def _soft_words_of(part: Node, concepts_of: ConceptsOf, *, all_of_them: bool) -> Iterator[str]:
    if isinstance(part, Words):
        yield from (concept.text for concept in concepts_of(part) if concept.optional or all_of_them)


def _rank(unit: Unit) -> int:
    """What is asked for before what: content, bare years, words that carry a request, stop words."""
    if not unit.soft:
        return 3
    return 2 if unit.date else 0 if is_stop_word(unit.text) else 1


def _alternatives(
    units: Sequence[Unit], steering: Steering, *, lexicon: Lexicon, own: _OwnAlternatives
) -> tuple[tuple[Alternative, ...], ...]:
    """For each unit its own alternatives, those it has together with its neighbours put where they belong."""
    only_soft = all(unit.soft for unit in units)
    found = [list(own(unit, sought=_is_sought(unit, only_soft=only_soft))) for unit in units]
    content = [number for number, unit in enumerate(units) if not unit.soft]
    for left, right in pairwise(content):
        for joined in _joined_compounds(units[left], units[right], lexicon):
            found[left].append(joined)
            found[right].append(joined)
    for number, abbreviation in _abbreviations(units, lexicon):
        found[number].append(abbreviation)
    for number, synonym in synonyms_of(units, steering, lexicon):
        found[number].append(synonym)
    return tuple(tuple(sorted(alternatives, key=_distance)) for alternatives in found)


_ORDER: list[type[Alternative]] = [ExactForm, Inflections, Adjacent, Joined, Compounds, Containing, WrittenOut, Published, Nearby]


def _distance(alternative: Alternative) -> tuple[bool, int]:
    """The nearest first, what others say for a word last."""
    return alternative.rule is Rule.SYNONYM, _ORDER.index(type(alternative))


def _is_sought(unit: Unit, *, only_soft: bool) -> bool:
    """Whether compounds count too: content does, and what carries a request if there is nothing else."""
    return not unit.soft or (only_soft and not unit.date and not is_stop_word(unit.text))


def _with_nearby(unit: Unit, alternatives: tuple[Alternative, ...]) -> tuple[Alternative, ...]:
    """The alternatives, and that the parts of a compound stand near each other."""
    return tuple(sorted((*alternatives, Nearby(unit.parts)), key=_distance)) if len(unit.parts) > 1 else alternatives


def _own_alternatives(unit: Unit, *, lexicon: Lexicon, sought: bool) -> tuple[Alternative, ...]:
    return tuple(_find_own(unit, lexicon, sought=sought))


def _find_own(unit: Unit, lexicon: Lexicon, *, sought: bool) -> Iterator[Alternative]:
    if unit.form_id >= 0:
        yield ExactForm(unit.form_id, CLASS_WEIGHT if unit.class_id < 0 else EXACT_WEIGHT, unit.rule)
    classes = [each for each in (unit.class_id, *unit.also) if each >= 0]
    yield from map(Inflections, classes)
    if unit.class_id >= 0:
        yield from (Inflections(each, PLACE_WEIGHT) for each in lexicon.place_relatives(unit.class_id))
    if len(unit.segments) > 1 and min(unit.segments) >= 0:
        rule = unit.rule if unit.date else Rule.WORD if unit.is_url else Rule.HYPHEN
        yield Adjacent(unit.segments, unit.offsets, rule=rule)
    yield from _dates(unit)
    if sought:
        yield from (Compounds(each) for each in classes if len(lexicon.forms_with_part(each)))
    if len(unit.parts) > 1:
        yield Containing(unit.parts, besides=unit.class_id)
        yield from map(WrittenOut, _written_out(unit.parts))
    short = lexicon.abbreviation(unit.text)
    reading = lexicon.abbreviations.expansion(short) if short else None
    if reading is not None and min(reading.classes) >= 0:
        yield _long_form(reading.classes)


def _dates(unit: Unit) -> Iterator[Published]:
    """Published when a date is that the query names, or naming its day, without the year, about then."""
    if unit.date is None:
        return
    named, near = unit.date.period, unit.date.near
    yield Published(named.first, named.last)
    if unit.date.is_day:
        yield Published(named.first, unit.date.published.last, weight=CLASS_WEIGHT)
    if unit.any_year >= 0:
        yield Published(near.first, near.last, naming=unit.any_year, weight=CLASS_WEIGHT)


def _written_out(parts: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], ...]]:
    """Every way to say a compound as two nouns or more, its head first: Gesetz, Klimaschutz; Gesetz, Schutz, Klima."""
    if len(parts) > LONGEST_WRITTEN_OUT:
        return
    for at in range(1, len(parts)):
        head, rest = parts[at:], parts[:at]
        yield (head, rest)
        yield from ((head, *nouns) for nouns in _written_out(rest))


def _joined_compounds(left: Unit, right: Unit, lexicon: Lexicon) -> Iterator[Joined]:
    """Compounds of two neighbouring words in either order: Energie Kosten, Kosten der Energie → Energiekosten."""
    for parts in dict.fromkeys((left.sequence + right.sequence, right.sequence + left.sequence)):
        if left.sequence and right.sequence and len(forms_of(Joined(parts), lexicon)):
            yield Joined(parts)


def _abbreviations(units: Sequence[Unit], lexicon: Lexicon) -> Iterator[tuple[int, Alternative]]:
    """For each word of a long form its abbreviation."""
    classes = [unit.class_id for unit in units]
    for start in range(len(units)):
        for end in range(start + 1, min(len(units), start + lexicon.abbreviations.longest) + 1):
            for short in lexicon.abbreviations.short_forms(classes[start:end]):
                abbreviation = Inflections(lexicon.meaning(short).class_id, ABBREVIATION_WEIGHT, Rule.ABBREVIATION)
                yield from ((number, abbreviation) for number in range(start, end) if not units[number].soft)


def _long_form(classes: tuple[int, ...]) -> Alternative:
    if len(classes) == 1:
        return Inflections(classes[0], ABBREVIATION_WEIGHT, Rule.ABBREVIATION)
    return Adjacent(classes, tuple(range(len(classes))), ABBREVIATION_WEIGHT, Rule.ABBREVIATION)
