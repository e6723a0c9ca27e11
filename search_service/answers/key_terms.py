"""The key terms of a text: the classes of words that tell most about it.

A class weighs tf · idf, its uses counted with the weights of the fields, so that the title counts more. Boilerplate has no say: words
beside a telephone number, addresses of e-mail and web, numbers, stop words, classes that more than every fifth release has.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.chunks import BLOCK_GAP
from search_service.analysis.meaning.lexicon import KINDS, Lexicon
from search_service.analysis.stopwords import is_stop_word
from search_service.analysis.tokens import Kind
from search_service.analysis.word_lists import word_set
from search_service.engines.base import Matcher
from search_service.engines.scoring import inverse_document_frequency
from search_service.explain.token_columns import POSITION_BITS, TokenColumns
from search_service.schema import FIELD_WEIGHTS, FIELDS

KEY_CLASSES = 25
"""Measured on 400 of 13,333 releases, as the share of a release's title that the titles of its five nearest have when only its other
text is asked for: 0.202 with 15 classes, 0.211 with 25 and with 40; with uses that saturate as in BM25 0.201.
"""
COMMON_SHARE = 0.2
"""A class that more releases have says nothing about one of them."""
NEVER_COMMON = 10
"""So few releases are no common class, however small the archive is."""
CONTACT_WORDS = word_set(
    """
    ansprechpartner ansprechpartnerin email fax mail medienkontakt presseanfragen pressekontakt pressestelle rueckfragen rufnummer tel
    telefax telefon telefonnummer
    """
)
"""Index terms that stand in the lines under a release which say whom to ask."""
CONTACT_REACH = BLOCK_GAP
"""Words up to so many positions from a contact word do not count; it reaches over no line break."""
SHORTEST = 2
_WRITTEN = [KINDS.index(Kind.WORD), KINDS.index(Kind.URL), KINDS.index(Kind.MONTH)]
_IMPLIED_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class KeyTerm:
    """A class of words and what it tells about a text."""

    class_id: int
    weight: float


@dataclass(frozen=True, slots=True)
class _Uses:
    """The forms of a text that count, int32 [n], and what each use weighs, float64 [n]."""

    forms: NDArray[np.int32]
    weights: NDArray[np.float64]


def key_terms(matcher: Matcher, text: TokenColumns, *, fewest: int) -> list[KeyTerm]:
    """The classes that tell most about the one document of ``text``, best first.

    Those that fewer than ``fewest`` releases have cannot lead to another one.
    """
    lexicon, releases = matcher.lexicon, matcher.status.releases
    classes, uses = _uses_of_classes(lexicon, _uses(lexicon, text))
    frequencies = matcher.class_frequencies(classes.tolist()).tolist() if len(classes) else []
    most = max(NEVER_COMMON, COMMON_SHARE * releases)
    keys = [
        KeyTerm(class_id, use * inverse_document_frequency(releases, found))
        for class_id, use, found in zip(classes.tolist(), uses.tolist(), frequencies, strict=True)
        if fewest <= found <= most
    ]
    return sorted(keys, key=lambda key: (-key.weight, lexicon.class_key(key.class_id)))[:KEY_CLASSES]


def _uses_of_classes(lexicon: Lexicon, uses: _Uses) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """The classes of forms that tell something, int32 [classes], and what their uses weigh together, float64 [classes]."""
    forms, places = np.unique(uses.forms, return_inverse=True)
    telling = np.array([_tells(lexicon.form(form)) for form in forms.tolist()], np.bool_)[places]
    classes, places = np.unique(lexicon.class_of[uses.forms[telling]], return_inverse=True)
    return classes, np.bincount(places, weights=uses.weights[telling], minlength=len(classes)).astype(np.float64)


def _tells(term: str) -> bool:
    return sum(map(str.isalpha, term)) >= SHORTEST and not is_stop_word(term)


def _uses(lexicon: Lexicon, text: TokenColumns) -> _Uses:
    """The words that have a class and are no boilerplate, field by field."""
    slots = text.keys >> POSITION_BITS
    borders = np.searchsorted(slots, np.arange(1, len(FIELDS)))
    positions = np.split(text.keys & ((1 << POSITION_BITS) - 1), borders)
    fields = [
        _uses_in_field(lexicon, forms, of_field, weight=FIELD_WEIGHTS[field])
        for field, forms, of_field in zip(FIELDS, np.split(text.forms, borders), positions, strict=True)
    ]
    return _Uses(np.concatenate([each.forms for each in fields]), np.concatenate([each.weights for each in fields]))


def _uses_in_field(lexicon: Lexicon, forms: NDArray[np.int32], positions: NDArray[np.int64], *, weight: float) -> _Uses:
    contact = np.array([lexicon.form_id(term) for term in CONTACT_WORDS], np.int32)
    beside = _is_near(positions, positions[np.isin(forms, contact)], CONTACT_REACH)
    kept = forms[(lexicon.class_of[forms] >= 0) & ~beside & ~_is_in_address(positions)]
    return _Uses(kept, np.where(np.isin(lexicon.kinds[kept], _WRITTEN), weight, _IMPLIED_WEIGHT * weight))


def _is_near(positions: NDArray[np.int64], others: NDArray[np.int64], reach: int) -> NDArray[np.bool_]:
    """Whether each position is at most ``reach`` from one of ``others``, ascending: bool [n]."""
    first, end = np.searchsorted(others, positions - reach), np.searchsorted(others, positions + reach, side="right")
    return np.asarray(first < end, np.bool_)


def _is_in_address(positions: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether each position is that of a piece of a URL or e-mail address: only they stand exactly BLOCK_GAP apart."""
    apart = np.diff(positions) == BLOCK_GAP
    pieces = np.zeros(len(positions), np.bool_)
    pieces[1:] |= apart
    pieces[:-1] |= apart
    return pieces
