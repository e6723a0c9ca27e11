"""The text of one document as a hit needs it: the form at every position, and where each position is in the text.

All fields make one text, a line each, so that a word of the query is looked for once. Of an indexed document forms and positions come
from the token stream; nothing is looked up in the term dictionary.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.lexicon import Lexicon
from search_service.analysis.tokenizer import index_terms, layout
from search_service.engines.whoosh.occurrences import FIELD_GAP
from search_service.engines.whoosh.snapshot import Snapshot
from search_service.engines.whoosh.whoosh_schema import StoredDocument
from search_service.results import Hit
from search_service.schema import Field

Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class DocumentText:
    """All fields of a document that have text, end to end.

    text                      the fields, a line break between them
    bounds                    for each field where its text begins in ``text``
    forms     int32 [terms]   lexicon numbers, implied forms included, in text order
    positions int32 [terms]   where each stands, never decreasing; fields are far apart
    places    int32 [tokens]  the positions of written words, ascending
    starts    int32 [tokens]  where each begins in ``text``
    ends      int32 [tokens]  where each ends
    """

    text: str
    bounds: Mapping[Field, int]
    forms: Ints
    positions: Ints
    places: Ints
    starts: Ints
    ends: Ints

    def characters(self, first: Sequence[int] | Ints, last: Sequence[int] | Ints) -> list[tuple[int, int]]:
        """For each pair the piece of text from the word at position ``first`` to the one at ``last``."""
        begins = self.starts[np.searchsorted(self.places, first)].tolist()
        ends = self.ends[np.searchsorted(self.places, last)].tolist()
        return list(zip(begins, ends, strict=True))


@dataclass(frozen=True, slots=True)
class FieldTerms:
    """What is known of one field before the fields are joined: its text, and the forms in it with their positions."""

    text: str
    forms: Ints
    positions: Ints


def joined(fields: Mapping[Field, FieldTerms]) -> DocumentText:
    """The fields as one text."""
    bounds: dict[Field, int] = {}
    columns: list[tuple[Ints, Ints, Ints, Ints]] = []
    position = start = 0
    for field, terms in fields.items():
        words = layout(terms.text)
        places = np.array(words.positions, np.int32) + np.int32(position)
        begins, ends = (np.array(column, np.int32) + np.int32(start) for column in (words.starts, words.ends))
        columns.append((terms.positions + np.int32(position), places, begins, ends))
        bounds[field] = start
        position += (words.positions[-1] if words.positions else 0) + FIELD_GAP
        start += len(terms.text) + 1
    forms = np.concatenate([np.empty(0, np.int32), *(terms.forms for terms in fields.values())])
    positions, all_places, starts, all_ends = (
        np.concatenate([np.empty(0, np.int32), *(each[number] for each in columns)]) for number in range(4)
    )
    text = "\n".join(terms.text for terms in fields.values())
    return DocumentText(text, bounds, forms, positions, all_places, starts, all_ends)


def read_texts(texts: Mapping[Field, str], lexicon: Lexicon) -> DocumentText:
    """Texts that are not in the index, read as if they were; what the archive does not know matches nothing."""
    fields = {}
    for field, text in texts.items():
        terms, positions = index_terms(text)
        forms = np.array([lexicon.form_id(term) for term in terms], np.int32)
        fields[field] = FieldTerms(text, forms[forms >= 0], np.array(positions, np.int32)[forms >= 0])
    return joined(fields)


@dataclass(frozen=True, slots=True)
class HitText:
    """An indexed document: what is stored of it, and its text."""

    stored: StoredDocument
    whole: DocumentText

    @property
    def nbytes(self) -> int:
        """Arrays, and the text twice (in its fields and joined) at two bytes a character."""
        return 12 * len(self.whole.places) + 8 * len(self.whole.forms) + 4 * len(self.whole.text)


def hit_text(snapshot: Snapshot, document: int) -> HitText:
    """The text of a document; kept, because good hits are hits of many searches."""
    return snapshot.cache.get((snapshot.number, "text", document), lambda: _read(snapshot, document))


def _read(snapshot: Snapshot, document: int) -> HitText:
    stored = snapshot.document(document)
    texts = {field: text for field, text in stored_texts(stored).items() if text}
    return HitText(stored, joined({field: FieldTerms(text, *snapshot.forms_of(document, field)) for field, text in texts.items()}))


def stored_texts(stored: StoredDocument) -> dict[Field, str]:
    """The searched texts of a document by field."""
    return {Field.TITLE: stored.title, Field.TEASER: stored.teaser, Field.BODY: stored.body, Field.CAPTION: stored.caption}


def plain_hit(stored: StoredDocument, score: float) -> Hit:
    """The hit of a document without snippets and without what matched."""
    return Hit(
        id=stored.id,
        url=stored.url,
        title=stored.title,
        teaser=stored.teaser,
        published=stored.published,
        topics=stored.topics,
        ministries=stored.ministries,
        score=round(score, 3),
    )
