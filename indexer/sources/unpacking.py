"""Gzip, bzip2, xz, zip and tar → the files in them, unpacked while they are read and in bounded size. Nothing is written to disk
under a name that an archive gives."""

from __future__ import annotations

import bz2
import gzip
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from io import BufferedReader, RawIOBase
from pathlib import PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import IO, BinaryIO, Protocol, cast

from search_service.dates import BERLIN

MOST_TIMES, ALWAYS_ALLOWED = 200, 100_000_000
"""A source may unpack to so many times its size, and to so many bytes in any case: texts shrink to a tenth, bombs to a thousandth."""
MOST_FILES = 200_000
EARLIEST_ZIP_YEAR = 1980
DEEPEST = 3
"""Archives in archives that are opened."""

_IN_MEMORY = 8_000_000
_TAR_MAGIC = slice(257, 262)


class Container(StrEnum):
    """What files can be packed in."""

    GZIP = "gzip"
    BZIP2 = "bzip2"
    XZ = "xz"
    ZIP = "zip"
    TAR = "tar"


class DamagedArchiveError(OSError):
    """An archive cannot be read, or unpacks to more than any archive of releases does; the message says which."""


@dataclass(frozen=True, slots=True)
class Packed:
    """One file, as it lies on disk or in an archive. ``name`` is how reports call it, ``inner_name`` its name where it lies."""

    name: str
    inner_name: str
    stream: BufferedReader
    modified: datetime
    depth: int = 0


@dataclass(frozen=True, slots=True)
class NotUnpacked:
    """A file in an archive that is not read, and why."""

    name: str
    reason: str


class Allowance:
    """How much one source may unpack to, all archives in it together. Raises DamagedArchiveError beyond that."""

    def __init__(self, packed_bytes: int) -> None:
        self._bound = ALWAYS_ALLOWED + MOST_TIMES * packed_bytes
        self._spent = 0

    def spend(self, unpacked_bytes: int) -> None:
        self._spent += unpacked_bytes
        if self._spent > self._bound:
            raise DamagedArchiveError(f"it unpacks to more than {self._bound:,} bytes, which no archive of releases does")


class _Unpacker(Protocol):
    def read(self, size: int, /) -> bytes: ...


_UNPACKERS: dict[Container, Callable[[BinaryIO], _Unpacker]] = {
    Container.GZIP: lambda stream: gzip.GzipFile(fileobj=stream, mode="rb"),
    Container.BZIP2: bz2.BZ2File,
    Container.XZ: lzma.LZMAFile,
}


def container_of(head: bytes) -> Container | None:
    """What a file that begins with ``head`` packs; None for anything else. Files of word processors are zips too."""
    beginnings = {b"\x1f\x8b": Container.GZIP, b"BZh": Container.BZIP2, b"\xfd7zXZ\x00": Container.XZ, b"PK\x03\x04": Container.ZIP}
    found = next((container for beginning, container in beginnings.items() if head.startswith(beginning)), None)
    return found or (Container.TAR if head[_TAR_MAGIC] == b"ustar" else None)


def unpacked(packed: Packed, container: Container, allowance: Allowance) -> Iterator[Packed | NotUnpacked]:
    """The files of an archive, one after another; each must be read before the next is asked for.

    Raises DamagedArchiveError.
    """
    if packed.depth >= DEEPEST:
        raise DamagedArchiveError(f"it is packed more than {DEEPEST} times")
    if container is Container.ZIP:
        yield from _zip_members(packed, allowance)
    elif container is Container.TAR:
        yield from _tar_members(packed, allowance)
    else:
        inner = packed.inner_name.rpartition(".")[0] or packed.inner_name
        inner = inner if not packed.inner_name.lower().endswith(".tgz") else f"{inner}.tar"
        stream = _buffered(_UNPACKERS[container](packed.stream), allowance)
        yield replace(packed, inner_name=inner, stream=stream, depth=packed.depth + 1)


