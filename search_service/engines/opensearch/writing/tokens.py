"""The texts of releases as tokens, taken apart once and kept on disk until the lexicon is known that numbers their forms."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.bulk_tokenizer import ChunkTable
from search_service.analysis.chunk_lines import ChunkLines
from search_service.analysis.meaning.lexicon import Lexicon
from search_service.array_file import ArrayWriter, open_arrays
from search_service.engines.form_numbers import FormNumbers
from search_service.engines.opensearch.records import Record
from search_service.explain.token_columns import POSITION_BITS, TokenColumns
from search_service.schema import FIELDS

TOKENIZED_AT_ONCE = 1_000_000
"""Characters of text that wait until they are tokenized together, for which that takes 30 MB."""
MINED_TOKENS = 8_000_000
"""Tokens of the sample that phrases are mined of: what is frequent in 27,000 releases is frequent in all."""


def no_observer(lines: ChunkLines) -> None:
    """Shown the texts where nothing is made of them."""


@dataclass(frozen=True, slots=True)
class TokenizedRecords:
    """Some records with their tokens: every field of every record is a slot, record * fields + field.

    forms  int32 [tokens]  the lexicon's numbers, in the order of slots and text
    keys   int64 [tokens]  slot << 32 | position
    begins int64 [tokens]  where the word begins in the text of its slot, in characters
    ends   int64 [tokens]  where it ends
    """

    records: Sequence[Record]
    forms: NDArray[np.int32]
    keys: NDArray[np.int64]
    begins: NDArray[np.int64]
    ends: NDArray[np.int64]

    def columns(self) -> TokenColumns:
        """The same as an explainer reads it."""
        texts = [text for record in self.records for text in record.stored.texts.values()]
        return TokenColumns(texts, self.forms, self.keys, self.begins, self.ends)


@dataclass(frozen=True, slots=True)
class _Batch:
    """Records and where their tokens lie; ``terms`` are what these are numbered by, more may have come."""

    path: Path
    terms: list[str]
    tokens: int


class TokenizedTexts:
    """Takes records in and gives them back with their tokens, as often as they are asked for, some hundred at a time.

    Texts lie in ``folder``, which is the caller's to remove; in memory are the distinct words alone.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._chunks = ChunkTable()
        self._waiting: list[Record] = []
        self._characters = 0
        self._batches: list[_Batch] = []
        self.records = 0
        self._lengths = np.zeros(len(FIELDS))

    def take_in(self, records: Iterable[Record], observer: Callable[[ChunkLines], None] = no_observer) -> None:
        """Take records in; ``observer`` is shown their texts, taken apart."""
        for record in records:
            self._waiting.append(record)
            self._characters += sum(map(len, record.stored.texts.values()))
            if self._characters >= TOKENIZED_AT_ONCE:
                self._tokenize(observer)
        if self._waiting:
            self._tokenize(observer)

    @property
    def average_lengths(self) -> NDArray[np.float64]:
        """Index terms of each field: float64 [fields]."""
        return self._lengths / max(1, self.records)

    def _tokenize(self, observer: Callable[[ChunkLines], None]) -> None:
        if self._chunks.full:
            self._chunks = ChunkTable()
        lines = ChunkLines.of([text for record in self._waiting for text in record.stored.texts.values()], self._chunks.chunks)
        observer(lines)
        found = self._chunks.tokens(lines)
        slots = np.repeat(np.arange(len(found.lengths)), found.lengths)
        path = self._folder / f"tokens-{len(self._batches)}.arrays"
        with ArrayWriter(path) as file:
            file.put("terms", found.terms.astype(np.int32))
            file.put("keys", slots << POSITION_BITS | found.positions)
            file.put("begins", found.starts)
            file.put("ends", found.starts + found.widths)
        path.with_suffix(".json").write_text(json.dumps([record.packed() for record in self._waiting]), encoding="utf-8")
        self._batches.append(_Batch(path, self._chunks.terms.strings, len(found.terms)))
        self._lengths += found.lengths.reshape(-1, len(FIELDS)).sum(axis=0)
        self.records += len(self._waiting)
        self._waiting, self._characters = [], 0

    def terms(self) -> set[str]:
        """The distinct index terms."""
        tables = {id(batch.terms): batch.terms for batch in self._batches}
        return {term for terms in tables.values() for term in terms}

    def numbered(self, lexicon: Lexicon) -> Iterator[TokenizedRecords]:
        """Everything that was taken in, with the numbers of ``lexicon``, which has all its terms."""
        numbers = FormNumbers(lexicon)
        known: dict[int, NDArray[np.int32]] = {}
        for batch in self._batches:
            forms = known.get(id(batch.terms))
            if forms is None:
                forms = known[id(batch.terms)] = numbers.of_terms(batch.terms)
            arrays = open_arrays(batch.path)
            records = list(map(Record.unpacked, json.loads(batch.path.with_suffix(".json").read_text(encoding="utf-8"))))
            yield TokenizedRecords(records, forms[arrays["terms"]], arrays["keys"], arrays["begins"], arrays["ends"])

    def sample(self, lexicon: Lexicon) -> TokenColumns:
        """The texts, of a large archive every so manieth batch of them."""
        stride = max(1, -(-sum(batch.tokens for batch in self._batches) // MINED_TOKENS))
        texts: list[str] = []
        parts = [TokenColumns((), np.empty(0, np.int32), *(np.empty(0, np.int64) for _ in range(3)))]
        for number, batch in enumerate(self.numbered(lexicon)):
            if number % stride == 0:
                columns = batch.columns()
                keys = columns.keys + (len(texts) << POSITION_BITS)
                parts.append(TokenColumns((), columns.forms, keys, columns.begins, columns.ends))
                texts.extend(columns.texts)
        names = ("forms", "keys", "begins", "ends")
        return TokenColumns(texts, *(np.concatenate([getattr(part, name) for part in parts]) for name in names))
