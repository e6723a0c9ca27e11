"""The period of a search as a page shows it: one field, since some days, this year, one of the years that have hits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from search_service.dates import today_in_berlin
from search_service.errors import UnreadableDateError
from search_service.period_text import OpenPeriod, latest, read_open_period
from search_service.query.request import SearchRequest
from search_service.results import YearValue
from search_service.web.i18n import gettext, period, short_date
from search_service.web.links import search_path
from search_service.web.pages.filter_models import Link, PeriodView, YearLink


def period_view(years: Sequence[YearValue], request: SearchRequest) -> PeriodView | None:
    """What can be chosen among ``years``, which are counted without the period; None where there is nothing to choose or take back."""
    counted = [year for year in years if year.count]
    if not counted and request.first is None and request.last is None:
        return None
    return PeriodView(
        value=as_typed(request.first, request.last),
        presets=tuple(_presets(counted, request)),
        years=tuple(_year(year, request) for year in counted),
    )


def as_typed(first: date | None, last: date | None) -> str:
    """A period as the field shows it: in words where it would read the same days in them, else in digits."""
    named = period(first, last)
    if first is None or last is None or _reads(named) == OpenPeriod(first, last):
        return named
    return f"{short_date(first)} – {short_date(last)}"


def _reads(text: str) -> OpenPeriod | None:
    try:
        return read_open_period(text)
    except UnreadableDateError:
        return None


def _presets(years: Sequence[YearValue], request: SearchRequest) -> Iterator[Link]:
    """The last days and this year, each where a month that it touches has hits."""
    today = today_in_berlin()
    this_year = today.replace(month=1, day=1)
    months = {month.value for year in years for month in year.months if month.count}
    this_month = f"{today:%Y-%m}"
    newest = max((month for month in months if month <= this_month), default="")
    for label, first, last in (
        (gettext("7 days"), latest(7, "days", today).first, None),
        (gettext("30 days"), latest(30, "days", today).first, None),
        (gettext("this year"), this_year, this_year.replace(month=12, day=31)),
    ):
        if first is not None and f"{first:%Y-%m}" <= newest:
            yield _link(label, first, last, request)


def _year(year: YearValue, request: SearchRequest) -> YearLink:
    number = int(year.value)
    link = _link(year.value, date(number, 1, 1), date(number, 12, 31), request)
    return YearLink(link.label, link.url, year.count, link.current)


def _link(label: str, first: date, last: date | None, request: SearchRequest) -> Link:
    """A period as a filter; the one in force is taken back."""
    current = (request.first, request.last) == (first, last)
    changed = request.but(first=None if current else first, last=None if current else last, page=1)
    return Link(label, search_path(changed), current=current)
