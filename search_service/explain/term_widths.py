"""How many words of a text an index term covers: "A 100" and a date are one term each, which stands on its first word."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.meaning.lexicon import KINDS, Lexicon
from search_service.analysis.tokens import Kind
from search_service.explain.token_columns import TokenColumns

_SECTION, _NUMBER, _DATE = (KINDS.index(kind) for kind in (Kind.SECTION, Kind.NUMBER, Kind.DATE))
_DAY_OF_ANY_YEAR = len("@03-21")
_PIECE_OF_NUMBER = re.compile(r"\d+,\d+|\d+[a-z](?![a-z])|\d+|[a-z]+")


def further_words(columns: TokenColumns, hits: NDArray[np.intp], lexicon: Lexicon) -> NDArray[np.int64]:
    """How many words after its own each hit intp [n] covers, int64 [n].

    Of hyphen compounds and ellipses only the first word: which of their letters match is another question (``letters``).
    """
    forms = columns.forms[hits]
    kinds = lexicon.kinds[forms]
    further: NDArray[np.int64] = (kinds == _SECTION).astype(np.int64)
    for place in (kinds == _DATE).nonzero()[0].tolist():
        further[place] = 1 if len(lexicon.form(int(forms[place]))) == _DAY_OF_ANY_YEAR else 2
    for place in (kinds == _NUMBER).nonzero()[0].tolist():
        further[place] = len(_PIECE_OF_NUMBER.findall(lexicon.form(int(forms[place])))) - 1
    return further
