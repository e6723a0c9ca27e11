"""Where words follow each other, found on the token streams themselves: for beginnings of words with signs inside (Treptow-Köp*).

Lists of positions of every word that begins so would be many and long; the stream has the word after a word right behind it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from search_service.engines.whoosh.files.token_stream import TokenStream


def slots_with_sequence(stream: TokenStream, first: int, others: Sequence[tuple[int, NDArray[np.bool_]]]) -> NDArray[np.int64]:
    """The slots (document * fields + field) in which the term ``first`` is followed by each of ``others``: int64 [n], some more than once.

    ``others``: how many positions behind ``first`` (1 to 254), and which terms may stand there, bool [terms]. Reads all tokens once.
    """
    places = np.flatnonzero(stream.tokens == first)
    found = [np.zeros(len(places), np.bool_) for _ in others]
    farthest = max(offset for offset, _ in others)
    going, reached, step = np.arange(len(places)), np.zeros(len(places), np.int64), 0
    while len(going):
        step += 1
        inside = places[going] + step < len(stream.tokens)
        going, reached = going[inside], reached[inside]
        at = places[going] + step
        reached = reached + stream.steps.small[at]
        numbers = stream.tokens[at]
        for (offset, wanted), has in zip(others, found, strict=True):
            matching = np.flatnonzero((reached == offset) & wanted[numbers])
            same = _slots(stream, at[matching]) == _slots(stream, places[going[matching]])
            has[going[matching[same]]] = True
        near = reached <= farthest
        going, reached = going[near], reached[near]
    return _slots(stream, places[np.logical_and.reduce(found)])


def _slots(stream: TokenStream, tokens: NDArray[np.int64]) -> NDArray[np.int64]:
    """The slot that each token belongs to."""
    return np.searchsorted(stream.starts, tokens, side="right") - 1
