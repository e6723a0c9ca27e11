"""The same releases in the embedded engine and in a cluster: settings of both, and their indexes, built when they are not there."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from search_service.config import Settings
from search_service.engines.opensearch.cluster import client_of
from search_service.engines.registry import open_index
from search_service.errors import IndexNotBuiltError
from search_service.release import Release

ENGINES = ("whoosh", "opensearch")
WAITED_SECONDS = 60


@contextmanager
def both_engines(keep: Path | None, url: str) -> Iterator[tuple[Settings, Settings]]:
    """The settings of both engines; without ``keep`` all that they have is gone afterwards."""
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        embedded, in_cluster = (_settings(engine, keep, url, keep.name) for engine in ENGINES)
        yield embedded, in_cluster
        return
    with TemporaryDirectory() as folder:
        embedded, in_cluster = (_settings(engine, Path(folder), url, str(os.getpid())) for engine in ENGINES)
        try:
            yield embedded, in_cluster
        finally:
            client = client_of(in_cluster)
            client.indices.delete(index=f"{in_cluster.opensearch_index}*", params={"expand_wildcards": "all"})
            client.close()


def _settings(engine: str, folder: Path, url: str, name: str) -> Settings:
    return Settings(
        engine=engine,
        data=folder,
        opensearch_url=(url,),
        opensearch_index=f"benchmark-{name}",
        opensearch_replicas=0,
        opensearch_seconds=WAITED_SECONDS,
    )


@dataclass(frozen=True, slots=True)
class Built:
    """What building took: seconds, and those of a processor in this process."""

    seconds: float
    processor: float


def build(settings: Settings, releases: Iterable[Release]) -> Built | None:
    """Build what is not there. What was spent waiting for a cluster is logged (``writing.bulk``), and shown here."""
    with suppress(IndexNotBuiltError):
        open_index(settings).status()
        return None
    logging.basicConfig(format="%(message)s")
    logging.getLogger("search_service.engines.opensearch").setLevel(logging.INFO)
    started, used = time.perf_counter(), time.process_time()
    with open_index(settings).rebuild() as writer:
        for release in releases:
            writer.add(release)
    return Built(time.perf_counter() - started, time.process_time() - used)
