"""The texts of a few documents as columns, as they are needed to explain them: which form stands where, in positions and in characters.

An engine that keeps its tokens hands them out so; of any other text they are made here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.meaning.lexicon import Lexicon
from search_service.analysis.tokenizer import tokenize
from search_service.schema import FIELDS, Field

POSITION_BITS = 32
MOST_EXPLAINED = 1_000
"""Places in a field at which a word of a query is explained, the first ones: nobody reads more marks, and a text may be one word again and
again, with 18 letters in a character."""


@dataclass(frozen=True, slots=True)
class TokenColumns:
    """Every field of every document is a slot: document * fields + field, documents numbered from 0 in the order asked for.

    texts  [slots]         the text of each slot
    forms  int32 [tokens]  lexicon numbers, implied forms included, in the order of slots and text
    keys   int64 [tokens]  slot << 32 | position: never decreasing, slots are far apart
    begins int64 [tokens]  where the word begins in the text of its slot, in characters
    ends   int64 [tokens]  where it ends
    """

    texts: Sequence[str]
    forms: NDArray[np.int32]
    keys: NDArray[np.int64]
    begins: NDArray[np.int64]
    ends: NDArray[np.int64]

    @property
    def documents(self) -> int:
        return len(self.texts) // len(FIELDS)

    def words(self, tokens: NDArray[np.intp]) -> list[tuple[int, int, int]]:
        """(slot, begin, end) of the words of some ``tokens`` intp [n]."""
        slots = (self.keys.take(tokens) >> POSITION_BITS).tolist()
        return list(zip(slots, self.begins.take(tokens).tolist(), self.ends.take(tokens).tolist(), strict=True))

    def stretches(self, first: NDArray[np.int64], last: NDArray[np.int64]) -> list[tuple[int, int, int]]:
        """For each pair of ``keys`` int64 [n] (slot, begin, end) of the text from the word at ``first`` to the one at ``last``.

        In "2019-08-23" the day is the first word, though it stands last.
        """
        from_words, to_words = self.keys.searchsorted(first), self.keys.searchsorted(last)
        slots = (first >> POSITION_BITS).tolist()
        begins = np.minimum(self.begins[from_words], self.begins[to_words])
        ends = np.maximum(self.ends[from_words], self.ends[to_words])
        return list(zip(slots, begins.tolist(), ends.tolist(), strict=True))

    def explained(self, keys: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of ``keys`` int64 [n], ascending, are among the first ``MOST_EXPLAINED`` of their slot: bool [n]."""
        slots = keys >> POSITION_BITS
        return np.asarray(np.arange(keys.size) - slots.searchsorted(slots) < MOST_EXPLAINED, np.bool_)

    def lie_in(self, documents: Set[int]) -> NDArray[np.bool_]:
        """Which tokens are of ``documents``: bool [tokens]."""
        wanted = np.zeros(self.documents, np.bool_)
        wanted[list(documents)] = True
        return wanted.take((self.keys >> POSITION_BITS) // len(FIELDS))


def columns_of(documents: Sequence[Mapping[Field, str]], lexicon: Lexicon) -> TokenColumns:
    """The columns of texts by field; a field left out is empty. Words that the lexicon lacks are left out: nothing matches them."""
    texts = [document.get(field, "") for document in documents for field in FIELDS]
    rows = [
        (form, slot << POSITION_BITS | token.position, token.start, token.end)
        for slot, text in enumerate(texts)
        for token in tokenize(text)
        for term in token.terms
        if (form := lexicon.form_id(term.text)) >= 0
    ]
    forms, keys, begins, ends = np.array(rows, np.int64).reshape(-1, 4).T
    return TokenColumns(texts, forms.astype(np.int32), keys, begins, ends)
