"""Who may write an index: whoever may is trusted like the program, because the library that reads its files unpickles some of them.

Told by the mode bits, which hold in containers too, where root may do anything. On systems without them nothing is told.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from search_service.errors import IndexExposedError

PRIVATE = 0o700


def make_private(folder: Path) -> None:
    """Make the folder of an index and the one around it, for their owner alone; what is there already keeps its rights. Raises OSError."""
    folder.parent.parent.mkdir(parents=True, exist_ok=True)
    for each in (folder.parent, folder):
        each.mkdir(mode=PRIVATE, exist_ok=True)


def close_to_others(generation: Path) -> None:
    """Take away what a process without a mask of its own (umask 0) has given to everybody. Raises OSError."""
    for path in generation.rglob("*"):
        if _is_open(path):
            path.chmod(stat.S_IMODE(path.stat().st_mode) & ~stat.S_IWOTH)


def check_rights(folder: Path) -> None:
    """Raises IndexExposedError where anybody may write the folder of an index, or one of the two around it."""
    _refuse(path for path in (folder, *folder.parents[:2]) if _is_open(path) and not path.stat().st_mode & stat.S_ISVTX)


def check_generation(generation: Path) -> None:
    """The same, and for everything in a generation. Raises OSError where something cannot be looked at."""
    check_rights(generation.parent)
    _refuse(path for path in (generation, *generation.rglob("*")) if _is_open(path))


def _is_open(path: Path) -> bool:
    """A link has no rights of its own."""
    return os.name == "posix" and path.exists() and bool(path.stat().st_mode & stat.S_IWOTH)


def _refuse(exposed: Iterable[Path]) -> None:
    path = next(iter(exposed), None)
    if path is not None:
        raise IndexExposedError(
            f"anybody on this machine may write {path}, so what it holds cannot be trusted; run `chmod -R o-w` on it, then "
            "`news-indexer rebuild`"
        )
