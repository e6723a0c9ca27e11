"""Dates as Germans write them: date boxes and date fields of a query, dates of records and pages, dates inside a text.

The names of months and weekdays come from CLDR (Babel). ``dateutil.parser.parse`` is not used: with ``dayfirst`` it reads
2024-03-02 as 3 February, 14.05 Uhr as 14:03 and 20./21. März 2024 as 20:24, and completes what is missing from today.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from itertools import product
from zoneinfo import ZoneInfo

from babel.dates import get_day_names, get_month_names
from dateutil.parser import isoparse
from dateutil.relativedelta import relativedelta

from search_service.errors import UnreadableDateError

BERLIN = ZoneInfo("Europe/Berlin")
PERIOD_HELP = "This is not a date. Write 2024-03-21, 21.03.2024, 21. März 2024, März 2024, 2024, heute or gestern."
MOMENT_HELP = "This is not a complete date. Write 2024-03-21T14:05, 21.03.2024 14:05 or 21. März 2024."
MAX_LENGTH = 200
"""No date is longer, whatever stands around it."""


@dataclass(frozen=True, slots=True)
class Period:
    """The days that a date names: one, or all of a month or year; both ends included."""

    first: date
    last: date


def period_name(first: date | None, last: date | None) -> str | None:
    """The day ("2024-03-21"), month ("2024-03") or year ("2024") that runs from ``first`` to ``last``; None if it is none of these."""
    if first is None or last is None:
        return None
    if first == last:
        return first.isoformat()
    if first.day != 1 or first.year != last.year or last.day != monthrange(last.year, last.month)[1]:
        return None
    if first.month == last.month:
        return f"{first.year:04}-{first.month:02}"
    return f"{first.year:04}" if (first.month, last.month) == (1, 12) else None


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time, aware; ``end`` is the midnight that begins the last day when several days are named."""

    start: datetime
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class MissingDay:
    """A day that the calendar lacks: its number, and the first day of the month that is too short for it."""

    day: int
    month: date


def _spellings(cldr_names: Callable[..., Mapping[int, str]]) -> Iterator[tuple[str, int]]:
    for locale, width, context in product(("de", "de_AT", "en"), ("wide", "abbreviated"), ("format", "stand-alone")):
        for number, name in cldr_names(width, context, locale).items():
            spelling = name.rstrip(".").casefold()
            yield spelling, number
            yield spelling.replace("ä", "ae"), number


_MONTHS = {"mrz": 3, **dict(_spellings(get_month_names))}
_WEEKDAYS = frozenset(dict(_spellings(get_day_names)))
_DAYS_AGO = {"heute": 0, "today": 0, "gestern": 1, "yesterday": 1, "vorgestern": 2}

