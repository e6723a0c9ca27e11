"""What a search answers, as data: hits, snippets, matches, facets. HTML and JSON are made from it elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

import pydantic

from search_service.query.request import SearchRequest
from search_service.query.rule import Rule
from search_service.schema import FacetName, FacetValues, Field
from search_service.steering.rules import Boost
from search_service.taxonomy import UNNAMED, Taxonomy


@dataclass(frozen=True, slots=True)
class SnippetPart:
    text: str
    match: bool


@dataclass(frozen=True, slots=True)
class Snippet:
    """A fragment of one field; the texts of ``parts`` joined are the fragment."""

    field: Field
    parts: tuple[SnippetPart, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A ``form`` of the text that matched a ``word`` of the query, and by which rule.

    ``within`` is the word with hyphens that the form is a piece of (Grundschule in Brüder-Grimm-Grundschule), None if it is none.
    The descriptions are those of the API, which sends matches as they are.
    """

    word: Annotated[str, pydantic.Field(description="The word of the query, as typed.")]
    form: Annotated[str, pydantic.Field(description="What the text has.")]
    rule: Annotated[Rule, pydantic.Field(description="Why the form answers the word; rules are listed from nearest to farthest.")]
    within: Annotated[str | None, pydantic.Field(description="The word with hyphens that the form is a piece of, null if it is none.")] = (
        None
    )


@dataclass(frozen=True, slots=True)
class Hit:
    """One release of a result list; ``missing`` names the words it lacks when the match is partial."""

    id: str
    url: str
    title: str
    teaser: str
    published: datetime
    facet_values: FacetValues
    score: float
    snippets: tuple[Snippet, ...] = ()
    matched: tuple[Match, ...] = ()
    missing: tuple[str, ...] = ()
    pinned: bool = False
    """Whether editors put it before the others for this query."""
    boosts: tuple[Boost, ...] = ()
    """What editors multiply its score by."""


@dataclass(frozen=True, slots=True)
class FacetValue:
    value: str
    count: int
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """Values with their counts over all matches, the facet's own selection ignored.

    Selected values come first and are there even with count 0; the rest by count, then name. ``missing`` counts releases without
    a value, ``others`` the values (with hits) that are not listed.
    """

    values: tuple[FacetValue, ...] = ()
    missing: int = 0
    others: int = 0


NO_VALUES = Facet()


@dataclass(frozen=True, slots=True)
class YearValue:
    """A year such as "2024", newest first; ``months`` ("2024-03") holds only months with hits, newest first."""

    value: str
    count: int
    selected: bool = False
    months: tuple[FacetValue, ...] = ()


@dataclass(frozen=True, slots=True)
class Facets:
    """Every facet that was counted, by name; ``year`` is counted from dates."""

    by_name: Mapping[FacetName, Facet] = field(default_factory=dict)
    year: tuple[YearValue, ...] = ()

    def __getitem__(self, name: FacetName) -> Facet:
        return self.by_name.get(name, NO_VALUES)


@dataclass(frozen=True, slots=True)
class DidYouMean:
    """Another spelling of the query that finds more under the same filters."""

    q: str
    total: int


class AlsoKind(StrEnum):
    """What another search does with the words of the query: finds parts of its compounds near each other, too, or filters by its date."""

    PARTS = "parts"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Also:
    """Another search that the query suggests, with the number of its hits; ``kind`` is a facet whose value the query names."""

    kind: AlsoKind | FacetName
    request: SearchRequest
    total: int


class WayOutKind(StrEnum):
    """What is different about a changed search, in the order in which they are offered."""

    WITHOUT_FILTER = "without_filter"
    FEWER_WORDS = "fewer_words"
    WHOLE_YEAR = "whole_year"
    UNQUOTED = "unquoted"
    SPELLING = "spelling"
    NEAREST_DATES = "nearest_dates"


