"""Surnames that look like compounds of *Mann*: Bergmann is told from Feuerwehrmann by the women and the plurals that the archive has."""

from __future__ import annotations

from search_service.analysis.meaning.counts.evidence import Evidence

_TAIL = "mann"
_INFLECTIONS = ("", "s", "es", "e", "en")
_OTHERS_OF_A_TRADE = ("frau", "frauen", "leute", "leuten", "männer", "männern", "mannes")
"""Feuerwehrleute, Kauffrau, Schneemänner; nobody says so of a family."""
SHORTEST_TRADE = 3
"""Letters before -mann: Ehemann."""
MOST_NAMED = 100
"""A trade is named in one of these ways at least once for so many uses of the word itself."""


def is_surname(form: str, evidence: Evidence) -> bool:
    """Whether a casefolded form, inflected or not, ends in -mann and names no kind of person: no part of it is a word of the text."""
    base = next((base for ending in _INFLECTIONS if (base := form.removesuffix(ending)).endswith(_TAIL)), "")
    beginning = base.removesuffix(_TAIL)
    ends = range(max(1, len(beginning) - SHORTEST_TRADE + 1))
    return bool(beginning) and not any(_is_trade(beginning[start:], evidence) for start in ends)


def _is_trade(beginning: str, evidence: Evidence) -> bool:
    """Whether there are others of what ``beginning`` and -mann name; of Versicherungskaufmann it is enough that there are Kaufleute."""
    others = sum(evidence.count(beginning + other) for other in _OTHERS_OF_A_TRADE)
    return others > 0 and MOST_NAMED * others >= evidence.count(beginning + _TAIL)
