"""A period as people write it in one field: "März 2019", "2015 bis 2018", "ab 1. Mai 2020", "letzte 30 Tage".

What one day, month or year is called is read in ``dates.py``; here stands how two of them, or the distance from today, make a period.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from search_service.dates import MAX_LENGTH, Period, read_period, today_in_berlin
from search_service.errors import ReversedPeriodError, UnreadableDateError

HELP = "This is not a period. Write 2019, März 2019, 2015 bis 2018, ab Mai 2020 or letzte 30 Tage."
REVERSED = "The end lies before the beginning. Write the earlier date first."

_SINCE = re.compile(r"(?:ab|seit|von|vom|from|since)\s+(?:dem\s+)?(?P<first>.+)", re.IGNORECASE)
_UNTIL = re.compile(r"(?:bis|until|till|up to)\s+(?:zum\s+)?(?P<last>.+)", re.IGNORECASE)
_BETWEEN = re.compile(
    r"(?:(?:von|vom|from|between|zwischen)\s+)?(?P<first>.+?)\s*(?:\s(?:bis(?:\s+zum)?|und|to|until|and|-)\s|[–—]|(?<=[0-9]{4})[-/](?=[0-9]{4}))"
    r"\s*(?P<last>.+)",
    re.IGNORECASE,
)
_LATEST = re.compile(r"(?:(?:die |the )?(?:letzte[nr]?|last) )?(?P<count>[1-9][0-9]{0,2}) (?P<unit>[a-z]+)", re.IGNORECASE)
_THIS = re.compile(r"(?P<which>diese[mnrs]?|this|letzte[mnrs]?|last|vorige[mnrs]?) (?P<unit>jahr|year|monat|month)", re.IGNORECASE)
_NOW = ("dies", "this")
_UNITS = {"tag": "days", "woche": "weeks", "monat": "months", "jahr": "years"}
_UNITS |= {name.removesuffix("s"): name for name in ("days", "weeks", "months", "years")}
_YEAR_AT_END = re.compile(r"[1-9][0-9]{3}$")


@dataclass(frozen=True, slots=True)
class OpenPeriod:
    """Both days included; None where it has no end on that side."""

    first: date | None
    last: date | None


def read_open_period(text: str, *, today: date | None = None) -> OpenPeriod:
    """What a person meant by a period. Raises ``UnreadableDateError``; ``ReversedPeriodError`` for an end before the beginning."""
    typed = " ".join(text.split())[: MAX_LENGTH + 1]
    now = today or today_in_berlin()
    for period in _readings(typed, now):
        if period.first and period.last and period.last < period.first:
            raise ReversedPeriodError(text[:MAX_LENGTH], REVERSED)
        return period
    raise UnreadableDateError(text[:MAX_LENGTH], HELP)


def latest(count: int, unit: str, today: date) -> OpenPeriod:
    """The days since ``count`` days, weeks, months or years ago, as ``relativedelta`` names them, with today the last of them."""
    return OpenPeriod(today - relativedelta(**{unit: count}) + relativedelta(days=1), None)  # type: ignore[arg-type]  # names of its units


def _readings(typed: str, today: date) -> Iterator[OpenPeriod]:
    """What the text may mean, the most likely first."""
    if named := _named(typed, today):
        yield OpenPeriod(named.first, named.last)
    if (match := _LATEST.fullmatch(typed)) and (unit := _unit(match["unit"])):
        yield latest(int(match["count"]), unit, today)
    if match := _THIS.fullmatch(typed):
        yield _this(match, today)
    if match := _BETWEEN.fullmatch(typed):
        last, first = _named(match["last"], today), _beginning(match["first"], match["last"], today)
        if first and last:
            yield OpenPeriod(first.first, last.last)
    if (match := _SINCE.fullmatch(typed)) and (first := _named(match["first"], today)):
        yield OpenPeriod(first.first, None)
    if (match := _UNTIL.fullmatch(typed)) and (last := _named(match["last"], today)):
        yield OpenPeriod(None, last.last)


def _named(text: str, today: date) -> Period | None:
    try:
        return read_period(text, today=today)
    except UnreadableDateError:
        return None


def _beginning(text: str, end: str, today: date) -> Period | None:
    """The first date of two, which may leave to the second what they share: "3. bis 5. Mai 2019", "März bis Mai 2019"."""
    year = _YEAR_AT_END.search(end)
    month_and_year = end.partition(" ")[2]
    completed = [text, f"{text} {month_and_year}", *([f"{text} {year[0]}", f"{text}{year[0]}"] if year else [])]
    return next(filter(None, (_named(each, today) for each in completed)), None)


def _unit(word: str) -> str | None:
    """The unit that a word in any number and case names."""
    lowered = word.casefold()
    forms = {unit + ending: name for unit, name in _UNITS.items() for ending in ("", "e", "en", "n", "s")}
    return forms.get(lowered)


def _this(match: re.Match[str], today: date) -> OpenPeriod:
    unit = _UNITS[match["unit"].casefold()]
    back = 0 if match["which"].casefold().startswith(_NOW) else 1
    begin = today.replace(day=1) if unit == "months" else today.replace(month=1, day=1)
    step = relativedelta(**{unit: 1})  # type: ignore[arg-type]  # names of its units
    first = begin - back * step
    return OpenPeriod(first, first + step - relativedelta(days=1))
