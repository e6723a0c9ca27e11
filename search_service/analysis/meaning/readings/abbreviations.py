"""What abbreviations mean in an archive: definitions counted by document, and the readings that a query may be expanded by."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from search_service.analysis.meaning.readings.definitions import Definition, find_definitions
from search_service.analysis.normalize import xkey

COUNTS_FILE = "definitions.json"
READINGS_FILE = "abbreviations.json"
FEWEST_DEFINITIONS = 3
CLEAR_SHARE = 0.8
"""A query is expanded by a reading with so many definitions, and this share of all of the abbreviation."""


class DefinitionCounts:
    """How often each definition stands in the archive; additive like the counts of words."""

    def __init__(self, counts: Mapping[Definition, int] | None = None) -> None:
        self._counts: dict[Definition, int] = dict(counts or {})

    def change(self, text: str, step: int) -> None:
        """Count the definitions of a text with ``step``, or take back with -1 what was counted."""
        for definition in find_definitions(text):
            count = self._counts.get(definition, 0) + step
            if count:
                self._counts[definition] = count
            else:
                del self._counts[definition]

    def __iter__(self) -> Iterator[tuple[Definition, int]]:
        return iter(sorted(self._counts.items(), key=lambda entry: (entry[0].short, -entry[1], entry[0].long)))

    def save(self, folder: Path) -> None:
        """Write the counts."""
        rows = [[definition.short, definition.long, count] for definition, count in self]
        (folder / COUNTS_FILE).write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> DefinitionCounts:
        """Read what ``save`` wrote."""
        rows = json.loads((folder / COUNTS_FILE).read_text(encoding="utf-8"))
        return cls({Definition(short, long): count for short, long, count in rows})


@dataclass(frozen=True, slots=True)
class Reading:
    """A long form as it is written most often, the number of its definitions, and the class of each of its words."""

    long: str
    count: int
    classes: tuple[int, ...]
    plausible: bool
    """Whether the words of the long form, or the parts of its one word, are enough for the capitals of the short form."""


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A short form with all its readings, the most frequent first."""

    short: str
    readings: tuple[Reading, ...]

    @property
    def clear_reading(self) -> Reading | None:
        """The reading that a query is expanded by; None for ambiguous or rare ones."""
        top = self.readings[0]
        clear = top.count >= FEWEST_DEFINITIONS and top.count >= CLEAR_SHARE * sum(reading.count for reading in self.readings)
        return top if clear and top.plausible else None


class Abbreviations:
    """The abbreviations of an archive."""

    def __init__(self, abbreviations: Iterable[Abbreviation]) -> None:
        self._by_key = {xkey(abbreviation.short): abbreviation for abbreviation in abbreviations}
        self._by_long: dict[tuple[int, ...], list[Abbreviation]] = defaultdict(list)
        for abbreviation in self:
            if abbreviation.clear_reading is not None:
                self._by_long[abbreviation.clear_reading.classes].append(abbreviation)
        self.longest = max(map(len, self._by_long), default=0)
        """Words of the longest long form."""

    def __iter__(self) -> Iterator[Abbreviation]:
        """All abbreviations in the order of their short forms."""
        return iter(self._by_key.values())

    def readings(self, short: str) -> tuple[Reading, ...]:
        """All that an abbreviation has been defined as, the most frequent first."""
        found = self._by_key.get(xkey(short))
        return found.readings if found else ()

    def expansion(self, short: str) -> Reading | None:
        """The one clear reading of an abbreviation, None if there is none."""
        found = self._by_key.get(xkey(short))
        return found.clear_reading if found else None

    def short_forms(self, classes: Sequence[int]) -> list[str]:
        """The abbreviations whose clear reading consists of words of these classes."""
        return [abbreviation.short for abbreviation in self._by_long.get(tuple(classes), ())]

    @classmethod
    def open(cls, folder: Path) -> Abbreviations:
        """Read the abbreviations in a lexicon's folder."""
        rows = json.loads((folder / READINGS_FILE).read_text(encoding="utf-8"))
        return cls(
            Abbreviation(short, tuple(Reading(long, count, tuple(classes), plausible) for long, count, classes, plausible in readings))
            for short, readings in rows
        )

    @staticmethod
    def same(folder: Path, other: Path) -> bool:
        """Whether two lexicons share one file of abbreviations."""
        files = folder / READINGS_FILE, other / READINGS_FILE
        return all(file.exists() for file in files) and files[0].samefile(files[1])


def write_abbreviations(folder: Path, abbreviations: Iterable[Abbreviation]) -> None:
    """Write abbreviations into a lexicon's folder."""
    rows = [[each.short, [[r.long, r.count, r.classes, r.plausible] for r in each.readings]] for each in abbreviations]
    (folder / READINGS_FILE).write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")


def group_definitions(
    counts: DefinitionCounts, *, classes_of: Callable[[str], tuple[int, ...]], parts_of: Callable[[str], int]
) -> list[Abbreviation]:
    """Short forms with their long forms grouped by the classes of their words.

    ``classes_of`` gives the class of each word of a long form, ``parts_of`` the number of parts of a word.
    """
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    groups: dict[str, dict[tuple[int, ...], Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for definition, count in counts:
        key = xkey(definition.short)
        spellings[key][definition.short] += count
        groups[key][classes_of(definition.long)][definition.long] += count
    return [_abbreviation(spellings[key], groups[key], parts_of) for key in sorted(groups)]


def _abbreviation(spellings: Counter[str], groups: Mapping[tuple[int, ...], Counter[str]], parts_of: Callable[[str], int]) -> Abbreviation:
    short = spellings.most_common(1)[0][0]
    readings = [_reading(short, classes, longs, parts_of) for classes, longs in groups.items()]
    return Abbreviation(short, tuple(sorted(readings, key=lambda reading: (-reading.count, reading.long))))


def _reading(short: str, classes: tuple[int, ...], longs: Counter[str], parts_of: Callable[[str], int]) -> Reading:
    long = longs.most_common(1)[0][0]
    capitals = sum(map(str.isupper, short))
    plausible = len(classes) > 1 or parts_of(long) >= max(2, capitals - 1)
    return Reading(long, longs.total(), classes, plausible)
