"""The texts of the hits of a page as they are needed to explain them: which form stands where, in positions and in characters.

Of indexed documents all of it comes from the token stream; nothing is tokenized again or looked up in the term dictionary.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.meaning.lexicon import Lexicon
from search_service.analysis.tokenizer import tokenize
from search_service.engines.whoosh.evaluating.snapshot import Snapshot
from search_service.engines.whoosh.files.token_stream import FIELDS
from search_service.engines.whoosh.files.whoosh_schema import StoredDocument
from search_service.schema import Field

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
_POSITION_BITS = 32


@dataclass(frozen=True, slots=True)
class PageTexts:
    """Every field of every document is a slot: document * 4 + field, documents numbered from 0 as on the page.

    texts  by slot
    forms  int32 [tokens]  lexicon numbers, implied forms included, in the order of slots and text
    places int64 [tokens]  slot << 32 | position: never decreasing, slots are far apart
    begins int64 [tokens]  where the word begins in the text of its slot
    ends   int64 [tokens]  where it ends
    """

    texts: Sequence[str]
    forms: Ints
    places: Longs
    begins: Longs
    ends: Longs

    def stretches(self, first: Longs, last: Longs) -> list[tuple[int, int, int]]:
        """For each pair of places (slot, begin, end) of the text from the word at ``first`` to the one at ``last``."""
        from_words, to_words = np.searchsorted(self.places, first), np.searchsorted(self.places, last)
        slots = (first >> _POSITION_BITS).tolist()
        return list(zip(slots, self.begins[from_words].tolist(), self.ends[to_words].tolist(), strict=True))

    def documents_of(self, places: Longs) -> Longs:
        """The document of each place."""
        return np.asarray((places >> _POSITION_BITS) // len(FIELDS), np.int64)


def indexed_texts(snapshot: Snapshot, documents: Sequence[int], stored: Sequence[StoredDocument]) -> PageTexts:
    """The texts of ``documents``, ascending, of which ``stored`` is stored."""
    found = snapshot.tokens_of(np.array(documents, np.int64))
    slots = np.repeat(np.arange(found.lengths.size), found.lengths.ravel())
    texts = [text for each in stored for text in stored_texts(each).values()]
    return PageTexts(texts, found.forms, slots << _POSITION_BITS | found.positions, found.begins, found.begins + found.widths)


def given_texts(texts: Mapping[Field, str], lexicon: Lexicon) -> PageTexts:
    """The texts of one document that is not in the index, read as if it were; what the archive does not know matches nothing."""
    rows = [
        (form, slot << _POSITION_BITS | token.position, token.start, token.end)
        for slot, field in enumerate(FIELDS)
        for token in tokenize(texts.get(field, ""))
        for term in token.terms
        if (form := lexicon.form_id(term.text)) >= 0
    ]
    forms, places, begins, ends = np.array(rows, np.int64).reshape(-1, 4).T
    return PageTexts([texts.get(field, "") for field in FIELDS], forms.astype(np.int32), places, begins, ends)


def stored_texts(stored: StoredDocument) -> dict[Field, str]:
    """The searched texts of a document by field."""
    return {Field.TITLE: stored.title, Field.TEASER: stored.teaser, Field.BODY: stored.body, Field.CAPTION: stored.caption}
