"""Counts over time as an answer shows them: named periods without gaps."""

from __future__ import annotations

from typing import assert_never

from search_service.engines.calendar import date_of
from search_service.engines.found import PeriodCounts
from search_service.errors import InvalidRequestError, ParameterProblem
from search_service.messages import N_, Message
from search_service.results import Bucket, Interval

MAX_BUCKETS = 25_000
"""Almost seventy years of days, a megabyte of JSON: one release with a wrong year would make it twelve."""
_TOO_MANY = N_(
    "The hits lie between %(first)s and %(last)s, more than %(most)s of this interval. Take a longer one, or narrow with from and to."
)


def buckets(found: PeriodCounts, interval: Interval) -> tuple[Bucket, ...]:
    """Every period from the first with hits to the last, ascending. Raises InvalidRequestError when they are too many."""
    if len(found.counts) > MAX_BUCKETS:
        first, last = _name(found.first, interval), _name(found.first + len(found.counts) - 1, interval)
        values = {"first": first, "last": last, "most": MAX_BUCKETS}
        raise InvalidRequestError((ParameterProblem("interval", interval, Message(_TOO_MANY, values)),))
    return tuple(Bucket(_name(found.first + step, interval), count) for step, count in enumerate(found.counts.tolist()))


def _name(number: int, interval: Interval) -> str:
    match interval:
        case Interval.DAY:
            return date_of(number).isoformat()
        case Interval.MONTH:
            return month_name(number)
        case Interval.YEAR:
            return f"{number:04d}"
        case _:
            assert_never(interval)


def month_name(number: int) -> str:
    """A month, given in months since year 0, such as "2024-03"."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"
