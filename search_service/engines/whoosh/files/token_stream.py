"""The forward token stream of a segment: which index term stands where in each document, in one file of arrays beside it.

The file is named like Whoosh's own files of the segment, so that Whoosh's clean-up removes it together with them.

"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
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

    def positions(self) -> NDArray[np.int32]:
        """The position of each token in its field: int32 [tokens]."""
        reached = self.steps.all()
        np.cumsum(reached, out=reached)
        lengths = np.diff(self.starts)
        firsts = self.starts[:-1][lengths > 0]
        before = np.append(np.int32(0), reached[firsts[1:] - 1]) if len(firsts) else reached
        reached -= np.repeat(before + np.int32(1), lengths[lengths > 0])
        return reached

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


def without_documents(stream: TokenStream, deleted: NDArray[np.int32]) -> TokenStream:
    """The stream without the documents ``deleted`` int32 [n]; its terms stay."""
    if not len(deleted):
        return stream
    kept_slots = np.ones((stream.documents, len(FIELDS)), np.bool_)
    kept_slots[deleted] = False
    lengths = np.diff(stream.starts)
    kept = np.repeat(kept_slots.ravel(), lengths)
    return TokenStream(
        term_bytes=stream.term_bytes,
        term_offsets=stream.term_offsets,
        tokens=stream.tokens[kept],
        starts=offsets_of(lengths[kept_slots.ravel()]),
        steps=stream.steps.kept(kept),
        leads=stream.leads.kept(kept),
        widths=stream.widths.kept(kept),
    )


def write_streams(path: Path, streams: Sequence[TokenStream]) -> None:
    """Write ``streams`` end to end as one; terms that none of them uses are left out, unsorted terms are sorted."""
    terms, numbers = _joined_terms(streams)
    token_bases = np.cumsum([0, *(len(stream.tokens) for stream in streams)])
    based = list(zip(streams, token_bases.tolist(), strict=False))
    encoded = [term.encode() for term in terms]
    blob = np.frombuffer(b"".join(encoded), np.uint8)
    with ArrayWriter(path) as file:
        file.put("term_bytes", blob)
        file.put("term_offsets", offsets_of(np.fromiter(map(len, encoded), np.int64, len(encoded))))
        file.put_parts("tokens", (number[stream.tokens] for stream, number in zip(streams, numbers, strict=True)), np.int32)
        file.put_parts("starts", chain((stream.starts[:-1] + base for stream, base in based), [token_bases[-1:]]), np.int64)
        for name in _SMALL_NUMBERS:
            _put_small_numbers(file, name, [getattr(stream, name) for stream in streams], token_bases.tolist())


def _put_small_numbers(file: ArrayWriter, name: str, numbers: Sequence[SmallNumbers], bases: Sequence[int]) -> None:
    file.put_parts(f"{name}.small", (each.small for each in numbers), np.uint8)
    file.put_parts(f"{name}.far_places", (each.far_places + base for each, base in zip(numbers, bases, strict=False)), np.int64)
    file.put_parts(f"{name}.far_values", (each.far_values for each in numbers), np.int32)


def _joined_terms(streams: Sequence[TokenStream]) -> tuple[list[str], list[NDArray[np.int32]]]:
    """The terms in use, sorted (code points order like UTF-8 bytes), and for each stream its term numbers → those of the result."""
    all_terms = [stream.terms() for stream in streams]
    used = [np.flatnonzero(np.bincount(stream.tokens, minlength=1)).tolist() for stream in streams]
    joined = sorted({terms[number] for terms, numbers in zip(all_terms, used, strict=True) for number in numbers})
    place = {term: number for number, term in enumerate(joined)}
    maps = [np.array([place.get(term, -1) for term in terms], np.int32) for terms in all_terms]
    return joined, maps


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
