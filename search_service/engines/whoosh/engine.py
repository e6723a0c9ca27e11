"""The engine's two sides as the registry opens them."""

from __future__ import annotations

from search_service.config import Settings
from search_service.engines.cache import Cache
from search_service.engines.whoosh.matcher import WhooshMatcher
from search_service.engines.whoosh.opening import OpenedGenerations
from search_service.engines.whoosh.writing.index import WhooshIndex
from search_service.taxonomy_file import taxonomy_of


class WhooshReader:
    """See ``IndexReader``."""

    def __init__(self, generations: OpenedGenerations) -> None:
        self._generations = generations

    def newest(self) -> WhooshMatcher:
        """See ``IndexReader.newest``."""
        return WhooshMatcher(self._generations.newest())

    def named(self, name: str) -> WhooshMatcher:
        """See ``IndexReader.named``."""
        return WhooshMatcher(self._generations.named(name))

    def close(self) -> None:
        """See ``IndexReader.close``."""
        self._generations.close()


def open_reader(settings: Settings) -> WhooshReader:
    return WhooshReader(OpenedGenerations(settings.index_folder, Cache(settings.cache_megabytes << 20)))


def open_index(settings: Settings) -> WhooshIndex:
    return WhooshIndex(settings.index_folder, taxonomy_of(settings))
