"""How many words of a text an index term covers: "A 100" and a date are one term each, which stands on its first word."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.meaning.lexicon import KINDS, Lexicon
from search_service.analysis.tokens import Kind
from search_service.explain.token_columns import TokenColumns

_SECTION, _NUMBER, _DATE = (KINDS.index(kind) for kind in (Kind.SECTION, Kind.NUMBER, Kind.DATE))
_WIDE = np.array([kind in (Kind.SECTION, Kind.NUMBER, Kind.DATE) for kind in KINDS])
"""By kind: terms of several words."""
_DAY_OF_ANY_YEAR = len("@03-21")
_PIECE_OF_NUMBER = re.compile(r"\d+,\d+|\d+[a-z](?![a-z])|\d+|[a-z]+")


def stretches_of_terms(columns: TokenColumns, hits: NDArray[np.intp], lexicon: Lexicon) -> list[tuple[int, int, int]]:
    """(slot, begin, end) of each hit intp [n]: from its word to the last one that its term covers."""
    forms = columns.forms.take(hits)
    kinds = lexicon.kinds.take(forms)
    if not _WIDE.take(kinds).any():
        return columns.words(hits)
    keys = columns.keys.take(hits)
    return columns.stretches(keys, keys + _further_words(forms, kinds, lexicon))


def _further_words(forms: NDArray[np.int32], kinds: NDArray[np.uint8], lexicon: Lexicon) -> NDArray[np.int64]:
    """How many words after its own each term covers, int64 [n].

    Of hyphen compounds and ellipses only the first word: which of their letters match is another question (``letters``).
    """
    further: NDArray[np.int64] = (kinds == _SECTION).astype(np.int64)
    for place in (kinds == _DATE).nonzero()[0].tolist():
        further[place] = 1 if len(lexicon.form(int(forms[place]))) == _DAY_OF_ANY_YEAR else 2
    for place in (kinds == _NUMBER).nonzero()[0].tolist():
        further[place] = len(_PIECE_OF_NUMBER.findall(lexicon.form(int(forms[place])))) - 1
    return further
