"""The forward token stream of a segment: which index term stands where in each document, in one file of arrays beside it.

The file is named like Whoosh's own files of the segment, so that Whoosh's clean-up removes it together with them.

"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, compress, pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search_service.array_file import Arrays, ArrayWriter, open_arrays
from search_service.engines.whoosh.files.small_numbers import SmallNumbers
from search_service.errors import IndexDamagedError
from search_service.ranges import offsets_of
from search_service.schema import FIELDS

TOKENS_EXTENSION = ".tokens"
_SMALL_NUMBERS = ("steps", "leads", "widths")
_PARTS = ("small", "far_places", "far_values")
_AT_ONCE = 2_000_000
"""Tokens that are copied in one step."""


@dataclass(frozen=True, slots=True)
class TokenStream:
    """All tokens of a segment in the order document, field (as in ``Field``), position; deleted documents included.

    term_bytes   uint8 [bytes]             the distinct index terms, sorted, as UTF-8 one after another
    term_offsets int64 [terms + 1]         where each begins in ``term_bytes``
    tokens       int32 [tokens]            number of the term
    starts       int64 [documents * 4 + 1] first token of each document and field, at document * 4 + field
    steps        [tokens]                  position minus that of the token before it in the same field: 0 for extra terms;
                                           for the first token position + 1
    leads        [tokens]                  where the word begins in its field, in characters, minus where that before it begins
    widths       [tokens]                  characters of the word
    """

    term_bytes: NDArray[np.uint8]
    term_offsets: NDArray[np.int64]
    tokens: NDArray[np.int32]
    starts: NDArray[np.int64]
    steps: SmallNumbers
    leads: SmallNumbers
    widths: SmallNumbers

    @property
    def documents(self) -> int:
        return (len(self.starts) - 1) // len(FIELDS)

    def terms(self) -> list[str]:
        """The distinct index terms in ascending order; a token's number is the place of its term here."""
        return [term.decode() for term in self.encoded_terms()]

    def encoded_terms(self) -> list[bytes]:
        """``terms()`` as UTF-8."""
        blob = self.term_bytes.tobytes()
        return [blob[start:end] for start, end in pairwise(self.term_offsets.tolist())]

    def spans(self) -> NDArray[np.int64]:
        """How many positions each field takes, its last one plus 1: int64 [documents * 4]."""
        return np.diff(self.steps.sums_before(self.starts))

    def of_documents(self, documents: NDArray[np.int64]) -> DocumentTokens:
        """The tokens of ``documents`` int64 [n], in their order."""
        slots = documents[:, np.newaxis] * len(FIELDS) + np.arange(len(FIELDS) + 1)
        borders = self.starts[slots]
        lengths = np.diff(borders)
        ranges = list(zip(borders[:, 0].tolist(), borders[:, -1].tolist(), strict=True))
        of_slot = lengths.ravel()
        return DocumentTokens(
            tokens=np.concatenate([self.tokens[:0], *(self.tokens[start:end] for start, end in ranges)]),
            positions=_sums(self.steps.within(ranges), of_slot) - 1,
            begins=_sums(self.leads.within(ranges), of_slot),
            widths=self.widths.within(ranges),
            lengths=lengths,
        )

    def lengths(self) -> NDArray[np.int64]:
        """Number of index terms, extra ones included: int64 [documents, 4]."""
        return np.diff(self.starts).reshape(-1, len(FIELDS))


@dataclass(frozen=True, slots=True)
class DocumentTokens:
    """The tokens of some documents end to end.

    tokens    int32 [tokens]        numbers of the terms
    positions int64 [tokens]        in the field, from 0
    begins    int64 [tokens]        where the word begins in the text of the field
    widths    int32 [tokens]        its characters
    lengths   int64 [documents, 4]  tokens of each field
    """

    tokens: NDArray[np.int32]
    positions: NDArray[np.int64]
    begins: NDArray[np.int64]
    widths: NDArray[np.int32]
    lengths: NDArray[np.int64]


