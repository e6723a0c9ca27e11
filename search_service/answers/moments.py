"""The one moment of an answer: the clock is read once, or an embargo could end in the middle of it."""

from __future__ import annotations

from datetime import UTC, datetime

from search_service.engines.scoring import DAY_SECONDS
from search_service.query.request import SearchRequest

END_OF_TIME = datetime(9000, 1, 1, tzinfo=UTC)
"""When everything may be seen."""


def everything_now() -> SearchRequest:
    """The search for every release that may be seen now."""
    return SearchRequest(moment=datetime.now(UTC))


def moment_of(request: SearchRequest) -> datetime:
    """The moment of a search that has one."""
    if request.moment is None:
        raise ValueError("a search is answered at one moment; see searcher.as_answered")
    return request.moment


def day_of(request: SearchRequest) -> int:
    """The day (UTC, days since 1970) of a search that has a moment: from it the age of releases is counted."""
    return int(moment_of(request).timestamp() // DAY_SECONDS)
