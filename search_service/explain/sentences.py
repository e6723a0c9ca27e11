"""The sentences of a text that hold something, where they may be cut, whether two say the same, and which are only contact data."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from search_service.analysis.meaning.readings.short_forms import LONG_FORMS, long_form
from search_service.analysis.normalize import fold

SHORTEST_REPEATED = 20
"""Letters from which a text that is contained in another is the same sentence."""
BEGINS_ALIKE = 40
"""Letters from which two sentences that begin alike are the same: a teaser often breaks off."""
MOST_WORDS_OF_CONTACT = 3
"""Words in lower case that a line of contact data may have ("montags von 9 bis 12")."""
_LONGEST_UNCUT = 80
"""Letters of a word that a cut keeps whole at each end of a fragment: a text may be one word from end to end."""
_LONGEST_ABBREVIATION = 3
_LONGEST_ABBREVIATED = 40
"""Letters that are looked at before a stop."""
_LONGEST_SHORT_FORM = max(map(len, LONG_FORMS))
_ENDS_OF_SHORT_FORMS = frozenset(short[-_LONGEST_ABBREVIATION - 1 :] for short in LONG_FORMS if len(short) > _LONGEST_ABBREVIATION)
_OPENING = "(„“»«\"'"
_SENTENCE_END = re.compile(rf"[.!?](?:[“\")»]|(?<=[^\W\d_]{{{_LONGEST_ABBREVIATION + 1}}}[.!?]))[ \t]+(?![a-zäöüß])")
"""A full stop after a word of four letters at least, or a closing quote after one: "19. ", "Dr. ", "bzw. " end no sentence."""
_BETWEEN_WORDS = re.compile(r"(?<!\b\w\.)(?<!\b\w\w\.)(?<!\b\w\w\w\.) ")
"""A blank that parts words: none in "e. V.", "Dr. Winter", "19. Mai"."""
_CONTACT = re.compile(
    r"\b(?:Tel|Telefon|Fax|Telefax|Mobil|E-?Mail)\b\.?|@\w|(?:\+49|\(?0\d{2,5}\)?)[ /-]+\d{3}|\b\d{5} [A-ZÄÖÜ]"
    r"|(?:[Ss]traße|[Ss]tr\.|[Pp]latz|[Aa]llee|[Ww]eg|[Dd]amm) \d+"
)
_LETTERS = re.compile(r"[^\W_]+")
_SIGNS = "".join(sign for sign in map(chr, range(128)) if not sign.isalnum()).encode()
_DIGITS = re.compile(r"\d")
_ADDRESS = re.compile(r"(?<!\S)\S*@\S+|\b(?:https?://|www\.)\S+")
_LOWER_CASE = re.compile(r"(?<!\w)[a-zäöüß]{2,}(?!\w)")


class Sentence(NamedTuple):
    """``text[start:end]``: sentences, or a stretch of one, of the line ``text[line_start:line_end]``."""

    start: int
    end: int
    line_start: int
    line_end: int
    starts: Sequence[int]
    """Where the sentences of the line begin, ascending."""

    @property
    def begins(self) -> bool:
        """Whether a sentence begins here."""
        return self.start in self.starts

    def ends(self, text: str) -> bool:
        """Whether a sentence ends here."""
        return not text[self.end : self.line_end].strip() or self.following(text) is not None

    def following(self, text: str) -> Sentence | None:
        """The sentence of the same line that begins where this one ends."""
        starts = self.starts
        at = bisect_right(starts, self.end)
        if at < len(starts) and not text[self.end : starts[at]].strip():
            return Sentence(starts[at], _end(text, starts, at, self.line_end), self.line_start, self.line_end, starts)
        return None

    def cut(self, text: str, kept: tuple[int, int], room: int) -> tuple[int, int]:
        """About ``room`` characters around ``kept``, which is never cut; between words, more after it than before."""
        first, last = kept
        spare = max(0, room - (last - first))
        start = max(self.start, first - spare // 3)
        end = min(self.end, max(last, start + room))
        start = max(self.start, min(start, end - room))
        if start > self.start:
            blank = blank_between(text, start - 1, first)
            start = blank + 1 if blank >= 0 else _word_start(text, first, max(self.start, first - _LONGEST_UNCUT))
        if end < self.end:
            blank = max(text.rfind(" ", last, end + 1), text.rfind("\t", last, end + 1))
            end = blank if blank >= 0 else _word_end(text, last, min(self.end, last + _LONGEST_UNCUT))
        return start, max(last, len(text[:end].rstrip()))


def blank_between(text: str, start: int, end: int) -> int:
    """The first blank, if possible one that parts words; -1 if there is none."""
    parting = _BETWEEN_WORDS.search(text, max(0, start), end)
    return parting.start() if parting else text.find(" ", start, end)


def _word_start(text: str, at: int, least: int) -> int:
    while at > least and not text[at - 1].isspace():
        at -= 1
    return at


def _word_end(text: str, at: int, most: int) -> int:
    while at < most and not text[at].isspace():
        at += 1
    return at


def sentences_with(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[Sentence, int, int]]:
    """The sentences that hold any of ``spans`` (ascending, apart), each with the number of its first span and of the one after its last.

    A span that goes on in the next sentence, or line, takes that along.
    """
    found: list[tuple[Sentence, int, int]] = []
    line_start = line_end = -1
    starts: list[int] = []
    for number, (start, end) in enumerate(spans):
        if found and end <= found[-1][0].end:
            found[-1] = (found[-1][0], found[-1][1], number + 1)
            continue
        if end > line_end:
            line_start, line_end = text.rfind("\n", 0, start) + 1, _line_end(text, end)
            starts = _starts(text, line_start, line_end)
        first, last = starts[bisect_right(starts, start) - 1], bisect_right(starts, end - 1) - 1
        found.append((Sentence(first, _end(text, starts, last, line_end), line_start, line_end, starts), number, number + 1))
    return found


def _starts(text: str, line_start: int, line_end: int) -> list[int]:
    """Where sentences of a line begin, ascending."""
    ends = (found for found in _SENTENCE_END.finditer(text, line_start, line_end) if found.end() < line_end)
    return [line_start, *[found.end() for found in ends if not _is_after_abbreviation(text, found)]]


def _is_after_abbreviation(text: str, found: re.Match[str]) -> bool:
    """Whether a stop only abbreviates: that of "inkl." or "Prof."; that of "Donaustr.", which may end a sentence, before a number."""
    at, before_number = found.start(), text[found.end()].isdigit()
    if text[at] != ".":
        return False
    end = text[at - _LONGEST_ABBREVIATION - 1 : at]
    if not before_number and end.isascii() and end.isalpha() and end.lower() not in _ENDS_OF_SHORT_FORMS:
        return False  # mostly: no short form of more than three letters ends so
    before = text[max(0, at - _LONGEST_ABBREVIATED) : at]
    word = before.rpartition(" ")[2].rpartition("-")[2].lstrip(_OPENING)
    if len(word) > _LONGEST_SHORT_FORM and not before_number:
        return False
    short = fold(word)
    return short in LONG_FORMS or (before_number and long_form(short) is not None)


def _end(text: str, starts: Sequence[int], at: int, line_end: int) -> int:
    end = starts[at + 1] if at + 1 < len(starts) else line_end
    return starts[at] + len(text[starts[at] : end].rstrip())


def _line_end(text: str, at: int) -> int:
    found = text.find("\n", at)
    return len(text) if found < 0 else found


def letters(text: str) -> str:
    """What counts when sentences are compared: letters and digits, case aside."""
    found = text.casefold().encode("utf-8", "surrogatepass").translate(None, _SIGNS).decode("utf-8", "surrogatepass")
    return found if found.isalnum() else "".join(_LETTERS.findall(found))


def same(one: str, other: str) -> bool:
    """Whether two sentences, given by their ``letters``, say the same: one holds the other, or they begin alike at length."""
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= SHORTEST_REPEATED and shorter in longer:
        return True
    return len(shorter) >= BEGINS_ALIKE and one[:BEGINS_ALIKE] == other[:BEGINS_ALIKE]


def is_contact(text: str) -> bool:
    """Whether a sentence is no more than a telephone number, an address, a mail address, by its shape."""
    if "@" not in text and not _DIGITS.search(text):
        return False
    return not _is_prose(text) and _CONTACT.search(text) is not None


def _is_prose(text: str) -> bool:
    """Whether there are more words in lower case than contact data has; mostly its first line tells."""
    has_address = "@" in text or "://" in text or "www." in text
    words = _LOWER_CASE.finditer(_ADDRESS.sub(" ", text) if has_address else text)
    return next(islice(words, MOST_WORDS_OF_CONTACT, None), None) is not None
