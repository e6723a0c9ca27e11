"""How many bytes of the sources there are and how many have been read: what progress is measured by."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable
from io import BufferedReader, FileIO, RawIOBase
from pathlib import Path
from typing import Any, cast

from indexer.fetch import is_address

Consumed = Callable[[int], None]
"""Called with the number of bytes that were read since the last call."""


def not_measured(consumed: int) -> None:
    """For callers who measure nothing."""


class _MeasuredFile(FileIO):
    """A file that tells how much of it is read; what is read twice is told twice."""

    def __init__(self, path: Path, consumed: Consumed) -> None:
        super().__init__(path)
        self._consumed = consumed

    def readinto(self, buffer: Any) -> int:  # the type of a buffer that typeshed has is private
        """As ``FileIO.readinto``."""
        read = super().readinto(buffer)
        self._consumed(read)
        return read

    def readall(self) -> bytes:
        """As ``FileIO.readall``."""
        data = super().readall()
        self._consumed(len(data))
        return data


def opened_measured(path: Path, consumed: Consumed) -> BufferedReader:
    """The file, opened for reading; ``consumed`` hears of what is read. Raises OSError."""
    return BufferedReader(cast(RawIOBase, _MeasuredFile(path, consumed)))


def size_of(sources: Iterable[str]) -> int | None:
    """Bytes of all files that the sources are or hold; None where one is an address or standard input, whose end nobody knows."""
    total = 0
    for source in sources:
        if source == "-" or is_address(source):
            return None
        total += _size_of_path(Path(source))
    return total


def _size_of_path(path: Path) -> int:
    """Links below a folder are as small as they are. What cannot be looked at counts nothing here; it is reported when it is read."""
    if not path.is_dir():
        return _size_of_file(path)
    return sum(_size_of_file(Path(folder, name), follow=False) for folder, _, names in os.walk(path) for name in names)


def _size_of_file(path: Path, *, follow: bool = True) -> int:
    try:
        found = path.stat(follow_symlinks=follow)
    except (OSError, ValueError):  # a path with a zero byte is a ValueError
        return 0
    return found.st_size if stat.S_ISREG(found.st_mode) else 0
