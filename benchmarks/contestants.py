"""Everything that is measured, by the name that the tables and ``--only`` use. A contestant's library is loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from search_service.engines.base import Searcher
from search_service.release import Release


class Contestant(Protocol):
    """An engine with its best German configuration; every index lies in a folder of its own."""

    NAME: str

    def build(self, releases: Iterable[Release], folder: Path) -> None:
        """Make an index of all releases in ``folder``, which does not exist yet."""
        ...

    def add(self, release: Release, folder: Path) -> None:
        """Add one release with a new id to a built index and publish it."""
        ...

    def open_searcher(self, folder: Path) -> Searcher: ...


OURS, OPENSEARCH = "ours", "opensearch"
MODULES = {
    OURS: "benchmarks.peers.ours",
    "tantivy": "benchmarks.peers.tantivy_peer",
    "fts5": "benchmarks.peers.fts5_peer",
    "whoosh": "benchmarks.peers.stock_whoosh_peer",
    OPENSEARCH: "benchmarks.peers.opensearch_peer",
}
ALONE = tuple(name for name in MODULES if name != OPENSEARCH)
"""Those that need nothing but this process; OpenSearch needs a node."""


def contestant(name: str) -> Contestant:
    """Raises KeyError for a name that is not in MODULES."""
    return cast(Contestant, import_module(MODULES[name]))
