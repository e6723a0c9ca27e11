"""Keeps what imports rejected, with its text, source, line and reason, in one file until it has been mended and imported.

It neither reads sources nor stores releases; ``retry.py`` reads its entries again.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from filelock import FileLock
from pydantic import BaseModel, ConfigDict, ValidationError

from indexer.fetch import is_address
from indexer.sources.base import Read, Rejection, explain
from search_service.errors import UnreadableSourceError
from search_service.flushing import private_file, replacing
from search_service.nouns import counted

MOST_BYTES = 20_000_000
"""Size of the file beyond which nothing is added: rejected text must fill neither disk nor memory."""
STANDARD_INPUT = "-"


class Entry(BaseModel):
    """One rejected record. Without ``raw`` it is ``source`` as a whole that must be mended and read again.

    ``source`` is an absolute path or an address, ``id`` the record's own where that can be told, ``entry`` names the entry.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    entry: str
    source: str
    line: int | None
    reason: str
    rejected_at: datetime
    id: str = ""
    format: str = ""
    raw: str = ""


@dataclass(frozen=True, slots=True)
class QuarantineReport:
    """What one run did to the file ``path``; ``not_kept`` is what found it full, ``problem`` why it could not be written."""

    path: str
    added: int
    released: int
    not_kept: int
    entries: int
    problem: str = ""

    def as_lines(self) -> Iterator[str]:
        """For a terminal."""
        if self.problem:
            yield f"Quarantine: {self.path} cannot be written ({self.problem}); what was rejected stands in this report alone."
            return
        done = f"{self.added:,} added, {self.released:,} taken out"
        yield f"Quarantine: {done}, {counted(self.entries, 'record')} in {self.path}."
        if self.not_kept:
            yield f"Quarantine full: {counted(self.not_kept, 'rejected record')} left out; mend or remove what is in it."
        if self.entries:
            yield f"Mend what stands there, then run `news-indexer import --quarantine {self.path}`."


class Quarantine:
    """The file during one run: collects what is rejected and notes what is read; ``close_run`` then writes the file anew.

    Only the owner may read it: releases under embargo can stand there. Several runs at once change it one after another.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._rejected: dict[str, str] = {}
        self._size = path.stat().st_size if path.exists() else 0
        self._not_kept = 0
        self._waiting = _Waiting(entry for _, line in _named_lines(path) if (entry := _entry_in(line)))
        self._done: set[str] = set()

    def add(self, rejection: Rejection) -> None:
        """Keep a rejected record, as long as there is room."""
        source = _absolute(rejection.source)
        self._done |= self._waiting.of_whole(source)
        entry = _entry(rejection, source)
        line = entry.model_dump_json(exclude_defaults=True) + "\n"
        if self._size + len(line.encode()) > MOST_BYTES:
            self._not_kept += 1
            return
        self._size += len(line.encode())
        self._rejected[entry.entry] = line

    def note(self, read: Read) -> None:
        """A release was read: what waited for it leaves."""
        if self._waiting:
            source = _absolute(read.source)
            self._done |= self._waiting.of_whole(source) | self._waiting.of_release(read.release.id, source, read.line)

    def tried_again(self, entry: str) -> None:
        """An entry has been read again; if it is still no release, it was added anew."""
        self._done.add(entry)

    def close_run(self) -> QuarantineReport | None:
        """Write the file anew if anything changed; a folder that is not there is not made."""
        if not (self._rejected or self._done or self._not_kept) or not self._path.parent.is_dir():
            return None
        try:
            before, kept = self._rewritten()
        except OSError as error:  # a full disk; what was stored is reported all the same
            return QuarantineReport(str(self._path), 0, 0, self._not_kept, count_entries(self._path), error.strerror or str(error))
        return QuarantineReport(str(self._path), len(kept - before), len(before - kept), self._not_kept, len(kept))

    def _rewritten(self) -> tuple[set[str], set[str]]:
        """The names of the entries before and now."""
        with FileLock(self._path.with_suffix(".lock")):
            before = dict(_named_lines(self._path))
            kept = {name: line for name, line in before.items() if name not in self._done}
            kept |= self._rejected
            if kept or before:
                _write(self._path, kept.values())
        return set(before), set(kept)


def entries_of(path: Path) -> Iterator[Entry]:
    """The entries of a quarantine. Raises UnreadableSourceError for a file that cannot be read, or a line that is no entry."""
    for number, line in enumerate(_read_lines(path), 1):
        try:
            yield Entry.model_validate_json(line)
        except ValidationError as error:
            wrong = "; ".join(explain(error))
            raise UnreadableSourceError(f"{path}:{number} is no rejected record ({wrong}); mend the line or take it out") from error


def count_entries(path: Path) -> int:
    """How many records wait in the file; 0 where there is none."""
    return sum(1 for _ in _read_lines(path)) if path.exists() else 0


def erase(path: Path, release_id: str) -> int:
    """Take out every entry that is of this release, or names its id in its text; returns how many."""
    if not path.exists():
        return 0
    with FileLock(path.with_suffix(".lock")):
        lines = list(_read_lines(path))
        named = re.compile(rf'(?:^|[;,\t|"\n]){re.escape(release_id)}(?:$|[;,\t|"\n\r])')  # as a value of JSON or a cell of a table
        kept = [line for line in lines if not ((entry := _entry_in(line)) and (entry.id == release_id or named.search(entry.raw)))]
        if len(kept) < len(lines):
            _write(path, kept)
    return len(lines) - len(kept)


class _Waiting:
    """What the entries of the file wait for."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._whole: dict[str, set[str]] = {}
        self._of_id: dict[str, set[str]] = {}
        self._of_place: dict[tuple[str, int | None], set[str]] = {}
        for each in entries:
            if not each.raw:
                self._whole.setdefault(each.source, set()).add(each.entry)
            elif each.id:
                self._of_id.setdefault(each.id, set()).add(each.entry)
            elif each.source != STANDARD_INPUT:
                self._of_place.setdefault((each.source, each.line), set()).add(each.entry)

    def __bool__(self) -> bool:
        return bool(self._whole or self._of_id or self._of_place)

    def of_whole(self, source: str) -> set[str]:
        """Entries that wait for ``source`` to be read again."""
        return self._whole.get(source, set())

    def of_release(self, release_id: str, source: str, line: int | None) -> set[str]:
        """Entries that wait for this release; a record that does not say its id waits for one in its place."""
        return self._of_id.get(release_id, set()) | self._of_place.get((source, line), set())


