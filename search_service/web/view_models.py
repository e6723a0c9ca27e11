"""What templates get: frozen records with texts in the reader's language and ready links, no logic."""

from __future__ import annotations

from dataclasses import dataclass

from search_service.release import Attachment, BlockType, Image
from search_service.results import SnippetPart


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """The same page in another language of the interface."""

    code: str
    name: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class SiteView:
    """What stands around every page."""

    name: str
    authority: str
    language: str
    stylesheet: str
    logo: str
    languages: tuple[LanguageLink, ...]
    footer_links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class ErrorPage:
    status: int
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class ErrorItem:
    """One line of the error summary; ``target`` is the id of the field to mend, empty where the page has none."""

    message: str
    target: str = ""


@dataclass(frozen=True, slots=True)
class DateField:
    name: str
    label: str
    value: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class HiddenField:
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class SearchForm:
    """The one form of a page; ``hidden`` keeps what was chosen by a link: order, size, language."""

    q: str = ""
    q_error: str = ""
    dates: tuple[DateField, ...] = ()
    hidden: tuple[HiddenField, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet as a check box; ``count`` is None where nothing was counted."""

    value: str
    count: int | None
    selected: bool


@dataclass(frozen=True, slots=True)
class FacetView:
    """``first`` are shown, ``more`` can be unfolded, ``others`` counts the values not listed at all."""

    name: str
    legend: str
    first: tuple[Choice, ...]
    more: tuple[Choice, ...]
    others: int


@dataclass(frozen=True, slots=True)
class PeriodView:
    """A year or month as a link that sets the period, or takes it back when ``selected``."""

    label: str
    count: int
    url: str
    selected: bool


@dataclass(frozen=True, slots=True)
class YearView:
    """A year; ``months`` are listed once the search lies inside it."""

    year: PeriodView
    months: tuple[PeriodView, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a hit was found: the reader's word, the form in the text, and how they belong together."""

    word: str
    form: str
    rule: str


@dataclass(frozen=True, slots=True)
class HitView:
    url: str
    title: tuple[SnippetPart, ...]
    topics: tuple[str, ...]
    ministries: tuple[str, ...]
    day: str
    iso_day: str
    texts: tuple[tuple[SnippetPart, ...], ...]
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PageLink:
    """A step of the paging; without a number it is a gap."""

    number: int | None
    url: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Paging:
    steps: tuple[PageLink, ...]
    previous: str | None
    following: str | None


@dataclass(frozen=True, slots=True)
class Offer:
    """Another search that finds something."""

    label: str
    url: str
    total: int


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A result page, also one that has only errors to show."""

    title: str
    heading: str
    canonical: str
    form: SearchForm
    facets: tuple[FacetView, ...] = ()
    years: tuple[YearView, ...] = ()
    chips: tuple[Link, ...] = ()
    clear_url: str = ""
    errors: tuple[ErrorItem, ...] = ()
    parsed: str = ""
    cut: bool = False
    partial: bool = False
    first_number: int = 1
    hits: tuple[HitView, ...] = ()
    sorts: tuple[Link, ...] = ()
    paging: Paging | None = None
    past_end: Link | None = None
    did_you_mean: Offer | None = None
    ways_out: tuple[Offer, ...] = ()


@dataclass(frozen=True, slots=True)
class StartPage:
    title: str
    form: SearchForm
    total: int
    newest: tuple[HitView, ...]
    topics: tuple[Offer, ...]
    ministries: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A piece of the body; a list holds the items that follow one another."""

    type: BlockType
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RelatedView:
    title: str
    topic: str
    url: str


@dataclass(frozen=True, slots=True)
class ReleasePage:
    title: str
    heading: str
    canonical: str
    back: Link
    language: str
    topics: tuple[Link, ...]
    ministries: tuple[Link, ...]
    day: str
    iso_day: str
    updated: str
    teaser: str
    blocks: tuple[TextBlock, ...]
    images: tuple[Image, ...]
    attachments: tuple[Attachment, ...]
    related: tuple[RelatedView, ...]
    original: str
    json: str


@dataclass(frozen=True, slots=True)
class WithdrawnPage:
    title: str
    heading: str
    name: str
    day: str
