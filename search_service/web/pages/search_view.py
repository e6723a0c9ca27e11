"""The result page as data: ResultPage (or what was wrong with the request) → SearchPage."""

from __future__ import annotations

from collections.abc import Iterable

from search_service.errors import ParameterProblem
from search_service.query.conjunction import parts_of
from search_service.query.nodes import NOTHING, Phrase, Prefix, Words
from search_service.query.request import MAX_PAGED_HITS, Matching, SearchRequest, Sort, default_sort
from search_service.query.rewrite import words_of
from search_service.results import Facets, ResultPage, WayOutKind
from search_service.schema import Scope
from search_service.web.error_texts import PARAMETERS
from search_service.web.exports.kinds import ExportKind
from search_service.web.i18n import asked_language, gettext, named_language, ngettext, number, told
from search_service.web.links import advanced_path, api_search_url, export_url, search_path, search_url, subscribe_path
from search_service.web.pages.facet_view import FacetQueries, chips, facet_views
from search_service.web.pages.filter_models import Link, PeriodView
from search_service.web.pages.hit_view import hit_view
from search_service.web.pages.offers import also, filters, spelling_offer, typed_offer, ways_out
from search_service.web.pages.period_view import period_view
from search_service.web.pages.query_in_words import echo
from search_service.web.pages.timeline_view import result_timeline
from search_service.web.pages.view_models import (
    ErrorItem,
    ExportLinks,
    HiddenField,
    Offer,
    PageLink,
    Paging,
    SearchForm,
    SearchPage,
    Tip,
    Understood,
)
from search_service.web.request_args import Entry, PageSearch

NEIGHBOURS = 2
"""Pages shown on each side of the current one."""
SIZES = (10, 20, 50, 100)
_SHOWN_OF_A_QUERY = 80
_OF_PERIOD = ("period", "from", "to")
_FIELDS = ("q", "period")
"""What can be corrected on the page; only links write the others."""


def search_page(
    result: ResultPage,
    search: PageSearch,
    *,
    queries: FacetQueries,
    exact: Offer | None,
    german: tuple[Offer, ...],
    tips: tuple[Tip, ...],
    site_name: str,
) -> SearchPage:
    """What a search found, ready for the template; ``exact``, ``german`` and ``tips`` are shown where there is room for them."""
    request = result.request
    return SearchPage(
        title=_title(result, site_name),
        heading=_heading(result),
        total=_total(result),
        show_hits=ngettext("Show %(num)s hit", "Show %(num)s hits", result.total) if result.total else "",
        canonical=search_url(request),
        form=_form(request),
        period=period_view(result.facets.year, request),
        facets=facet_views(result.facets, request.chosen, queries),
        timeline=result_timeline(result.facets.year, request),
        chips=chips(request),
        clear_url=search_path(request.without_filters().but(match=Matching.DIRECT, page=1)),
        understood=_understood(result),
        exact=exact,
        cut=search.cut,
        unclosed=search.unclosed,
        help=_help(result),
        help_clears=_help_clears(result),
        partial=result.partial,
        closest_hint=_closest_hint(result),
        first_number=(request.page - 1) * request.size + 1,
        hits=tuple(hit_view(hit, search=request) for hit in result.hits),
        closest=tuple(hit_view(hit, search=request) for hit in result.closest),
        sorts=_sorts(request),
        sizes=_sizes(result),
        paging=_paging(request, result.pages),
        did_you_mean=spelling_offer(result),
        typed=typed_offer(result),
        also=(*german, *also(result)),
        ways_out=ways_out(result),
        tips=tips,
        exports=export_links(request),
        advanced=advanced_path(request),
        subscribe=subscribe_path(request) if result.total and not result.partial else "",
    )


def refused_page(entry: Entry, problems: tuple[ParameterProblem, ...], *, site_name: str) -> SearchPage:
    """What could not be understood, with everything that was typed still in its place."""
    only_period = all(problem.parameter in _OF_PERIOD for problem in problems)
    heading = gettext("This period could not be understood") if only_period else gettext("This search could not be understood")
    return SearchPage(
        title=gettext("Error: %(heading)s", heading=heading) + f" – {site_name}",
        heading=heading,
        canonical="",
        form=SearchForm(
            q=entry.q,
            q_error=_one_line(problem for problem in problems if problem.parameter == "q"),
            hidden=_language_field(),
        ),
        period=_typed_period(entry, problems),
        facets=facet_views(Facets(), entry.chosen),
        errors=tuple(_error(problem) for problem in problems),
    )


