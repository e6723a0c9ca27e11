"""The engine's two sides as the registry opens them."""

from __future__ import annotations

from search_service.config import Settings
from search_service.engines.cache import Cache
from search_service.engines.opensearch.cluster import WRITING_SECONDS, Cluster
from search_service.engines.opensearch.opening import OpenSearchReader
from search_service.engines.opensearch.published import Names
from search_service.engines.opensearch.travelling import LocalGenerations
from search_service.engines.opensearch.writing.index import OpenSearchIndex
from search_service.taxonomy_file import taxonomy_of


def open_reader(settings: Settings) -> OpenSearchReader:
    cluster, names = Cluster.of(settings), Names(settings.opensearch_index)
    local = LocalGenerations(settings.index_folder, cluster, names)
    return OpenSearchReader(cluster, names, local, Cache(settings.cache_megabytes << 20))


def open_index(settings: Settings) -> OpenSearchIndex:
    return OpenSearchIndex(settings, Cluster.of(settings, seconds=WRITING_SECONDS), taxonomy_of(settings))
