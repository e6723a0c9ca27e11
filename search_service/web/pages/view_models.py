"""What templates of the site, start and result page get: frozen records with texts in the reader's language and ready links, no logic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from search_service.results import SnippetPart
from search_service.web.pages.filter_models import FacetView, Link, PeriodView, TimelineView


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force; ``url`` leads to the search without it. ``field`` is what it filters by, ``language`` that of the label."""

    label: str
    url: str
    language: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """The same page in another language of the interface."""

    code: str
    name: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class SuggestedFacet:
    """Values of a facet among the suggestions: their name in the answer, their heading, the parameter that filters by one."""

    kind: str
    label: str
    name: str


@dataclass(frozen=True, slots=True)
class SiteView:
    """What stands around every page: among it the style to stand in it, by its kind, the stylesheets of the head and those of the end."""

    name: str
    authority: str
    language: str
    first_styles: Mapping[str, Markup]
    early_sheets: tuple[str, ...]
    late_sheets: tuple[str, ...]
    script: str
    release_script: str
    editor_script: str
    editor_tools: bool
    icon: str
    logo: str
    languages: tuple[LanguageLink, ...]
    facets: tuple[SuggestedFacet, ...]
    footer_links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """``command`` is what an operator can run to mend it, empty where that is not theirs to do; ``faults`` are those of parameters."""

    status: int
    heading: str
    text: str
    command: str = ""
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ErrorItem:
    """One line of the error summary; ``target`` is the id of the field to mend, empty where the page has none."""

    message: str
    target: str = ""


@dataclass(frozen=True, slots=True)
class HiddenField:
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class SearchForm:
    """The one form of a page; ``hidden`` keeps what was chosen by a link: order, size, language."""

    q: str = ""
    q_error: str = ""
    hidden: tuple[HiddenField, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a hit was found: a rule of matching, and forms in the text that it matched; ``more`` are not named.

    Or what editors did for it, without forms if that says all.
    """

    rule: str
    forms: tuple[str, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class HitView:
    """``address`` is the permanent one, for paper; ``more_texts`` are shown on demand."""

    id: str
    url: str
    address: str
    title: tuple[SnippetPart, ...]
    subjects: tuple[str, ...]
    issuers: tuple[str, ...]
    day: str
    iso_day: str
    text: tuple[SnippetPart, ...]
    more_texts: tuple[tuple[SnippetPart, ...], ...]
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
    """Another search that finds something; ``hint`` says what is different about it."""

    label: str
    url: str
    total: int
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Tip:
    """What the query language can do, and a search that shows it."""

    text: str
    example: Offer | None


@dataclass(frozen=True, slots=True)
class FacetOffers:
    """The searches for each value of a facet; ``name`` is that of its values in answers, ``others`` counts those not listed."""

    name: str
    heading: str
    offers: tuple[Offer, ...]
    others: int = 0


@dataclass(frozen=True, slots=True)
class EchoPiece:
    """A piece of a query as it was understood; what is ``soft`` was not required."""

    text: str
    soft: bool = False


@dataclass(frozen=True, slots=True)
class Understood:
    """What a query was taken for: in words, and in the query language where that is not what was typed."""

    pieces: tuple[EchoPiece, ...]
    canonical: str

    @property
    def has_soft(self) -> bool:
        """Whether anything was not required."""
        return any(piece.soft for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class ExportLinks:
    """The same search for other programs."""

    atom: str
    json_feed: str
    csv: str
    json_lines: str
    api: str


@dataclass(frozen=True, slots=True)
class SubscribePage:
    """How a search is followed and taken along; ``subject`` says in words which one."""

    title: str
    heading: str
    subject: str
    form: SearchForm
    back: Link
    exports: ExportLinks


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A result page, also one that has only errors to show; ``total`` is the number of hits in words, empty where there are none."""

    title: str
    heading: str
    canonical: str
    form: SearchForm
    total: str = ""
    show_hits: str = ""
    """What the button says that leads from the filters to the hits."""
    period: PeriodView | None = None
    facets: tuple[FacetView, ...] = ()
    timeline: TimelineView | None = None
    chips: tuple[Chip, ...] = ()
    clear_url: str = ""
    errors: tuple[ErrorItem, ...] = ()
    understood: Understood | None = None
    exact: Offer | None = None
    cut: bool = False
    unclosed: bool = False
    """Whether the closing quote of a phrase is missing."""
    help: tuple[str, ...] = ()
    """What may help where nothing was found, fit for what was typed."""
    help_clears: bool = False
    """Whether to remove all filters may help as well."""
    partial: bool = False
    closest_hint: str = ""
    """What stands above hits that are only the closest."""
    first_number: int = 1
    hits: tuple[HitView, ...] = ()
    closest: tuple[HitView, ...] = ()
    """Releases that are no hits, but come next where there are few."""
    sorts: tuple[Link, ...] = ()
    sizes: tuple[Link, ...] = ()
    paging: Paging | None = None
    did_you_mean: Offer | None = None
    typed: Offer | None = None
    """What was typed, where the hits are those of its mended spelling."""
    also: tuple[Offer, ...] = ()
    ways_out: tuple[Offer, ...] = ()
    tips: tuple[Tip, ...] = ()
    exports: ExportLinks | None = None
    advanced: str = ""
    """The form with a field for each wish, filled from this search; empty where it could not be read."""
    subscribe: str = ""
    """Where the search can be saved or exported; empty where it has no hits."""


@dataclass(frozen=True, slots=True)
class StartPage:
    """``first_day`` and ``last_day`` are empty for an archive without releases; addresses are absolute."""

    title: str
    address: str
    search_address: str
    form: SearchForm
    total: int
    first_day: str
    last_day: str
    timeline: TimelineView | None
    newest: tuple[HitView, ...]
    facets: tuple[FacetOffers, ...]
    tips: tuple[Tip, ...]
    feed: str


@dataclass(frozen=True, slots=True)
class GlossaryReading:
    """What an abbreviation stands for; ``url`` searches for the words."""

    long: str
    definitions: int
    url: str


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """``url`` searches for the short form."""

    short: str
    url: str
    readings: tuple[GlossaryReading, ...]


@dataclass(frozen=True, slots=True)
class GlossaryPage:
    """The abbreviations with one initial letter, or all of a short list (then without ``letters``)."""

    title: str
    form: SearchForm
    total: int
    letters: tuple[Link, ...]
    entries: tuple[GlossaryEntry, ...]


@dataclass(frozen=True, slots=True)
class TextField:
    name: str
    label: str
    hint: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class FacetChoices:
    """The values of a facet to choose from; ``name`` is the parameter that filters by them."""

    name: str
    label: str
    values: tuple[str, ...]
    chosen: frozenset[str]


@dataclass(frozen=True, slots=True)
class AdvancedPage:
    """The form with a field for each wish; ``back`` leads to the search that filled it, None for the empty form."""

    title: str
    heading: str
    form: SearchForm
    back: Link | None
    words: tuple[TextField, ...]
    facets: tuple[FacetChoices, ...]
    dates: tuple[TextField, ...]


@dataclass(frozen=True, slots=True)
class SelectedRelease:
    id: str
    title: str
    url: str
    day: str
    iso_day: str
    citation: str


@dataclass(frozen=True, slots=True)
class SelectionPage:
    """The releases that a reader picked, ``most`` of them; ``missing`` counts ids under which nothing may be seen."""

    title: str
    heading: str
    form: SearchForm
    most: int
    releases: tuple[SelectedRelease, ...]
    missing: int
    files: tuple[Link, ...]
