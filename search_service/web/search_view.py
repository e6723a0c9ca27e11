"""The result page as data: ResultPage (or what was wrong with the request) → SearchPage."""

from __future__ import annotations

from collections.abc import Iterable

from search_service.errors import ParameterProblem
from search_service.query.request import MAX_PAGED_HITS, SearchRequest, Sort
from search_service.results import Facets, ResultPage
from search_service.web.facet_view import chips, facet_views, without_filters, year_views
from search_service.web.hit_view import hit_view
from search_service.web.i18n import asked_language, gettext, ngettext, number, period, short_date
from search_service.web.links import default_sort, search_path, search_url
from search_service.web.request_args import Entry, PageSearch
from search_service.web.view_models import (
    DateField,
    ErrorItem,
    HiddenField,
    Link,
    Offer,
    PageLink,
    Paging,
    SearchForm,
    SearchPage,
)

NEIGHBOURS = 2
"""Pages shown on each side of the current one."""


def search_page(result: ResultPage, search: PageSearch, *, site_name: str) -> SearchPage:
    """What a search found, ready for the template."""
    request = result.request
    heading = _heading(result)
    return SearchPage(
        title=_title(heading, request, result.pages, site_name),
        heading=heading,
        canonical=search_url(request),
        form=_form(request),
        facets=facet_views(result.facets, topics=request.topics, ministries=request.ministries),
        years=year_views(result.facets, request),
        chips=chips(request),
        clear_url=search_path(without_filters(request)),
        parsed=result.parsed,
        cut=search.cut,
        partial=result.partial,
        first_number=(request.page - 1) * request.size + 1,
        hits=tuple(hit_view(hit, q=request.q) for hit in result.hits),
        sorts=_sorts(request),
        paging=_paging(request, result.pages),
        past_end=_past_end(result),
        did_you_mean=_did_you_mean(result),
        ways_out=tuple(Offer(_described(way.request), search_path(way.request), way.total) for way in result.ways_out),
    )


def refused_page(entry: Entry, problems: tuple[ParameterProblem, ...], *, site_name: str) -> SearchPage:
    """What could not be understood, with everything that was typed still in its place."""
    messages = {name: _joined(problem for problem in problems if problem.parameter == name) for name in ("q", "from", "to")}
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
        facets=facet_views(Facets(), topics=entry.topics, ministries=entry.ministries),
        errors=tuple(_error(problem) for problem in problems),
    )


def start_form() -> SearchForm:
    """The search field alone, for pages without results."""
    return SearchForm(hidden=_language_field())


def _joined(problems: Iterable[ParameterProblem]) -> str:
    return " ".join(f"„{problem.sent}“: {problem.message}" for problem in problems)


def _error(problem: ParameterProblem) -> ErrorItem:
    labels = {"q": gettext("Search words"), "from": gettext("From"), "to": gettext("To")}
    label = labels.get(problem.parameter, problem.parameter)
    return ErrorItem(f"{label}: {problem.message}", problem.parameter if problem.parameter in labels else "")


def _heading(result: ResultPage) -> str:
    q = result.request.q
    if result.partial:
        return gettext("No exact hits for %(q)s", q=q)
    if not result.total:
        return gettext("No hits for %(q)s", q=q) if q else gettext("No releases found")
    if not q:
        return ngettext("%(num)s release", "%(num)s releases", result.total)
    return ngettext("%(num)s hit for %(q)s", "%(num)s hits for %(q)s", result.total, q=q)


def _title(heading: str, request: SearchRequest, pages: int, site_name: str) -> str:
    if request.page > 1 and pages:
        heading = gettext("%(heading)s, page %(page)s", heading=heading, page=number(request.page))
    return f"{heading} – {site_name}"


def _form(request: SearchRequest) -> SearchForm:
    first, last = (short_date(day) if day else "" for day in (request.first, request.last))
    chosen_by_link = []
    if request.sort is not default_sort(request):
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
    if default_sort(request) is not Sort.RELEVANCE:
        del labels[Sort.RELEVANCE]
    return tuple(Link(label, search_path(request.but(sort=sort, page=1)), current=sort is request.sort) for sort, label in labels.items())


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


def _did_you_mean(result: ResultPage) -> Offer | None:
    better = result.did_you_mean
    if better is None:
        return None
    return Offer(better.q, search_path(result.request.but(q=better.q, page=1)), better.total)


def _described(request: SearchRequest) -> str:
    """A search in words: its query and filters."""
    parts = [f"„{request.q}“" if request.q else gettext("All releases"), *request.topics, *request.ministries]
    days = period(request.first, request.last)
    return " · ".join([*parts, days] if days else parts)
