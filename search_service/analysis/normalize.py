"""Spelling of characters: compatibility forms, hyphens, invisible characters, and the folded keys under which words are stored."""

from __future__ import annotations

import re
import unicodedata

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
_THOUSANDS = re.compile(r"(?<=\d)[\u00a0\u202f\u2009](?=\d{3}(?!\d))")
_CLUSTER = re.compile(r".[\u0300-\u036f]*", re.DOTALL)
_E_OF_UMLAUT = re.compile("(?:(?<=[ao])|(?<=u)(?<![aeiouqyäöü]u))e")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_BARE = str.maketrans("äöü", "aou")


def mark_thousands(text: str) -> str:
    """Write a no-break or thin space between groups of digits as a point ("20 000" is one number); the length stays."""
    if "\u00a0" in text or "\u202f" in text or "\u2009" in text:
        return _THOUSANDS.sub(".", text)
    return text


def normalize(text: str) -> str:
    """NFKC, one kind of hyphen, no invisible characters."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFKC", mark_thousands(text)).translate(_CHARACTERS)


def normalize_with_offsets(text: str) -> tuple[str, list[int] | None]:
    """The normalized text, and for each of its characters (and its end) the offset in ``text``; None if they are the same."""
    normalized = normalize(text)
    if normalized == text:
        return text, None
    pieces: list[str] = []
    offsets: list[int] = []
    for cluster in _CLUSTER.finditer(mark_thousands(text)):
        piece = unicodedata.normalize("NFKC", cluster.group()).translate(_CHARACTERS)
        pieces.append(piece)
        offsets.extend([cluster.start()] * len(piece))
    return "".join(pieces), [*offsets, len(text)]


def given_span(offsets: list[int], start: int, end: int) -> tuple[int, int]:
    """A non-empty span of the normalized text as a span of the text as given: characters are never cut (one "½" is three)."""
    after = end
    while offsets[after] == offsets[end - 1]:
        after += 1
    return offsets[start], offsets[after]


def xkey(word: str) -> str:
    """The key of a surface form: case, ß and umlaut spelling aside, nothing else (Müller = Mueller, never Muller)."""
    folded = word.casefold()
    return folded if folded.isascii() else folded.translate(_UMLAUTS)


def loose(word: str) -> str:
    """One key for Müller, Mueller and Muller; "ue" after a vowel or q stays (neue, Quelle, Bauer). Only to look up spellings.

    Gives what the states of Lucene's GermanNormalizationFilter give.
    """
    return _E_OF_UMLAUT.sub("", word.casefold()).translate(_BARE)


def without_umlauts(word: str) -> str:
    """ä ö ü → a o u."""
    return word.translate(_BARE)
