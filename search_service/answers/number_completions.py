"""What letters with numbers can become: A 111, U7, § 29, 11-47. Which of them are shown, and their counts, is said elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from search_service.analysis.meaning.lexicon import Lexicon
from search_service.analysis.normalize import xkey
from search_service.analysis.tokens import Kind

MOST_NUMBERS = 60
"""Candidates; which of them are frequent is seen when they are counted."""
_BEGUN = re.compile(r"(?<!\w)(?P<letters>[^\W\d_]{1,3}|§)(?P<between>[ -]?)(?P<digits>\d{1,5})$|(?<![\w-])(?P<number>\d+[-/]\d*)$")
_ONE_NUMBER = re.compile(r"(?:[a-z]{1,3}|§)?\d[\d/-]*[a-z]?")


@dataclass(frozen=True, slots=True)
class NumberCompletion:
    """``value`` is the whole text with the number at its end completed, ``number`` what that has become, letters and sign as typed."""

    value: str
    number: str


def number_completions(lexicon: Lexicon, text: str) -> Iterator[NumberCompletion]:
    """Numbers of the archive that begin with the letters and digits at the end of the text; none for digits alone."""
    begun = _BEGUN.search(text)
    if begun is None:
        return
    letters, number = begun["letters"] or "", begun["number"] or begun["digits"]
    before = f"{letters.upper() if len(letters) == 1 else letters}{begun['between'] or ''}"
    for term in _terms(lexicon, xkey(letters), number):
        completed = before + term[len(xkey(letters)) :]
        yield NumberCompletion(text[: begun.start()] + completed, completed)


def _terms(lexicon: Lexicon, letters: str, number: str) -> list[str]:
    """Index terms that begin so, each once without its mark: a number is one with its letters (``+a111``), a word or both."""
    kinds = (Kind.WORD, Kind.SECTION) if letters else ()
    begun = [
        *lexicon.forms_with_prefix(letters + number, kinds=kinds),
        *lexicon.forms_with_prefix(f"+{letters}{number}", kinds=(Kind.NUMBER,)),
    ]
    terms = dict.fromkeys(lexicon.form(int(form)).removeprefix("+") for form in begun)
    return sorted(term for term in terms if _ONE_NUMBER.fullmatch(term))[:MOST_NUMBERS]
