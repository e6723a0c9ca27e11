"""The engine's two sides as the registry opens them."""

from __future__ import annotations

from search_service.config import Settings
from search_service.engines.whoosh.searcher import WhooshSearcher
from search_service.engines.whoosh.writing.index import WhooshIndex


def open_searcher(settings: Settings) -> WhooshSearcher:
    return WhooshSearcher(settings.index_folder, cache_megabytes=settings.cache_megabytes, recency=settings.recency)


def open_index(settings: Settings) -> WhooshIndex:
    return WhooshIndex(settings.index_folder)