_DAY = r"(?P<day>[0-9]{1,2})"
_MONTH = r"(?P<month>[0-9]{1,2})"
_NAME = r"(?P<name>[^\W\d_]{3,10})\.?"
_YEAR = r"(?P<year>[1-9][0-9]{3})"
_NOT_AFTER_DIGITS = r"(?<![0-9])(?<![0-9][.,])"
_NOT_BEFORE_DIGITS = r"(?![0-9]|[.:,][0-9])"
_FULL_DATES = tuple(
    re.compile(_NOT_AFTER_DIGITS + pattern + _NOT_BEFORE_DIGITS)
    for pattern in (
        rf"{_YEAR}-{_MONTH}-{_DAY}",
        rf"{_DAY}\. ?{_MONTH}\. ?(?P<year>[1-9][0-9]{{3}}|[0-9]{{2}})",
        rf"{_DAY}(?:\.|st|nd|rd|th)? ?{_NAME},? {_YEAR}",
        rf"{_NAME} {_DAY}(?:st|nd|rd|th)?, {_YEAR}",
    )
)
_MONTHS_AND_YEARS = tuple(
    re.compile(pattern) for pattern in (rf"{_YEAR}-{_MONTH}", rf"{_MONTH}[./]{_YEAR}", rf"{_NAME} {_YEAR}", rf"{_YEAR}")
)
_ISO_8601 = re.compile(r"[1-9][0-9]{3}(?:-[0-9]{2}-[0-9]{2}|[0-9]{4})(?:T[0-9:.,]+(?:Z|[+-][0-9:]+)?)?")
_WEEKDAY = re.compile(r"(?P<word>[^\W\d_]+)\.?,? (?:den |dem |the )?")
_AGO = re.compile(r"vor (?P<count>[0-9]{1,3}|einem|einer) (?P<unit>tag|woche|monat|jahr)(?:e|en|n)?")
_UNITS = {"tag": relativedelta(days=1), "woche": relativedelta(weeks=1), "monat": relativedelta(months=1), "jahr": relativedelta(years=1)}
_RANGE_START = re.compile(
    rf"{_DAY}\.? ?(?:{_MONTH}\.|{_NAME})? ?(?:{_YEAR})? ?(?:und|u\.|bis|bis zum|/|–|—|-|\+|&)"
    r" ?(?:[^\W\d_]+\.?,? (?:den |dem )?)?$"  # a weekday
)
_CLOCK = re.compile(
    r"[ ,;|–-]*(?:um |at |T)?(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]+)?)?)?"
    r" ?(?P<unit>uhr|h\b|am\b|pm\b)? ?(?P<zone>[a-z]{1,5}|[+-][0-9]{2}:?[0-9]{2})?",
    re.IGNORECASE,
)
_COMMENT = re.compile(r" \([A-Za-z]+\)$")
_ZONE_HOURS = {
    **{"z": 0, "utc": 0, "ut": 0, "gmt": 0, "mez": 1, "cet": 1, "mesz": 2, "cest": 2},
    **{"est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7},  # RFC 2822, 4.3
}


def read_period(text: str, *, today: date | None = None) -> Period:
    """The days that a date box or a date field of a query names.

    Raises ``UnreadableDateError`` for anything that is not one day, month or year with its year.
    """
    typed = _short_text(text, PERIOD_HELP)
    if (days := _DAYS_AGO.get(typed.casefold())) is not None:
        day = (today or today_in_berlin()) - timedelta(days=days)
        return Period(day, day)
    written = _without_weekday(typed)
    for match in filter(None, (pattern.fullmatch(written) for pattern in _FULL_DATES)):
        if day_named := _day(match):
            return Period(day_named, day_named)
    for match in filter(None, (pattern.fullmatch(typed) for pattern in _MONTHS_AND_YEARS)):
        if period := _month_or_year(match):
            return period
    raise UnreadableDateError(text, PERIOD_HELP)


def read_moment(text: str, *, today: date | None = None) -> datetime:
    """The moment that a record or a page gives as its date, in Europe/Berlin; see ``read_span``."""
    return read_span(text, today=today).start


def read_span(text: str, *, today: date | None = None) -> Moment:
    """The moment or the range of days that a text names, which may begin with words ("Berlin, den …", "Stand: …").

    ISO 8601, RFC 2822 and German spellings. Without a clock time it is midnight, without a zone it is Europe/Berlin; of a range
    the first day counts. Raises ``UnreadableDateError`` where day, month or year is missing and where more than a date follows.
    """
    written = _COMMENT.sub("", _short_text(text, MOMENT_HELP)).strip(" .,;()[]")
    try:
        moment = _iso_moment(written) or _relative_moment(written, today or today_in_berlin()) or _written_moment(written)
    except (ValueError, OverflowError) as error:  # a clock time that does not exist, the end of the calendar
        raise UnreadableDateError(text, MOMENT_HELP) from error
    if moment is None:
        raise UnreadableDateError(text, MOMENT_HELP)
    return moment


def last_full_date(text: str) -> date | None:
    """The last date with day, month and year that a running text names; None if it names none."""
    found = _full_dates(_tidied(text))
    return found[-1][1] if found else None


def full_dates(text: str) -> list[tuple[int, int, date]]:
    """Where a clean text (single blanks) names a day with its month and year: beginning, end and day, in the order of the text."""
    return [(*match.span(), day) for match, day in _full_dates(text)]


def missing_day(text: str) -> MissingDay | None:
    """The first day with month and year that a text names though the calendar lacks it: 31.04.2021, 29. Februar 2023."""
    written = _tidied(text)
    matches = (match for pattern in _FULL_DATES for match in pattern.finditer(written))
    return next(filter(None, map(_missing, matches)), None)


def first_moment(day: date) -> datetime:
    """Midnight with which this day begins in Europe/Berlin."""
    return datetime.combine(day, time.min, BERLIN)


def last_moment(day: date) -> datetime:
    """The last microsecond of this day in Europe/Berlin."""
    return datetime.combine(day, time.max, BERLIN)


def today_in_berlin() -> date:
    return datetime.now(BERLIN).date()


def _short_text(text: str, problem: str) -> str:
    if len(text) > MAX_LENGTH:
        raise UnreadableDateError(text[:MAX_LENGTH], problem)
    return _tidied(text)


def _tidied(text: str) -> str:
    """Single blanks, and "ä" as one character; full normalization of a long text takes quadratic time on hostile input."""
    return " ".join(text.replace("a\u0308", "ä").replace("A\u0308", "Ä").split())


def _without_weekday(text: str) -> str:
    match = _WEEKDAY.match(text)
    return text[match.end() :] if match and match["word"].casefold() in _WEEKDAYS else text


def _month(match: re.Match[str]) -> int | None:
    parts = match.groupdict()
    if name := parts.get("name"):
        return _MONTHS.get(name.casefold())
    return int(parts["month"]) if parts.get("month") else None


def _year(digits: str) -> int:
    """Two digits mean 1969 to 2068, as in ``strptime``."""
    year = int(digits)
    return year if year >= 100 else year + (1900 if year >= 69 else 2000)


def _existing(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _day(match: re.Match[str]) -> date | None:
    month = _month(match)
    return _existing(_year(match["year"]), month, int(match["day"])) if month else None


def _missing(match: re.Match[str]) -> MissingDay | None:
    month = _existing(_year(match["year"]), _month(match) or 0, 1)
    return MissingDay(int(match["day"]), month) if month and not _day(match) else None


def _month_or_year(match: re.Match[str]) -> Period | None:
    year = int(match["year"])
    if match.re is _MONTHS_AND_YEARS[-1]:
        return Period(date(year, 1, 1), date(year, 12, 31))
    first = _existing(year, _month(match) or 0, 1)
    return Period(first, first + relativedelta(day=31)) if first else None


def _full_dates(text: str) -> list[tuple[re.Match[str], date]]:
    found = [(match, day) for pattern in _FULL_DATES for match in pattern.finditer(text) if (day := _day(match))]
    return sorted(found, key=lambda pair: pair[0].end())


def _iso_moment(text: str) -> Moment | None:
    return Moment(_in_berlin(isoparse(text))) if _ISO_8601.fullmatch(text) else None


def _relative_moment(text: str, today: date) -> Moment | None:
    lowered = text.casefold()
    if match := _AGO.fullmatch(lowered):
        count = int(match["count"]) if match["count"].isdigit() else 1
        return Moment(first_moment(today - count * _UNITS[match["unit"]]))
    word = re.split("[ ,]", lowered, maxsplit=1)[0]
    if word not in _DAYS_AGO:
        return None
    return _with_clock(today - timedelta(days=_DAYS_AGO[word]), lowered[len(word) :])


def _written_moment(text: str) -> Moment | None:
    dates = _full_dates(text)
    if not dates:
        return None
    match, last = dates[-1]
    before, after = text[: match.start()], text[match.end() :]
    first: date | None = last
    if start := _RANGE_START.search(before):
        first, before = _first_day(start, last), before[: start.start()]
    if first is None or first > last or (re.search("[0-9]", before) and not before.endswith(("vom ", "am "))):
        return None
    moment = _with_clock(first, after)
    return Moment(moment.start, first_moment(last)) if moment and start else moment


def _first_day(start: re.Match[str], last: date) -> date | None:
    """The first day of a range that ends on ``last``, from which it takes the month and the year that it does not name."""
    month = _month(start) if start["month"] or start["name"] else last.month
    if not month:
        return None
    year = int(start["year"]) if start["year"] else last.year - (month > last.month)
    return _existing(year, month, int(start["day"]))


def _with_clock(day: date, after: str) -> Moment | None:
    """``day`` at the time that ``after`` names; midnight when nothing stands there."""
    if not after:
        return Moment(first_moment(day))
    clock = _CLOCK.fullmatch(after)
    if not clock or not (clock["minute"] or clock["unit"]):
        return None
    zone = _zone(clock["zone"])
    if zone is None:
        return None
    hour, minute, second = _hour(clock), int(clock["minute"] or 0), int(clock["second"] or 0)
    ends_the_day = (hour, minute, second) == (24, 0, 0)
    at = time(0 if ends_the_day else hour, minute, second, tzinfo=zone)
    return Moment(_in_berlin(datetime.combine(day + timedelta(days=ends_the_day), at)))


def _hour(clock: re.Match[str]) -> int:
    hour, unit = int(clock["hour"]), (clock["unit"] or "").casefold()
    return hour % 12 + 12 * (unit == "pm") if unit in ("am", "pm") else hour


def _zone(name: str | None) -> timezone | ZoneInfo | None:
    if not name:
        return BERLIN
    if name[0] in "+-":
        offset = timedelta(hours=int(name[1:3]), minutes=int(name[-2:]))
        return timezone(-offset if name[0] == "-" else offset)
    hours = _ZONE_HOURS.get(name.casefold())
    return None if hours is None else timezone(timedelta(hours=hours))


def _in_berlin(moment: datetime) -> datetime:
    return moment.replace(tzinfo=BERLIN) if moment.tzinfo is None else moment.astimezone(BERLIN)
