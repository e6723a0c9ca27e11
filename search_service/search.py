"""Answers a search for people: the engine's page, and when it found nothing or little, what else could be asked.

Engine-neutral: everything here is asked of the Searcher with changed requests.
"""

from __future__ import annotations

from search_service.engines.base import Searcher
from search_service.query.request import SearchRequest
from search_service.results import ResultPage


def answer(searcher: Searcher, request: SearchRequest) -> ResultPage:
    """The page that ``request`` asks for. Raises what ``Searcher.search`` raises."""
    return searcher.search(request)
