"""Posting lists in Whoosh's W3 files: encoded from arrays, decoded into arrays. Each list in one go, no object per posting.

Lists shorter than INLINED_BELOW stand in the term dictionary, in Whoosh's inlined form; longer ones are one W3 block whose three
parts (id deltas, weights, values) are arrays where Whoosh's writer has tuples. Whoosh reads both: it only iterates and indexes.
"""

from __future__ import annotations

import io
import pickle
import struct
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC, W3FieldWriter, W3TermInfo
from whoosh.fields import FieldType
from whoosh.filedb.structfile import StructFile

from search_service.engines.whoosh.files.inverted import InvertedTerms
from search_service.engines.whoosh.files.term_dictionary import add_entries
from search_service.engines.whoosh.files.viewfile import ViewFile
from search_service.ranges import offsets_of

INLINED_BELOW = 32
"""Pickled tuples of a list this long are smaller and faster than arrays (32 postings: 220 to 243 bytes, read in 1.0 to 2.1 us)."""

DAMAGE: tuple[type[Exception], ...] = (*(EOFError, struct.error, zlib.error, ValueError, LookupError, ArithmeticError, MemoryError),)
"""What damaged bytes make our decoding raise; a damaged length asks for more memory than there is."""
FOREIGN_DAMAGE: tuple[type[Exception], ...] = (
    *(pickle.UnpicklingError, TypeError, AttributeError, ImportError, NameError),
    *DAMAGE,
)
"""What Whoosh and pickle raise when they read damaged bytes, and in our own code would be a mistake: for calls of theirs alone."""

_FACTS = W3TermInfo._struct
_EXTENT = struct.Struct("!Qi")
_SIZE = struct.Struct("!i")
_FIELD_NUMBER = struct.Struct("!H")
_FREQUENCY = struct.Struct("!I")
_PROTOCOL = 3
"""Of pickle: the oldest one that has bytes, and without the frames that later ones add to each of the small lists."""
_NARROW = (("B", np.uint8), ("H", np.uint16), ("I", np.uint32))

NO_DOCUMENTS = np.empty(0, np.int32)


@dataclass(frozen=True, slots=True)
class Postings:
    """Where a term occurs: ``documents`` int32 [n] ascending, deleted ones included; ``frequencies`` int32 [n]."""

    documents: NDArray[np.int32]
    frequencies: NDArray[np.int32]


NO_POSTINGS = Postings(NO_DOCUMENTS, NO_DOCUMENTS)


class PackedValues:
    """The values of a block as two arrays; looks to Whoosh like its tuple of byte strings."""

    __slots__ = ("_starts", "counts", "positions")

    def __init__(self, counts: array[int], positions: array[int]) -> None:
        self.counts = counts
        self.positions = positions
        self._starts: list[int] = []

    def __reduce__(self) -> tuple[type[PackedValues], tuple[array[int], array[int]]]:
        return PackedValues, (self.counts, self.positions)

    def __len__(self) -> int:
        return len(self.counts)

    def __getitem__(self, index: int) -> bytes:
        if not self._starts:
            self._starts = list(accumulate(self.counts, initial=0))
        start, end = self._starts[index], self._starts[index + 1]
        return struct.pack(f"<{end - start}I", *self.positions[start:end])


def write_field(
    writer: W3FieldWriter,
    name: str,
    field: FieldType,
    terms: Sequence[bytes],
    parts: Iterable[InvertedTerms],
    length_bytes: NDArray[np.uint8],
) -> None:
    """Write the posting lists of a field; fields come in the order of their names.

    ``terms``: by term number, in ascending order; ``length_bytes`` uint8 [documents]: Whoosh's quantised field lengths.
    """
    writer.start_field(name, field)
    prefix = _FIELD_NUMBER.pack(writer._fieldid)
    for part in parts:
        encoder = _Encoder(part, field.format.fixed_value_size())
        entries = _entries(encoder, writer._postfile, length_bytes)
        add_entries(writer._tindex, ((prefix + terms[number], entry) for number, entry in entries))
    writer.finish_field()


