"""Whoosh's term dictionary of a segment, read and written in place: twice as fast as through Whoosh's generators.

The file is an ordered hash file (whoosh.filedb.filetables): key, entry, key, entry, ...; 256 hash tables of (hash, place of the key).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping
from hashlib import md5

from whoosh.codec.whoosh3 import W3TermsReader
from whoosh.filedb.filetables import OrderedHashWriter
from whoosh.system import pack_ushort

_SLOT = struct.Struct("!Iq")
_SIZES = struct.Struct("!ii")


def add_entries(writer: OrderedHashWriter, entries: Iterable[tuple[bytes, bytes]]) -> None:
    """What ``writer.add`` does for each key, in ascending order, and entry; but that asks the file twice where it is, which is a
    tenth of the time of indexing."""
    file = writer.dbfile
    place = file.tell()
    for key, entry in entries:
        writer.index.append(place)
        hashed = writer.hashfn(key)
        writer.buckets[hashed & 0xFF].append((hashed, place))
        file.write(b"".join((_SIZES.pack(len(key), len(entry)), key, entry)))
        place += _SIZES.size + len(key) + len(entry)
        writer.lastkey = key


class TermDictionary:
    """Terms of all fields with their entries: what ``postings`` decodes. A key is the field's number (two bytes) and the term."""

    def __init__(self, reader: W3TermsReader) -> None:
        self._index = reader._tindex
        self._data: memoryview = self._index.dbfile.view()
        self._tables: list[tuple[int, int]] = self._index.tables
        self._prefixes: Mapping[str, bytes] = {name: pack_ushort(number) for name, number in reader._fieldmap.items()}

    def entry(self, field: str, term: str) -> bytes | None:
        """What the dictionary says about a term, None if ``field`` does not have it."""
        prefix = self._prefixes.get(field)
        if prefix is None:
            return None
        key = prefix + term.encode()
        wanted = int.from_bytes(md5(key, usedforsecurity=False).digest()[-4:], "big")
        table, slots = self._tables[wanted & 0xFF]
        for number in range(slots):
            found, place = _SLOT.unpack_from(self._data, table + (wanted // 256 + number) % slots * _SLOT.size)
            if place == 0:
                return None
            if found == wanted:
                key_end, end = self._ends(place)
                if self._data[place + _SIZES.size : key_end] == key:
                    return self._data[key_end:end].tobytes()
        return None

    def entries(self, field: str) -> Iterator[tuple[str, bytes]]:
        """All terms of ``field`` in ascending order, each with its entry."""
        prefix = self._prefixes.get(field)
        place = None if prefix is None else self._index.closest_key_pos(prefix)
        while place is not None and place < self._index.endofdata:
            key_end, end = self._ends(place)
            key = self._data[place + _SIZES.size : key_end].tobytes()
            if key[:2] != prefix:
                return
            yield key[2:].decode(), self._data[key_end:end].tobytes()
            place = end

    def _ends(self, place: int) -> tuple[int, int]:
        """Where the key at ``place`` ends, and where its entry does."""
        key_size, size = _SIZES.unpack_from(self._data, place)
        key_end = place + _SIZES.size + key_size
        if min(key_size, size) < 0 or key_end + size > len(self._data):
            raise ValueError("an entry of the term dictionary leaves its file")
        return key_end, key_end + size
