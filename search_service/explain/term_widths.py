"""How many words of a text an index term covers: "A 100" and "Corona-Pandemie" are one term each, which stands on its first word."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.meaning.lexicon import KINDS, Lexicon
from search_service.analysis.tokens import Kind
from search_service.explain.token_columns import TokenColumns

_SECTION, _NUMBER, _JOINED = (KINDS.index(kind) for kind in (Kind.SECTION, Kind.NUMBER, Kind.JOINED))
_PIECE_OF_NUMBER = re.compile(r"\d+,\d+|\d+[a-z](?![a-z])|\d+|[a-z]+")


def further_words(columns: TokenColumns, hits: NDArray[np.intp], classes: list[int], lexicon: Lexicon) -> NDArray[np.int64]:
    """How many words after its own each hit intp [n] covers, int64 [n].

    A hyphen compound covers all its words where one of ``classes`` is its own; else a part of it was meant, not the whole.
    """
    forms = columns.forms[hits]
    kinds = lexicon.kinds[forms]
    further: NDArray[np.int64] = (kinds == _SECTION).astype(np.int64)
    for place in np.flatnonzero(kinds == _NUMBER).tolist():
        further[place] = len(_PIECE_OF_NUMBER.findall(lexicon.form(int(forms[place])))) - 1
    for place in np.flatnonzero((kinds == _JOINED) & np.isin(lexicon.class_of[forms], classes)).tolist():
        further[place] = _words_after_first(columns, int(hits[place]), lexicon)
    return further


def _words_after_first(columns: TokenColumns, at: int, lexicon: Lexicon) -> int:
    """The words whose terms, put together, are the compound that stands on the first of them; 0 if they are not."""
    rest = lexicon.form(int(columns.forms[at])).removeprefix("+")
    key, words = int(columns.keys[at]), 0
    while rest:
        place = int(np.searchsorted(columns.keys, key + words))
        if place == len(columns.keys) or columns.keys[place] != key + words:
            return 0
        own = lexicon.form(int(columns.forms[place]))
        if not rest.startswith(own):
            return 0
        rest, words = rest.removeprefix(own), words + 1
    return words - 1