def _sums(steps: NDArray[np.int32], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Running sums of ``steps`` int32 [n] that begin anew with each slice; int64 [n]."""
    reached = np.zeros(len(steps) + 1, np.int64)
    np.cumsum(steps, out=reached[1:])
    before = reached.take(np.cumsum(lengths) - lengths)
    return np.asarray(reached[1:] - np.repeat(before, lengths), np.int64)


def increments(values: NDArray[np.int64], lengths: NDArray[np.int64], *, first: int) -> NDArray[np.int64]:
    """Each of ``values`` int64 [n] minus the one before it in the same slice; slices have ``lengths`` int64 [slices] values.

    ``first`` is what the first of a slice is counted from.
    """
    steps = np.diff(values, prepend=0)
    firsts = (np.cumsum(lengths) - lengths)[lengths > 0]
    steps[firsts] = values[firsts] - first
    return steps


def live_parts(stream: TokenStream, deleted: NDArray[np.int32], limit: int) -> Iterator[TokenStream]:
    """The stream without the documents ``deleted`` int32 [n] ascending, in parts made of ``limit`` tokens at most, or of one document."""
    starts = stream.starts[:: len(FIELDS)]
    first = 0
    while first < stream.documents:
        end = max(first + 1, int(np.searchsorted(starts, starts[first] + limit, side="right")) - 1)
        inside = deleted[slice(*np.searchsorted(deleted, (first, end)).tolist())]
        yield without_documents(_documents_of(stream, first, end), inside - np.int32(first))
        first = end


def _documents_of(stream: TokenStream, first: int, end: int) -> TokenStream:
    """The documents from ``first`` to before ``end``, a view; its terms are all of the stream."""
    starts = stream.starts[first * len(FIELDS) : end * len(FIELDS) + 1]
    start, stop = int(starts[0]), int(starts[-1])
    small = {name: getattr(stream, name).between(start, stop) for name in _SMALL_NUMBERS}
    return replace(stream, tokens=stream.tokens[start:stop], starts=starts - start, **small)


def without_documents(stream: TokenStream, deleted: NDArray[np.int32]) -> TokenStream:
    """The stream without the documents ``deleted`` int32 [n] and the terms that only they have."""
    kept_slots = np.ones((stream.documents, len(FIELDS)), np.bool_)
    kept_slots[deleted] = False
    lengths = np.diff(stream.starts)
    kept = np.repeat(kept_slots.ravel(), lengths)
    small = {name: getattr(stream, name).kept(kept) for name in _SMALL_NUMBERS}
    tokens = stream.tokens[kept]
    used = np.zeros(len(stream.term_offsets) - 1, np.bool_)
    used[tokens] = True
    blob, offsets = encoded_table(list(compress(stream.encoded_terms(), used.tolist())))
    numbers = (np.cumsum(used) - 1).astype(np.int32)
    return TokenStream(blob, offsets, tokens=numbers[tokens], starts=offsets_of(lengths[kept_slots.ravel()]), **small)


def encoded_table(encoded: Sequence[bytes]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """``term_bytes`` and ``term_offsets`` of terms as UTF-8."""
    return np.frombuffer(b"".join(encoded), np.uint8), offsets_of(np.fromiter(map(len, encoded), np.int64, len(encoded)))


def write_streams(path: Path, streams: Sequence[TokenStream]) -> list[NDArray[np.int32]]:
    """Write ``streams`` end to end as one; gives back for each of them the numbers that its terms have there: int32 [terms] ascending."""
    terms, numbers = _joined_terms(streams)
    blob, offsets = encoded_table(terms)
    bases = np.cumsum([0, *(len(stream.tokens) for stream in streams)])
    with ArrayWriter(path) as file:
        file.put("term_bytes", blob)
        file.put("term_offsets", offsets)
        pairs = zip(streams, numbers, strict=True)
        file.put_parts("tokens", (number[part] for stream, number in pairs for part in _pieces(stream.tokens)), np.int32)
        based = zip(streams, bases.tolist(), strict=False)
        file.put_parts("starts", chain((stream.starts[:-1] + base for stream, base in based), [bases[-1:]]), np.int64)
        for name in _SMALL_NUMBERS:
            _put_small_numbers(file, name, [getattr(stream, name) for stream in streams], bases.tolist())
    return numbers


def _pieces(tokens: NDArray[np.int32]) -> Iterator[NDArray[np.int32]]:
    return (tokens[start : start + _AT_ONCE] for start in range(0, len(tokens), _AT_ONCE))


def _put_small_numbers(file: ArrayWriter, name: str, numbers: Sequence[SmallNumbers], bases: Sequence[int]) -> None:
    file.put_parts(f"{name}.small", (each.small for each in numbers), np.uint8)
    file.put_parts(f"{name}.far_places", (each.far_places + base for each, base in zip(numbers, bases, strict=False)), np.int64)
    file.put_parts(f"{name}.far_values", (each.far_values for each in numbers), np.int32)


def _joined_terms(streams: Sequence[TokenStream]) -> tuple[list[bytes], list[NDArray[np.int32]]]:
    """All terms, sorted (bytes of UTF-8 order like code points), and for each stream its term numbers → those of the result."""
    terms = sorted(set().union(*(stream.encoded_terms() for stream in streams)))
    place = {term: number for number, term in enumerate(terms)}
    return terms, [np.array([place[term] for term in stream.encoded_terms()], np.int32) for stream in streams]


def open_stream(path: Path) -> TokenStream:
    """Map the token stream in ``path``. Raises IndexDamagedError when it is missing or not whole."""
    try:
        return stream_of(open_arrays(path))
    except (FileNotFoundError, ValueError, KeyError) as error:
        raise IndexDamagedError(f"{path} is missing or damaged ({error}); run `news-indexer rebuild`") from error


def stream_of(arrays: Arrays) -> TokenStream:
    """The stream that ``write_streams`` wrote. Raises KeyError when there is none."""
    plain: dict[str, Any] = {name: arrays[name] for name in ("term_bytes", "term_offsets", "tokens", "starts")}
    small: dict[str, Any] = {name: SmallNumbers(*(arrays[f"{name}.{part}"] for part in _PARTS)) for name in _SMALL_NUMBERS}
    return TokenStream(**plain, **small)
