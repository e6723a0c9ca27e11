"""The rules by which a form of a text answers a word of a query."""

from __future__ import annotations

from enum import StrEnum


class Rule(StrEnum):
    """Why a form of the text matched a word of the query, from nearest to farthest."""

    WORD = "word"
    SPELLING = "spelling"
    STEM = "stem"
    GENDER = "gender"
    HYPHEN = "hyphen"
    JOIN = "join"
    COMPOUND = "compound"
    ELLIPSIS = "ellipsis"
    ABBREVIATION = "abbreviation"
    DATE = "date"
    WRITTEN_OUT = "written_out"
    PARTS = "parts"
    PART = "part"
    """One part of a compound, or one word of a hyphen compound, in a release that is no hit."""
    SYNONYM = "synonym"
    """Another word that steering lets stand for it."""


NEARNESS = tuple(Rule)
"""From nearest to farthest."""
