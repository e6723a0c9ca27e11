"""Watched folders: files that are new or changed since they were last read, when they stand still."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from indexer.sources.base import Item, Rejection
from indexer.sources.opening import files_in, read_file_of_folder
from indexer.watching.memory import KEYS_AT_ONCE
from indexer.watching.portions import Mark, Portion, gathered, in_portions
from indexer.watching.tools import Tools
from indexer.watching.watch_file import FolderSource
from search_service.errors import UnreadableSourceError

UNREADABLE = "unreadable"
ReadFile = Callable[[Path], Iterable[Item]]


@dataclass(frozen=True, slots=True)
class FilesToRead:
    """How the files of a folder are taken in: how many in one run, how long (seconds) each must have stood still, which ones at all."""

    most: int
    settle: float
    read: ReadFile
    wants: Callable[[Path], bool] = lambda path: True


def folder_portions(source: FolderSource, tools: Tools) -> Iterator[Portion]:
    """The new and changed files of a folder. Raises UnreadableSourceError when there is no such folder."""
    check_folder(source.path)
    reading = FilesToRead(source.most_files, source.settle, lambda path: read_file_of_folder(path, tools.way))
    for portion in gathered(changed_files(source.name, files_in(source.path), reading, tools)):
        yield replace(portion, lost=portion.gone)


def check_folder(path: Path) -> None:
    """Raises UnreadableSourceError for what is no folder that can be read: its files are not gone."""
    if not path.is_dir():
        raise UnreadableSourceError(f"there is no folder {path}; make it, or mend the path in the file of sources")
    if not os.access(path, os.R_OK | os.X_OK):
        raise UnreadableSourceError(f"the folder {path} cannot be read (no permission); check who may read it")


def changed_files(source: str, found: Iterable[Path | Rejection], reading: FilesToRead, tools: Tools) -> Iterator[Portion]:
    """What ``found`` files hold that were not read as they are now; files that are no longer there are forgotten."""
    known_before = tools.memory.keys(source)
    there: set[str] = set()
    is_whole = True  # what cannot be looked into may have what is not found
    taken = 0
    for entry, known in _with_marks(source, found, tools):
        mark = _mark_of(entry)
        there.add(mark.key)
        is_whole = is_whole and not isinstance(entry, Rejection)
        if known is not None and known.stamp == mark.stamp:
            continue
        if isinstance(entry, Rejection):
            yield Portion(items=(entry,), marks=(mark,))
        elif not _stands_still(entry, reading.settle, tools.now()):
            yield Portion(again_in=reading.settle)
        elif taken == reading.most or tools.ended():
            yield Portion(again_in=0.0)
            return
        elif not reading.wants(entry):
            yield Portion(marks=(mark,), strangers=1)
        else:
            taken += 1
            yield from in_portions(reading.read(entry), mark)
    if is_whole and (gone := known_before - there):
        yield Portion(gone=tuple(sorted(gone)))


def _with_marks(source: str, found: Iterable[Path | Rejection], tools: Tools) -> Iterator[tuple[Path | Rejection, Mark | None]]:
    """Each file with what is known of it, asked for some hundred at once."""
    waiting = iter(found)
    while entries := list(islice(waiting, KEYS_AT_ONCE)):
        keys = [_key(entry) for entry in entries]
        known = tools.memory.marks(source, keys)
        yield from ((entry, known.get(key)) for entry, key in zip(entries, keys, strict=True))


def _key(entry: Path | Rejection) -> str:
    """A path may hold bytes of any encoding; the memory takes text."""
    return entry.source if isinstance(entry, Rejection) else os.fsencode(entry).decode("utf-8", "backslashreplace")


def _mark_of(entry: Path | Rejection) -> Mark:
    """The stamp of a file changes with its time, its size and its number on the disk, and when it can be read at last."""
    if isinstance(entry, Rejection):
        return Mark(key=_key(entry), stamp=entry.reason)
    try:
        status = entry.stat()
    except OSError:
        return Mark(key=_key(entry), stamp="")
    readable = "" if os.access(entry, os.R_OK) else UNREADABLE
    return Mark(key=_key(entry), stamp=f"{status.st_mtime_ns} {status.st_size} {status.st_ino} {readable}".rstrip())


def _stands_still(path: Path, settle: float, now: float) -> bool:
    """Whether a file was left alone for ``settle`` seconds.

    The time of its last change of any kind (ctime) is asked, which no program can set: one that copies sets the other one back. A time
    that lies further ahead comes of a clock that was put back and says nothing.
    """
    try:
        return abs(now - path.stat().st_ctime) >= settle
    except OSError:
        return False
