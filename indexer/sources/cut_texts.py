"""Texts of which a feed gives only the beginning."""

from __future__ import annotations

import re

_INVITATION = r"(?:\W*(?:\(?(?:mehr|weiterlesen|weiter lesen|weiter|zum artikel|zur meldung|read more|more)\)?)\W*)?"
_CUT = re.compile(
    rf"(?:\.\.\.|…|\[\s*(?:\.\.\.|…)\s*\]|\(\s*(?:\.\.\.|…)\s*\)){_INVITATION}$|:$|\b(?:weiterlesen|read more)\W*$", re.IGNORECASE
)
_MARKS = re.compile(rf"[\s\[(]*(?:\.\.\.|…)[\s\])]*{_INVITATION}$", re.IGNORECASE)


def is_cut(text: str) -> bool:
    """Whether a text ends as one that was cut: with "...", an invitation to read on, or a colon after which nothing comes."""
    return bool(_CUT.search(text.rstrip()))


def begins(teaser: str, text: str) -> bool:
    """Whether the teaser is nothing but the beginning of the text, cut or not."""
    beginning = _MARKS.sub("", teaser).rstrip()
    return bool(beginning) and text.startswith(beginning)
