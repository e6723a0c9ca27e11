"""Similar releases: the terms that tell most about a text, and the releases that have most of them.

Terms are classes of words. A class weighs tf · idf, its uses counted with the weights of the fields, so that the title counts more; a
release scores the sum of weight times BM25F over the best classes. Boilerplate has no say: words beside a telephone number,
addresses of e-mail and web, numbers, stop words, classes that more than every fifth release has.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.chunks import BLOCK_GAP
from search_service.analysis.meaning.lexicon import KINDS, Lexicon
from search_service.analysis.stopwords import is_stop_word
from search_service.analysis.tokenizer import index_terms
from search_service.analysis.tokens import Kind
from search_service.analysis.word_lists import word_set
from search_service.engines.whoosh.answering.hits import plain_hit
from search_service.engines.whoosh.answering.paging import first_hits
from search_service.engines.whoosh.evaluating.matches import Matches
from search_service.engines.whoosh.evaluating.scoring import inverse_document_frequency, score
from search_service.engines.whoosh.evaluating.snapshot import Snapshot
from search_service.query.request import Sort
from search_service.results import Hit
from search_service.schema import FIELD_WEIGHTS, Field

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
class _KeyClass:
    class_id: int
    weight: float


@dataclass(frozen=True, slots=True)
class _Words:
    """The forms of a text that count, int32 [n], and what each use weighs, float64 [n]."""

    forms: NDArray[np.int32]
    weights: NDArray[np.float64]


def similar_to_release(snapshot: Snapshot, release_id: str, *, size: int) -> tuple[Hit, ...]:
    """The releases nearest to one, itself left out; none if it is unknown or cannot be seen yet."""
    document = snapshot.number_of(release_id)
    visible = snapshot.visible(datetime.now(UTC).timestamp())
    if document is None or not (visible is None or visible[document]):
        return ()
    found = snapshot.tokens_of(np.array([document]))
    borders = np.cumsum(found.lengths)[:-1]
    parts = zip(Field, np.split(found.forms, borders), np.split(found.positions, borders), strict=True)
    words = _joined(_counted(snapshot.lexicon, forms, positions, weight=FIELD_WEIGHTS[field]) for field, forms, positions in parts)
    return _nearest(snapshot, _key_classes(snapshot, words, fewest=2), size=size, visible=visible, besides=document)


def similar_to_text(snapshot: Snapshot, text: str, *, size: int) -> tuple[Hit, ...]:
    """The releases nearest to a text, whose first line counts as its title."""
    title, _, body = text.strip().partition("\n")
    fields = ((title, FIELD_WEIGHTS[Field.TITLE]), (body, FIELD_WEIGHTS[Field.BODY]))
    words = _joined(_counted(snapshot.lexicon, *_forms(snapshot.lexicon, part), weight=weight) for part, weight in fields)
    visible = snapshot.visible(datetime.now(UTC).timestamp())
    return _nearest(snapshot, _key_classes(snapshot, words, fewest=1), size=size, visible=visible)


def _forms(lexicon: Lexicon, text: str) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Forms and positions of a text, as the token stream has them; words that the archive lacks are left out."""
    terms, positions = index_terms(text)
    forms = np.array([lexicon.form_id(term) for term in terms], np.int32)
    return forms[forms >= 0], np.array(positions, np.int64)[forms >= 0]


def _counted(lexicon: Lexicon, forms: NDArray[np.int32], positions: NDArray[np.int64], *, weight: float) -> _Words:
    """The words of a field that have a class and are no boilerplate."""
    contact = np.array([lexicon.form_id(term) for term in CONTACT_WORDS], np.int32)
    beside = _is_near(positions, positions[np.isin(forms, contact)], CONTACT_REACH)
    kept = forms[(lexicon.class_of[forms] >= 0) & ~beside & ~_is_in_address(positions)]
    return _Words(kept, np.where(np.isin(lexicon.kinds[kept], _WRITTEN), weight, _IMPLIED_WEIGHT * weight))


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


def _joined(parts: Iterator[_Words]) -> _Words:
    words = list(parts)
    return _Words(np.concatenate([each.forms for each in words]), np.concatenate([each.weights for each in words]))


def _key_classes(snapshot: Snapshot, words: _Words, *, fewest: int) -> list[_KeyClass]:
    """The classes that tell most, best first; those that fewer than ``fewest`` releases have cannot lead to another one."""
    lexicon = snapshot.lexicon
    forms, places = np.unique(words.forms, return_inverse=True)
    telling = np.array([_tells(lexicon.form(form)) for form in forms.tolist()], np.bool_)[places]
    classes, places = np.unique(lexicon.class_of[words.forms[telling]], return_inverse=True)
    uses = np.bincount(places, weights=words.weights[telling], minlength=len(classes))
    most = max(NEVER_COMMON, COMMON_SHARE * snapshot.releases)
    keys = [
        _KeyClass(class_id, use * inverse_document_frequency(snapshot.releases, found))
        for class_id, use in zip(classes.tolist(), uses.tolist(), strict=True)
        if fewest <= (found := snapshot.class_frequency(class_id)) <= most
    ]
    return sorted(keys, key=lambda key: (-key.weight, lexicon.class_key(key.class_id)))[:KEY_CLASSES]


def _tells(term: str) -> bool:
    return sum(map(str.isalpha, term)) >= SHORTEST and not is_stop_word(term)


def _nearest(
    snapshot: Snapshot, keys: list[_KeyClass], *, size: int, visible: NDArray[np.bool_] | None, besides: int | None = None
) -> tuple[Hit, ...]:
    totals = np.zeros(snapshot.documents, np.float32)
    for key in keys:
        counts = snapshot.class_counts(key.class_id)
        found = score(counts.documents, counts.counts, snapshot.factors, total=snapshot.releases)
        totals[found.documents] += np.float32(key.weight) * found.scores
    if visible is not None:
        totals[~visible] = 0.0
    if besides is not None:
        totals[besides] = 0.0
    documents = np.flatnonzero(totals).astype(np.int32)
    best = documents[first_hits(snapshot, Matches(documents, totals[documents]), Sort.RELEVANCE, size)]
    return tuple(plain_hit(snapshot.document(number), float(totals[number])) for number in best.tolist())
