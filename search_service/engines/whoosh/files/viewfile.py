"""Whoosh's compound segment files as views on one memory map, safe to read from several threads.

Whoosh itself copies each part of such a file into memory when it opens it (245 MB for 100,000 releases; as views 20 MB) and shares
one file position between threads, which gives wrong results without an error.
"""

from __future__ import annotations

import io
import mmap
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whoosh.codec.base import Segment
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import BufferFile, StructFile

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class ViewReader(io.RawIOBase):
    """A stream over a memory view; each thread has a position of its own."""

    def __init__(self, view: memoryview) -> None:
        super().__init__()
        self._view = view
        self._position = threading.local()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return int(getattr(self._position, "value", 0))

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self.tell(), io.SEEK_END: len(self._view)}[whence]
        self._position.value = max(0, start + offset)
        return self.tell()

    def readinto(self, buffer: WriteableBuffer) -> int:
        target = memoryview(buffer).cast("B")
        start = self.tell()
        part = self._view[start : start + len(target)]
        target[: len(part)] = part
        self._position.value = start + len(part)
        return len(part)


class ViewFile(BufferFile):  # type: ignore[misc]  # Whoosh ships no types
    """Whoosh's BufferFile without the copy that it makes of its buffer."""

    def __init__(self, view: memoryview, name: str) -> None:
        self._buf = view
        self._name = name
        self.file = ViewReader(view)
        self.onclose = None
        self.is_real = False
        self.is_closed = False

    def view(self, position: int = 0, length: int | None = None) -> memoryview:
        """``length`` bytes from ``position`` (fewer at the end; without length all to the end), not copied."""
        return self._buf[position:] if length is None else self._buf[position : position + length]

    def subset(self, offset: int, length: int, name: str | None = None) -> ViewFile:
        return ViewFile(self.view(offset, length), name or self._name)


class ViewStorage(FileStorage):  # type: ignore[misc]  # Whoosh ships no types
    """A folder of Whoosh's files whose compound segments open as views on a memory map."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))

    def open_file(self, name: str, **options: Any) -> StructFile:
        """Open for reading. A compound segment without a file descriptor makes Whoosh ask it for subsets instead of copying them.

        A table of contents is read whole: Whoosh leaves its file open when it is damaged.
        """
        path = Path(self.folder, name)
        if path.suffix == ".toc":
            return ViewFile(memoryview(path.read_bytes()), name)
        if path.suffix != Segment.COMPOUND_EXT:
            return super().open_file(name, **options)
        with path.open("rb") as file:
            return ViewFile(memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)), name)
