"""The answers of API version 1 as models. Their names are a promise: fields may be added, never renamed or removed.

What one answer to a search has many of are dataclasses: they are made in half of a model's time, because nothing that an engine
found needs to be validated.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from search_service.public_changes import ChangeType
from search_service.query.request import Matching, Sort
from search_service.release import Attachment, Block, Image, RelatedRelease, Status
from search_service.results import AlsoKind, Bucket, Facet, FacetValue, Interval, Match, Snippet, WayOutKind
from search_service.schema import FACETS, FacetName
from search_service.steering.rules import Boost
from search_service.web.table_fields import with_dataclass_fields, with_fields


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True)


def _any_may_be_left_out(schema: dict[str, Any]) -> None:
    schema.pop("required", None)


@dataclass(frozen=True, slots=True)
class Links:
    """``self`` is the JSON, ``html`` the page for people."""

    self_: Annotated[str, Field(serialization_alias="self")]
    html: str


@dataclass(frozen=True, slots=True)
class SearchLinks(Links):
    """``next`` goes on where this answer ends; ``atom`` and ``csv`` are the same search as a feed and a table."""

    next: str | None
    prev: str | None
    atom: str
    csv: str


@with_fields({facet.name.value: (tuple[str, ...], ...) for facet in FACETS})
class _FacetFilters(_Model):
    """The values that are chosen of each facet."""


class Filters(_FacetFilters):
    first: Annotated[date | None, Field(serialization_alias="from")]
    last: Annotated[date | None, Field(serialization_alias="to")]


class Query(_Model):
    """The search as it was understood; ``parsed`` is the query in its canonical form.

    ``searchable`` is false where there is nothing in it that could be searched for, such as a sign alone: nothing is found then.
    """

    q: str
    parsed: str
    searchable: bool
    filters: Filters
    match: Matching
    sort: Sort
    page: int
    size: int


@with_dataclass_fields(
    {facet.attribute: Annotated[tuple[str, ...], Field(description=f"{facet.plural} of the release.")] for facet in FACETS}
)
@dataclass(frozen=True, slots=True)
class _HitFacts:
    """What a hit begins with, and the values of each facet."""

    id: Annotated[str, Field(description="Names the release in every address of this service.")]
    url: Annotated[str, Field(description="Where the release was published.")]
    title: Annotated[str, Field(description="The headline.")]
    teaser: Annotated[str, Field(description="The text between headline and body; empty where there is none.")]
    published: Annotated[datetime, Field(description="As Berlin's clocks show it, with its offset.")]


@dataclass(frozen=True, slots=True)
class ApiHit(_HitFacts):
    """A release that was found; ``fields`` chooses which of these it has."""

    __pydantic_config__ = ConfigDict(json_schema_extra=_any_may_be_left_out)

    score: Annotated[float, Field(description="How well it matches; comparable within one answer only.")]
    snippets: Annotated[tuple[Snippet, ...], Field(description="Fragments of its texts, with what matched told apart.")]
    matched: Annotated[tuple[Match, ...], Field(description="Which forms answered which word of the query, and why.")]
    pinned: Annotated[bool, Field(description="Whether editors put it before the others for this query.")]
    boosts: Annotated[tuple[Boost, ...], Field(description="What editors multiply its score by, and why: all that it has of these.")]
    links: Annotated[Links, Field(description="The release as JSON and as a page.")]


HIT_FIELDS = tuple(field.name for field in fields(ApiHit))


@dataclass(frozen=True, slots=True)
class PartialHit(ApiHit):
    """A hit that lacks words of the query."""

    missing: Annotated[tuple[str, ...], Field(description="The words of the query that it lacks.")]


@dataclass(frozen=True, slots=True)
class MonthCount:
    value: str
    count: int


@dataclass(frozen=True, slots=True)
class YearCount:
    value: str
    count: int
    selected: bool
    months: tuple[MonthCount, ...]


@dataclass(frozen=True, slots=True)
class YearFacet:
    values: tuple[YearCount, ...]


@with_fields({facet.name.value: (Facet, ...) for facet in FACETS})
class _NamedFacets(_Model):
    """Each facet of the table."""


class ApiFacets(_NamedFacets):
    """Counts over all hits, each facet without its own selection; ``facets`` chooses which are there."""

    model_config = ConfigDict(frozen=True, json_schema_extra=_any_may_be_left_out)

    year: YearFacet


class Spelling(_Model):
    q: str
    total: int
    links: Links


class ApiWayOut(_Model):
    kind: WayOutKind
    q: str
    filters: Filters
    total: int
    links: Links


class ApiAlso(_Model):
    """Another search that the query suggests: ``kind`` says what is different, ``match`` how widely it looks."""

    kind: AlsoKind | FacetName
    q: str
    filters: Filters
    match: Matching
    total: int
    links: Links


HITS = "The releases of this page, in the order that was asked for."


class SearchAnswer(_Model):
    """With ``partial`` no release has all words: ``total`` is 0, facets are empty, ``hits`` are the closest. With few hits ``closest``
    are what comes next on the first page. ``soft_words`` are those of the query that were not required. ``also`` are searches that the
    query suggests: ``parts`` of its compounds near each other as well, the ``date``, ``topic`` or ``ministry`` that it names as a filter.

    ``mended_from`` is the query that was asked and found nothing, where ``spelling=mended`` has the mended one answered.
    """

    query: Annotated[Query, Field(description="The search as it was understood.")]
    total: Annotated[int, Field(description="The exact number of hits.")]
    pages: Annotated[int, Field(description="How many pages of `size` hits there are; a page past the last one has none.")]
    partial: Annotated[bool, Field(description="Whether `hits` are only the closest releases, because none has all words.")]
    soft_words: Annotated[tuple[str, ...], Field(description="Words of the query that a hit need not have.")]
    hits: Annotated[tuple[PartialHit, ...] | tuple[ApiHit, ...], Field(description=HITS)]
    closest: Annotated[tuple[PartialHit, ...], Field(description="With few hits what comes next on the first page; not in `total`.")]
    facets: Annotated[ApiFacets, Field(description="Counts over all hits, each facet without its own selection.")]
    also: Annotated[tuple[ApiAlso, ...], Field(description="Searches that the query suggests.")]
    did_you_mean: Annotated[
        Spelling | None,
        Field(description="Another spelling that finds more, or nothing but closer releases (total 0); null if there is none."),
    ]
    ways_out: Annotated[tuple[ApiWayOut, ...], Field(description="Changed searches that find more, where there are few hits or none.")]
    mended_from: Annotated[str | None, Field(description="The query as asked, where this answers another spelling of it; else null.")]
    took_ms: Annotated[float, Field(description="Milliseconds that the search took when this answer was made.")]
    links: Annotated[SearchLinks, Field(description="The same search on other pages and in other forms.")]


class CompleteAnswer(SearchAnswer):
    """Documented as ``SearchAnswer``; with one kind of hits an answer is encoded in half of the time."""

    hits: Annotated[tuple[ApiHit, ...], Field(description=HITS)]


class PartialAnswer(SearchAnswer):
    """As ``CompleteAnswer``."""

    hits: Annotated[tuple[PartialHit, ...], Field(description=HITS)]


class SimilarAnswer(_Model):
    hits: tuple[ApiHit, ...]


class TimelineAnswer(_Model):
    """Buckets from the first hit to the last, without gaps."""

    interval: Interval
    buckets: tuple[Bucket, ...]


class WordCompletion(_Model):
    value: str
    count: int


class ReleaseCompletion(_Model):
    """``value`` is the title."""

    value: str
    id: str
    links: Links


@with_fields({facet.attribute: (tuple[FacetValue, ...], ...) for facet in FACETS})
class _WordsAndValues(_Model):
    """Words, and the values of each facet."""

    completions: tuple[WordCompletion, ...]


class SuggestAnswer(_WordsAndValues):
    releases: tuple[ReleaseCompletion, ...]


class ApiReading(_Model):
    long: str
    definitions: int


class ApiAbbreviation(_Model):
    """``expanded``: a search for one form finds the other."""

    short: str
    readings: tuple[ApiReading, ...]
    expanded: bool


class AbbreviationsAnswer(_Model):
    abbreviations: tuple[ApiAbbreviation, ...]


class ApiVersion(_Model):
    version: int
    hash: str
    first_seen: datetime
    last_seen: datetime
    correction: Annotated[bool, Field(description="Whether its source marked it as the correction of an earlier text.")] = False


@with_fields({facet.attribute: (tuple[str, ...], ...) for facet in FACETS})
class _RecordFacts(_Model):
    """What a record begins with, and the values of each facet."""

    id: str
    url: str
    title: str


class ApiRecord(_RecordFacts):
    """The fields of a release, moments as Berlin's clocks show them."""

    published: datetime
    updated: datetime | None
    teaser: str
    body: tuple[Block, ...]
    images: tuple[Image, ...]
    related: tuple[RelatedRelease, ...]
    attachments: tuple[Attachment, ...]
    language: str
    source: str
    status: Status
    embargo_until: datetime | None
    published_from: str
    cut: bool
    correction: Annotated[bool, Field(description="Whether its source marked it as the correction of an earlier text.")]
    content_hash: str


class StandingBlock(Block):
    """A piece of the body that so many releases have that exact quotes alone find it. While there is no index, none is known to be."""

    standing: Literal[True] = True


class ApiRelease(ApiRecord):
    """A release with its versions, oldest first."""

    body: tuple[StandingBlock | Block, ...]
    versions: tuple[ApiVersion, ...]
    links: Links


class ApiChange(_Model):
    """``release`` is the state that the change led to, null when it was withdrawn."""

    sequence: int
    type: ChangeType
    id: str
    at: datetime
    release: ApiRecord | None


class ChangesAnswer(_Model):
    """Ask again with ``since`` = ``next_since``: at once when there is ``more``, else later."""

    changes: tuple[ApiChange, ...]
    next_since: int
    more: bool
