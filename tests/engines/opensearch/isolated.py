"""The engine with names of its own for each data folder, so that the archives of tests do not meet in one cluster."""

from __future__ import annotations

import atexit
import hashlib
import os

from cachetools import LRUCache

from search_service.config import Settings
from search_service.engines.opensearch import engine
from search_service.engines.opensearch.cluster import client_of
from search_service.engines.opensearch.opening import OpenSearchReader
from search_service.engines.opensearch.writing.index import OpenSearchIndex

URL = "TEST_OPENSEARCH_URL"
"""The variable that names a cluster which tests may fill: set by ``deploy/opensearch-test/run``."""
_PREFIX = f"test-{os.getpid()}-"


class _Archives(LRUCache[str, None]):
    """The names that are in use; what a test made long ago is removed."""

    def popitem(self) -> tuple[str, None]:
        oldest, nothing = super().popitem()
        _remove(f"{oldest}*")
        return oldest, nothing


_ARCHIVES = _Archives(16)
"""More than a test has at once."""


def isolated(settings: Settings) -> Settings:
    """The same settings for the cluster of the tests, with names that no other data folder has."""
    name = hashlib.blake2b(str(settings.data.resolve()).encode(), digest_size=6).hexdigest()
    _ARCHIVES[_PREFIX + name] = None
    own = {"opensearch_url": (os.environ[URL],), "opensearch_index": _PREFIX + name, "opensearch_replicas": 0}
    return settings.model_copy(update=own)


def open_reader(settings: Settings) -> OpenSearchReader:
    """One that sees at once what was published: an idle machine publishes sooner than readers look again."""
    reader = engine.open_reader(isolated(settings))
    reader.looked_at_seconds = 0.0
    return reader


def open_index(settings: Settings) -> OpenSearchIndex:
    return engine.open_index(isolated(settings))


def _remove(indices: str) -> None:
    client = client_of(Settings(opensearch_url=(os.environ[URL],)))
    client.indices.delete(index=indices, params={"expand_wildcards": "all"})
    client.close()


if URL in os.environ:
    atexit.register(_remove, f"{_PREFIX}*")
