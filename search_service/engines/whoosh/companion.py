"""The forward token stream of a segment: which index term stands where in each document, in one memory-mapped file beside it.

The file is named like Whoosh's own files of the segment, so that Whoosh's clean-up removes it together with them.

    arrays one after another, each at a multiple of 8 bytes | directory as JSON | length of the directory, magic (16 bytes)
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import chain, pairwise
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from search_service.errors import IndexDamagedError
from search_service.schema import Field

FIELDS = tuple(Field)
TOKENS_EXTENSION = ".tokens"
FAR_STEP = 255
"""In ``steps``: the increment is larger than 254 and stands in ``far_steps``."""

_MAGIC = b"NEWSTOK1"
_TAIL = struct.Struct("<Q8s")
_ALIGNMENT = 8
_DTYPES = {"term_bytes": "|u1", "term_offsets": "<i8", "tokens": "<i4", "steps": "|u1", "starts": "<i8"} | {
    "far_tokens": "<i8",
    "far_steps": "<i4",
}


@dataclass(frozen=True, slots=True)
class TokenStream:
    """All tokens of a segment in the order document, field (as in ``Field``), position; deleted documents included.

    term_bytes   uint8 [bytes]             the distinct index terms, sorted, as UTF-8 one after another
    term_offsets int64 [terms + 1]         where each begins in ``term_bytes``
    tokens       int32 [tokens]            number of the term
    steps        uint8 [tokens]            position minus that of the token before it in the same field: 0 for extra terms;
                                           for the first token position + 1; FAR_STEP if larger than 254
    starts       int64 [documents * 4 + 1] first token of each document and field, at document * 4 + field
    far_tokens   int64 [far]               ascending: the tokens whose step is FAR_STEP
    far_steps    int32 [far]               their steps
    """

    term_bytes: NDArray[np.uint8]
    term_offsets: NDArray[np.int64]
    tokens: NDArray[np.int32]
    steps: NDArray[np.uint8]
    starts: NDArray[np.int64]
    far_tokens: NDArray[np.int64]
    far_steps: NDArray[np.int32]

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

    def increments(self) -> NDArray[np.int32]:
        """``steps`` with the far ones put in: int32 [tokens]."""
        increments = self.steps.astype(np.int32)
        increments[self.far_tokens] = self.far_steps
        return increments

    def positions(self) -> NDArray[np.int32]:
        """The position of each token in its field: int32 [tokens]."""
        reached = self.increments()
        np.cumsum(reached, out=reached)
        lengths = np.diff(self.starts)
        firsts = self.starts[:-1][lengths > 0]
        before = np.append(np.int32(0), reached[firsts[1:] - 1]) if len(firsts) else reached
        reached -= np.repeat(before + np.int32(1), lengths[lengths > 0])
        return reached

    def field(self, document: int, field: Field) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Term numbers and positions of one field of one document: int32 [n] both."""
        slot = document * len(FIELDS) + FIELDS.index(field)
        start, end = self.starts[slot : slot + 2].tolist()
        steps = self.steps[start:end].astype(np.int32)
        first, last = np.searchsorted(self.far_tokens, (start, end))
        steps[self.far_tokens[first:last] - start] = self.far_steps[first:last]
        return self.tokens[start:end], np.cumsum(steps, dtype=np.int32) - np.int32(1)

    def lengths(self) -> NDArray[np.int64]:
        """Number of index terms, extra ones included: int64 [documents, 4]."""
        return np.diff(self.starts).reshape(-1, len(FIELDS))


def pack_steps(positions: NDArray[np.int32], starts: NDArray[np.int64]) -> tuple[NDArray[np.uint8], NDArray[np.int64], NDArray[np.int32]]:
    """``steps``, ``far_tokens`` and ``far_steps`` of tokens at ``positions`` int32 [tokens] in slices ``starts`` int64 [slices + 1].

    The positions of a slice do not decrease.
    """
    increments = np.diff(positions, prepend=np.int32(-1))
    firsts = starts[:-1][np.diff(starts) > 0]
    increments[firsts] = positions[firsts] + 1
    far = np.flatnonzero(increments >= FAR_STEP)
    return np.minimum(increments, FAR_STEP).astype(np.uint8), far, increments[far]


