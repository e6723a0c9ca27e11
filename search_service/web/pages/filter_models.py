"""What templates get of the filters of a page and of releases over time: frozen records with ready links, no logic."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class YearLink:
    """A year as a filter, with the number of hits that it has."""

    label: str
    url: str
    count: int
    current: bool


@dataclass(frozen=True, slots=True)
class PeriodView:
    """One field for the period, as text that it reads again, and links that fill it: since some days, this year, one year."""

    value: str
    error: str = ""
    presets: tuple[Link, ...] = ()
    years: tuple[YearLink, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet as a check box; ``count`` is None where nothing was counted."""

    value: str
    count: int | None
    selected: bool


@dataclass(frozen=True, slots=True)
class FacetView:
    """``first`` are shown, ``more`` can be unfolded, ``others`` counts the values not listed at all.

    ``query`` is what the values must contain; ``searchable`` tells that there are enough of them to be searched.
    """

    name: str
    legend: str
    search_label: str
    first: tuple[Choice, ...]
    more: tuple[Choice, ...]
    others: int
    query: str
    searchable: bool

    @property
    def chosen(self) -> int:
        """How many of its values are in force; they are never folded away."""
        return sum(choice.selected for choice in self.first)


@dataclass(frozen=True, slots=True)
class Bar:
    """A month or year of a timeline; ``height`` is in percent of the scale. Without hits it has no link.

    ``tick`` is what the axis says below it, empty where it says nothing; a ``minor`` one is left out where there is little room.
    """

    label: str
    count: int
    height: int
    url: str
    selected: bool = False
    tick: str = ""
    minor: bool = False


@dataclass(frozen=True, slots=True)
class ScaleLine:
    """A number of releases and how high it lies, in percent."""

    count: int
    height: int


@dataclass(frozen=True, slots=True)
class TimelineView:
    """Releases over time, oldest first and without gaps; ``wider`` leads from the months of a year back to all years.

    ``unit`` says what a bar is; ``slots`` is how many bars the picture has room for, so that three are not as wide as the page.
    """

    bars: tuple[Bar, ...]
    unit: str
    slots: int
    scale: tuple[ScaleLine, ...]
    wider: Link | None = None
