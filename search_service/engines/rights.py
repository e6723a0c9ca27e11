"""Who may read an index, and who may write it: whoever may is trusted like the program, because the library that reads its files
unpickles some of them.

Told by the mode bits, which hold in containers too, where root may do anything. On systems without them nothing is told. An index is its
owner's alone, unless the operator shares the data folder with a group: by the setgid bit, which gives what is made in it to that group.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from search_service.errors import IndexExposedError

_PRIVATE = 0o700
_SHARED = stat.S_ISGID | stat.S_IRGRP | stat.S_IXGRP
"""What the folder around says when its group may read all that is made in it."""


def make_folder_of_index(folder: Path) -> None:
    """Make the folder of an index and the one around it, as an index is made; what is there already keeps its rights. Raises OSError."""
    folder.parent.parent.mkdir(parents=True, exist_ok=True)
    for each in (folder.parent, folder):
        if not each.exists():
            make_folder(each)


def make_folder(folder: Path) -> None:
    """Make a folder for its owner alone, or also for the group that the one around it is shared with. Raises OSError."""
    folder.mkdir(mode=_PRIVATE | (_SHARED & 0o777 if is_shared(folder.parent) else 0), exist_ok=True)
    give_right(folder)


def is_shared(folder: Path) -> bool:
    """Whether the group of a folder may read what is made in it. Raises OSError."""
    return os.name == "posix" and folder.stat().st_mode & _SHARED == _SHARED


def give_rights(generation: Path) -> None:
    """Let the group read all of a generation if its folder is shared, and nobody else write it, whatever the umask was. Raises OSError."""
    for path in generation.rglob("*"):  # each folder before what is in it
        give_right(path)


def give_right(path: Path) -> None:
    """The same for one file or folder, after the folder that it lies in. Raises OSError.

    What is right already is let alone: a hardened unit forbids to set the bit (RestrictSUIDSGID), which a new folder inherits.
    """
    if os.name != "posix":
        return
    mode = stat.S_IMODE(path.stat().st_mode)
    right = mode & ~stat.S_IWOTH
    if is_shared(path.parent):
        right |= _SHARED if path.is_dir() else stat.S_IRGRP
    if right != mode:
        path.chmod(right)


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
