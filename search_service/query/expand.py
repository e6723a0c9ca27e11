"""What a run of words asks for, engine-neutral: concepts, each with the alternatives by which a release may have it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from search_service.analysis.meaning.lexicon import Lexicon
from search_service.query.alternatives import (
    ABBREVIATION_WEIGHT,
    CLASS_WEIGHT,
    EXACT_WEIGHT,
    Adjacent,
    Alternative,
    Compounds,
    Concept,
    Containing,
    ExactForm,
    Inflections,
    Joined,
    Nearby,
    forms_of,
)
from search_service.query.nodes import Words
from search_service.query.rule import Rule
from search_service.query.units import Unit, read_units


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
