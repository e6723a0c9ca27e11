"""Words as rows of small numbers, and how likely the archive makes a row of letters. What words mean is not asked here."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

NO_LETTER = 0
OTHER = 30
LETTERS = 31
"""0 none, 1–26 a–z, 27–29 ä ö ü, 30 any other letter."""
_ALPHABET = "abcdefghijklmnopqrstuvwxyzäöü"
_MAPPED = 0x250
"""Code points below have a place of their own in the map: Latin letters with the accents of Europe."""
BARE = np.array([*range(27), 1, 15, 21, OTHER], np.uint8)
"""Each letter without its umlaut: uint8 [LETTERS]."""
_BACKING = 5.0
"""How many occurrences the shorter context counts for; any value from 2 to 20 gives the same figures."""


@dataclass(frozen=True, slots=True)
class LetterRows:
    """Words end to end: ``letters`` uint8 [letters], ``starts`` int32 [words + 1]."""

    letters: NDArray[np.uint8]
    starts: NDArray[np.int32]

    def row(self, word: int) -> NDArray[np.uint8]:
        """The letters of a word: uint8 [letters]."""
        return self.letters[self.starts[word] : self.starts[word + 1]]

    def matrix(self, words: NDArray[np.int64]) -> NDArray[np.uint8]:
        """The rows of ``words`` int64 [n], filled up with NO_LETTER: uint8 [n, longest]."""
        firsts, lengths = self.starts[words], self.starts[words + 1] - self.starts[words]
        columns = np.arange(int(lengths.max(initial=0)))
        places = np.minimum(firsts[:, np.newaxis] + columns, max(len(self.letters) - 1, 0))
        return np.where(columns < lengths[:, np.newaxis], self.letters[places], np.uint8(NO_LETTER))


def letters_of(word: str) -> NDArray[np.uint8]:
    """A casefolded word as numbers: uint8 [letters]; letters of other languages as their base (é as e)."""
    points = np.frombuffer(word.encode("utf-32-le"), np.uint32)
    return _numbers()[np.minimum(points, _MAPPED)]


def letter_rows(words: Sequence[str]) -> LetterRows:
    """Casefolded words as rows, end to end: letters uint8, starts int32."""
    starts = np.zeros(len(words) + 1, np.int32)
    np.cumsum(np.fromiter(map(len, words), np.int32, len(words)), out=starts[1:])
    return LetterRows(letters_of("".join(words)), starts)


@cache
def _numbers() -> NDArray[np.uint8]:
    """The number of each code point; the last is that of all others."""
    numbers = np.full(_MAPPED + 1, OTHER, np.uint8)
    for point in range(_MAPPED):
        letter = chr(point).casefold()
        place = _ALPHABET.find(letter if letter in "äöü" else unicodedata.normalize("NFD", letter)[0])
        if place >= 0:
            numbers[point] = place + 1
    return numbers


class LetterModel:
    """How likely letters follow each other in the archive's words: ``logs`` float32 [LETTERS, LETTERS, LETTERS], natural logarithms.

    Three letters at a time, backed by two and one where three are rare (Jelinek & Mercer 1980); NO_LETTER stands around a word.
    """

    def __init__(self, logs: NDArray[np.float32]) -> None:
        self.logs = logs

    @classmethod
    def of(cls, rows: LetterRows) -> LetterModel:
        """The model of some words, each of which counts once."""
        lengths = np.diff(rows.starts)
        text = np.zeros(len(rows.letters) + 2 * len(lengths) + 2, np.int64)
        places = np.arange(len(rows.letters)) + 2 * np.repeat(np.arange(1, len(lengths) + 1), lengths)
        text[places] = rows.letters
        inside = (text[1:-1] != NO_LETTER) | (text[2:] != NO_LETTER)
        codes = ((text[:-2] * LETTERS + text[1:-1]) * LETTERS + text[2:])[inside]
        three = np.bincount(codes, minlength=LETTERS**3).reshape(LETTERS, LETTERS, LETTERS).astype(np.float64)
        two, one = three.sum(axis=0), three.sum(axis=(0, 1))
        likely = (one + 1) / (one.sum() + LETTERS)
        for counts in (two, three):
            likely = (counts + _BACKING * likely) / (counts.sum(axis=-1, keepdims=True) + _BACKING)
        return cls(np.log(likely).astype(np.float32))

    def log_likelihood(self, letters: NDArray[np.uint8]) -> float:
        """The natural logarithm of the probability of a word: ``letters`` uint8 [letters]."""
        text = np.concatenate([[NO_LETTER, NO_LETTER], letters, [NO_LETTER]])
        return float(self.logs[text[:-2], text[1:-1], text[2:]].sum())
