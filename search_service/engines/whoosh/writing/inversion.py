"""Inversion with numpy: documents → one token stream (TokenBuffer), token stream → posting lists (Inversion)."""

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
from search_service.engines.whoosh.files.small_numbers import SmallNumbers
from search_service.engines.whoosh.files.token_stream import TokenStream, increments
from search_service.ranges import offsets_of
from search_service.schema import FIELDS, Field

PART_TOKENS = 2_000_000
"""Tokens inverted at a time: sorting, gathering and encoding one takes about 60 bytes, so that a part needs 120 MB."""

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

    def __init__(self, chunks: ChunkTable, *, observer: Callable[[ChunkLines], None]) -> None:
        self._chunks = chunks
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

    def _tokenize(self) -> None:
        lines = ChunkLines.of(self._waiting, self._chunks.chunks)
        self._observer(lines)
        found = self._chunks.tokens(lines)
        self._tokenized.append(_Tokenized.of(found))
        self._tokens += len(found.terms)
        self._waiting.clear()
        self._waiting_characters = 0

    def stream(self) -> TokenStream:
        """What has been added; its terms are in no order."""
        self._tokenize()
        encoded = [term.encode() for term in self._chunks.terms.strings]
        parts = self._tokenized
        return TokenStream(
            term_bytes=np.frombuffer(b"".join(encoded), np.uint8),
            term_offsets=offsets_of(np.fromiter(map(len, encoded), np.int64, len(encoded))),
            tokens=np.concatenate([each.tokens for each in parts]),
            starts=offsets_of(np.concatenate([each.lengths for each in parts])),
            steps=SmallNumbers.joined([each.steps for each in parts]),
            leads=SmallNumbers.joined([each.leads for each in parts]),
            widths=SmallNumbers.joined([each.widths for each in parts]),
        )


class Inversion:
    """Posting lists out of a token stream; takes 4 bytes for each token of the stream besides the part at work."""

    def __init__(self, stream: TokenStream, *, part_tokens: int = PART_TOKENS) -> None:
        self._stream = stream
        self._part_tokens = part_tokens
        self._positions = stream.positions()
        self._document_starts = stream.starts[:: len(FIELDS)]

    def postings(self, field: Field) -> Iterator[InvertedTerms]:
        """The posting lists of a field, all terms in ascending order, in parts."""
        tokens = self._stream.tokens
        in_field = np.repeat(np.tile(np.array(FIELDS) == field, self._stream.documents), np.diff(self._stream.starts))
        for first, end in _term_ranges(self._counts(in_field), self._part_tokens):
            places = np.flatnonzero(in_field & (tokens >= first) & (tokens < end))
            if len(places):
                yield self._invert(places)

    def _counts(self, in_field: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Occurrences of each term in the field, int64 [terms]; in pieces, because bincount copies its input as int64."""
        counts = np.zeros(len(self._stream.term_offsets) - 1, np.int64)
        for start in range(0, len(in_field), self._part_tokens):
            piece = slice(start, start + self._part_tokens)
            counts += np.bincount(self._stream.tokens[piece][in_field[piece]], minlength=len(counts))
        return counts

    def _invert(self, places: NDArray[np.intp]) -> InvertedTerms:
        """Posting lists of the tokens at ``places`` [n], ascending: a stable sort by term keeps document and position order."""
        numbers = self._stream.tokens[places]
        documents = (np.searchsorted(self._document_starts, places, side="right") - 1).astype(np.int32)
        order = np.argsort(numbers, kind="stable")
        numbers, documents = numbers[order], documents[order]
        new_term = np.diff(numbers, prepend=-1) != 0
        postings = np.flatnonzero(new_term | (np.diff(documents, prepend=-1) != 0))
        term_starts = np.flatnonzero(new_term[postings])
        return InvertedTerms(
            terms=numbers[postings[term_starts]],
            starts=np.append(term_starts, len(postings)),
            documents=documents[postings],
            counts=np.diff(postings, append=len(numbers)).astype(np.int32),
            positions=self._positions[places[order]],
        )


def _term_ranges(counts: NDArray[np.int64], limit: int) -> Iterator[tuple[int, int]]:
    """Ranges of term numbers that hold at most ``limit`` of the ``counts`` int64 [terms], or are a single term."""
    reached = np.cumsum(counts)
    first = 0
    while first < len(counts):
        before = int(reached[first - 1]) if first else 0
        end = max(first + 1, int(np.searchsorted(reached, before + limit, side="right")))
        yield first, end
        first = end


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