def spooled(stream: BinaryIO, allowance: Allowance | None = None) -> BufferedReader:
    """The same bytes where a reader can go back: in memory, or in a file without a name."""
    kept: IO[bytes] = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - whoever reads it to the end closes it
    while chunk := stream.read(1 << 20):
        if allowance is not None:
            allowance.spend(len(chunk))
        kept.write(chunk)
    kept.seek(0)
    return BufferedReader(cast(RawIOBase, kept))


def _zip_members(packed: Packed, allowance: Allowance) -> Iterator[Packed | NotUnpacked]:
    stream = packed.stream if packed.stream.seekable() else spooled(packed.stream)
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, struct.error) as error:
        raise DamagedArchiveError(f"it is a damaged zip ({error})") from error
    with archive:
        members = archive.infolist()
        if len(members) > MOST_FILES:
            raise DamagedArchiveError(f"it has more than {MOST_FILES:,} files")
        for member in members:
            if member.is_dir():
                continue
            name = f"{packed.name}/{member.filename}"
            try:
                inner = _buffered(archive.open(member), allowance)
            except (
                RuntimeError,
                NotImplementedError,
                ValueError,
                OSError,
                zipfile.BadZipFile,
            ) as error:  # password
                yield NotUnpacked(name, f"cannot be unpacked ({error})")
                continue
            with inner:
                yield from _safe(
                    replace(packed, name=name, inner_name=member.filename, stream=inner, modified=_stated(_zip_time(member), packed))
                )


def _tar_members(packed: Packed, allowance: Allowance) -> Iterator[Packed | NotUnpacked]:
    try:
        with tarfile.open(fileobj=packed.stream, mode="r|") as archive:
            for number, member in enumerate(archive):
                if number > MOST_FILES:
                    raise DamagedArchiveError(f"it has more than {MOST_FILES:,} files")
                name = f"{packed.name}/{member.name}"
                opened = archive.extractfile(member) if member.isreg() else None
                if opened is not None:
                    inner = _buffered(opened, allowance)
                    modified = _stated(datetime.fromtimestamp(max(0, min(member.mtime, 4_000_000_000)), UTC), packed)
                    yield from _safe(replace(packed, name=name, inner_name=member.name, stream=inner, modified=modified))
                elif not member.isdir():
                    yield NotUnpacked(name, "is a link or a device, not a file; skipped")
    except (tarfile.TarError, EOFError, zlib.error) as error:
        raise DamagedArchiveError(f"it is a damaged tar ({error})") from error


def _safe(packed: Packed) -> Iterator[Packed | NotUnpacked]:
    """The file, if its name stays in the archive: another one is the mark of an attack, whatever we do with names."""
    path = PurePosixPath(packed.inner_name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or (path.parts and path.parts[0].endswith(":")):
        yield NotUnpacked(packed.name, "its name leads out of the archive; skipped")
    else:
        yield replace(packed, depth=packed.depth + 1)


def _stated(written: datetime, packed: Packed) -> datetime:
    """Who makes the same archive twice writes 1970 or 1980 instead of times; then that of the archive is the best we have."""
    return written if written.year > EARLIEST_ZIP_YEAR else packed.modified


def _zip_time(member: zipfile.ZipInfo) -> datetime:
    try:
        return datetime(*member.date_time, tzinfo=BERLIN)
    except ValueError:  # month 0 and the like
        return datetime(EARLIEST_ZIP_YEAR, 1, 1, tzinfo=BERLIN)


def _buffered(unpacker: _Unpacker | IO[bytes], allowance: Allowance) -> BufferedReader:
    return BufferedReader(_Unpacked(unpacker.read, allowance))


class _Unpacked(RawIOBase):
    """What an unpacker yields, counted; all that libraries raise for damage becomes DamagedArchiveError."""

    def __init__(self, read: Callable[[int], bytes], allowance: Allowance) -> None:
        self._read = read
        self._allowance = allowance

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # typeshed: any writable buffer; BufferedReader passes this
        try:
            data = self._read(len(buffer))
        except (EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, tarfile.TarError, gzip.BadGzipFile, ValueError) as error:
            raise DamagedArchiveError(f"it is damaged ({error})") from error
        self._allowance.spend(len(data))
        buffer[: len(data)] = data
        return len(data)
