"""Corrections that a source marks as such: by a word before the title, or by the states of agencies."""

from __future__ import annotations

import re

_WORDS = r"korrektur(?:meldung)?|korrigiert(?:e (?:fassung|version))?|berichtigung|berichtigt(?:e (?:fassung|version))?|richtigstellung"
_OF_A_RELEASE = r"(?:\s+(?:der|zur|zu|unserer)\s+(?:presse|medien)?(?:mitteilung|meldung|information))?"
_MARK = re.compile(rf"^\W*(?:\d+\.\s*)?(?:{_WORDS})\b{_OF_A_RELEASE}(?:\s*[:–—|\])]+\s*|\s+-\s+|\s*$)", re.IGNORECASE)
_AT_END = re.compile(rf"\s*[\[(](?:{_WORDS})[\])]\s*$", re.IGNORECASE)
CORRECTED_STATES = frozenset({"corrected", "correction", "sig:correction", "cor"})
"""Signals and states (IPTC) of a text that replaces one with a mistake."""


def is_correction(title: str) -> bool:
    """Whether a title begins with a word that marks a correction ("Korrektur: …"), or ends with one in brackets."""
    return without_correction(title) != title


def without_correction(title: str) -> str:
    """The title without that mark; one that is nothing else stays."""
    return _AT_END.sub("", _MARK.sub("", title)).strip() or title