def _typed_period(entry: Entry, problems: tuple[ParameterProblem, ...]) -> PeriodView | None:
    """The period to be corrected or kept; None where there is none: a search that was not understood has nothing to narrow."""
    error = _one_line(problem for problem in problems if problem.parameter in _OF_PERIOD)
    return PeriodView(entry.period, error) if entry.period or error else None


def plain_form(q: str = "", hidden: tuple[HiddenField, ...] = ()) -> SearchForm:
    """The search field alone, for pages without results."""
    return SearchForm(q=q, hidden=(*hidden, *_language_field()))


def _one_line(problems: Iterable[ParameterProblem]) -> str:
    return " ".join(gettext("“%(text)s”", text=problem.sent) + f": {told(problem.message)}" for problem in problems)


def _error(problem: ParameterProblem) -> ErrorItem:
    name = "period" if problem.parameter in _OF_PERIOD else problem.parameter
    label = gettext(PARAMETERS.get(name, name))
    said = told(problem.message)
    if name == "sort":  # a page names its orders, the API their values
        said = gettext("Allowed are: %(allowed)s.", allowed=", ".join(_orders().values()))
    return ErrorItem(f"{label}: {said}", name if name in _FIELDS else "")


def _shortened(q: str) -> str:
    return q if len(q) <= _SHOWN_OF_A_QUERY else q[:_SHOWN_OF_A_QUERY].rstrip() + " …"


def _heading(result: ResultPage) -> str:
    """What was searched and by which filters it was narrowed."""
    request = result.request
    if request.node == NOTHING:
        return gettext("Nothing can be searched for in %(q)s", q=_shortened(request.q))
    search = ", ".join(filter(None, (_shortened(request.q), *filters(request))))
    if result.partial:
        return gettext("No exact hits: %(search)s", search=search)
    if not result.total:
        return gettext("No hits: %(search)s", search=search) if search else gettext("No releases found")
    return gettext("Releases: %(search)s", search=search) if search else gettext("All releases")


