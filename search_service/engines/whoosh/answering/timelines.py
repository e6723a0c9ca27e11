"""Counts over time: days of Berlin's calendar and buckets without gaps. Pure array work: no index, no query."""

from __future__ import annotations

from datetime import date, datetime, time

import numpy as np
from numpy.typing import NDArray

from search_service.dates import BERLIN
from search_service.errors import InvalidRequestError, ParameterProblem
from search_service.results import Bucket, Interval

MAX_BUCKETS = 25_000
"""Almost seventy years of days, a megabyte of JSON: one release with a wrong year would make it twelve."""
_DAY_SECONDS = 86_400
_FIRST_DAY = date(1970, 1, 1).toordinal()


def day_numbers(published: NDArray[np.int64]) -> NDArray[np.int64]:
    """Days since 1970 of moments in seconds since 1970, as Berlin's calendar has them: int64 [n] → int64 [n].

    Berlin lies east of Greenwich: a day of UTC holds the end of Berlin's day with the same date and the beginning of the next.
    """
    days, places = np.unique(published // _DAY_SECONDS, return_inverse=True)
    midnights = np.array([_midnight(day + 1) for day in days.tolist()], np.int64)
    return np.asarray(days[places] + (published >= midnights[places]), np.int64)


def _midnight(day: int) -> int:
    """The second at which a day of Berlin begins."""
    return int(datetime.combine(_date(day), time(), BERLIN).timestamp())


def _date(day: int) -> date:
    return date.fromordinal(_FIRST_DAY + day)


def buckets(numbers: NDArray[np.int64] | NDArray[np.int32], interval: Interval) -> tuple[Bucket, ...]:
    """How often each number occurs, ascending and without gaps.

    ``numbers`` int [n] are days since 1970, months since year 0 or years, as ``interval`` says. Raises InvalidRequestError when they
    lie too far apart.
    """
    if not len(numbers):
        return ()
    first, last = int(numbers.min()), int(numbers.max())
    if last - first >= MAX_BUCKETS:
        span = f"the hits lie between {_name(first, interval)} and {_name(last, interval)}, more than {MAX_BUCKETS} of this interval"
        raise InvalidRequestError((ParameterProblem("interval", interval, f"{span}; take a longer one, or narrow with from and to"),))
    counts = np.bincount(numbers - first).tolist()
    return tuple(Bucket(_name(first + step, interval), count) for step, count in enumerate(counts))


def _name(number: int, interval: Interval) -> str:
    match interval:
        case Interval.DAY:
            return _date(number).isoformat()
        case Interval.MONTH:
            return f"{number // 12:04d}-{number % 12 + 1:02d}"
        case Interval.YEAR:
            return f"{number:04d}"
