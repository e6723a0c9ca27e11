"""Spellings that may be other forms of a noun: to look up which of them an archive has, for a noun that it does not have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from search_service.analysis.normalize import xkey

_ENDINGS = ("", "e", "n", "en", "s", "es", "er", "ern", "ers", "in", "innen", ":in", ":innen")
_FOREIGN_ENDINGS = ("um", "us", "a", "o", "on", "en", "ien", "ium", "ion")
_LAST_BACK_VOWEL = re.compile(r"(.*?)(au|a|o|u)([^aou]*)")
_UMLAUTS = {"au": "aeu", "a": "ae", "o": "oe", "u": "ue"}
SHORTEST_BASE = 3


def related_terms(form: str) -> Iterator[str]:
    """Index terms spelled like inflected, feminine or umlauted forms of a casefolded noun, or like what it is a form of."""
    bases = [form.removesuffix(ending) for ending in _ENDINGS if form.endswith(ending)]
    bases = [base for base in dict.fromkeys(bases) if len(base) >= SHORTEST_BASE]
    seen = {xkey(form)}
    for base in [*bases, *map(_with_umlaut, bases)]:
        for ending in _ENDINGS:
            term = xkey(base) + ending
            if term not in seen:
                seen.add(term)
                yield term
    for ending in _FOREIGN_ENDINGS:
        if form.endswith(ending):
            yield from (xkey(form.removesuffix(ending)) + other for other in _FOREIGN_ENDINGS if other != ending)


def _with_umlaut(base: str) -> str:
    found = _LAST_BACK_VOWEL.fullmatch(base)
    return found[1] + _UMLAUTS[found[2]] + found[3] if found else base
