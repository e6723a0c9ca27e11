"""Filters as a page shows them: check boxes, years and months, and the chips that take a filter back."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from search_service.query.request import SearchRequest
from search_service.results import Facet, Facets, FacetValue, YearValue
from search_service.web.i18n import gettext, month_name, period
from search_service.web.links import search_path
from search_service.web.view_models import Choice, FacetView, Link, PeriodView, YearView

SHOWN_AT_FIRST = 8


def facet_views(facets: Facets, *, topics: tuple[str, ...], ministries: tuple[str, ...]) -> tuple[FacetView, ...]:
    """The facets of check boxes that have something to choose from.

    Where nothing was counted (no exact hits, a request that could not be read) what was chosen stays chosen.
    """
    views = (
        _facet("topic", gettext("Topic"), facets.topic, topics),
        _facet("ministry", gettext("Ministry"), facets.ministry, ministries),
    )
    return tuple(view for view in views if view.first)


def year_views(facets: Facets, request: SearchRequest) -> tuple[YearView, ...]:
    """Years, newest first, with months for the one the search lies in; a click sets the period, a second one takes it back."""
    return tuple(_year(year, request, only=len(facets.year) == 1) for year in facets.year)


def chips(request: SearchRequest) -> tuple[Link, ...]:
    """One link per filter in force that leads to the search without it."""
    return tuple(Link(label, search_path(without.but(page=1))) for label, without in _removals(request))


def without_filters(request: SearchRequest) -> SearchRequest:
    return request.but(topics=(), ministries=(), first=None, last=None, page=1)


def _removals(request: SearchRequest) -> Iterator[tuple[str, SearchRequest]]:
    for topic in request.topics:
        yield topic, request.but(topics=tuple(other for other in request.topics if other != topic))
    for ministry in request.ministries:
        yield ministry, request.but(ministries=tuple(other for other in request.ministries if other != ministry))
    if request.first or request.last:
        yield period(request.first, request.last), request.but(first=None, last=None)


def _facet(name: str, legend: str, facet: Facet, chosen: tuple[str, ...]) -> FacetView:
    counted = tuple(Choice(value.value, value.count, value.selected) for value in facet.values)
    choices = counted or tuple(Choice(value, None, selected=True) for value in chosen)
    selected = sum(choice.selected for choice in choices)  # they come first and are never folded away
    shown = max(SHOWN_AT_FIRST, selected)
    return FacetView(name, legend, choices[:shown], choices[shown:], facet.others)


def _year(year: YearValue, request: SearchRequest, *, only: bool) -> YearView:
    number = int(year.value)
    first, last = date(number, 1, 1), date(number, 12, 31)
    inside = request.first is not None and request.last is not None and first <= request.first <= request.last <= last
    months = year.months if inside or only else ()
    return YearView(_period(year.value, year.count, first, last, request), tuple(_month(month, request) for month in months))


def _month(month: FacetValue, request: SearchRequest) -> PeriodView:
    first = date.fromisoformat(month.value + "-01")
    last = first.replace(day=monthrange(first.year, first.month)[1])
    return _period(month_name(first), month.count, first, last, request)


def _period(label: str, count: int, first: date, last: date, request: SearchRequest) -> PeriodView:
    selected = (request.first, request.last) == (first, last)
    changed = request.but(first=None, last=None, page=1) if selected else request.but(first=first, last=last, page=1)
    return PeriodView(label, count, search_path(changed), selected)
