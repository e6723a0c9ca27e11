"""Files of word processors are zips: opened only when what is in them has a bounded size, and no part declares entities."""

from __future__ import annotations

import struct
import zipfile
import zlib
from importlib.util import find_spec
from io import BytesIO

from lxml import etree

from indexer.sources.base import Source
from search_service.errors import InvalidReleaseError

MAX_DOCUMENT_BYTES = 50_000_000
MOST_UNPACKED, MOST_PARTS = 200_000_000, 10_000
"""Bytes of all parts of a document together, pictures included, and their number."""
LONGEST_PART = 20_000_000
"""Bytes of one part of XML; the longest release that anybody wrote has some hundred thousand."""


DAMAGE = (
    *(ValueError, KeyError, IndexError, TypeError, AttributeError, AssertionError, ArithmeticError, NotImplementedError),
    *(RecursionError, UnicodeError, OSError, EOFError, MemoryError, struct.error, zlib.error, zipfile.BadZipFile, etree.LxmlError),
)
"""What the readers of documents raise for damaged files, besides their own errors."""


def read_bytes(source: Source) -> bytes:
    """The whole document. Raises InvalidReleaseError for one that is too long."""
    data = source.stream.read(MAX_DOCUMENT_BYTES + 1)
    if len(data) > MAX_DOCUMENT_BYTES:
        raise InvalidReleaseError((f"longer than {MAX_DOCUMENT_BYTES:,} bytes, which no release is",))
    return data


def needs(library: str) -> None:
    """Raises InvalidReleaseError that names the extra where a library is not installed."""
    if find_spec(library) is None:
        raise InvalidReleaseError((f"needs the library {library}; install it with: pip install 'news-search[documents]'",))


def checked_package(data: bytes) -> zipfile.ZipFile:
    """The zip of a document. Raises InvalidReleaseError for one that is damaged, encrypted or a bomb."""
    try:
        package = zipfile.ZipFile(BytesIO(data))
    except DAMAGE as error:
        raise InvalidReleaseError((f"a damaged document ({error}); save it again",)) from error
    parts = package.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise InvalidReleaseError((f"unpacks to more than {MOST_UNPACKED:,} bytes or {MOST_PARTS:,} parts, which no document does",))
    if any(part.file_size > LONGEST_PART and part.filename.endswith(".xml") for part in parts):
        raise InvalidReleaseError((f"holds a text of more than {LONGEST_PART:,} bytes",))
    if any(part.flag_bits & 1 for part in parts):
        raise InvalidReleaseError(("encrypted; save it without a password",))
    return package


def part_of(package: zipfile.ZipFile, name: str) -> bytes:
    """One part, unpacked; empty where there is none. Raises InvalidReleaseError for a damaged one and for one with entities."""
    try:
        data = package.read(name)
    except KeyError:
        return b""
    except (RuntimeError, *DAMAGE) as error:
        raise InvalidReleaseError((f"a damaged document ({error}); save it again",)) from error
    if b"<!ENTITY" in data[:100_000].upper():
        raise InvalidReleaseError(("declares entities, which can name other files or grow without bounds; save it again",))
    return data
