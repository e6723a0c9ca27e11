"""Nouns that say in words what a compound says in one: Sanierung der alten Brücke, Mangel an Lehrerinnen, Gesetz zum Schutz des Klimas.

Which words may stand between the nouns is a closed list. It works on the tokens of documents as arrays and knows no query.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.meaning.lexicon import KINDS, Lexicon
from search_service.analysis.normalize import xkey
from search_service.analysis.tokens import Kind

LONGEST_LINK = 3
"""Words between two nouns: a preposition, an article, an adjective."""
_PREPOSITIONS = "an auf aus bei durch für gegen in mit nach über um unter von vor zu zwischen"
_PREPOSITIONS_WITH_ARTICLE = "am ans aufs beim fürs im ins vom zum zur"
_GENITIVE_ARTICLES = "der des dieser dieses einer eines ihrer ihres aller seiner seines unserer unseres"
_OTHER_ARTICLES = "das dem den die diese diesem diesen ein eine einem einen ihre ihrem ihren seine seinem seinen unsere unserem unseren"
_ADJECTIVE_ENDINGS = ("e", "em", "en", "er", "es")
_WRITTEN = np.array([kind in (Kind.WORD, Kind.GENDER) for kind in KINDS])
_PIECES = np.array([kind in (Kind.JOINED, Kind.PAIR) for kind in KINDS])
"""By kind: for the few tokens of a link a table takes a thirtieth of what ``np.isin`` takes."""


class _Link(IntEnum):
    """What a form can be between two nouns."""

    OTHER = 0
    PREPOSITION = 1
    PREPOSITION_WITH_ARTICLE = 2
    GENITIVE_ARTICLE = 3
    ARTICLE = 4


_WORDS = {
    _Link.PREPOSITION: _PREPOSITIONS,
    _Link.PREPOSITION_WITH_ARTICLE: _PREPOSITIONS_WITH_ARTICLE,
    _Link.GENITIVE_ARTICLE: _GENITIVE_ARTICLES,
    _Link.ARTICLE: _OTHER_ARTICLES,
}
_LINKS = {xkey(word): link for link, words in _WORDS.items() for word in words.split()}
_ARTICLES = {_Link.GENITIVE_ARTICLE, _Link.ARTICLE}
_BEFORE_A_NOUN = {(_Link.PREPOSITION,), (_Link.PREPOSITION_WITH_ARTICLE,), (_Link.GENITIVE_ARTICLE,)} | {
    (_Link.PREPOSITION, article) for article in _ARTICLES
}
"""What links two nouns, an adjective apart: a genitive, or a preposition with or without its article."""


@dataclass(frozen=True, slots=True)
class WrittenTokens:
    """Tokens of documents: ``forms`` int32 [n] by the lexicon's numbers, ``keys`` int64 [n] ascending (text << 32 | position; implied
    forms share the key of their word), ``begins`` and ``ends`` int64 [n] in characters of the text.
    """

    forms: NDArray[np.int32]
    keys: NDArray[np.int64]
    begins: NDArray[np.int64]
    ends: NDArray[np.int64]


def linked_nouns(tokens: WrittenTokens, nouns: Sequence[NDArray[np.int32]], lexicon: Lexicon) -> NDArray[np.int64]:
    """Where a form of each of ``nouns`` (int32 arrays of forms, at least two) stands in this order, each linked to the next.

    The keys of the nouns: int64 [found, nouns]. A piece of a hyphen compound or of an ellipsis is no noun of its own, and no mark
    stands within.
    """
    chains = _keys_of(tokens, nouns[0], lexicon)[:, np.newaxis]
    for forms in nouns[1:]:
        if not len(chains):  # nearly always: most compounds are written out in few texts
            break
        chains = _followed(chains, _keys_of(tokens, forms, lexicon))
    kept = [chain for chain in chains.tolist() if len(chain) == len(nouns) and _is_phrase(tokens, chain, nouns, lexicon)]
    return np.array(kept, np.int64).reshape(-1, len(nouns))


def _keys_of(tokens: WrittenTokens, forms: NDArray[np.int32], lexicon: Lexicon) -> NDArray[np.int64]:
    """Keys at which one of ``forms`` stands: int64 [n] ascending; by a table, which costs a tenth of a search for each token."""
    wanted = np.zeros(lexicon.forms, np.bool_)
    wanted[forms] = True
    keys = tokens.keys[wanted[tokens.forms]]
    return np.asarray(keys[np.diff(keys, prepend=-1) != 0], np.int64)


def _followed(chains: NDArray[np.int64], following: NDArray[np.int64]) -> NDArray[np.int64]:
    """The ``chains`` int64 [n, nouns] with each of ``following`` that stands a link's length after their last: int64 [m, nouns + 1]."""
    found = [np.empty((0, chains.shape[1] + 1), np.int64)]
    for distance in range(2, LONGEST_LINK + 2):
        ends = chains[:, -1] + distance
        kept = np.isin(ends, following)
        found.append(np.column_stack([chains[kept], ends[kept]]))
    return np.concatenate(found)


def _is_phrase(tokens: WrittenTokens, chain: Sequence[int], nouns: Sequence[NDArray[np.int32]], lexicon: Lexicon) -> bool:
    stand_alone = all(_stands_alone(tokens, key, forms, lexicon) for key, forms in zip(chain, nouns, strict=True))
    return stand_alone and all(_is_link(tokens, key, following - key, lexicon) for key, following in pairwise(chain))


def _stands_alone(tokens: WrittenTokens, key: int, forms: NDArray[np.int32], lexicon: Lexicon) -> bool:
    """Whether one of ``forms`` stands at ``key`` as a noun, no piece of a longer word."""
    first, end = np.searchsorted(tokens.keys, [key, key + 1]).tolist()
    here = tokens.forms[first:end]
    kinds = lexicon.kinds[here]
    written = here[_WRITTEN[kinds] & np.isin(here, forms)].tolist()
    return not _PIECES[kinds].any() and any(lexicon.surface(form)[:1].isupper() for form in written)


def _is_link(tokens: WrittenTokens, key: int, distance: int, lexicon: Lexicon) -> bool:
    """Whether the words between ``key`` and ``key + distance`` link nouns, with nothing but blanks between them."""
    first, end = np.searchsorted(tokens.keys, [key, key + distance + 1]).tolist()
    written = np.flatnonzero(_WRITTEN[lexicon.kinds[tokens.forms[first:end]]]) + first
    places = written[np.diff(tokens.keys[written], prepend=-1) != 0]
    if len(places) != distance + 1 or (tokens.begins[places[1:]] - tokens.ends[places[:-1]] != 1).any():
        return False
    between = tokens.forms[places[1:-1]].tolist()
    kinds = tuple(_LINKS.get(lexicon.form(form), _Link.OTHER) for form in between)
    return kinds in _BEFORE_A_NOUN or (kinds[:-1] in _BEFORE_A_NOUN and kinds[-1] is _Link.OTHER and _is_adjective(between[-1], lexicon))


def _is_adjective(form: int, lexicon: Lexicon) -> bool:
    surface = lexicon.surface(form)
    return surface[:1].islower() and surface.endswith(_ADJECTIVE_ENDINGS)
