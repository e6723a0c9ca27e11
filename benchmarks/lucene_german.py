"""Lucene's ``german`` analyzer, rebuilt from its published algorithm as a baseline; no part of the product.

StandardTokenizer → lower case → stop words → GermanNormalizationFilter → GermanLightStemFilter, in the order of
org.apache.lucene.analysis.de.GermanAnalyzer (Lucene 9 and 10). The stemmer is J. Savoy's "UniNE" light stemmer ("Light Stemming
Approaches for the French, Portuguese, German and Hungarian Languages", SAC 2006), the normalization the heuristics of Snowball's
former german2. The tokenizer is approximated: Unicode's word boundaries (UAX #29) for scripts that put blanks between words.
"""

from __future__ import annotations

import re
from enum import Enum, auto

from whoosh.lang.stopwords import stoplists

_MID_LETTER, _MID_NUMBER, _MID_BOTH = ":·‧", ",;", ".'’‘"
_WORD = re.compile(
    rf"_*[^\W_](?:\w|(?<=[^\W\d_])[{_MID_LETTER}{_MID_BOTH}](?=[^\W\d_])|(?<=\d)[{_MID_NUMBER}{_MID_BOTH}](?=\d))*",
)
_LONGEST_TOKEN = 255

STOP_WORDS: frozenset[str] = frozenset(stoplists["de"])
"""Snowball's German list, which Lucene ships too."""

_UMLAUTS = {"ä": "a", "ö": "o", "ü": "u", "ß": "ss"}
_ENDS_STEM = frozenset("bdfghklmnt")
_PLAIN_VOWELS = str.maketrans("äàáâöòóôïìíîüùúû", "aaaaooooiiiiuuuu")


def terms(text: str) -> list[str]:
    """The index terms of a text, in order."""
    words = (word.lower() for word in tokens(text))
    return [light_stem(normalize(word)) for word in words if word not in STOP_WORDS]


def tokens(text: str) -> list[str]:
    """The words of a text; ``Bürger:innen`` and ``3.10`` are one, ``S-Bahn`` are two. Longer ones are cut, as Lucene does."""
    found = _WORD.findall(text)
    return [word[at : at + _LONGEST_TOKEN] for word in found for at in range(0, len(word), _LONGEST_TOKEN)]


class _After(Enum):
    """What stood before, as far as a following ``e`` or ``u`` is concerned."""

    CONSONANT = auto()
    VOWEL = auto()
    UMLAUT_BASE = auto()
    """An a, o or u that becomes an umlaut when an ``e`` follows."""


def normalize(word: str) -> str:
    """ß → ss; ä, ae → a; ö, oe → o; ü, ue → u, but ``ue`` only where no vowel or q stands before (``neue``, ``Quelle``)."""
    kept: list[str] = []
    state = _After.CONSONANT
    for char in word:
        if char == "e" and state is _After.UMLAUT_BASE:
            state = _After.VOWEL
            continue
        kept.append(_UMLAUTS.get(char, char))
        state = _after(char, state)
    return "".join(kept)


def _after(char: str, before: _After) -> _After:
    if char in "ao" or (char == "u" and before is _After.CONSONANT):
        return _After.UMLAUT_BASE
    return _After.VOWEL if char in "ueiqyäöü" else _After.CONSONANT


def light_stem(word: str) -> str:
    """The word without its inflection, by two rounds of endings; umlauts and accents are taken off."""
    return _without_degree(_without_case(word.translate(_PLAIN_VOWELS)))


def _without_case(word: str) -> str:
    length = len(word)
    if length > 5 and word.endswith("ern"):
        return word[:-3]
    if length > 4 and word.endswith(("em", "en", "er", "es")):
        return word[:-2]
    if length > 3 and (word[-1] == "e" or (word[-1] == "s" and word[-2] in _ENDS_STEM)):
        return word[:-1]
    return word


def _without_degree(word: str) -> str:
    length = len(word)
    if length > 5 and word.endswith("est"):
        return word[:-3]
    if length > 4 and (word.endswith(("er", "en")) or (word.endswith("st") and word[-3] in _ENDS_STEM)):
        return word[:-2]
    return word
