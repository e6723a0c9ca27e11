"""Counts over time as an answer shows them: named periods without gaps."""

from __future__ import annotations

from typing import assert_never

from search_service.engines.calendar import date_of
from search_service.engines.found import PeriodCounts
from search_service.errors import InvalidRequestError, ParameterProblem
from search_service.results import Bucket, Interval

MAX_BUCKETS = 25_000
"""Almost seventy years of days, a megabyte of JSON: one release with a wrong year would make it twelve."""


def buckets(found: PeriodCounts, interval: Interval) -> tuple[Bucket, ...]:
    """Every period from the first with hits to the last, ascending. Raises InvalidRequestError when they are too many."""
    if len(found.counts) > MAX_BUCKETS:
        first, last = _name(found.first, interval), _name(found.first + len(found.counts) - 1, interval)
        span = f"the hits lie between {first} and {last}, more than {MAX_BUCKETS} of this interval"
        raise InvalidRequestError((ParameterProblem("interval", interval, f"{span}; take a longer one, or narrow with from and to"),))
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
