"""Spelling of characters: compatibility forms, hyphens, invisible characters, and the folded keys under which words are stored."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_CHARACTERS = str.maketrans(
    {
        "\u00ad": None,  # soft hyphen
        "\u200b": None,  # zero width space, joiners, direction marks
        "\u200c": None,
        "\u200d": None,
        "\u200e": None,
        "\u200f": None,
        "\u2060": None,
        "\ufeff": None,
        "\u2010": "-",
        "\u2011": "-",
        "\u2212": "-",
        "\u00a0": " ",
    }
)
MOST_MARKS = 30
_FAR_FROM_LATIN = re.compile(f"[\u0300-\U0001efff]{{{MOST_MARKS + 1}}}")
"""Where too many marks can stand; looked for first, because the class of all marks is no range and takes sixty times as long."""
_THOUSANDS = re.compile(r"(?<=\d)[\u00a0\u202f\u2009](?=\d{3}(?!\d))")
_CLUSTER = re.compile(r".[\u0300-\u036f]*", re.DOTALL)
_E_OF_UMLAUT = re.compile("(?:(?<=[ao])|(?<=u)(?<![aeiouqyäöü]u))e")
_LINE_BREAK_IN_WORD = re.compile(r"(?<=[^\W\d_])-\n(?=[a-zäöüß]{2})(?!(?:und|oder|bzw|sowie|bis|als|wie|noch|statt|beziehungsweise)\b)")
_SOFT_HYPHENS = "\u00ad\u00ad"
_UMLAUTS = {ord("ä"): "ae", ord("ö"): "oe", ord("ü"): "ue"}
_NO_MARKS = {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ŧ": "t", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ŋ": "n", "\u0307": ""}
"""Letters of other languages that Unicode does not take for a base letter with a mark; and the mark that ``İ`` leaves in lower case."""


def _base_letters() -> dict[int, str]:
    """Latin letters with marks that German does not have, each with its base letter: é ç ñ ş ğ ő, but not ä ö ü."""
    bases = {ord(letter): base for letter, base in _NO_MARKS.items()}
    for point in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        decomposed = unicodedata.normalize("NFD", chr(point))
        base = decomposed[0]
        if len(decomposed) > 1 and base.isascii() and base.islower() and point not in _UMLAUTS:
            bases[point] = base
    return bases


_BASE_LETTERS = _base_letters()
_KEY_LETTERS = _BASE_LETTERS | _UMLAUTS
_BARE = str.maketrans("äöü", "aou")


def mark_thousands(text: str) -> str:
    """Write a no-break or thin space between groups of digits as a point ("20 000" is one number); the length stays."""
    if "\u00a0" in text or "\u202f" in text or "\u2009" in text:
        return _THOUSANDS.sub(".", text)
    return text


def mend_breaks(text: str) -> str:
    """Join words that a line break divides ("Ber-", "lin"), with soft hyphens in its place; the length stays.

    What a conjunction follows is a hyphen ellipsis, what a capital follows a hyphen compound.
    """
    return _LINE_BREAK_IN_WORD.sub(_SOFT_HYPHENS, text) if "-\n" in text else text


def as_read(text: str) -> str:
    """A text as it is taken apart: thousands marked, broken words joined; every character stays where it is."""
    return mark_thousands(mend_breaks(text))


def with_few_marks(text: str) -> str:
    """At most 30 combining marks behind each other, as in Stream-Safe Text (UAX 15): to put more in order costs their number squared."""
    return _too_many_marks().sub(r"\1", text) if not text.isascii() and _FAR_FROM_LATIN.search(text) else text


@cache
def _marks() -> str:
    return "".join(character for character in map(chr, range(0x300, 0x1F000)) if unicodedata.combining(character))


@cache
def _too_many_marks() -> re.Pattern[str]:
    return re.compile(f"([{_marks()}]{{{MOST_MARKS}}})[{_marks()}]+")


@cache
def _cluster_of_any_marks() -> re.Pattern[str]:
    return re.compile(f".[{_marks()}]*", re.DOTALL)


def _compatible(text: str) -> str:
    return unicodedata.normalize("NFKC", with_few_marks(text)).translate(_CHARACTERS)


def normalize(text: str) -> str:
    """NFKC, one kind of hyphen, no invisible characters, few combining marks."""
    return text if text.isascii() else _compatible(mark_thousands(text))


def normalize_with_offsets(text: str) -> tuple[str, list[int] | None]:
    """The normalized text, and for each of its characters (and its end) the offset in ``text``; None if they are the same."""
    normalized = normalize(text)
    if normalized == text:
        return text, None
    pieces: list[str] = []
    offsets: list[int] = []
    clusters = _CLUSTER if with_few_marks(text) == text else _cluster_of_any_marks()
    for cluster in clusters.finditer(mark_thousands(text)):
        piece = _compatible(cluster.group())
        pieces.append(piece)
        offsets.extend([cluster.start()] * len(piece))
    return "".join(pieces), [*offsets, len(text)]


def given_span(offsets: list[int], start: int, end: int) -> tuple[int, int]:
    """A non-empty span of the normalized text as a span of the text as given: characters are never cut (one "½" is three)."""
    after = end
    while offsets[after] == offsets[end - 1]:
        after += 1
    return offsets[start], offsets[after]


def fold(word: str) -> str:
    """A word as the lexicon counts it: case, ß and the marks of other languages' letters aside; umlauts stay."""
    folded = word.casefold()
    return folded if folded.isascii() else folded.translate(_BASE_LETTERS)


def xkey(word: str) -> str:
    """The key of a surface form: case, ß, umlaut spelling and foreign marks aside (Müller = Mueller, Şahin = Sahin, never Muller)."""
    folded = word.casefold()
    return folded if folded.isascii() else folded.translate(_KEY_LETTERS)


def loose(word: str) -> str:
    """One key for Müller, Mueller and Muller; "ue" after a vowel or q stays (neue, Quelle, Bauer). Only to look up spellings.

    Gives what the states of Lucene's GermanNormalizationFilter give.
    """
    return _E_OF_UMLAUT.sub("", fold(word)).translate(_BARE)


def without_umlauts(word: str) -> str:
    """ä ö ü → a o u."""
    return word.translate(_BARE)
