"""Reads a run of query words into units: what is asked for as one thing, with its meaning in the archive.

A unit is a word, a date, a section of a law, a number with letters or signs (A 100, 11-47, 1,5 Mio.), a hyphen compound, a gender form
or a URL.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from search_service.analysis.joined_words import APOSTROPHES
from search_service.analysis.meaning.lexicon import Lexicon
from search_service.analysis.normalize import xkey
from search_service.analysis.soft_words import is_question, is_soft
from search_service.analysis.tokenizer import tokenize
from search_service.analysis.tokens import Kind, Term, Token
from search_service.query.dates_in_words import NamedDate, named_date
from search_service.query.rule import Rule

KEPT_TEXTS = 256
"""Runs of words whose tokens are kept, a few kilobytes each."""


@dataclass(frozen=True, slots=True)
class Unit:
    """``text`` as typed; ids are -1 where the archive has no such form or class.

    ``segments`` are the classes of the words of a hyphen compound or URL, ``offsets`` where they stand from the first on.
    """

    text: str
    form_id: int
    class_id: int = -1
    also: tuple[int, ...] = ()
    parts: tuple[int, ...] = ()
    pieces: tuple[int, ...] = ()
    """What is known of a word that the archive lacks."""
    segments: tuple[int, ...] = ()
    offsets: tuple[int, ...] = ()
    soft: bool = False
    """Required only where there is nothing else."""
    is_url: bool = False
    rule: Rule = Rule.WORD
    """What it is when found exactly as typed."""
    date: NamedDate | None = None
    any_year: int = -1
    """The index term of a day without its year."""

    @property
    def sequence(self) -> tuple[int, ...]:
        """What the unit contributes to a compound: its parts, or itself."""
        return self.parts or ((self.class_id,) if self.class_id >= 0 else ())

    @property
    def words(self) -> tuple[int, ...]:
        """The words of a hyphen compound that the archive has; what an apostrophe cuts is no word of it: Ku'damm."""
        return (
            () if self.is_url or self.date or not APOSTROPHES.isdisjoint(self.text) else tuple(each for each in self.segments if each >= 0)
        )


@dataclass(frozen=True, slots=True)
class PlacedUnit:
    """``text[start:end]`` is the unit."""

    unit: Unit
    start: int
    end: int


def read_units(text: str, lexicon: Lexicon) -> Iterator[Unit]:
    """The units of a text, in order."""
    return (placed.unit for placed in placed_units(text, lexicon))


def placed_units(text: str, lexicon: Lexicon) -> Sequence[PlacedUnit]:
    """The units of a text, in order, and where each of them stands; kept, as one answer reads its query some five times."""
    return lexicon.kept(("units", text), lambda: tuple(_placed_units(text, lexicon)))


def _placed_units(text: str, lexicon: Lexicon) -> Iterator[PlacedUnit]:
    asking = _places_of_questions(text)
    for place, covered in enumerate(_covered(text)):
        start, end = covered[0].start, covered[-1].end
        unit = _unit(text[start:end], covered, lexicon)
        yield PlacedUnit(replace(unit, soft=True) if place in asking else unit, start, end)


def _places_of_questions(text: str) -> frozenset[int]:
    """The units that only ask together with their neighbour."""
    words = [text[start:end] for start, end in unit_spans(text)]
    return frozenset(place for left in range(len(words) - 1) if is_question(words[left], words[left + 1]) for place in (left, left + 1))


def unit_spans(text: str) -> list[tuple[int, int]]:
    """Where the units of a text begin and end, which no archive needs to be asked for."""
    return [(covered[0].start, covered[-1].end) for covered in _covered(text)]


@lru_cache(KEPT_TEXTS)
def _covered(text: str) -> tuple[Sequence[Token], ...]:
    """The tokens of each unit; kept, because one answer reads the words of its query some ten times."""
    tokens = tokenize(text)
    found: list[Sequence[Token]] = []
    at = 0
    while at < len(tokens):
        found.append(tokens[at : at + _width(tokens, at)])
        at += len(found[-1])
    return tuple(found)


def _width(tokens: Sequence[Token], at: int) -> int:
    """How many tokens make one unit."""
    token = tokens[at]
    if token.terms[0].kind is Kind.URL:
        return sum(other.chunk == token.chunk for other in tokens)
    date = _date_at(tokens, at)
    return date.width if date is not None else max(term.width for term in token.terms)


def _date_at(tokens: Sequence[Token], at: int) -> NamedDate | None:
    """The date that begins at a token, unless it is the beginning of something longer: 2016/17."""
    date = named_date(tokens, at)
    joined = max((term.width for term in tokens[at].terms if term.kind is Kind.NUMBER), default=0)
    return None if date is not None and joined > date.width else date


def _unit(text: str, tokens: Sequence[Token], lexicon: Lexicon) -> Unit:
    term = max(tokens[0].terms, key=lambda term: term.width)
    if term.kind is Kind.SECTION:
        return Unit(text, lexicon.form_id(term.text))
    date = _date_at(tokens, 0)
    if date is not None or term.kind is Kind.DATE:
        return _date_unit(text, tokens, date, lexicon)
    if term.kind is Kind.URL and len(tokens) > 1:
        segments, offsets = _segments(tokens, lexicon)
        return Unit(text, form_id=-1, segments=segments, offsets=offsets, is_url=True)
    meaning = lexicon.meaning(_word(tokens, term))
    segments, offsets = _segments(tokens, lexicon) if _is_hyphened(tokens) else ((), ())
    soft = len(tokens) == 1 and is_soft(tokens[0].surface)
    pieces = () if segments else meaning.pieces
    return Unit(text, lexicon.form_id(term.text), meaning.class_id, meaning.also, meaning.parts, pieces, segments, offsets, soft)


def _date_unit(text: str, tokens: Sequence[Token], date: NamedDate | None, lexicon: Lexicon) -> Unit:
    """A day, with or without its year, a month with its year, or a bare year."""
    days = [lexicon.form_id(term.text) for term in sorted(tokens[0].terms, key=lambda term: -term.width) if term.kind is Kind.DATE]
    if days:
        return Unit(text, days[0], rule=Rule.DATE, date=date, any_year=days[-1] if len(days) > 1 else -1)
    if len(tokens) == 1:
        term = tokens[0].terms[0].text
        return Unit(text, lexicon.form_id(term), lexicon.meaning(term).class_id, soft=True, rule=Rule.DATE, date=date)
    segments, offsets = _segments(tokens, lexicon)
    return Unit(text, form_id=-1, segments=segments, offsets=offsets, rule=Rule.DATE, date=date)


def _word(tokens: Sequence[Token], term: Term) -> str:
    """The word that a term stands for, as typed if that is the same: capitals and umlauts say more than the folded term."""
    typed = "".join(token.surface for token in tokens)
    folded = term.text.removeprefix("+")
    return typed if xkey(typed) == folded else folded


def _is_hyphened(tokens: Sequence[Token]) -> bool:
    """Whether the tokens of a unit may also be found as words after one another; A 100 and 11-47 only as what they are together."""
    together = len({token.chunk for token in tokens}) == 1
    return len(tokens) > 1 and together and not all(token.surface[0].isdigit() for token in tokens)


def _segments(tokens: Sequence[Token], lexicon: Lexicon) -> tuple[tuple[int, ...], tuple[int, ...]]:
    classes = tuple(lexicon.meaning(_word([token], token.terms[0])).class_id for token in tokens)
    return classes, tuple(token.position - tokens[0].position for token in tokens)
