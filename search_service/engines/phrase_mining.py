"""Mines the phrases of a generation from its texts, whatever the engine, and keeps them with its lexicon."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.meaning.counts.word_sequences import Role, RunningWords, frequent_sequences
from search_service.analysis.meaning.lexicon import KINDS, Lexicon
from search_service.analysis.meaning.stored.phrases import PHRASES_FILE, Excerpt, write_phrases, written_phrases
from search_service.analysis.normalize import xkey
from search_service.analysis.stopwords import STOP_WORDS
from search_service.analysis.tokens import Kind
from search_service.analysis.word_lists import word_set
from search_service.explain.token_columns import POSITION_BITS, TokenColumns
from search_service.schema import FIELDS

CONNECTORS = word_set(
    "der die das des dem den und für von vom in im am an zu zum zur auf bei beim mit aus über unter vor nach um gegen ohne"
)
NO_PART_OF_PHRASES = word_set("telefon tel telefax fax mail email uhr www")


def write_mined_phrases(columns: TokenColumns, lexicon: Lexicon) -> None:
    """Write the phrases of these texts into the folder of the lexicon that numbers their forms."""
    plain = lexicon.kinds[columns.forms] == KINDS.index(Kind.WORD)
    texts = _PlainWords(columns, plain)
    words = running_words(columns.forms[plain], columns.keys[plain], texts.begins, texts.ends, lexicon)
    del columns, plain  # as large as what is made of them
    write_phrases(lexicon.folder / PHRASES_FILE, written_phrases(frequent_sequences(words), texts, lexicon.evidence))


class _PlainWords:
    """The excerpts of columns, by places among their plain words."""

    def __init__(self, columns: TokenColumns, plain: NDArray[np.bool_]) -> None:
        self._texts = columns.texts
        self._slots = (columns.keys[plain] >> POSITION_BITS).astype(np.int32)
        self.begins, self.ends = columns.begins[plain].astype(np.int32), columns.ends[plain].astype(np.int32)

    def excerpt(self, place: int, words: int) -> Excerpt:
        """See ``Excerpts.excerpt``."""
        text = self._texts[int(self._slots[place])]
        begin, end = int(self.begins[place]), int(self.ends[place + words - 1])
        return Excerpt(text[max(0, begin - 1) : begin], text[begin:end], text[end : end + 1])


def running_words(
    forms: NDArray[np.int32], keys: NDArray[np.int64], begins: NDArray[np.integer], ends: NDArray[np.integer], lexicon: Lexicon
) -> RunningWords:
    """Plain words as columns of ``TokenColumns`` [n]."""
    follows = np.zeros(len(forms), np.bool_)
    follows[1:] = (np.diff(keys) == 1) & (begins[1:] - ends[:-1] == 1)
    roles = _roles(lexicon, forms)[forms]
    documents = ((keys >> POSITION_BITS) // len(FIELDS)).astype(np.int32)
    return RunningWords(np.maximum(lexicon.class_of[forms], 0), roles, documents, follows)


def _roles(lexicon: Lexicon, forms: NDArray[np.int32]) -> NDArray[np.uint8]:
    """The role of each form of the lexicon that is among ``forms``: uint8 [forms of the lexicon]."""
    roles = np.zeros(lexicon.forms, np.uint8)
    used = np.unique(forms)
    letters = np.array([lexicon.form(number).isalpha() for number in used.tolist()], np.bool_)
    roles[used[letters & (lexicon.class_of[used] >= 0)]] = Role.CONTENT
    for words, role in ((STOP_WORDS | NO_PART_OF_PHRASES, Role.OTHER), (CONNECTORS, Role.CONNECTOR)):
        roles[[number for word in words if (number := lexicon.form_id(xkey(word))) >= 0]] = role
    return roles
