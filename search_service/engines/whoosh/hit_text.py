"""The texts of one document as a hit needs them: what is stored, the form at every position, and where each position is in the text.

Forms and positions come from the token stream; nothing is looked up in the term dictionary.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.tokenizer import layout
from search_service.engines.whoosh.snapshot import Snapshot
from search_service.engines.whoosh.whoosh_schema import StoredDocument
from search_service.schema import Field


@dataclass(frozen=True, slots=True)
class FieldText:
    """One field of a document.

    forms     int32 [terms]   lexicon numbers, implied forms included, in text order
    positions int32 [terms]   where each stands, never decreasing
    places    int32 [tokens]  the positions of written words, ascending
    starts    int32 [tokens]  where each begins in ``text``
    ends      int32 [tokens]  where each ends
    """

    text: str
    forms: NDArray[np.int32]
    positions: NDArray[np.int32]
    places: NDArray[np.int32]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]

    def characters(self, first: int, last: int) -> tuple[int, int]:
        """The piece of text from the word at position ``first`` to the one at ``last``."""
        begin, end = np.searchsorted(self.places, (first, last))
        return int(self.starts[begin]), int(self.ends[end])


@dataclass(frozen=True, slots=True)
class HitText:
    """A document with its fields that have text."""

    stored: StoredDocument
    fields: Mapping[Field, FieldText]

    @property
    def nbytes(self) -> int:
        """Arrays and texts; the latter count two bytes a character."""
        arrays = sum(24 * len(field.places) + 8 * len(field.forms) for field in self.fields.values())
        return arrays + 2 * sum(len(field.text) for field in self.fields.values())


def hit_text(snapshot: Snapshot, document: int) -> HitText:
    """The texts of a document; kept, because good hits are hits of many searches."""
    return snapshot.cache.get((snapshot.number, "text", document), lambda: _read(snapshot, document))


def _read(snapshot: Snapshot, document: int) -> HitText:
    stored = snapshot.document(document)
    texts = stored_texts(stored)
    return HitText(stored, {field: _field_text(snapshot, document, field, text) for field, text in texts.items() if text})


def stored_texts(stored: StoredDocument) -> dict[Field, str]:
    """The searched texts of a document by field."""
    return {Field.TITLE: stored.title, Field.TEASER: stored.teaser, Field.BODY: stored.body, Field.CAPTION: stored.caption}


def _field_text(snapshot: Snapshot, document: int, field: Field, text: str) -> FieldText:
    forms, positions = snapshot.forms_of(document, field)
    places = layout(text)
    return FieldText(
        text, forms, positions, np.array(places.positions, np.int32), np.array(places.starts, np.int32), np.array(places.ends, np.int32)
    )
