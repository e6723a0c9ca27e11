"""The releases just before and just after one by date, in the order in which all releases are listed."""

from __future__ import annotations

from datetime import date, timedelta

from search_service.dates import BERLIN
from search_service.engines.base import Searcher
from search_service.query.request import MAX_PAGE_SIZE, MAX_PAGED_HITS, SearchRequest, Sort, limit_each
from search_service.release import Release
from search_service.results import Hit, ResultPage

MOST_PAGES = 10
"""Of a day's releases that are looked through: one that comes after a thousand others of its day has no neighbours."""
_DAY = timedelta(days=1)


def neighbours(searcher: Searcher, release: Release) -> tuple[Hit | None, Hit | None]:
    """The older and the newer one; None at the ends of the archive, and where ``MOST_PAGES`` do not reach the release."""
    day = release.published.astimezone(BERLIN).date()
    before: Hit | None = None
    for number in range(1, MOST_PAGES + 1):
        hits = _listed(searcher, first=day, last=day, page=number).hits
        place = next((place for place, hit in enumerate(hits) if hit.id == release.id), None)
        if place is not None:
            following = hits[place + 1 :] or (_listed(searcher, first=day, last=day, page=number + 1).hits if _is_full(hits) else ())
            newer = hits[place - 1] if place else before or _newer(searcher, day)
            return following[0] if following else _older(searcher, day), newer
        if not _is_full(hits):
            break
        before = hits[-1]
    return None, None


def _is_full(hits: tuple[Hit, ...]) -> bool:
    return len(hits) == MAX_PAGE_SIZE


def _older(searcher: Searcher, day: date) -> Hit | None:
    return next(iter(_listed(searcher, last=day - _DAY, size=1).hits), None)


def _newer(searcher: Searcher, day: date) -> Hit | None:
    """The last one, as they are listed, of the next day that has any; None where pages do not reach it, or it has just gone."""
    following = _listed(searcher, first=day + _DAY, size=1, sort=Sort.OLDEST).hits
    if not following:
        return None
    next_day = following[0].published.astimezone(BERLIN).date()
    listed = _listed(searcher, first=next_day, last=next_day)
    if listed.total > MAX_PAGED_HITS:
        return None
    if listed.total > MAX_PAGE_SIZE:
        listed = _listed(searcher, first=next_day, last=next_day, page=-(-listed.total // MAX_PAGE_SIZE))
    return listed.hits[-1] if listed.hits else None


def _listed(
    searcher: Searcher,
    *,
    first: date | None = None,
    last: date | None = None,
    page: int = 1,
    size: int = MAX_PAGE_SIZE,
    sort: Sort = Sort.NEWEST,
) -> ResultPage:
    return searcher.search(SearchRequest(first=first, last=last, page=page, size=size, sort=sort, highlight=False, limits=limit_each(0)))
