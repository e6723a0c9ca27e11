"""The result page as data: ResultPage (or what was wrong with the request) → SearchPage."""

from __future__ import annotations

from collections.abc import Iterable

from search_service.errors import ParameterProblem
from search_service.query.nodes import NOTHING
from search_service.query.request import MAX_PAGED_HITS, Matching, SearchRequest, Sort, default_sort
from search_service.results import Facets, ResultPage
from search_service.web.exports.kinds import ExportKind
from search_service.web.i18n import asked_language, gettext, ngettext, number, short_date
from search_service.web.links import api_search_url, export_url, search_path, search_url, subscribe_path
from search_service.web.pages.facet_view import FacetQueries, chips, facet_views
from search_service.web.pages.hit_view import hit_view
from search_service.web.pages.offers import also, spelling_offer, typed_offer, ways_out
from search_service.web.pages.query_in_words import echo
from search_service.web.pages.timeline_view import result_timeline
from search_service.web.pages.view_models import (
    DateField,
    ErrorItem,
    ExportLinks,
    HiddenField,
    Link,
    Offer,
    PageLink,
    Paging,
    SearchForm,
    SearchPage,
    Understood,
)
from search_service.web.request_args import Entry, PageSearch

NEIGHBOURS = 2
"""Pages shown on each side of the current one."""
SIZES = (10, 20, 50, 100)
_SHOWN_OF_A_QUERY = 80


def search_page(
    result: ResultPage,
    search: PageSearch,
    *,
    queries: FacetQueries,
    exact: Offer | None,
    german: tuple[Offer, ...],
    examples: tuple[Offer, ...],
    site_name: str,
) -> SearchPage:
    """What a search found, ready for the template; ``exact``, ``german`` and ``examples`` are shown where there is room for them."""
    request = result.request
    return SearchPage(
        title=_title(result, site_name),
        heading=_heading(result),
        canonical=search_url(request),
        form=_form(request),
        facets=facet_views(result.facets, request.chosen, queries),
        timeline=result_timeline(result.facets.year, request),
        chips=chips(request),
        clear_url=search_path(request.without_filters().but(match=Matching.DIRECT, page=1)),
        understood=_understood(result),
        exact=exact,
        cut=search.cut,
        seeks_nothing=request.node == NOTHING,
        partial=result.partial,
        first_number=(request.page - 1) * request.size + 1,
        hits=tuple(hit_view(hit, search=request) for hit in result.hits),
        closest=tuple(hit_view(hit, search=request) for hit in result.closest),
        sorts=_sorts(request),
        sizes=_sizes(result),
        paging=_paging(request, result.pages),
        past_end=_past_end(result),
        did_you_mean=spelling_offer(result),
        typed=typed_offer(result),
        also=(*german, *also(result)),
        ways_out=ways_out(result),
        examples=examples,
        exports=export_links(request),
        subscribe=subscribe_path(request) if result.total and not result.partial else "",
    )


def refused_page(entry: Entry, problems: tuple[ParameterProblem, ...], *, site_name: str) -> SearchPage:
    """What could not be understood, with everything that was typed still in its place."""
    messages = {name: _one_line(problem for problem in problems if problem.parameter == name) for name in ("q", "from", "to")}
    heading = gettext("This search could not be understood")
    return SearchPage(
        title=gettext("Error: %(heading)s", heading=heading) + f" – {site_name}",
        heading=heading,
        canonical="",
        form=SearchForm(
            q=entry.q,
            q_error=messages["q"],
            dates=(
                DateField("from", gettext("From"), entry.first, messages["from"]),
                DateField("to", gettext("To"), entry.last, messages["to"]),
            ),
            hidden=_language_field(),
        ),
        facets=facet_views(Facets(), entry.chosen),
        errors=tuple(_error(problem) for problem in problems),
    )


def plain_form(q: str = "") -> SearchForm:
    """The search field alone, for pages without results."""
    return SearchForm(q=q, hidden=_language_field())


