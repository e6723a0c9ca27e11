"""Many arrays in one file, mapped once: a process that holds a hundred arrays open has one open file.

    arrays one after another, each at a multiple of 8 bytes | directory as JSON | length of the directory, magic (16 bytes)

It knows names, types and shapes; what the arrays mean is up to who writes them. A file is complete when it is closed without an error.
"""

from __future__ import annotations

import json
import mmap
import os
import shutil
import struct
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from math import prod
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import numpy as np
from numpy.typing import DTypeLike, NDArray
from pydantic import NonNegativeInt, TypeAdapter

Arrays = Mapping[str, NDArray[Any]]
"""The arrays of a file by name, read-only."""
_MAGIC = b"ARRAYS01"
_TAIL = struct.Struct("<Q8s")
_ALIGNMENT = 8
_Entry = tuple[str, tuple[NonNegativeInt, ...], NonNegativeInt]
"""Type, shape and first byte of an array."""
_DIRECTORY = TypeAdapter(dict[str, _Entry])


def open_arrays(path: Path) -> Arrays:
    """Map a file. Raises ValueError when it is not whole or none of ours, OSError when it cannot be read."""
    with path.open("rb") as file:
        directory, end = _directory(file)
        data = np.frombuffer(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ), np.uint8, count=end)
    return {name: _array(data, *entry) for name, entry in directory.items()}


def _directory(file: IO[bytes]) -> tuple[dict[str, _Entry], int]:
    """What a file holds, and where its directory begins."""
    size = file.seek(0, os.SEEK_END)
    if size < _TAIL.size:
        raise ValueError("no file of arrays, or cut off")
    file.seek(size - _TAIL.size)
    length, magic = _TAIL.unpack(file.read())
    start = size - _TAIL.size - length
    if magic != _MAGIC or start < 0:
        raise ValueError("no file of arrays, or cut off")
    file.seek(start)
    return _DIRECTORY.validate_json(file.read(length)), start


def _array(data: NDArray[np.uint8], dtype: str, shape: tuple[int, ...], first: int) -> NDArray[Any]:
    try:
        size = prod(shape) * np.dtype(dtype).itemsize
    except TypeError as error:
        raise ValueError(f"{dtype!r} is no type of an array") from error
    if first + size > len(data):
        raise ValueError("an array leaves its file")
    return data[first : first + size].view(dtype).reshape(shape)


class GrowingArray:
    """An array that grows while others are written: rows wait in a file of their own. ``columns``: None for one dimension."""

    def __init__(self, file: IO[bytes], dtype: np.dtype[Any], columns: int | None) -> None:
        self._file = file
        self._dtype = dtype
        self._columns = columns
        self._rows = 0

    def append(self, rows: NDArray[np.generic]) -> None:
        """Add rows, which may be none."""
        self._file.write(np.ascontiguousarray(rows, self._dtype).data)
        self._rows += len(rows)

    def move_to(self, file: IO[bytes], first: int) -> _Entry:
        """Copy all rows behind what is in ``file``; where they begin is ``first``."""
        self._file.seek(0)
        shutil.copyfileobj(self._file, file, 1 << 20)
        return self._dtype.str, (self._rows,) if self._columns is None else (self._rows, self._columns), first


class ArrayWriter:
    """Writes a file of arrays; with ``more`` to one that is there. Leaving the context without an error completes it."""

    def __init__(self, path: Path, *, more: bool = False) -> None:
        self._path = path
        self._opened = ExitStack()
        self._directory: dict[str, _Entry] = {}
        self._growing: dict[str, GrowingArray] = {}
        self._file = self._opened.enter_context(path.open("r+b" if more else "wb"))
        if more:
            self._directory, end = _directory(self._file)
            self._file.seek(end)

    def put(self, name: str, array: NDArray[np.generic]) -> None:
        """Write an array of any shape and dtype."""
        first = self._aligned()
        self._file.write(np.ascontiguousarray(array).data)
        self._directory[name] = (array.dtype.str, array.shape, first)

    def put_parts(self, name: str, parts: Iterable[NDArray[np.generic]], dtype: DTypeLike) -> None:
        """Write an array [all rows of ``parts``] of ``dtype`` part by part, so that it need not lie in memory."""
        first, kind = self._aligned(), np.dtype(dtype)
        for part in parts:
            self._file.write(np.ascontiguousarray(part, kind).data)
        self._directory[name] = (kind.str, ((self._file.tell() - first) // kind.itemsize,), first)

    def growing(self, name: str, dtype: DTypeLike, *, columns: int | None = None) -> GrowingArray:
        """An array to be appended to, beside others, until the context is left."""
        waiting = self._opened.enter_context(tempfile.TemporaryFile(dir=self._path.parent))  # noqa: SIM115  # closed with the others
        self._growing[name] = GrowingArray(waiting, np.dtype(dtype), columns)
        return self._growing[name]

    def _aligned(self) -> int:
        self._file.write(bytes(-self._file.tell() % _ALIGNMENT))
        return self._file.tell()

    def _complete(self) -> None:
        for name, array in self._growing.items():
            self._directory[name] = array.move_to(self._file, self._aligned())
        encoded = json.dumps(self._directory).encode()
        self._file.write(encoded + _TAIL.pack(len(encoded), _MAGIC))
        self._file.truncate()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with self._opened:
            if kind is None:
                self._complete()


def link_or_copy(source: Path, target: Path) -> None:
    """Give a file that is never changed a second name; a copy where the file system has no links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
