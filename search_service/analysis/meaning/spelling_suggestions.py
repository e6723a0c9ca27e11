"""Did you mean: words of the archive that differ from a typed one by a slip.

Candidates begin with the same letter and have nearly the same letters; they are ranked by a distance of edits, in which German
slips (umlauts, doubled letters, mute h) are cheap, and by how often the archive uses them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import log
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.meaning.lexicon import Lexicon
from search_service.analysis.meaning.stored_evidence import StoredEvidence
from search_service.analysis.normalize import without_umlauts, xkey

SHORTEST, LONGEST = 4, 40
FEWEST_USES = 5
ONE_EDIT_BELOW = 9
"""Shorter words may differ by edits of cost 1, others by 2."""
USES_WEIGHT = 0.12
UMLAUT_COST, DOUBLED_COST, MUTE_H_COST = 0.3, 0.5, 0.5
MOST_CHEAP_EDITS = 2
"""Cheap edits that fit into a cost of 1: what the first look at the letters must let through."""
MOST_SUGGESTIONS = 5
_ALPHABET = 32


@dataclass(frozen=True, slots=True)
class _Bucket:
    """Frequent words with one first letter: casefolded ``words``, ``uses`` int64 [n], ``letters`` int16 [n, 32] (how often each)."""

    words: tuple[str, ...]
    uses: NDArray[np.int64]
    letters: NDArray[np.int16]


def suggest_spelling(lexicon: Lexicon, word: str) -> tuple[str, ...]:
    """What a word may have been meant to be, best first, as it is written; empty for words that the archive knows or understands."""
    form = word.casefold()
    if not (SHORTEST <= len(form) <= LONGEST and form.isalpha()) or _is_abbreviation(word):
        return ()
    meaning = lexicon.meaning(word)
    if lexicon.form_id(xkey(form)) >= 0 or meaning.class_id >= 0 or meaning.parts:
        return ()
    ranked = sorted(_ranked(lexicon, form))
    return tuple(lexicon.shown(candidate) for _, candidate in ranked[:MOST_SUGGESTIONS])


def _is_abbreviation(word: str) -> bool:
    return sum(map(str.isupper, word)) > 1 and not (word.isupper() and len(word) > SHORTEST + 1)


def _ranked(lexicon: Lexicon, form: str) -> list[tuple[float, str]]:
    bucket = _bucket(lexicon.evidence, without_umlauts(form[0]))
    allowed = 1.0 if len(form) < ONE_EDIT_BELOW else 2.0
    different = np.abs(bucket.letters - _letters([form])[0]).sum(axis=1)
    ranked = []
    for number in np.flatnonzero(different <= 2 * MOST_CHEAP_EDITS).tolist():
        candidate = bucket.words[number]
        distance = edit_cost(form, candidate)
        if distance <= allowed and lexicon.form_id(xkey(candidate)) >= 0:
            ranked.append((distance - USES_WEIGHT * log(bucket.uses[number]), candidate))
    return ranked


_BUCKETS: WeakKeyDictionary[StoredEvidence, dict[str, _Bucket]] = WeakKeyDictionary()
"""Made when first asked for; they go with the lexicon's evidence."""


def _bucket(evidence: StoredEvidence, first: str) -> _Bucket:
    buckets = _BUCKETS.setdefault(evidence, {})
    if first not in buckets:
        buckets[first] = _read_bucket(evidence, first)
    return buckets[first]


def _read_bucket(evidence: StoredEvidence, first: str) -> _Bucket:
    found = [pair for pair in evidence.frequent_words(first, FEWEST_USES) if SHORTEST <= len(pair[0]) <= LONGEST and pair[0].isalpha()]
    words = tuple(word for word, _ in found)
    return _Bucket(words, np.array([uses for _, uses in found], np.int64), _letters(words))


def _letters(words: list[str] | tuple[str, ...]) -> NDArray[np.int16]:
    """How often each letter stands in each word, umlauts as their vowels; letters other than a–z share a place."""
    counts = np.zeros((len(words), _ALPHABET), np.int16)
    for row, word in enumerate(words):
        for letter, count in Counter(without_umlauts(word)).items():
            counts[row, ord(letter) - ord("a") if "a" <= letter <= "z" else _ALPHABET - 1] += count
    return counts


def edit_cost(typed: str, meant: str) -> float:
    """The least cost of insertions, deletions, substitutions and swaps of neighbours that make ``meant`` of ``typed``."""
    before_last: list[float] = []
    last = [0.0]
    for column in range(len(meant)):
        last.append(last[-1] + _cost_of_one(meant, column))
    for row, letter in enumerate(typed):
        current = [last[0] + _cost_of_one(typed, row)]
        for column, other in enumerate(meant):
            cost = min(
                last[column] + _cost_of_change(letter, other),
                last[column + 1] + _cost_of_one(typed, row),
                current[column] + _cost_of_one(meant, column),
            )
            if row and column and letter == meant[column - 1] and typed[row - 1] == other and letter != other:
                cost = min(cost, before_last[column - 1] + 1.0)
            current.append(cost)
        before_last, last = last, current
    return last[-1]


def _cost_of_change(letter: str, other: str) -> float:
    if letter == other:
        return 0.0
    return UMLAUT_COST if without_umlauts(letter) == without_umlauts(other) else 1.0


def _cost_of_one(word: str, at: int) -> float:
    """What the letter more or less costs."""
    if word[at] == "h" and at:
        return MUTE_H_COST
    return DOUBLED_COST if at and word[at - 1] == word[at] else 1.0
