"""Names of ministries and topics through time: which spellings, abbreviations and earlier names mean what is called so today.

A release keeps the names that its source gives; a taxonomy is applied where releases go into an index or are shown. Reading a file of
them is ``taxonomy_file``.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from pydantic import BaseModel, ConfigDict, Field

from search_service.analysis.normalize import normalize, xkey
from search_service.dates import BERLIN
from search_service.release import Release, RequiredText, Text
from search_service.schema import FACETS, FacetName

_WORD = re.compile(r"\w+")


class Shown(StrEnum):
    """Which name stands for a ministry or a topic: that of today, or that of the day on which a release was published."""

    TODAY = "today"
    THEN = "then"


class Name(BaseModel):
    """A name and what else is written for it, from ``first`` to ``last`` (both included, None: open); ``successor`` is the next name."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    name: RequiredText
    aliases: tuple[RequiredText, ...] = ()
    first: date | None = Field(default=None, alias="from")
    last: date | None = Field(default=None, alias="until")
    successor: Text = ""

    @property
    def spellings(self) -> tuple[str, ...]:
        """The name and its aliases."""
        return self.name, *self.aliases

    def is_valid(self, day: date) -> bool:
        return self.days_apart(day) == 0

    def days_apart(self, day: date) -> int:
        """How many days ``day`` lies before or after the name was in use; 0 within."""
        before = (self.first - day).days if self.first else 0
        after = (day - self.last).days if self.last else 0
        return max(before, after, 0)

    def overlaps(self, other: Name) -> bool:
        """Whether both were in use on some day."""
        ends = (
            (other.last is None or self.first is None or self.first <= other.last),
            (self.last is None or other.first is None or other.first <= self.last),
        )
        return all(ends)


def spelling_key(text: str) -> str:
    """Equal for spellings that differ in case, signs, blanks or the way of writing umlauts; empty for a text without a letter."""
    return xkey(" ".join(_WORD.findall(normalize(text))))


@dataclass(frozen=True)
class Lineage:
    """The names of one facet by their numbers in ``names``."""

    names: tuple[Name, ...]

    @cached_property
    def by_spelling(self) -> Mapping[str, Sequence[int]]:
        """The names that a spelling may mean."""
        found: dict[str, dict[int, None]] = defaultdict(dict)
        for number, name in enumerate(self.names):
            for spelling in name.spellings:
                found[spelling_key(spelling)][number] = None
        return {spelling: tuple(numbers) for spelling, numbers in found.items()}

    @cached_property
    def successors(self) -> tuple[int | None, ...]:
        """Which name follows each; None: it is still in use, or nothing follows."""
        return tuple(self._successor(number) for number in range(len(self.names)))

    def _successor(self, number: int) -> int | None:
        """A name can come back: meant is the one that begins next."""
        name = self.names[number]
        later = [
            other
            for other, each in enumerate(self.names)
            if other != number and each.name == name.successor and (each.last is None or name.last is None or each.last > name.last)
        ]
        return min(later, key=lambda other: (self.names[other].first or date.min, other), default=None)

    @cached_property
    def heads(self) -> tuple[int, ...]:
        """For each name the last one that followed it, which may be itself. Names in a circle are their own."""
        return tuple(map(self._head, range(len(self.names))))

    def _head(self, number: int) -> int:
        seen = {number}
        head = number
        while (following := self.successors[head]) is not None:
            if following in seen:
                return number
            seen.add(following)
            head = following
        return head

    def meant(self, value: str) -> Sequence[int]:
        """The names that a value may stand for, whenever it was written."""
        return self.by_spelling.get(spelling_key(value), ())

    def meant_on(self, value: str, day: date) -> int | None:
        """The name that a value stood for on a day: of several the one that was in use then, or came nearest to it."""
        return min(self.meant(value), key=lambda number: (self.names[number].days_apart(day), number), default=None)

    def family(self, head: int) -> tuple[int, ...]:
        """Every name that ``head`` came of, itself included."""
        return tuple(number for number, each in enumerate(self.heads) if each == head)


class Taxonomy(BaseModel):
    """The names of every facet, and which of them are shown; without any every value stands for itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    shown: Shown = Shown.TODAY
    names: dict[FacetName, tuple[Name, ...]] = {}

    @cached_property
    def digest(self) -> str:
        """Equal for taxonomies that name everything alike."""
        return hashlib.blake2b(self.model_dump_json().encode(), digest_size=12).hexdigest()

    @cached_property
    def lineages(self) -> Mapping[FacetName, Lineage]:
        return {facet: Lineage(names) for facet, names in self.names.items()}

    def applied(self, release: Release) -> Release:
        """The release under the names that are to be shown; values that nobody knows stay."""
        if not self.names:
            return release
        day = release.published.astimezone(BERLIN).date()
        named = {
            facet.attribute: tuple(dict.fromkeys(self.name_on(facet.name, value, day) for value in getattr(release, facet.attribute)))
            for facet in FACETS
        }
        changed = {attribute: values for attribute, values in named.items() if values != getattr(release, attribute)}
        return release.model_copy(update=changed) if changed else release

    def name_on(self, facet: FacetName, value: str, day: date) -> str:
        """The name to be shown for a value of a release of that day."""
        lineage = self.lineages.get(facet)
        meant = lineage.meant_on(value, day) if lineage else None
        if lineage is None or meant is None:
            return value
        if self.shown is Shown.TODAY:
            return lineage.names[lineage.heads[meant]].name
        if lineage.names[meant].is_valid(day):
            return lineage.names[meant].name
        then = [number for number in lineage.family(lineage.heads[meant]) if lineage.names[number].is_valid(day)]
        return lineage.names[then[0] if len(then) == 1 else meant].name

    def unknown(self, release: Release) -> Iterator[tuple[FacetName, str]]:
        """The values of a release that none of the names of their facet is; of a facet without names none."""
        for facet in FACETS:
            if lineage := self.lineages.get(facet.name):
                yield from ((facet.name, value) for value in dict.fromkeys(getattr(release, facet.attribute)) if not lineage.meant(value))

    def names_of_today(self, facet: FacetName, value: str) -> tuple[str, ...]:
        """What a value is called today; several where it meant different things at different times; itself where nobody knows it."""
        lineage = self.lineages.get(facet)
        meant = lineage.meant(value) if lineage else ()
        if lineage is None or not meant:
            return (value,)
        return tuple(dict.fromkeys(lineage.names[lineage.heads[number]].name for number in meant))

    def names_shown(self, facet: FacetName, value: str) -> tuple[str, ...]:
        """The values under which an index has the releases of what ``value`` means: its name of today, or all names that it had."""
        today = self.names_of_today(facet, value)
        if self.shown is Shown.TODAY or facet not in self.lineages:
            return today
        return tuple(dict.fromkeys([*today, *(name.name for name in self._relatives(facet, value))]))

    def spellings(self, facet: FacetName, value: str) -> tuple[str, ...]:
        """Every spelling of all names that what ``value`` means ever had; none where nobody knows it."""
        return tuple(dict.fromkeys(spelling for name in self._relatives(facet, value) for spelling in name.spellings))

    def _relatives(self, facet: FacetName, value: str) -> Iterator[Name]:
        lineage = self.lineages.get(facet)
        if lineage is not None:
            heads = dict.fromkeys(lineage.heads[number] for number in lineage.meant(value))
            yield from (lineage.names[number] for head in heads for number in lineage.family(head))


UNNAMED = Taxonomy()
"""Every value stands for itself."""