def _entries(encoder: _Encoder, file: StructFile, length_bytes: NDArray[np.uint8]) -> Iterator[tuple[int, bytes]]:
    """Each term's number and entry in the dictionary; the lists that are not part of their entries go to the postings ``file``."""
    reached = file.tell()
    for number, start, end, facts in encoder.lists(length_bytes):
        if end - start < INLINED_BELOW:
            yield number, _FACTS.pack(1, *facts) + encoder.inlined(start, end)
        else:
            block = encoder.block(start, end, facts)
            yield number, _FACTS.pack(0, *facts) + _EXTENT.pack(reached, len(block))
            file.write(block)
            reached += len(block)


Facts = tuple[float, int, int, int, float, int, int]
"""Of a posting list: total weight, documents, shortest and longest field length (as bytes), largest weight, first and last document."""


class _Encoder:
    """Encodes the lists of one part of a field. ``value_size`` is that of the field's format: None for positions, else 0 or 4."""

    def __init__(self, part: InvertedTerms, value_size: int | None) -> None:
        self._part = part
        self._value_size = value_size
        self._deltas = np.diff(part.documents, prepend=np.int32(0))
        self._deltas[part.starts[:-1]] = part.documents[part.starts[:-1]]
        self._position_starts = offsets_of(part.counts.astype(np.int64))
        self._position_bytes = part.positions.astype("<u4").tobytes()

    def lists(self, length_bytes: NDArray[np.uint8]) -> Iterator[tuple[int, int, int, Facts]]:
        """Each list's term number, start and end in the part, and facts."""
        part = self._part
        starts, ends = part.starts[:-1], part.starts[1:]
        lengths = length_bytes[part.documents]
        columns = (
            np.add.reduceat(part.counts, starts, dtype=np.float64),
            ends - starts,
            np.minimum.reduceat(lengths, starts),
            np.maximum.reduceat(lengths, starts),
            np.maximum.reduceat(part.counts, starts).astype(np.float64),
            part.documents[starts],
            part.documents[ends - 1],
        )
        facts = zip(*(column.tolist() for column in columns), strict=True)
        return zip(part.terms.tolist(), starts.tolist(), ends.tolist(), facts, strict=True)

    def inlined(self, start: int, end: int) -> bytes:
        counts = self._part.counts[start:end].tolist()
        weights = () if max(counts) == 1 else tuple(counts)
        documents = tuple(self._part.documents[start:end].tolist())
        return pickle.dumps((documents, weights, self._values(start, counts)), _PROTOCOL)

    def block(self, start: int, end: int, facts: Facts) -> bytes:
        _, documents, shortest, longest, heaviest, _, last = facts
        counts = self._part.counts[start:end]
        packed = _narrow(counts)
        values: PackedValues | bytes | None
        if self._value_size is None:
            first, past = self._position_starts[[start, end]].tolist()
            values = PackedValues(packed, _narrow(self._part.positions[first:past]))
        else:
            values = b"".join(self._values(start, counts.tolist())) if self._value_size else None
        weights = None if heaviest == 1 else packed
        data = pickle.dumps((_narrow(self._deltas[start:end]), weights, values), _PROTOCOL)
        info = pickle.dumps((documents, last, heaviest, 0, shortest, longest), _PROTOCOL)
        return b"".join((WHOOSH3_HEADER_MAGIC, _SIZE.pack(-len(info) - len(data)), info, data))

    def _values(self, start: int, counts: list[int]) -> tuple[bytes, ...]:
        """The values of consecutive postings from ``start``, as the format of the field encodes them."""
        if self._value_size == 0:
            return ()
        if self._value_size is not None:
            return tuple(_FREQUENCY.pack(count) for count in counts)
        ends = list(accumulate(counts, initial=int(self._position_starts[start])))
        return tuple(self._position_bytes[4 * a : 4 * b] for a, b in pairwise(ends))