def _entry(rejection: Rejection, source: str) -> Entry:
    named = f"{source}\0{rejection.line}\0{rejection.raw or rejection.reason}"
    return Entry(
        entry=sha256(named.encode("utf-8", "replace")).hexdigest()[:16],
        source=source,
        line=rejection.line,
        reason=rejection.reason,
        rejected_at=datetime.now(UTC).replace(microsecond=0),
        id=_own_id(rejection.raw),
        format=rejection.format,
        raw=rejection.raw.encode("utf-8", "replace").decode(),
    )


def _own_id(raw: str) -> str:
    """The id that a JSON record gives itself; empty for anything else."""
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        return ""
    found = value.get("id") if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""


@lru_cache(16)
def _absolute(source: str) -> str:
    """The source as a later run, from another folder, finds it."""
    return source if source == STANDARD_INPUT or is_address(source) else str(Path(source).absolute())


def _read_lines(path: Path) -> Iterator[str]:
    """The lines that hold something, whatever a hand that mends has made of them."""
    try:
        with path.open(encoding="utf-8", errors="surrogateescape") as lines:
            yield from (line if line.endswith("\n") else line + "\n" for line in lines if line.strip())
    except OSError as error:
        raise UnreadableSourceError(f"{path} cannot be read ({error.strerror}); name a file of rejected records") from error


def _named_lines(path: Path) -> Iterator[tuple[str, str]]:
    return ((_name_of(line), line) for line in (_read_lines(path) if path.exists() else ()))


def _name_of(line: str) -> str:
    """The name of an entry; a line that is none at the moment is named by what it says, so that it stays."""
    entry = _entry_in(line)
    return entry.entry if entry else line


def _entry_in(line: str) -> Entry | None:
    try:
        return Entry.model_validate_json(line)
    except (ValidationError, UnicodeEncodeError):
        return None


def _write(path: Path, lines: Iterable[str]) -> None:
    """Put a file with these lines in the place of ``path``, flushed to disk; readable for its owner alone, whatever the umask says."""
    with replacing(path) as fresh, os.fdopen(private_file(fresh), "w", encoding="utf-8", errors="surrogateescape", newline="\n") as stream:
        stream.writelines(lines)