def without_documents(stream: TokenStream, deleted: NDArray[np.int32]) -> TokenStream:
    """The stream without the documents ``deleted`` int32 [n]; its terms stay."""
    if not len(deleted):
        return stream
    kept_slots = np.ones((stream.documents, len(FIELDS)), np.bool_)
    kept_slots[deleted] = False
    lengths = np.diff(stream.starts)
    kept = np.repeat(kept_slots.ravel(), lengths)
    far = kept[stream.far_tokens]
    return TokenStream(
        term_bytes=stream.term_bytes,
        term_offsets=stream.term_offsets,
        tokens=stream.tokens[kept],
        steps=stream.steps[kept],
        starts=offsets_of(lengths[kept_slots.ravel()]),
        far_tokens=(np.cumsum(kept) - 1)[stream.far_tokens[far]],
        far_steps=stream.far_steps[far],
    )


def offsets_of(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where pieces of ``lengths`` int64 [n] begin and the last ends when put end to end: int64 [n + 1]."""
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths, dtype=np.int64)))


def write_streams(path: Path, streams: Sequence[TokenStream]) -> None:
    """Write ``streams`` end to end as one; terms that none of them uses are left out, unsorted terms are sorted."""
    terms, numbers = _joined_terms(streams)
    token_bases = np.cumsum([0, *(len(stream.tokens) for stream in streams)])
    based = list(zip(streams, token_bases.tolist(), strict=False))
    encoded = [term.encode() for term in terms]
    blob = np.frombuffer(b"".join(encoded), np.uint8)
    arrays: dict[str, Iterable[NDArray[np.generic]]] = {
        "term_bytes": [blob],
        "term_offsets": [offsets_of(np.fromiter(map(len, encoded), np.int64, len(encoded)))],
        "tokens": (number[stream.tokens] for stream, number in zip(streams, numbers, strict=True)),
        "steps": (stream.steps for stream in streams),
        "starts": chain((stream.starts[:-1] + base for stream, base in based), [token_bases[-1:]]),
        "far_tokens": (stream.far_tokens + base for stream, base in based),
        "far_steps": (stream.far_steps for stream in streams),
    }
    with path.open("wb") as file:
        _write_arrays(file, arrays)


def _joined_terms(streams: Sequence[TokenStream]) -> tuple[list[str], list[NDArray[np.int32]]]:
    """The terms in use, sorted (code points order like UTF-8 bytes), and for each stream its term numbers → those of the result."""
    all_terms = [stream.terms() for stream in streams]
    used = [np.flatnonzero(np.bincount(stream.tokens, minlength=1)).tolist() for stream in streams]
    joined = sorted({terms[number] for terms, numbers in zip(all_terms, used, strict=True) for number in numbers})
    place = {term: number for number, term in enumerate(joined)}
    maps = [np.array([place.get(term, -1) for term in terms], np.int32) for terms in all_terms]
    return joined, maps


def _write_arrays(file: IO[bytes], arrays: dict[str, Iterable[NDArray[np.generic]]]) -> None:
    directory = {}
    for name, parts in arrays.items():
        file.write(bytes(-file.tell() % _ALIGNMENT))
        start = file.tell()
        for part in parts:
            file.write(np.ascontiguousarray(part, _DTYPES[name]).data)
        directory[name] = (start, file.tell() - start)
    encoded = json.dumps(directory).encode()
    file.write(encoded + _TAIL.pack(len(encoded), _MAGIC))


def open_stream(path: Path) -> TokenStream:
    """Map the token stream in ``path``. Raises IndexDamagedError when it is missing or not whole."""
    try:
        data = np.asarray(np.memmap(path, np.uint8, mode="r"))
        stream = TokenStream(**dict(_arrays(data)))
    except (FileNotFoundError, ValueError, TypeError, KeyError, struct.error) as error:
        raise IndexDamagedError(f"{path} is missing or damaged ({error}); run `news-indexer rebuild`") from error
    return stream


def _arrays(data: NDArray[np.uint8]) -> Iterator[tuple[str, Any]]:
    length, magic = _TAIL.unpack(data[-_TAIL.size :].tobytes())
    if magic != _MAGIC:
        raise ValueError("no token stream, or cut off")
    directory = json.loads(data[-_TAIL.size - length : -_TAIL.size].tobytes())
    for field in fields(TokenStream):
        start, size = directory[field.name]
        yield field.name, data[start : start + size].view(_DTYPES[field.name])
