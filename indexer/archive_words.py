"""What the published index knows of words: whether the archive uses one, exactly as written but for case."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from search_service.answers.searcher import open_searcher
from search_service.config import Settings
from search_service.engines.base import Searcher
from search_service.errors import EngineError
from search_service.query.parser import parse
from search_service.query.request import SearchRequest

REMEMBERED = 10_000
"""Words whose answer is kept during one import."""


class ArchiveWords:
    """The words of the archive; none where there is no index that can be read, of which whoever indexes afterwards hears."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher
        self._has = lru_cache(maxsize=REMEMBERED)(self._look_up)

    def __contains__(self, word: str, /) -> bool:
        return self._has(word)

    def _look_up(self, word: str) -> bool:
        query = f'"{word}"'
        try:
            page = self._searcher.search(SearchRequest(q=query, node=parse(query).node, size=1))
        except EngineError:
            return False
        return page.total > 0


@contextmanager
def archive_words(settings: Settings) -> Iterator[ArchiveWords]:
    """The words of the index that the settings name, as long as the context lasts."""
    searcher = open_searcher(settings)
    try:
        yield ArchiveWords(searcher)
    finally:
        searcher.close()
