"""The vocabulary of the tokenizer: tokens of a text and the index terms that stand at them. What terms mean is the lexicon's matter.

The spelling of an index term tells its kind, so kinds never collide: surfaces consist of letters, digits and ",".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What an index term stands for."""

    WORD = "word"
    """A surface form: ``buergerinnen``, ``co2``, ``1,5``."""
    URL = "url"
    """A segment of a URL or e-mail address; in the index a surface form like any other."""
    MONTH = "month"
    """The name of a month written as a number; in the index a surface form like any other."""
    GENDER = "gender"
    """A form with a gender sign, whichever was written: ``buerger:innen``."""
    JOINED = "joined"
    """A hyphen compound (or a gender sign's compound) written together: ``+coronapandemie``, ``+besucher:innenzentrum``."""
    DATE = "date"
    """A day: ``@2024-03-21`` and, for any year, ``@03-21``."""
    SECTION = "section"
    """A section of a law: ``§29``."""
    NUMBER = "number"
    """A number with letters, signs or a magnitude: ``+a100``, ``+11-47``, ``+1,5million``; stands in the text as such."""
    PAIR = "pair"
    """A hyphen ellipsis: ``bus>bahnverkehr`` (Bus- und Bahnverkehr), ``integrationskurse<beratung`` (Integrationskurse und -beratung)."""


_NUMBER = re.compile(r"\+(?:[a-z]{1,3})?\d[\d.,/-]*[a-z]?(?:million|milliarde|billion|tausend)?")


@dataclass(frozen=True, slots=True)
class Term:
    """An index term, folded by ``xkey`` and marked by kind; ``width`` is the number of tokens it covers (a date three)."""

    text: str
    kind: Kind
    width: int = 1


@dataclass(frozen=True, slots=True)
class Token:
    """One position of a text.

    ``start`` and ``end`` are offsets into the text as given; ``surface`` is what stands there, normalized; ``terms`` begins with
    the token's own term. Tokens with the same ``chunk`` were written without white space between them.
    """

    position: int
    start: int
    end: int
    surface: str
    terms: tuple[Term, ...]
    chunk: int


def kind_of_term(text: str) -> Kind:
    """The kind of an index term by its spelling; URL and MONTH terms are spelled as WORD."""
    first = text[:1]
    if first == "@":
        return Kind.DATE
    if first == "+":
        return Kind.NUMBER if _NUMBER.fullmatch(text) else Kind.JOINED
    if first == "§" and len(text) > 1:
        return Kind.SECTION
    if "<" in text or ">" in text:
        return Kind.PAIR
    return Kind.GENDER if ":" in text else Kind.WORD
