"""What a run of words asks for, engine-neutral: concepts, each with the alternatives by which a release may have it.

Weights are those of BM25F measured on German press releases. An alternative names classes and forms of the lexicon; the engine
reads the forms themselves from it (``forms_of``) and combines postings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.meaning.lexicon import Lexicon
from search_service.query.nodes import Words
from search_service.query.rule import Rule
from search_service.query.units import Unit, read_units

WINDOW = 8
"""The parts of a compound stand within so many positions, each at its own."""
CLASS_WEIGHT = 1.0
EXACT_WEIGHT = 0.3
COMPOUND_WEIGHT = 0.7
PART_WEIGHT = 0.5
JOINED_WEIGHT = 0.4
"""Of a compound made of two neighbouring words, for both together."""
ABBREVIATION_WEIGHT = 0.7
PROXIMITY_WEIGHT = 0.3
"""For neighbouring concepts that stand in order within ``PROXIMITY_REACH`` positions, or swapped and adjacent."""
PROXIMITY_REACH = 3


@dataclass(frozen=True, slots=True)
class ExactForm:
    """One index term: the word as typed, a date, a section of a law."""

    form_id: int
    weight: float
    rule: Rule = Rule.WORD


@dataclass(frozen=True, slots=True)
class Inflections:
    """Any form of a class."""

    class_id: int
    weight: float = CLASS_WEIGHT
    rule: Rule = Rule.STEM


@dataclass(frozen=True, slots=True)
class Compounds:
    """Any compound that has the class among its parts."""

    class_id: int
    weight: float = COMPOUND_WEIGHT
    rule: Rule = Rule.COMPOUND


@dataclass(frozen=True, slots=True)
class Containing:
    """Any compound whose parts contain ``parts`` in order, but for the forms of class ``besides``."""

    parts: tuple[int, ...]
    besides: int
    weight: float = COMPOUND_WEIGHT
    rule: Rule = Rule.COMPOUND


@dataclass(frozen=True, slots=True)
class Joined:
    """Any compound made of exactly these parts: what neighbouring words of the query mean together."""

    parts: tuple[int, ...]
    weight: float = JOINED_WEIGHT / 2
    rule: Rule = Rule.JOIN


@dataclass(frozen=True, slots=True)
class Nearby:
    """All parts within ``WINDOW`` positions, each at a position of its own, inflected or inside a compound.

    A release found only so scores ``weight`` for each part, wherever its occurrences stand.
    """

    parts: tuple[int, ...]
    weight: float = PART_WEIGHT
    rule: Rule = Rule.PARTS


@dataclass(frozen=True, slots=True)
class Adjacent:
    """Forms of the classes in order, ``offsets`` positions after the first; only forms that stand in the text as such."""

    classes: tuple[int, ...]
    offsets: tuple[int, ...]
    weight: float = CLASS_WEIGHT
    rule: Rule = Rule.HYPHEN


Alternative = ExactForm | Inflections | Joined | Compounds | Containing | Adjacent | Nearby
OneToken = ExactForm | Inflections | Joined | Compounds | Containing
"""The alternatives that a single token satisfies."""


@dataclass(frozen=True, slots=True)
class Concept:
    """One unit of a query: a release has it if it has any alternative; if ``optional`` it need not, but it scores.

    ``text`` is the piece as typed, ``alternatives`` begin with the nearest. Without any, nothing has the concept.
    """

    text: str
    optional: bool
    alternatives: tuple[Alternative, ...]


ConceptsOf = Callable[[Words], tuple[Concept, ...]]
"""``expand`` with the lexicon of one generation, kept for words that are asked again."""


def expand(words: Words, lexicon: Lexicon) -> tuple[Concept, ...]:
    """The concepts of a run of words; stop words are optional unless there is nothing else."""
    units = list(read_units(words.text, lexicon))
    only_stop_words = all(unit.stop for unit in units)
    return tuple(
        Concept(unit.text, optional=unit.stop and not only_stop_words, alternatives=tuple(alternatives))
        for unit, alternatives in zip(units, _alternatives(units, lexicon), strict=True)
    )


def _alternatives(units: Sequence[Unit], lexicon: Lexicon) -> list[list[Alternative]]:
    """For each unit its own alternatives, those it has together with its neighbours put where they belong."""
    found = [list(_own_alternatives(unit, lexicon)) for unit in units]
    content = [number for number, unit in enumerate(units) if not unit.stop]
    for left, right in pairwise(content):
        for joined in _joined_compounds(units[left], units[right], lexicon):
            found[left].append(joined)
            found[right].append(joined)
    for number, abbreviation in _abbreviations(units, lexicon):
        found[number].append(abbreviation)
    return [sorted(alternatives, key=lambda alternative: _ORDER.index(type(alternative))) for alternatives in found]


_ORDER: list[type[Alternative]] = [ExactForm, Inflections, Adjacent, Joined, Compounds, Containing, Nearby]


def _own_alternatives(unit: Unit, lexicon: Lexicon) -> Iterator[Alternative]:
    if unit.form_id >= 0:
        yield ExactForm(unit.form_id, CLASS_WEIGHT if unit.class_id < 0 else EXACT_WEIGHT, unit.rule)
    classes = [each for each in (unit.class_id, *unit.also) if each >= 0]
    yield from map(Inflections, classes)
    if len(unit.segments) > 1 and min(unit.segments) >= 0:
        yield Adjacent(unit.segments, unit.offsets, rule=Rule.WORD if unit.is_url else Rule.HYPHEN)
    if not unit.stop:
        yield from (Compounds(each) for each in classes if len(lexicon.forms_with_part(each)))
    if len(unit.parts) > 1:
        yield Containing(unit.parts, besides=unit.class_id)
        yield Nearby(unit.parts)


def _joined_compounds(left: Unit, right: Unit, lexicon: Lexicon) -> Iterator[Joined]:
    """Compounds of two neighbouring words in either order: Energie Kosten, Kosten der Energie → Energiekosten."""
    for parts in dict.fromkeys((left.sequence + right.sequence, right.sequence + left.sequence)):
        if left.sequence and right.sequence and len(forms_of(Joined(parts), lexicon)):
            yield Joined(parts)


def _abbreviations(units: Sequence[Unit], lexicon: Lexicon) -> Iterator[tuple[int, Alternative]]:
    """The long form of an abbreviation, and the abbreviation for each word of its long form."""
    for number, unit in enumerate(units):
        reading = lexicon.abbreviations.expansion(unit.text) if unit.is_abbreviation else None
        if reading is not None and min(reading.classes) >= 0:
            yield number, _long_form(reading.classes)
    classes = [unit.class_id for unit in units]
    for start in range(len(units)):
        for end in range(start + 1, min(len(units), start + lexicon.abbreviations.longest) + 1):
            for short in lexicon.abbreviations.short_forms(classes[start:end]):
                abbreviation = Inflections(lexicon.meaning(short).class_id, ABBREVIATION_WEIGHT, Rule.ABBREVIATION)
                yield from ((number, abbreviation) for number in range(start, end) if not units[number].stop)


def _long_form(classes: tuple[int, ...]) -> Alternative:
    if len(classes) == 1:
        return Inflections(classes[0], ABBREVIATION_WEIGHT, Rule.ABBREVIATION)
    return Adjacent(classes, tuple(range(len(classes))), ABBREVIATION_WEIGHT, Rule.ABBREVIATION)


def forms_of(alternative: OneToken, lexicon: Lexicon) -> NDArray[np.int32]:
    """The forms of an alternative that a single token satisfies."""
    match alternative:
        case ExactForm(form_id):
            return np.array([form_id], np.int32)
        case Inflections(class_id):
            return lexicon.forms_of_class(class_id)
        case Compounds(class_id):
            return lexicon.forms_with_part(class_id)
        case Containing(parts, besides):
            forms = lexicon.forms_containing(parts)
            return np.asarray(forms[lexicon.class_of[forms] != besides])
        case Joined(parts):
            forms = lexicon.forms_containing(parts)
            return np.asarray(forms[lexicon.part_counts[forms] == len(parts)])
        case _:
            assert_never(alternative)


def forms_of_part(part: int, lexicon: Lexicon) -> NDArray[np.int32]:
    """The forms that can stand for one part of ``Nearby``."""
    return np.union1d(lexicon.forms_of_class(part), lexicon.forms_with_part(part))