@dataclass(frozen=True, slots=True)
class WayOut:
    """A changed search that has hits, offered when there are none or few."""

    kind: WayOutKind
    request: SearchRequest
    total: int


@dataclass(frozen=True, slots=True)
class ResultPage:
    """One page of a search's answer, complete: what was understood, what was found, what else could be asked.

    With ``partial`` the hits lack words of the query, ``total`` is 0 and facets are empty; with 1 to 9 hits ``closest`` holds what
    comes next on the first page, no hits either. ``soft_words`` are those of the query that were not required.
    """

    request: SearchRequest
    parsed: str
    total: int
    hits: tuple[Hit, ...]
    facets: Facets
    generation: int
    visible: int
    """Releases of the generation that are visible now; embargoes that end change it."""
    took_ms: float
    partial: bool = False
    closest: tuple[Hit, ...] = ()
    soft_words: tuple[str, ...] = ()
    also: tuple[Also, ...] = ()
    did_you_mean: DidYouMean | None = None
    ways_out: tuple[WayOut, ...] = ()
    next_cursor: str | None = None
    mended_from: SearchRequest | None = None
    """The search that was asked and found nothing, where this page answers the mended one."""

    @property
    def pages(self) -> int:
        """Number of pages of ``request.size`` hits."""
        return -(-self.total // self.request.size)


@dataclass(frozen=True, slots=True)
class Completion:
    """A word of the archive in the form in which it is written most often, and the number of releases that have it."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class TitleCompletion:
    """A release whose title has the words typed."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Completions:
    """What the beginning of a word can become, each kind with the most frequent (releases: newest) first.

    ``facet_values`` holds the facets with values that do.
    """

    words: tuple[Completion, ...] = ()
    facet_values: Mapping[FacetName, tuple[FacetValue, ...]] = field(default_factory=dict)
    releases: tuple[TitleCompletion, ...] = ()


class Interval(StrEnum):
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Bucket:
    """``value`` is a day ("2024-03-21"), a month ("2024-03") or a year ("2024"), as Berlin's calendar has them."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class AbbreviationReading:
    """A long form and how often the archive defines the abbreviation so."""

    long: str
    definitions: int


@dataclass(frozen=True, slots=True)
class AbbreviationEntry:
    """An abbreviation that the archive defines, with all readings, the most frequent first.

    ``expanded`` tells that a search for either form finds both, because one reading is clear and frequent.
    """

    short: str
    readings: tuple[AbbreviationReading, ...]
    expanded: bool


@dataclass(frozen=True, slots=True)
class VocabularyStatus:
    """What the words of an archive are known to be: ``words`` different ones, of which ``compounds`` have known parts."""

    words: int
    compounds: int
    abbreviations: int


@dataclass(frozen=True, slots=True)
class CacheStatus:
    """What a process keeps of evaluated words and hits: bytes, and how many at most.

    Since it began, the values that it had or lacked when they were asked for, and those that were let go of for others.
    """

    nbytes: int
    capacity: int
    hits: int
    misses: int
    evictions: int


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """What an index holds; ``sequence`` is the last change of the store that it has taken in.

    ``visible`` is the number of releases that a search can find now, told by a Searcher: embargoes and dates hide the others.
    """

    engine: str
    generation: int
    releases: int
    sequence: int
    built_at: datetime
    vocabulary: VocabularyStatus
    first: date | None = None
    last: date | None = None
    visible: int | None = None
    documents: int | None = None
    """With what was deleted and is not merged away yet; None where the engine keeps no such thing."""
    store: str = ""
    """Identity of the store that the index was made from; empty if it was not told."""
    taxonomy: Taxonomy = UNNAMED
    """The names that its facets have."""
    standing_blocks: int = 0
    """How many blocks recur in so many releases that they are found by exact quotes alone."""
    steering: str = ""
    """Revision of the steering that is in force, told by a Searcher."""
    settled: bool = True
    """Whether all that is learned of the archive was computed of the whole of it: then it finds what a rebuilt index finds."""