def _narrow(values: NDArray[np.int32]) -> array[int]:
    """The narrowest array that holds ``values`` int32 [n], none of them negative."""
    largest = int(values.max(initial=0))
    code, dtype = _NARROW[(largest > 0xFF) + (largest > 0xFFFF)]
    return array(code, values.astype(dtype).tobytes())


def decode_postings(entry: bytes, file: ViewFile, documents: int) -> Postings:
    """The postings of a term out of its ``entry`` in the term dictionary and the segment's postings ``file``.

    Raises one of DAMAGE when they are not those of a segment of ``documents`` documents.
    """
    parts = _parts(entry, file)
    frequencies = [_frequencies(weights, len(ids)) for ids, weights, _ in parts]
    return Postings(_checked_ids(entry, parts, documents), _joined(frequencies))


def first_document(entry: bytes) -> int:
    """The first document of a term, out of its entry in the term dictionary alone."""
    return int(_FACTS.unpack_from(entry)[6])


_Part = tuple[NDArray[np.int32], Any, Any]


def _parts(entry: bytes, file: ViewFile) -> list[_Part]:
    """(ids, weights, values) of an inlined list, or of each block."""
    if entry[0]:
        ids, weights, values = _unpickled(io.BytesIO(entry[_FACTS.size :]), length=3)
        return [(_int32(ids), weights, values)]
    offset, length = _EXTENT.unpack_from(entry, _FACTS.size)
    blocks = _blocks(file.get(offset, length))
    return [(np.cumsum(_int32(deltas), dtype=np.int32), weights, values) for deltas, weights, values in blocks]


def _blocks(data: bytes) -> Iterator[Any]:
    """The unpickled data of each block of a W3 posting list."""
    stream = io.BytesIO(data)
    if stream.read(len(WHOOSH3_HEADER_MAGIC)) != WHOOSH3_HEADER_MAGIC:
        raise ValueError("no posting list where one should begin")
    size = 1
    while size > 0:
        (size,) = _SIZE.unpack(stream.read(_SIZE.size))  # negative for the last block
        end = stream.tell() + abs(size)
        compression = _unpickled(stream, length=6)[3]
        block = stream.read(end - stream.tell())
        yield _unpickled(io.BytesIO(zlib.decompress(block) if compression else block), length=3)


def _unpickled(stream: io.BytesIO, *, length: int) -> tuple[Any, ...]:
    """The next tuple. Raises ValueError for anything else."""
    try:
        value = pickle.load(stream)
    except FOREIGN_DAMAGE as error:
        raise ValueError(f"what should be pickled is not ({type(error).__name__}: {error})") from error
    if not isinstance(value, tuple) or len(value) != length:
        raise ValueError("a posting list has not its three parts")
    return value


def _int32(numbers: Any) -> NDArray[np.int32]:
    """Numbers as they stand in a file. Raises ValueError for anything else."""
    if isinstance(numbers, array) or (isinstance(numbers, tuple) and all(isinstance(number, int | float) for number in numbers)):
        return np.array(numbers).astype(np.int32)
    raise ValueError("a posting list holds what is no number")


def _frequencies(weights: Any, count: int) -> NDArray[np.int32]:
    """Weights are the occurrences, as no field has a boost: None or () for all 1, a number for all the same, else one each."""
    if not weights or isinstance(weights, float):
        return np.array([int(weights or 1)] * count, np.int32)
    return _int32(weights)


def _checked_ids(entry: bytes, parts: list[_Part], documents: int) -> NDArray[np.int32]:
    ids = _joined([each for each, _, _ in parts])
    if len(ids) != _FACTS.unpack_from(entry)[2] or ids[0] < 0 or ids[-1] >= documents:
        raise ValueError("a posting list does not fit its segment")
    return ids


def _joined(parts: list[NDArray[np.int32]]) -> NDArray[np.int32]:
    return parts[0] if len(parts) == 1 else np.concatenate(parts)
