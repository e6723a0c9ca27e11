"""Words written for all genders with a sign: Bürger:innen, Bürger(innen), BürgerInnen, Besucher:innenzentrum, eine*n."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SIGN = re.compile(
    r"(?P<base>.{3,}?)(?:[:*_·’]|/-?|\((?=in(?:nen)?\)))"
    r"(?P<suffix>innen(?=\)?[a-zäöüß]*(?:-[^\W\d_]+)*$)|in(?=\)?$))\)?(?P<rest>.*)"
)
_INNER_I = re.compile(r"(?P<base>.*[a-zäöüß])(?P<suffix>Innen|In$)(?P<rest>(?<=nnen)[a-zäöüß-].*|$)")
_ENDING = re.compile(r"([^\W\d_]{3,})(?:[:*_]|/-?)(?:r|n|s|m|e|en|er|es|em)")
_LAST_SEGMENT = re.compile(r"[^-–—/]*$")
_NOT_GENDERED = frozenset({"linkedin"})


@dataclass(frozen=True, slots=True)
class GenderForm:
    """A form with a gender sign inside ``text``: it begins at ``start``; from ``rest_start`` on the rest of its compound follows."""

    text: str
    base: str
    suffix: str
    start: int
    rest_start: int


def gender_form(word: str) -> GenderForm | None:
    """Read a word with a gender sign; None for Spandau/Innenstadt, Berlin and all others without one."""
    if len(word) < 6 or "in" not in word.lower() or word.lower() in _NOT_GENDERED:
        return None
    found = _INNER_I.fullmatch(word) or _SIGN.fullmatch(word)
    if found is None:
        return None
    segment = _LAST_SEGMENT.search(found["base"])
    base = segment.group() if segment else ""
    if len(base) < 3 or not base.isalpha() or base.isupper():
        return None
    start = found.end("base") - len(base)
    return GenderForm(text=word, base=base, suffix=found["suffix"].lower(), start=start, rest_start=found.start("rest"))


def word_before_ending(word: str) -> str | None:
    """``eine`` for ``eine*n``; None for words without such an ending."""
    found = _ENDING.fullmatch(word)
    return found[1] if found else None
