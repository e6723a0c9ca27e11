"""Counts of an archive's words and definitions, additive by document: adding a text and subtracting it leaves nothing behind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import add
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.chunk_lines import ChunkLines, Numbering
from search_service.analysis.meaning.counts.chunk_counts import ChunkCounts
from search_service.analysis.meaning.counts.word_uses import Use
from search_service.analysis.meaning.readings.abbreviations import DefinitionCounts
from search_service.analysis.meaning.stored.string_table import StringTable
from search_service.array_file import ArrayWriter, link_or_copy, open_arrays

Numbers = tuple[int, ...]
"""One count for every ``Use``."""
NO_USES: Numbers = (0,) * len(Use)
_BASE, _CHANGES = "counts", "count-changes"
_COUNTED_AT_ONCE = 1_000
"""Texts that wait until they are counted together."""
_COMPACT_FROM = 0.1
"""Changes of more than this share of the forms are merged into the base when saved."""


class WordCounts:
    """How often each casefolded form is used in which way.

    Saved counts stay on disk as the base; what has been added and subtracted since is kept apart until it is worth merging.
    """

    def __init__(self, base: _StoredNumbers | None = None, definitions: DefinitionCounts | None = None) -> None:
        self.definitions = definitions or DefinitionCounts()
        self._base = base
        self._changes: dict[str, list[int]] = {}
        self._chunks = ChunkCounts(Numbering())
        self._waiting: list[str] = []
        self._unsettled = False

    def add(self, text: str) -> None:
        """Count the words and definitions of a text."""
        self._waiting.append(text)
        if len(self._waiting) >= _COUNTED_AT_ONCE:
            self._count_waiting()

    def add_lines(self, lines: ChunkLines) -> None:
        """The same for texts that have been taken apart already; lines with the same numbers come one after another."""
        self._change(lines, 1)

    def subtract(self, text: str) -> None:
        """Take back what ``add`` of the same text has counted."""
        self._count_waiting()
        self._change(ChunkLines.of([text], self._chunks.numbers), -1)

    def _count_waiting(self) -> None:
        self._change(ChunkLines.of(self._waiting, self._chunks.numbers), 1)
        self._waiting.clear()

    def _change(self, lines: ChunkLines, step: int) -> None:
        for text in lines.texts:
            self.definitions.change(text, step)
        if lines.numbers is not self._chunks.numbers:
            self._take_counted()
            self._chunks = ChunkCounts(lines.numbers)
        self._chunks.change(lines, step)
        self._unsettled = True

    def _settle(self) -> None:
        if self._waiting:
            self._count_waiting()
        if self._unsettled:
            self._take_counted()
        self._unsettled = False

    def _take_counted(self) -> None:
        """Turn the counts of chunks into counts of words; what was added and subtracted leaves nothing behind."""
        for form, numbers in self._chunks.taken():
            changed = numbers if form not in self._changes else [*map(add, self._changes[form], numbers)]
            if any(changed):
                self._changes[form] = changed
            else:
                del self._changes[form]

    def numbers(self, form: str) -> Numbers:
        """The counts of a casefolded form."""
        self._settle()
        stored = self._base.numbers(form) if self._base else NO_USES
        return _sum(stored, self._changes[form]) if form in self._changes else stored

    def __iter__(self) -> Iterator[tuple[str, Numbers]]:
        """All forms in use with their counts; those of the base first."""
        self._settle()
        changed = set(self._changes)
        for form, stored in self._base or ():
            numbers = _sum(stored, self._changes[form]) if form in changed else stored
            changed.discard(form)
            if any(numbers):
                yield form, numbers
        for form in sorted(changed):
            yield form, tuple(self._changes[form])

    def save(self, folder: Path) -> None:
        """Write the counts into a folder other than the one that they were loaded from."""
        self._settle()
        self._chunks = ChunkCounts(Numbering())  # whoever took the texts apart need not keep their chunks any longer
        self.definitions.save(folder)
        changed = sorted(self._changes)
        if self._base is None or len(changed) > _COMPACT_FROM * len(self._base):
            _StoredNumbers.write(folder, _BASE, list(self))
            changed = []
        else:
            self._base.link_to(folder)
        _StoredNumbers.write(folder, _CHANGES, [(form, tuple(self._changes[form])) for form in changed])

    @classmethod
    def load(cls, folder: Path) -> WordCounts:
        """Read what ``save`` wrote; the base is mapped, not read."""
        counts = cls(_StoredNumbers(folder, _BASE), DefinitionCounts.load(folder))
        for form, numbers in _StoredNumbers(folder, _CHANGES):
            counts._changes[form] = list(numbers)
        return counts


def _sum(a: Numbers, b: Sequence[int]) -> Numbers:
    return tuple(map(add, a, b))


class _StoredNumbers:
    """Forms with their counts in a file of a folder."""

    def __init__(self, folder: Path, name: str) -> None:
        self._path = folder / f"{name}.arrays"
        arrays = open_arrays(self._path)
        self._forms = StringTable.of_arrays(arrays, "forms")
        self._numbers: NDArray[np.int32] = arrays["numbers"]

    @staticmethod
    def write(folder: Path, name: str, rows: list[tuple[str, Numbers]]) -> None:
        with ArrayWriter(folder / f"{name}.arrays") as file:
            StringTable.of([form for form, _ in rows]).save(file, "forms")
            file.put("numbers", np.array([numbers for _, numbers in rows], np.int32).reshape(-1, len(Use)))

    def __len__(self) -> int:
        return len(self._forms)

    def __iter__(self) -> Iterator[tuple[str, Numbers]]:
        for form, row in zip(self._forms, self._numbers.tolist(), strict=True):
            yield form, tuple(row)

    def numbers(self, form: str) -> Numbers:
        number = self._forms.find(form)
        return NO_USES if number < 0 else tuple(self._numbers[number].tolist())

    def link_to(self, folder: Path) -> None:
        """Give the same counts to another folder."""
        link_or_copy(self._path, folder / self._path.name)
