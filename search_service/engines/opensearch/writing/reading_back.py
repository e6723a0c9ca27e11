"""Releases of a published generation as they were stored: what a writer takes back, takes in again, or compares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from search_service.engines.opensearch.cluster import Cluster
from search_service.engines.opensearch.mapping import MOST_TERMS
from search_service.engines.opensearch.records import Record

AT_ONCE = 500
"""Releases of one answer: some 2 MB."""


class PublishedRecords:
    """The releases of one index, which is never written again."""

    def __init__(self, cluster: Cluster, index: str) -> None:
        self._cluster = cluster
        self._index = index

    def every(self) -> Iterator[Record]:
        """All of them, in the order of their numbers."""
        return self._matching({"match_all": {}})

    def ids(self) -> Iterator[str]:
        """The ids of all of them."""
        return (hit["sort"][1] for hit in self._hits({"match_all": {}}, sort=["number", "id"], _source=False))

    def with_ids(self, ids: Sequence[str]) -> Iterator[Record]:
        """Those that have one of ``ids``."""
        return self._with_any("id", ids)

    def with_blocks(self, keys: Sequence[int]) -> Iterator[Record]:
        """Those that have any of the blocks with these keys, some more than once."""
        return self._with_any("blocks", keys)

    def _with_any(self, field: str, values: Sequence[Any]) -> Iterator[Record]:
        for first in range(0, len(values), MOST_TERMS):
            yield from self._matching({"terms": {field: list(values[first : first + MOST_TERMS])}})

    def _matching(self, query: dict[str, Any]) -> Iterator[Record]:
        return (Record.unpacked(hit["_source"]["stored"]) for hit in self._hits(query, sort=["number"]))

    def _hits(self, query: dict[str, Any], *, sort: list[str], **options: object) -> Iterator[dict[str, Any]]:
        body = {"size": AT_ONCE, "query": {"bool": {"filter": [query]}}, "sort": sort, "track_total_hits": False, **options}
        while True:
            hits = self._cluster.search(self._index, body)["hits"]["hits"]
            yield from hits
            if len(hits) < AT_ONCE:
                return
            body["search_after"] = hits[-1]["sort"]
