"""Words with slips for measuring "did you mean": drawn by a seed from the words of an archive. It asks no engine."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from search_service.analysis.normalize import normalize
from search_service.release import Release
from search_service.schema import field_texts

WORD = re.compile(r"(?<![\w@:/*.·’'-])[^\W\d_]{6,}(?![\w@:/*·’'-]|\.\w)")
"""A word of six letters or more that is no piece of another."""
_LETTERS = "abcdefghijklmnopqrstuvwxyzäöü"
_UMLAUTS = {"a": "ä", "o": "ö", "u": "ü", "ä": "a", "ö": "o", "ü": "u"}


class Slip(StrEnum):
    MISSING = "missing"
    DOUBLED = "doubled"
    SWAPPED = "swapped"
    WRONG = "wrong letter"
    FIRST = "first letter"
    UMLAUT = "umlaut"
    TWO = "two slips"


ONE_SLIP = (Slip.MISSING, Slip.DOUBLED, Slip.SWAPPED, Slip.WRONG)


class Band(StrEnum):
    """Uses of a word."""

    RARE = "2–4 uses"
    SOME = "5–20"
    MANY = "above 20"

    @classmethod
    def of(cls, uses: int) -> Band:
        return cls.RARE if uses < 5 else cls.SOME if uses <= 20 else cls.MANY


@dataclass(frozen=True, slots=True)
class Mistyped:
    """A word as the archive writes it most often, and as typed."""

    word: str
    typed: str
    slip: Slip
    band: Band


def word_counts(releases: Iterable[Release]) -> Counter[str]:
    """How often each word is written so."""
    return Counter(word for release in releases for text in field_texts(release).values() for word in WORD.findall(normalize(text)))


def words_by_band(counts: Counter[str]) -> dict[Band, list[str]]:
    """The words with two uses or more in their most frequent spelling, by their uses in all spellings."""
    uses: Counter[str] = Counter()
    spelled: dict[str, str] = {}
    for word, count in counts.most_common():
        uses[word.casefold()] += count
        spelled.setdefault(word.casefold(), word)
    bands: dict[Band, list[str]] = {band: [] for band in Band}
    for form in sorted(uses):
        if uses[form] > 1:
            bands[Band.of(uses[form])].append(spelled[form])
    return bands


def mistyped(words: Sequence[str], slip: Slip, band: Band, *, known: Callable[[str], bool], chance: random.Random) -> Iterator[Mistyped]:
    """Words with a slip, without end; a slip that makes another word which is ``known`` is drawn anew."""
    while words:
        word = chance.choice(words)
        typed = with_slip(word, slip, chance)
        if typed.casefold() != word.casefold() and typed.isalpha() and not known(typed):
            yield Mistyped(word, typed, slip, band)


def with_slip(word: str, slip: Slip, chance: random.Random) -> str:
    """The word with a slip after its first letter, or in it; two slips may meet, and a wrong umlaut needs a vowel."""
    at = chance.randrange(1, len(word) - (slip is Slip.SWAPPED))
    match slip:
        case Slip.MISSING:
            return word[:at] + word[at + 1 :]
        case Slip.DOUBLED:
            return word[:at] + word[at] + word[at:]
        case Slip.SWAPPED:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        case Slip.WRONG:
            return word[:at] + chance.choice(_LETTERS) + word[at + 1 :]
        case Slip.FIRST:
            changed = chance.choice((word[1:], word[1] + word[0] + word[2:], chance.choice(_LETTERS) + word[1:]))
            return changed.capitalize() if word[0].isupper() else changed
        case Slip.UMLAUT:
            places = [place for place, letter in enumerate(word) if letter in _UMLAUTS]
            at = chance.choice(places or [0])
            return word[:at] + _UMLAUTS.get(word[at], word[at]) + word[at + 1 :]
        case Slip.TWO:
            first, second = chance.sample(ONE_SLIP, 2)
            return with_slip(with_slip(word, first, chance), second, chance)
