"""The page of the statistics as data: Report → StatisticsPage; without a report it is the form that asks for the token."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from search_service.messages import N_
from search_service.query.request import SearchRequest
from search_service.schema import FACETS
from search_service.statistics.report import Day, Query, Report, Used
from search_service.statistics.tally import BOUNDS_MS
from search_service.web.i18n import gettext, long_date, ngettext, number, short_date
from search_service.web.links import search_path
from search_service.web.pages.filter_models import Link

PERIODS = (7, 30, 90, 365)
_USES = {
    "period": N_("Period"),
    "parts": N_("With parts of compounds"),
    "sort": N_("Another order"),
    "phrases": N_("Quotation marks"),
    "prefixes": N_("Beginnings of words"),
    "fields": N_("Words in one field"),
    "dates": N_("Dates in the query"),
    "excluded": N_("Excluded words"),
    "alternatives": N_("Alternatives (ODER)"),
    **{row.name.value: row.label for row in FACETS},
}
_ORDERS = {"relevance": N_("by relevance"), "newest": N_("newest first"), "oldest": N_("oldest first")}


@dataclass(frozen=True, slots=True)
class TokenForm:
    """What the form shows: the number of days that is chosen, and what was wrong with the token."""

    days: int = 30
    error: str = ""


@dataclass(frozen=True, slots=True)
class PeriodChoice:
    days: int
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Figure:
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class QueryRow:
    link: Link
    searches: int
    without_hit: int


@dataclass(frozen=True, slots=True)
class UseRow:
    """Something that searches make use of, or a value of what stands above it."""

    label: str
    searches: int
    is_value: bool


@dataclass(frozen=True, slots=True)
class DayRow:
    """``height`` is that of its bar, a share of 100."""

    label: str
    searches: int
    without_hit: int
    half: str
    most: str
    height: float


@dataclass(frozen=True, slots=True)
class StatisticsPage:
    """Without ``period`` only the form is shown."""

    title: str
    heading: str
    error: str
    choices: tuple[PeriodChoice, ...]
    period: str = ""
    rule: str = ""
    figures: tuple[Figure, ...] = ()
    frequent: tuple[QueryRow, ...] = ()
    without_hit: tuple[QueryRow, ...] = ()
    uses: tuple[UseRow, ...] = ()
    days: tuple[DayRow, ...] = ()


def statistics_page(report: Report | None, form: TokenForm, *, site_name: str) -> StatisticsPage:
    """What was counted, if it may be shown."""
    heading = gettext("Search statistics")
    title, choices = f"{heading} – {site_name}", tuple(_choices(form.days))
    if report is None:
        return StatisticsPage(title, heading, form.error, choices)
    return StatisticsPage(
        title=title,
        heading=heading,
        error="",
        choices=choices,
        period=gettext("%(first)s to %(last)s", first=long_date(report.first), last=long_date(report.last)),
        rule=_rule(report),
        figures=tuple(_figures(report)),
        frequent=_rows(report.frequent),
        without_hit=_rows(report.without_hit),
        uses=tuple(_uses(report.uses)),
        days=tuple(_days(report.days)),
    )


def _choices(days: int) -> Iterator[PeriodChoice]:
    for each in sorted({*PERIODS, days}):
        yield PeriodChoice(each, ngettext("today", "last %(num)s days", each), each == days)


def _rule(report: Report) -> str:
    return ngettext(
        "Words are shown of queries that were asked on a day by at least %(sources)s sources.",
        "Words are shown of queries that were asked on at least %(num)s days, on one of them by at least %(sources)s sources.",
        report.limits.days,
        sources=number(report.limits.sources),
    )


def _figures(report: Report) -> Iterator[Figure]:
    searches, missed = report.total("searches"), report.total("without_hit")
    share = f" ({100 * missed / searches:.0f} %)" if searches else ""
    yield Figure(gettext("Searches"), number(searches))
    yield Figure(gettext("without a hit"), number(missed) + share)
    yield Figure(gettext("answered in another spelling"), number(report.total("mended")))
    yield Figure(gettext("without words (all releases, filters alone)"), number(report.total("without_words")))
    yield Figure(gettext("of robots, not counted otherwise"), number(report.total("robots")))
    if dropped := report.total("dropped"):
        yield Figure(gettext("not counted because the file could not be written"), number(dropped))


def _rows(queries: Sequence[Query]) -> tuple[QueryRow, ...]:
    return tuple(QueryRow(Link(each.words, search_path(SearchRequest(q=each.words))), each.searches, each.without_hit) for each in queries)


def _uses(uses: Sequence[Used]) -> Iterator[UseRow]:
    """Each with its values below it."""
    for use in uses:
        if not use.value:
            yield UseRow(gettext(_USES[use.name]) if use.name in _USES else use.name, use.searches, is_value=False)
            yield from (UseRow(_value(each), each.searches, is_value=True) for each in uses if each.name == use.name and each.value)


def _value(use: Used) -> str:
    return gettext(_ORDERS[use.value]) if use.name == "sort" and use.value in _ORDERS else use.value


def _days(days: Sequence[Day]) -> Iterator[DayRow]:
    most = max((day.searches for day in days), default=0) or 1
    for day in days:
        height = round(100 * day.searches / most, 2)
        half, slow = (_time(bound) if day.searches else "" for bound in (day.half_ms, day.most_ms))
        yield DayRow(short_date(day.day), day.searches, day.without_hit, half, slow, height)


def _time(bound: int | None) -> str:
    return number(bound) if bound is not None else f">\u00a0{number(BOUNDS_MS[-1])}"
