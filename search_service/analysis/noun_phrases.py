"""Nouns that say in words what a compound says in one: Sanierung der alten Brücke, Mangel an Lehrerinnen, Gesetz zum Schutz des Klimas.

Which words may stand between the nouns is a closed list. It works on the tokens of documents as arrays and knows no query.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import reduce
from itertools import pairwise, takewhile

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.meaning.lexicon import KINDS, Lexicon
from search_service.analysis.normalize import xkey
from search_service.analysis.tokens import Kind
from search_service.ranges import places_in
from search_service.sorted_arrays import begin_runs

LONGEST_LINK = 3
"""Words between two nouns: a preposition, an article, an adjective."""
_PREPOSITIONS = "an auf aus bei durch für gegen in mit nach über um unter von vor zu zwischen"
_PREPOSITIONS_WITH_ARTICLE = "am ans aufs beim fürs im ins vom zum zur"
_GENITIVE_ARTICLES = "der des dieser dieses einer eines ihrer ihres aller seiner seines unserer unseres"
_OTHER_ARTICLES = "das dem den die diese diesem diesen ein eine einem einen ihre ihrem ihren seine seinem seinen unsere unserem unseren"
_ADJECTIVE_ENDINGS = ("e", "em", "en", "er", "es")
_WRITTEN = np.array([kind in (Kind.WORD, Kind.GENDER) for kind in KINDS])
_PIECES = np.array([kind in (Kind.JOINED, Kind.PAIR) for kind in KINDS])


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
_ALONE = (_Link.PREPOSITION, _Link.PREPOSITION_WITH_ARTICLE, _Link.GENITIVE_ARTICLE)
_ARTICLES = (_Link.GENITIVE_ARTICLE, _Link.ARTICLE)


@dataclass(frozen=True, slots=True)
class WrittenTokens:
    """Tokens of documents: ``forms`` int32 [n] by the lexicon's numbers, ``keys`` int64 [n] ascending (text << 32 | position; implied
    forms share the key of their word), ``begins`` and ``ends`` int64 [n] in characters of the text.
    """

    forms: NDArray[np.int32]
    keys: NDArray[np.int64]
    begins: NDArray[np.int64]
    ends: NDArray[np.int64]


class WordShapes:
    """What forms look like: nouns, adjectives, words that link nouns. Each form is looked at once, when it is first asked for."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.links = lexicon.kept("links between nouns", lambda: _links(lexicon))
        """uint8 [forms]: what each can be between two nouns."""
        self._known = np.zeros(lexicon.forms, np.bool_)
        self._nouns = np.zeros(lexicon.forms, np.bool_)
        self._adjectives = np.zeros(lexicon.forms, np.bool_)

    def are_nouns(self, forms: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Which of ``forms`` int32 [n] are shown with a capital: bool [n]."""
        self._look_at(forms)
        return np.asarray(self._nouns[forms], np.bool_)

    def are_adjectives(self, forms: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Which of ``forms`` int32 [n] may be adjectives before a noun: bool [n]."""
        self._look_at(forms)
        return np.asarray(self._adjectives[forms], np.bool_)

    def _look_at(self, forms: NDArray[np.int32]) -> None:
        for form in np.unique(forms[~self._known[forms]]).tolist():
            surface = self.lexicon.surface(form)
            self._nouns[form] = surface[:1].isupper()
            self._adjectives[form] = surface[:1].islower() and surface.endswith(_ADJECTIVE_ENDINGS)
            self._known[form] = True


def _links(lexicon: Lexicon) -> NDArray[np.uint8]:
    links = np.zeros(lexicon.forms, np.uint8)
    for word, link in _LINKS.items():
        form = lexicon.form_id(word)
        if form >= 0:
            links[form] = link
    return links


def linked_nouns(tokens: WrittenTokens, nouns: Sequence[NDArray[np.int32]], lexicon: Lexicon) -> NDArray[np.int64]:
    """Where a form of each of ``nouns`` (int32 arrays of forms, at least two) stands in this order, each linked to the next.

    The keys of the nouns: int64 [found, nouns]. A piece of a hyphen compound or of an ellipsis is no noun of its own, and no mark
    stands within.
    """
    are = list(takewhile(np.any, (_among(tokens.forms, forms, lexicon) for forms in nouns)))
    if len(are) < len(nouns) or not all(_near(tokens.keys, before, after) for before, after in pairwise(are)):
        return np.empty((0, len(nouns)), np.int64)
    firsts, seconds = noun_links(tokens, np.logical_or.reduce(are), WordShapes(lexicon))
    pairs = np.column_stack([tokens.keys[firsts], tokens.keys[seconds]])
    linked = [pairs[before[firsts] & after[seconds]] for before, after in pairwise(are)]
    return np.unique(reduce(_going_on, linked[1:], linked[0]), axis=0)


def _near(keys: NDArray[np.int64], before: NDArray[np.bool_], after: NDArray[np.bool_]) -> bool:
    """Whether any token of ``after`` stands a link's length behind one of ``before``."""
    ends = keys[after]
    places = np.searchsorted(keys[before], ends - 1)
    starts = keys[before][np.maximum(places - 1, 0)]
    return bool(((places > 0) & (ends - starts <= LONGEST_LINK + 1)).any())


def _among(forms: NDArray[np.int32], wanted: NDArray[np.int32], lexicon: Lexicon) -> NDArray[np.bool_]:
    """Which of ``forms`` are ``wanted``: by a table, which costs a tenth of a search for each."""
    table = np.zeros(lexicon.forms, np.bool_)
    table[wanted] = True
    return np.asarray(table[forms], np.bool_)


def _going_on(chains: NDArray[np.int64], pairs: NDArray[np.int64]) -> NDArray[np.int64]:
    """Each of ``chains`` int64 [n, nouns] with the second of each of ``pairs`` int64 [m, 2] that begins where it ends."""
    before, after = np.nonzero(chains[:, -1:] == pairs[:, 0])
    return np.column_stack([chains[before], pairs[after, 1]])


def noun_links(tokens: WrittenTokens, nouns: NDArray[np.bool_], shapes: WordShapes) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Which of the tokens that ``nouns`` bool [n] names are linked to which other: two arrays intp [found]."""
    words = _Words.of(tokens, nouns, shapes)
    found = [words.linked(distance) for distance in range(2, LONGEST_LINK + 2)]
    first, second = (np.concatenate([each[side] for each in found]) for side in range(2))
    firsts, seconds = words.tokens_at(first, second)
    noun = shapes.are_nouns(tokens.forms[np.concatenate([firsts, seconds])])
    kept = noun[: len(firsts)] & noun[len(firsts) :]
    return firsts[kept], seconds[kept]


@dataclass(frozen=True, slots=True)
class _Words:
    """The written words of texts, one after another.

    forms   int32 [words]  of the first token of each
    tokens  intp [words]   that token
    nouns   intp [nouns]   the tokens that may be nouns, ascending
    of_noun intp [nouns]   the word of each
    has     bool [words]   whether it is one of these, and no piece of a longer word
    follows bool [words]   whether it follows the word before it with nothing but a blank between them
    links   uint8 [words]  what it is between two nouns
    """

    shapes: WordShapes
    forms: NDArray[np.int32]
    tokens: NDArray[np.intp]
    nouns: NDArray[np.intp]
    of_noun: NDArray[np.intp]
    has: NDArray[np.bool_]
    follows: NDArray[np.bool_]
    links: NDArray[np.uint8]

    @classmethod
    def of(cls, tokens: WrittenTokens, nouns: NDArray[np.bool_], shapes: WordShapes) -> _Words:
        kinds = shapes.lexicon.kinds[tokens.forms]
        written = np.flatnonzero(_WRITTEN[kinds])
        keys = tokens.keys[written]
        first = begin_runs(keys)
        words, keys = written[first], keys[first]
        follows = np.zeros(len(words), np.bool_)
        follows[1:] = (np.diff(keys) == 1) & (tokens.begins[words[1:]] - tokens.ends[words[:-1]] == 1)
        named = np.flatnonzero(nouns & _WRITTEN[kinds])
        of_noun = np.searchsorted(keys, tokens.keys[named])
        has = np.zeros(len(words) + 1, np.bool_)
        has[of_noun] = True
        has[_places_of(keys, tokens.keys[_PIECES[kinds]])] = False
        return cls(shapes, tokens.forms[words], words, named, of_noun, has[:-1], follows, shapes.links[tokens.forms[words]])

    def linked(self, distance: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Words that may be nouns and are linked to the word ``distance`` after them, which may be one too."""
        last = len(self.tokens) - distance
        if last <= 0:
            return np.empty(0, np.intp), np.empty(0, np.intp)
        fits = self.has[:last] & self.has[distance:]
        for step in range(1, distance + 1):
            fits &= self.follows[step : last + step]
        first = np.flatnonzero(fits)
        between = [self.links[first + step] for step in range(1, distance)]
        direct = _is_before_a_noun(between, count=len(first))
        with_adjective = _is_before_a_noun(between[:-1], count=len(first)) & (between[-1] == _Link.OTHER)
        with_adjective[with_adjective] = self.shapes.are_adjectives(self.forms[first[with_adjective] + distance - 1])
        first = first[direct | with_adjective]
        return first, first + distance

    def tokens_at(self, first: NDArray[np.intp], second: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """The tokens that may be nouns at each pair of words; each of the first with each of the second."""
        begins, ends = (np.searchsorted(self.of_noun, np.arange(len(self.tokens)), side=side) for side in ("left", "right"))
        counts = ends - begins
        pairs = np.repeat(np.arange(len(first)), counts[first])
        firsts = places_in(begins[first], counts[first])
        seconds = places_in(begins[second[pairs]], counts[second[pairs]])
        return self.nouns[np.repeat(firsts, counts[second[pairs]])], self.nouns[seconds]


def _places_of(keys: NDArray[np.int64], wanted: NDArray[np.int64]) -> NDArray[np.intp]:
    """Where each of ``wanted`` stands among ``keys`` ascending; one behind the last where it does not."""
    places = np.searchsorted(keys, wanted)
    inside = places < len(keys)
    inside[inside] = keys[places[inside]] == wanted[inside]
    return np.where(inside, places, len(keys))


def _is_before_a_noun(between: Sequence[NDArray[np.uint8]], *, count: int) -> NDArray[np.bool_]:
    """Whether words link two nouns: a genitive, or a preposition with or without its article.

    ``between`` uint8 [count] for the first of them, the second and so on.
    """
    match between:
        case [one]:
            return np.isin(one, _ALONE)
        case [preposition, article]:
            return np.asarray((preposition == _Link.PREPOSITION) & np.isin(article, _ARTICLES), np.bool_)
        case _:
            return np.zeros(count, np.bool_)
