"""The releases just before and just after one by date, in the order in which all releases are listed."""

from __future__ import annotations

from datetime import date, timedelta

from search_service.dates import BERLIN
from search_service.engines.base import Searcher
from search_service.query.request import MAX_PAGE_SIZE, SearchRequest, Sort, limit_each
from search_service.release import Release
from search_service.results import Hit

_DAY = timedelta(days=1)


def neighbours(searcher: Searcher, release: Release) -> tuple[Hit | None, Hit | None]:
    """The older and the newer one; None at the ends of the archive, and where a day has more releases than one page lists."""
    day = release.published.astimezone(BERLIN).date()
    same_day = _listed(searcher, first=day, last=day)
    place = next((place for place, hit in enumerate(same_day) if hit.id == release.id), None)
    if place is None:
        return None, None
    older = same_day[place + 1] if place + 1 < len(same_day) else _older(searcher, day)
    return older, same_day[place - 1] if place else _newer(searcher, day)


def _older(searcher: Searcher, day: date) -> Hit | None:
    return next(iter(_listed(searcher, last=day - _DAY, size=1)), None)


def _newer(searcher: Searcher, day: date) -> Hit | None:
    """The last one, as they are listed, of the next day that has any."""
    following = _listed(searcher, first=day + _DAY, size=1, sort=Sort.OLDEST)
    if not following:
        return None
    next_day = following[0].published.astimezone(BERLIN).date()
    return _listed(searcher, first=next_day, last=next_day)[-1]


def _listed(
    searcher: Searcher, *, first: date | None = None, last: date | None = None, size: int = MAX_PAGE_SIZE, sort: Sort = Sort.NEWEST
) -> tuple[Hit, ...]:
    request = SearchRequest(first=first, last=last, size=size, sort=sort, highlight=False, limits=limit_each(0))
    return searcher.search(request).hits
