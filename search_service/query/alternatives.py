"""What may stand for a word of a query: alternatives over the classes and forms of a lexicon, each with its weight and rule.

Weights are those of BM25F measured on German press releases. Which alternatives a word has is decided in ``expand``; the engine
reads their forms from the lexicon (``forms_of``) and combines postings.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.meaning.lexicon import Lexicon
from search_service.query.nodes import Words
from search_service.query.rule import Rule

WINDOW = 8
"""The parts of a compound stand within so many positions, each at its own."""
CLASS_WEIGHT = 1.0
EXACT_WEIGHT = 0.6
COMPOUND_WEIGHT = 0.7
PART_WEIGHT = 0.5
JOINED_WEIGHT = 0.4
"""Of a compound made of two neighbouring words, for both together."""
PLACE_WEIGHT = 0.5
"""Of Köpenicker where Köpenick is asked for, and the reverse."""
ABBREVIATION_WEIGHT = 0.7
PUBLISHED_WEIGHT = 2.0
"""Of a date that a query names: a release published then, whatever its text says (measured: benchmarks.relevance judged)."""
YEAR_GAIN = 4.0
"""What a bare year adds to a hit, times its score: hits of that year, or naming it, stand above others that have the words as well (over
90 searches of a word and a year .32 of the places that they could take among the first ten went to others, now .05; judged .825 → .828).
The closest, which lack words, gain its score once."""
WRITTEN_OUT_WEIGHT = 0.7
SYNONYM_WEIGHT = 0.3
SYNONYM_COMPOUND_WEIGHT = 0.2
"""Of a word that steering puts beside the one that is asked for, and of compounds with it: a rare synonym of a common word has the
greater inverse document frequency, and what has the word itself comes first (with .7 and .5 eight of 46 known items that default synonyms
touch fell, with these none; judged queries .832 either way, .829 without synonyms)."""
PROXIMITY_WEIGHT = 0.5
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


@dataclass(frozen=True, slots=True)
class WrittenOut:
    """The parts of a compound as nouns of their own that explain each other: Sanierung der alten Brücke (``analysis.noun_phrases``).

    ``nouns`` in the order in which they stand in a text, each as the parts of which it is made itself.
    """

    nouns: tuple[tuple[int, ...], ...]
    weight: float = WRITTEN_OUT_WEIGHT
    rule: Rule = Rule.WRITTEN_OUT


@dataclass(frozen=True, slots=True)
class Published:
    """Published on one of these days, both ends included; with ``naming`` only releases that have that index term."""

    first: date
    last: date
    naming: int | None = None
    weight: float = PUBLISHED_WEIGHT
    rule: Rule = Rule.DATE


Alternative = ExactForm | Inflections | Joined | Compounds | Containing | Adjacent | WrittenOut | Published | Nearby
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
    soft: bool = False
    """Whether it only carries the request; it is required all the same where a query has nothing else."""
    parts: tuple[int, ...] = ()
    """The parts of a compound, or those known of one that the archive lacks: they score wherever they stand, and make a release one of the
    closest."""
    words: tuple[int, ...] = ()
    """The words of a hyphen compound that the archive has: each makes a release one of the closest, all are worth it together."""


def own_class(concept: Concept) -> int | None:
    """The class of the word itself; None for a date, a hyphen compound as a sequence, a word that the archive lacks."""
    own = (each.class_id for each in concept.alternatives if isinstance(each, Inflections) and each.rule is Rule.STEM)
    return next(own, None)


def gain_of_optional(concept: Concept) -> float:
    """By how much the score of a concept that a hit need not have counts: bare years more than stop words and words of a request."""
    return YEAR_GAIN if any(isinstance(each, Published) for each in concept.alternatives) else 1.0


ConceptsOf = Callable[[Words], tuple[Concept, ...]]
"""``expand`` with the lexicon of one generation, kept for words that are asked again."""


def forms_of(alternative: OneToken, lexicon: Lexicon) -> NDArray[np.int32]:
    """The forms of an alternative that a single token satisfies: int32 [forms], numbers of terms in the lexicon."""
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


def forms_of_noun(parts: tuple[int, ...], lexicon: Lexicon) -> NDArray[np.int32]:
    """The forms of a noun of ``WrittenOut``, of one class, or compounds made of exactly these parts: int32 [forms]."""
    return lexicon.forms_of_class(parts[0]) if len(parts) == 1 else forms_of(Joined(parts), lexicon)
