"""Releases over time as bars that lead to their month or year; what a page draws is counted by the date facet."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from search_service.query.request import SearchRequest
from search_service.results import YearValue
from search_service.web.i18n import gettext, period, short_month
from search_service.web.links import search_path
from search_service.web.pages.filter_models import Bar, Link, ScaleLine, TimelineView

MONTHS_OF_A_RESULT = 36
"""Longer spans of a result are drawn in years, which a click opens into months."""
MONTHS_OF_AN_ARCHIVE = 36
YEARS_AT_MOST = 100
"""Bars of years; what is earlier shares the first one: one release dated 1000 would make a thousand."""
LOWEST = 3
"""Percent: one release can still be seen beside a thousand."""
FEWEST_SLOTS = 12
"""Bars that the picture has room for at least: few of them are no wider than those of a year."""
MOST_TICKS = 12
"""Of the axis; where there are more than half of them every second is a minor one."""


@dataclass(frozen=True, slots=True)
class _Span:
    """The days of a month or year and the number of its releases."""

    first: date
    last: date
    count: int


def result_timeline(years: Sequence[YearValue], request: SearchRequest) -> TimelineView | None:
    """The hits of a search without its own date filter: the months of the year that it lies in, else years or all months.

    None where there is nothing to draw.
    """
    year = _year_within(request)
    if year is not None and any(_counts(years).values()):
        wider = Link(gettext("All years"), search_path(request.but(first=None, last=None, page=1)))
        return _view(list(_months(years, 12 * year, 12 * year + 11)), request, wider=wider)
    return _timeline(years, request, months_at_most=MONTHS_OF_A_RESULT)


def archive_timeline(years: Sequence[YearValue]) -> TimelineView | None:
    """All releases by month, by year when there are too many months to see."""
    return _timeline(years, SearchRequest(), months_at_most=MONTHS_OF_AN_ARCHIVE)


def _timeline(years: Sequence[YearValue], request: SearchRequest, *, months_at_most: int) -> TimelineView | None:
    counted = sorted(month for month, count in _counts(years).items() if count)
    if not counted:
        return None
    first, last = counted[0], counted[-1]
    spans = _months(years, first, last) if last - first < months_at_most else _years(years)
    return _view(list(spans), request)


def _year_within(request: SearchRequest) -> int | None:
    """The one year in which the period of a search lies."""
    if request.first is None or request.last is None or request.first.year != request.last.year:
        return None
    return request.first.year


def _counts(years: Sequence[YearValue]) -> dict[int, int]:
    """Releases by month, numbered from year 0."""
    months = (month for year in years for month in year.months)
    return {int(month.value[:4]) * 12 + int(month.value[5:]) - 1: month.count for month in months}


def _months(years: Sequence[YearValue], first: int, last: int) -> Iterator[_Span]:
    counts = _counts(years)
    for number in range(first, last + 1):
        year, month = number // 12, number % 12 + 1
        yield _Span(date(year, month, 1), date(year, month, monthrange(year, month)[1]), counts.get(number, 0))


def _years(years: Sequence[YearValue]) -> Iterator[_Span]:
    counts = {int(year.value): year.count for year in years}
    first, last = min(counts), max(counts)
    drawn = max(first, last - YEARS_AT_MOST + 2) if last - first >= YEARS_AT_MOST else first
    if drawn > first:
        earlier = sum(count for year, count in counts.items() if year < drawn)
        yield _Span(date(first, 1, 1), date(drawn - 1, 12, 31), earlier)
    for year in range(drawn, last + 1):
        yield _Span(date(year, 1, 1), date(year, 12, 31), counts.get(year, 0))


def _view(spans: Sequence[_Span], request: SearchRequest, *, wider: Link | None = None) -> TimelineView:
    scale = _scale(max(span.count for span in spans))
    touched = [span for span in spans if _touches(span, request)]
    selected = touched if len(touched) < len(spans) else []  # where everything is chosen, nothing stands out
    ticks = _ticks(spans)
    minor = set(list(ticks)[1::2]) if len(ticks) > MOST_TICKS // 2 else set()
    return TimelineView(
        bars=tuple(
            _bar(span, request, scale[0].count, selected=span in selected, tick=ticks.get(place, ""), minor=place in minor)
            for place, span in enumerate(spans)
        ),
        unit=gettext("by month") if _is_month(spans[0]) else gettext("by year"),
        slots=max(len(spans), FEWEST_SLOTS),
        scale=scale,
        wider=wider,
    )


def _bar(span: _Span, request: SearchRequest, top: int, *, selected: bool, tick: str, minor: bool) -> Bar:
    chosen = (request.first, request.last) == (span.first, span.last)
    changed = request.but(first=None if chosen else span.first, last=None if chosen else span.last, page=1)
    return Bar(
        label=period(span.first, span.last) if span.first.year == span.last.year else f"{span.first.year}–{span.last.year}",
        count=span.count,
        height=max(LOWEST, round(100 * span.count / top)) if span.count else 0,
        url=search_path(changed) if span.count or chosen else "",
        selected=selected,
        tick=tick,
        minor=minor,
    )


def _scale(highest: int) -> tuple[ScaleLine, ...]:
    """The top, the middle and the bottom of the axis; the top is the next number with two digits that count, and even."""
    step = 2 * 10 ** max(0, len(str(highest)) - 2)
    top = max(1, highest if highest < step else -(-highest // step) * step)
    middle = [ScaleLine(top // 2, 50)] if top % 2 == 0 else []
    return (ScaleLine(top, 100), *middle, ScaleLine(0, 0))


def _ticks(spans: Sequence[_Span]) -> dict[int, str]:
    """What the axis says below which bar: years, or the months of one year, or where years begin among months."""
    if not _is_month(spans[0]):
        step = -(-len(spans) // MOST_TICKS)
        return {place: str(span.first.year) for place, span in enumerate(spans) if place % step == 0}
    if len(spans) <= FEWEST_SLOTS:
        return {place: short_month(span.first) for place, span in enumerate(spans)}
    years = [place for place, span in enumerate(spans) if span.first.month == 1]
    step = -(-len(years) // MOST_TICKS)
    return {place: str(spans[place].first.year) for place in years[::step]}


def _is_month(span: _Span) -> bool:
    return span.first.month == span.last.month


def _touches(span: _Span, request: SearchRequest) -> bool:
    """Whether the period that was chosen has a day in the span."""
    if request.first is None and request.last is None:
        return False
    return (request.first or date.min) <= span.last and (request.last or date.max) >= span.first
