"""Inversion with numpy: documents → a token stream (TokenBuffer), lists of terms → posting lists of fields (Inversion)."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.bulk_tokenizer import BulkTokens, ChunkTable
from search_service.analysis.chunk_lines import ChunkLines, Numbering
from search_service.engines.whoosh.files.block_uses import BlockUses, ordered
from search_service.engines.whoosh.files.inverted import FacetPairs, InvertedTerms
from search_service.engines.whoosh.files.occurrences import Occurrences, ranges_of
from search_service.engines.whoosh.files.place_line import PlaceLine
from search_service.engines.whoosh.files.small_numbers import SmallNumbers
from search_service.engines.whoosh.files.token_stream import TokenStream, encoded_table, increments
from search_service.ranges import offsets_of
from search_service.schema import FIELDS, Field

PART_TOKENS = 1_000_000
"""Tokens inverted at a time: gathering and encoding one takes about 60 bytes, so that a part needs 60 MB."""

TOKENIZED_AT_ONCE = 1_000_000
"""Characters of text that wait until they are tokenized together, for which that takes 30 MB."""
CHARACTERS_A_TOKEN = 7


@dataclass(frozen=True, slots=True)
class _Tokenized:
    """The columns of a TokenStream for some texts; ``lengths`` int64 [texts] instead of starts."""

    tokens: NDArray[np.int32]
    lengths: NDArray[np.int64]
    steps: SmallNumbers
    leads: SmallNumbers
    widths: SmallNumbers

    @classmethod
    def of(cls, found: BulkTokens) -> _Tokenized:
        return cls(
            found.terms.astype(np.int32),
            found.lengths,
            SmallNumbers.of(increments(found.positions, found.lengths, first=-1)),
            SmallNumbers.of(increments(found.starts, found.lengths, first=0)),
            SmallNumbers.of(found.widths),
        )


class TokenBuffer:
    """Tokenizes the texts of added documents, many at a time, and keeps their terms in 7 bytes a token.

    ``observer`` is shown the texts too, taken apart.
    """

    def __init__(self, *, observer: Callable[[ChunkLines], None]) -> None:
        self._chunks = ChunkTable()
        self._observer = observer
        self._waiting: list[str] = []
        self._waiting_characters = 0
        self._tokenized: list[_Tokenized] = []
        self._tokens = 0

    @property
    def tokens(self) -> int:
        """How many there are, those of documents that wait to be tokenized estimated."""
        return self._tokens + self._waiting_characters // CHARACTERS_A_TOKEN

    def add(self, texts: Sequence[str]) -> None:
        """A document by the texts of its fields."""
        self._waiting.extend(texts)
        self._waiting_characters += sum(map(len, texts))
        if self._waiting_characters >= TOKENIZED_AT_ONCE:
            self._tokenize()

    def forget(self) -> None:
        """Begin anew; what was known of chunks is 200 MB for 50,000 releases."""
        self._chunks = ChunkTable()
        self._waiting.clear()
        self._waiting_characters = 0
        self._tokenized.clear()
        self._tokens = 0

    def _tokenize(self) -> None:
        lines = ChunkLines.of(self._waiting, self._chunks.chunks)
        self._observer(lines)
        found = self._chunks.tokens(lines)
        self._tokenized.append(_Tokenized.of(found))
        self._tokens += len(found.terms)
        self._waiting.clear()
        self._waiting_characters = 0

    def stream(self) -> TokenStream:
        """What has been added since ``stream`` was last asked for."""
        self._tokenize()
        parts, self._tokenized, self._tokens = self._tokenized, [], 0
        tokens = np.concatenate([each.tokens for each in parts])
        encoded, numbers = self._terms_of(tokens)
        self._chunks = ChunkTable() if self._chunks.full else self._chunks
        blob, offsets = encoded_table(encoded)
        return TokenStream(
            term_bytes=blob,
            term_offsets=offsets,
            tokens=numbers[tokens],
            starts=offsets_of(np.concatenate([each.lengths for each in parts])),
            steps=SmallNumbers.joined([each.steps for each in parts]),
            leads=SmallNumbers.joined([each.leads for each in parts]),
            widths=SmallNumbers.joined([each.widths for each in parts]),
        )

    def _terms_of(self, tokens: NDArray[np.int32]) -> tuple[list[bytes], NDArray[np.int32]]:
        """The terms of ``tokens`` in ascending order, and the place of each term of the table among them: int32 [terms]."""
        strings = self._chunks.terms.strings
        used = np.zeros(len(strings), np.bool_)
        used[tokens] = True
        ordered = sorted(np.flatnonzero(used).tolist(), key=strings.__getitem__)
        numbers = np.zeros(len(strings), np.int32)
        numbers[ordered] = np.arange(len(ordered), dtype=np.int32)
        return [strings[number].encode() for number in ordered], numbers


class Inversion:
    """The posting lists of single fields, out of the lists of the terms of a segment, in parts that bound memory, whatever its size."""

    def __init__(self, lists: Occurrences, line: PlaceLine, *, part_tokens: int = PART_TOKENS) -> None:
        self._lists = lists
        self._line = line
        self._part_tokens = part_tokens

    def postings(self, field: Field) -> Iterator[InvertedTerms]:
        """The posting lists of a field, all terms in ascending order, in parts."""
        column = FIELDS.index(field)
        for first, last in ranges_of(self._lists.place_starts, self._part_tokens):
            starts = self._lists.place_starts[first : last + 1]
            places = self._lists.places[starts[0] : starts[-1]] >> 1
            slots = self._line.slots_of(places)
            inside = np.flatnonzero(slots % np.int32(len(FIELDS)) == column)
            if len(inside):
                numbers = np.repeat(np.arange(first, last, dtype=np.int32), np.diff(starts))[inside]
                yield self._inverted(numbers, slots[inside], places[inside])

    def _inverted(self, numbers: NDArray[np.int32], slots: NDArray[np.int32], places: NDArray[np.int32]) -> InvertedTerms:
        """Posting lists of tokens in the order of their terms ``numbers`` and places: int32 [n] each."""
        new_term = np.diff(numbers, prepend=-1) != 0
        postings = np.flatnonzero(new_term | (np.diff(slots, prepend=-1) != 0))
        term_starts = np.flatnonzero(new_term[postings])
        return InvertedTerms(
            terms=numbers[postings[term_starts]],
            starts=np.append(term_starts, len(postings)),
            documents=slots[postings] // np.int32(len(FIELDS)),
            counts=np.diff(postings, append=len(numbers)).astype(np.int32),
            positions=places - self._line.begins[slots],
        )


class ValueBuffer:
    """Collects the values of one field of added documents."""

    def __init__(self) -> None:
        self._numbers = Numbering()
        self._documents = array("i")
        self._ordinals = array("i")

    def add(self, document: int, values: Iterable[str]) -> None:
        for value in values:
            self._documents.append(document)
            self._ordinals.append(self._numbers[value])

    def pairs(self) -> FacetPairs:
        """What has been added; its values are in no order."""
        return FacetPairs(tuple(self._numbers), np.frombuffer(self._documents, np.int32), np.frombuffer(self._ordinals, np.int32))


class BlockBuffer:
    """Collects the blocks of added documents."""

    def __init__(self) -> None:
        self._keys = array("q")
        self._documents = array("i")
        self._recurring = array("b")

    def add(self, document: int, recurring: Mapping[int, bool]) -> None:
        """A document by the keys of its blocks, each with whether it is known to recur."""
        self._keys.extend(recurring)
        self._documents.extend([document] * len(recurring))
        self._recurring.extend(recurring.values())

    def uses(self) -> BlockUses:
        """What has been added."""
        keys, documents = np.frombuffer(self._keys, np.int64), np.frombuffer(self._documents, np.int32)
        return ordered(keys, documents, np.frombuffer(self._recurring, np.bool_))


def join_pairs(parts: Sequence[FacetPairs]) -> FacetPairs:
    """Put parts end to end whose documents follow each other; values that no document has are left out, the rest sorted."""
    used = [np.unique(part.ordinals).tolist() for part in parts]
    values = sorted({part.values[ordinal] for part, ordinals in zip(parts, used, strict=True) for ordinal in ordinals})
    place = {value: ordinal for ordinal, value in enumerate(values)}
    maps = [np.array([place.get(value, -1) for value in part.values], np.int32) for part in parts]
    return FacetPairs(
        values=tuple(values),
        documents=np.concatenate([part.documents for part in parts]),
        ordinals=np.concatenate([renumbered[part.ordinals] for part, renumbered in zip(parts, maps, strict=True)]),
    )


def invert_pairs(pairs: FacetPairs) -> InvertedTerms:
    """Posting lists of a field without positions."""
    order = np.argsort(pairs.ordinals, kind="stable")
    ordinals = pairs.ordinals[order]
    starts = np.flatnonzero(np.diff(ordinals, prepend=np.int32(-1)))
    return InvertedTerms(
        terms=ordinals[starts],
        starts=np.append(starts, len(order)),
        documents=pairs.documents[order],
        counts=np.ones(len(order), np.int32),
        positions=np.empty(0, np.int32),
    )