def _one_line(problems: Iterable[ParameterProblem]) -> str:
    return " ".join(gettext("“%(text)s”", text=problem.sent) + f": {problem.message}" for problem in problems)


def _error(problem: ParameterProblem) -> ErrorItem:
    labels = {"q": gettext("Search words"), "from": gettext("From"), "to": gettext("To")}
    label = labels.get(problem.parameter, problem.parameter)
    return ErrorItem(f"{label}: {problem.message}", problem.parameter if problem.parameter in labels else "")


def _shortened(q: str) -> str:
    return q if len(q) <= _SHOWN_OF_A_QUERY else q[:_SHOWN_OF_A_QUERY].rstrip() + " …"


def _heading(result: ResultPage) -> str:
    q = _shortened(result.request.q)
    if result.request.node == NOTHING:
        return gettext("Nothing can be searched for in %(q)s", q=q)
    if result.partial:
        return gettext("No exact hits for %(q)s", q=q)
    if not result.total:
        return gettext("No hits for %(q)s", q=q) if q else gettext("No releases found")
    if not q:
        return ngettext("%(num)s release", "%(num)s releases", result.total)
    return ngettext("%(num)s hit for %(q)s", "%(num)s hits for %(q)s", result.total, q=q)


def _title(result: ResultPage, site_name: str) -> str:
    """Query, page, site: what tells one tab from another stands first."""
    q = _shortened(result.request.q)
    found = ngettext("%(num)s hit", "%(num)s hits", result.total) if result.total else gettext("no hits")
    first = f"{q}: {found}" if q else _heading(result)
    several = max(result.pages, result.request.page) > 1
    page = [gettext("page %(page)s", page=number(result.request.page))] if several else []
    return " – ".join([first, *page, site_name])


def _understood(result: ResultPage) -> Understood | None:
    request, pieces = result.request, echo(result.request.node, result.soft_words)
    if not pieces:
        return None
    words = "".join(piece.text for piece in pieces)
    return Understood(pieces, canonical=request.parsed if request.parsed not in (request.q, words) else "")


def _form(request: SearchRequest) -> SearchForm:
    first, last = (short_date(day) if day else "" for day in (request.first, request.last))
    chosen_by_link = []
    if request.match is not SearchRequest().match:
        chosen_by_link.append(HiddenField("match", request.match.value))
    if request.sort is not default_sort(request.node):
        chosen_by_link.append(HiddenField("sort", request.sort.value))
    if request.size != SearchRequest().size:
        chosen_by_link.append(HiddenField("size", str(request.size)))
    return SearchForm(
        q=request.q,
        dates=(DateField("from", gettext("From"), first), DateField("to", gettext("To"), last)),
        hidden=(*chosen_by_link, *_language_field()),
    )


def _language_field() -> tuple[HiddenField, ...]:
    asked = asked_language()
    return (HiddenField("lang", asked),) if asked else ()


def _sorts(request: SearchRequest) -> tuple[Link, ...]:
    labels = {Sort.RELEVANCE: gettext("Relevance"), Sort.NEWEST: gettext("Newest"), Sort.OLDEST: gettext("Oldest")}
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


def _past_end(result: ResultPage) -> Link | None:
    """Where to go from a page behind the last one."""
    if result.hits or not result.total:
        return None
    return Link(gettext("Go to the first page"), search_path(result.request.but(page=1)))


def export_links(request: SearchRequest) -> ExportLinks:
    """The addresses of a search for other programs."""
    kinds = (ExportKind.ATOM, ExportKind.JSON_FEED, ExportKind.CSV, ExportKind.JSON_LINES)
    atom, json_feed, csv, json_lines = (export_url(kind, request) for kind in kinds)
    return ExportLinks(atom=atom, json_feed=json_feed, csv=csv, json_lines=json_lines, api=api_search_url(request))
