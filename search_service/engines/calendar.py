"""Moments as days and months of Berlin's calendar, many at once. Pure array work: no index, no query."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import numpy as np
from numpy.typing import NDArray

from search_service.dates import BERLIN
from search_service.engines.scoring import DAY_SECONDS

_FIRST_DAY = date(1970, 1, 1).toordinal()


def day_numbers(published: NDArray[np.int64]) -> NDArray[np.int64]:
    """Days since 1970 of moments in seconds since 1970, as Berlin's calendar has them: int64 [n] → int64 [n].

    Berlin lies east of Greenwich: a day of UTC holds the end of Berlin's day with the same date and the beginning of the next.
    """
    days, places = np.unique(published // DAY_SECONDS, return_inverse=True)
    midnights = np.array([_midnight(day + 1) for day in days.tolist()], np.int64)
    return np.asarray(days[places] + (published >= midnights[places]), np.int64)


def _midnight(day: int) -> int:
    """The second at which a day of Berlin begins."""
    return int(datetime.combine(date_of(day), time(), BERLIN).timestamp())


def date_of(day: int) -> date:
    """The date of a day, given in days since 1970."""
    return date.fromordinal(_FIRST_DAY + day)


def month_numbers(published: NDArray[np.int64]) -> NDArray[np.int32]:
    """Months since year 0 of moments in seconds since 1970, as Berlin's calendar has them: int64 [n] → int32 [n]."""
    if not len(published):
        return np.empty(0, np.int32)
    edges, numbers = _month_edges(int(published.min()), int(published.max()))
    return numbers[np.searchsorted(edges, published, side="right") - 1]


def _month_edges(first: int, last: int) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """The first second of every month from ``first`` to ``last``, and the month's number."""
    start, end = (datetime.fromtimestamp(moment, UTC).astimezone(BERLIN) for moment in (first, last))
    numbers = range(start.year * 12 + start.month - 1, end.year * 12 + end.month)
    edges = [int(datetime(number // 12, number % 12 + 1, 1, tzinfo=BERLIN).timestamp()) for number in numbers]
    return np.array(edges, np.int64), np.array(numbers, np.int32)
