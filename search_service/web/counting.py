"""Hands the searches of pages and API to whoever counts them: first pages that were answered, without what was only typed as a filter."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from flask import request

from search_service.query.request import SearchRequest
from search_service.results import ResultPage
from search_service.schema import FacetName
from search_service.statistics.tally import AskedSearch, Use
from search_service.web.observation import Answered, Observer

LONGEST_ADDRESS, LONGEST_AGENT = 64, 300
"""Characters that are taken of what a client says, and kept in memory until it is counted."""


def counting_observer(count: Callable[[AskedSearch], None]) -> Observer:
    """Counts searches; further pages of one, feeds and exports are none of their own."""

    def observe(answered: Answered) -> None:
        searched = answered.searched
        if searched is None or searched.page is None or answered.method != "GET" or answered.status != 200:
            return
        asked = searched.request
        if asked.page == 1 and asked.cursor is None:
            count(_counted(asked, searched.page, answered.seconds))

    return observe


def _counted(asked: SearchRequest, page: ResultPage, seconds: float) -> AskedSearch:
    return AskedSearch(
        at=time.time(),
        request=asked.but(chosen={}, other_names={}) if asked.chosen else asked,
        total=page.total,
        mended=page.mended_from is not None,
        seconds=seconds,
        filters=tuple(_filters(asked, page)) if asked.chosen else (),
        address=(request.remote_addr or "")[:LONGEST_ADDRESS],
        agent=request.environ.get("HTTP_USER_AGENT", "")[:LONGEST_AGENT],
    )


def _filters(asked: SearchRequest, page: ResultPage) -> Iterator[Use]:
    """Each facet that is filtered, and its chosen values that some release has."""
    for facet in FacetName:
        if asked.values_of(facet):
            yield Use(facet.value)
            yield from (Use(facet.value, each.value) for each in page.facets[facet].values if each.selected and each.count)
