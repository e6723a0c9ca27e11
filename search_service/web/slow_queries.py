"""A log line for each search that took long: how it is made and where the time went, never its words.

Equal queries have equal hashes as long as a process runs. The key of the hash is in its memory alone: nobody can try words on a log.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Iterator
from dataclasses import asdict

from search_service.log_lines import log_fields
from search_service.query.request import Matching, SearchRequest
from search_service.query.shape import shape_of
from search_service.schema import FacetName
from search_service.stages import Stage
from search_service.web.observation import Answered, Observer

LOGGER = logging.getLogger("search_service.slow")


def slow_query_observer(milliseconds: float) -> Observer:
    """Logs searches whose answer began after this time or later."""
    key = secrets.token_bytes(16)

    def observe(answered: Answered) -> None:
        if answered.searched is not None and answered.seconds * 1000 >= milliseconds:
            log_fields(LOGGER, logging.WARNING, dict(_told(answered, answered.searched.request, key)))

    return observe


def _told(answered: Answered, search: SearchRequest, key: bytes) -> Iterator[tuple[str, str | int]]:
    yield "slow", answered.route
    yield "ms", round(answered.seconds * 1000)
    yield from ((f"{stage.label}_ms", round(answered.stages[stage] * 1000)) for stage in Stage)
    yield "query", hashlib.blake2b(search.parsed.encode(), digest_size=6, key=key).hexdigest()
    yield from ((name, count) for name, count in asdict(shape_of(search.node)).items() if count)
    yield "filters", ",".join(filters_of(search)) or "none"
    yield "sort", search.sort
    yield from (("page", search.page), ("size", search.size))
    if answered.searched is not None and answered.searched.page is not None:
        yield from (("total", answered.searched.page.total), ("generation", answered.searched.page.generation))


def filters_of(search: SearchRequest) -> Iterator[str]:
    """What narrows or widens a search besides its words, by name."""
    yield from (facet for facet in FacetName if search.values_of(facet))
    if search.first is not None or search.last is not None:
        yield "period"
    if search.match is Matching.PARTS:
        yield "parts"
