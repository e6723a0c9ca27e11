"""Has what was written on the disk before somebody relies on it, and puts whole files in the place of others."""

from __future__ import annotations

import glob
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

_UNFINISHED = ".new"


def flush(path: Path) -> None:
    """Have a file, or the names in a folder, on the disk before going on. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


LEFT_BEHIND = 3600
"""Seconds since something was written to an unfinished file, after which whoever wrote it must have been killed."""


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Where to write what takes the place of the file ``path``, in one step and on the disk, when the block has ended.

    Whoever reads ``path`` finds the old file or the new one, never half of it; if the block raises, the old one stays. Each writer has a
    file of its own, and removes what killed ones have left beside it. Raises OSError.
    """
    for left in path.parent.glob(f"{glob.escape(path.name)}.*{_UNFINISHED}"):
        with suppress(FileNotFoundError):
            if time.time() - left.stat().st_mtime > LEFT_BEHIND:
                left.unlink()
    fresh = path.with_name(f"{path.name}.{uuid4().hex}{_UNFINISHED}")
    try:
        yield fresh
        flush(fresh)
        fresh.replace(path)
        flush(path.parent)
    finally:
        fresh.unlink(missing_ok=True)


def private_file(path: Path) -> int:
    """A descriptor for writing a new file that its owner alone may read, whatever the umask says. Raises OSError if there is one."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
