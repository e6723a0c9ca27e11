"""Abbreviations that a text defines: "Integrationsministerkonferenz (IntMK)" and "IntMK (Integrationsministerkonferenz)".

After Schwartz & Hearst, A Simple Algorithm for Identifying Abbreviation Definitions in Biomedical Text, PSB 2003: the letters of
the short form are found in the long form from right to left, the first at the beginning of a word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from search_service.analysis.normalize import normalize
from search_service.analysis.stopwords import is_stop_word

_BRACKETS = re.compile(r"\(([^()\n]{2,120})\)")
LOOK_BACK = 200
"""Characters before a bracket in which its long form stands."""
_SHORT = re.compile(r"[^\W_][\w.&/-]{0,8}[\w.]")
_LAST_WORD = re.compile(r"[\w.&/-]+$")
_SENTENCE_END = re.compile(r"[.!?;:,„“\"»«–—]")
_SIGNS_INSIDE = "„“\"»«‚‘' "
FEWEST_CAPITALS = 2
FEWEST_LETTERS, MOST_LETTERS = 2, 10
MORE_WORDS = 5
"""A long form has at most so many words more than the short form has letters, and at most twice as many."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A short form and the long form that stands beside it, both as written."""

    short: str
    long: str


def find_definitions(text: str) -> list[Definition]:
    """All definitions in a text, in order; none reaches over a line or a sentence."""
    definitions: list[Definition] = []
    for line in text.split("\n") if "(" in text else ():
        line = normalize(line) if "(" in line else ""
        for found in _BRACKETS.finditer(line):
            before = line[max(0, found.start() - LOOK_BACK) : found.start()].rpartition(")")[2].rstrip()
            definition = _definition(before, found[1].strip(_SIGNS_INSIDE))
            if definition is not None:
                definitions.append(definition)
    return definitions


def _definition(before: str, inside: str) -> Definition | None:
    if is_short_form(inside):
        short, long = inside, long_form(inside, _SENTENCE_END.split(before)[-1])
    else:
        last = _LAST_WORD.search(before)
        if last is None or not is_short_form(last.group()):
            return None
        short, long = last.group(), long_form(last.group(), _SENTENCE_END.split(inside)[0])
    return Definition(short, long) if long is not None else None


def is_short_form(text: str) -> bool:
    """One word of two to ten letters, two of them capital."""
    letters = sum(char.isalpha() for char in text)
    capitals = sum(char.isupper() for char in text)
    return _SHORT.fullmatch(text) is not None and FEWEST_LETTERS <= letters <= MOST_LETTERS and capitals >= FEWEST_CAPITALS


def long_form(short: str, text: str) -> str | None:
    """The shortest end of ``text`` that begins with a word and has the letters of ``short`` in order; None if there is none.

    A long form does not begin with a stop word: the I of "Initiative Schwarze Menschen in Deutschland (ISD)" is not "in".
    """
    letters = [char for char in short.casefold() if char.isalnum()]
    words = text.split()
    candidate = " ".join(words[-min(len(letters) + MORE_WORDS, 2 * len(letters)) :])
    start = _first_letter(letters, candidate.lower()) if len(candidate.lower()) == len(candidate) else None
    if start is None:
        return None
    long = candidate[start:].strip(_SIGNS_INSIDE + ".-")
    repeats_short = short.casefold() in long.casefold().split()
    return None if repeats_short or sum(map(str.isalpha, long)) <= len(letters) + 1 else long


def _first_letter(letters: Sequence[str], text: str) -> int | None:
    """Where the first of ``letters`` stands, matched from right to left, at the beginning of a word."""
    at = len(text)
    for letter in reversed(letters[1:]):
        at = text.rfind(letter, 0, max(at, 0))
    while at > 0:
        at = text.rfind(letters[0], 0, at)
        if at >= 0 and _begins_word(text, at):
            return at
    return None


def _begins_word(text: str, at: int) -> bool:
    inside_word = at > 0 and text[at - 1].isalnum()
    return not inside_word and not is_stop_word(text[at:].split(maxsplit=1)[0])