def _total(result: ResultPage) -> str:
    """The number of hits, from the second page on with its place: an address may have named one past the end."""
    if not result.total:
        return ""
    hits = ngettext("%(num)s hit", "%(num)s hits", result.total)
    page = result.request.page
    last = min(result.pages, MAX_PAGED_HITS // result.request.size)
    if page == 1:
        return hits
    return gettext("%(hits)s, page %(page)s of %(pages)s", hits=hits, page=number(page), pages=number(last))


def _closest_hint(result: ResultPage) -> str:
    if not result.partial:
        return ""
    if len(words_of(result.request.node)) == 1:
        return gettext("No release has this word. These come closest:")
    return gettext("No release has all of your words. These come closest:")


def _title(result: ResultPage, site_name: str) -> str:
    """Heading, page, site."""
    page = [gettext("page %(page)s", page=number(result.request.page))] if result.pages > 1 else []
    return " – ".join([_heading(result), *page, site_name])


def _help(result: ResultPage) -> tuple[str, ...]:
    """What may help where nothing was found at all: only what this search can do."""
    if result.total or result.hits:
        return ()
    request, words = result.request, words_of(result.request.node)
    if request.node == NOTHING:
        return (gettext("Write a word, or at least two letters of one and a star. Signs alone are not searched for."),)
    offered = {way.kind for way in result.ways_out}
    found = []
    if words and not (result.did_you_mean or result.mended_from or WayOutKind.SPELLING in offered):
        found.append(gettext("check the spelling"))
    if any(isinstance(part, Words | Phrase | Prefix) and part.scope is not Scope.TEXT for part in parts_of(request.node)):
        found.append(gettext("search the whole text, not one field of it"))
    if any(isinstance(part, Phrase) for part in parts_of(request.node)) and WayOutKind.UNQUOTED not in offered:
        found.append(gettext("leave out the quotation marks"))
    elif len(words) > 1 and WayOutKind.FEWER_WORDS not in offered:
        found.append(gettext("use fewer words"))
    elif len(words) == 1 and not offered:
        found.append(gettext("use a more general word"))
    return tuple(found)


def _help_clears(result: ResultPage) -> bool:
    """Whether nothing was found, more is without one of several filters, and no way out removes them all."""
    offered = any(way.request == way.request.without_filters() for way in result.ways_out)
    helps = any(way.kind is WayOutKind.WITHOUT_FILTER for way in result.ways_out)
    return not result.total and not result.hits and helps and not offered


def _understood(result: ResultPage) -> Understood | None:
    """What the query was taken for, where that is more than what the heading says of it."""
    request, pieces = result.request, echo(result.request.node, result.soft_words)
    words = "".join(piece.text for piece in pieces)
    if not result.soft_words and words == " ".join(request.q.split()):
        return None
    return Understood(pieces, canonical=request.parsed if request.parsed not in (request.q, words) else "") if pieces else None


def _form(request: SearchRequest) -> SearchForm:
    chosen_by_link = []
    if request.match is not SearchRequest().match:
        chosen_by_link.append(HiddenField("match", request.match.value))
    if request.sort is not default_sort(request.node):
        chosen_by_link.append(HiddenField("sort", request.sort.value))
    if request.size != SearchRequest().size:
        chosen_by_link.append(HiddenField("size", str(request.size)))
    return SearchForm(
        q=request.q,
        hidden=(*chosen_by_link, *_language_field()),
    )


def _language_field() -> tuple[HiddenField, ...]:
    asked = asked_language()
    return (HiddenField("lang", asked),) if asked else ()


def _orders() -> dict[Sort, str]:
    return {Sort.RELEVANCE: gettext("Relevance"), Sort.NEWEST: gettext("Newest"), Sort.OLDEST: gettext("Oldest")}


def _sorts(request: SearchRequest) -> tuple[Link, ...]:
    labels = _orders()
    if default_sort(request.node) is not Sort.RELEVANCE:
        del labels[Sort.RELEVANCE]
    return tuple(Link(label, search_path(request.but(sort=sort, page=1)), current=sort is request.sort) for sort, label in labels.items())


def _sizes(result: ResultPage) -> tuple[Link, ...]:
    """Other page sizes, as long as they change anything."""
    request = result.request
    if result.total <= SIZES[0]:
        return ()
    return tuple(Link(number(size), search_path(request.but(size=size, page=1)), current=size == request.size) for size in SIZES)


def _paging(request: SearchRequest, pages: int) -> Paging | None:
    last = min(pages, MAX_PAGED_HITS // request.size)
    if last < 2 or request.page > last:
        return None

    def path(page: int) -> str:
        return search_path(request.but(page=page))

    return Paging(
        steps=tuple(
            PageLink(step, path(step), current=step == request.page) if step else PageLink(None) for step in _steps(request.page, last)
        ),
        previous=path(request.page - 1) if request.page > 1 else None,
        following=path(request.page + 1) if request.page < last else None,
    )


def _steps(current: int, last: int) -> list[int | None]:
    """The first, the last and the neighbours of the current page; None stands for a gap of two pages or more."""
    near = {1, last, *range(max(1, current - NEIGHBOURS), min(last, current + NEIGHBOURS) + 1)}
    near |= {page for page in range(2, last) if {page - 1, page + 1} <= near}
    steps: list[int | None] = []
    for page in sorted(near):
        if steps and page - 1 not in near:
            steps.append(None)
        steps.append(page)
    return steps


def export_links(request: SearchRequest) -> ExportLinks:
    """The addresses of a search for other programs."""
    atom, json_feed, json_lines = (export_url(kind, request) for kind in (ExportKind.ATOM, ExportKind.JSON_FEED, ExportKind.JSON_LINES))
    csv = export_url(ExportKind.CSV, request, language=named_language())
    return ExportLinks(atom=atom, json_feed=json_feed, csv=csv, json_lines=json_lines, api=api_search_url(request))
