"""Numbers for Prometheus at ``/metrics``: answers and what they took, the index, the cache, the process, the last import.

Each process counts for itself and is asked at its own port. No label holds what a reader typed: routes are rules, not addresses.
The library is the extra ``metrics``; where it is not installed the address is not there.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

from flask import Flask, Response

from search_service.engines.base import Searcher
from search_service.errors import EngineError, StoreError
from search_service.last_import import last_import
from search_service.stages import Stage
from search_service.web.observation import Answered, Observer
from search_service.web.process import files_left, maps, open_files

if find_spec("prometheus_client"):
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
    from prometheus_client.metrics_core import Metric

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
"""Seconds; most answers that were asked for before take less than the first."""
STAGE_BUCKETS = (0.0001, 0.00025, 0.0005, *BUCKETS)


def metrics_observers(app: Flask, searcher: Searcher, data: Path) -> tuple[Observer, ...]:
    """Tell at ``/metrics`` what the observers are told; none without the library."""
    if not find_spec("prometheus_client"):
        return ()
    registry = CollectorRegistry()
    registry.register(_State(searcher, data))
    app.add_url_rule("/metrics", "metrics", lambda: Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST))
    return (_Counts(registry).count,)


class _Counts:
    """What is counted with each answer."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._requests = Counter("news_search_requests", "Answers", ["route", "method", "status"], registry=registry)
        self._seconds = Histogram(
            "news_search_request_seconds", "Time until the answer begins", ["route"], registry=registry, buckets=BUCKETS
        )
        self._stages = Histogram(
            "news_search_stage_seconds", "Time of each stage of a search", ["route", "stage"], registry=registry, buckets=STAGE_BUCKETS
        )
        self._of_route: dict[str, tuple[tuple[Stage, Histogram], ...]] = {}

    def count(self, answered: Answered) -> None:
        self._requests.labels(answered.route, answered.method, answered.status).inc()
        self._seconds.labels(answered.route).observe(answered.seconds)
        if answered.searched is not None:
            for stage, histogram in self._stages_of(answered.route):
                histogram.observe(answered.stages[stage])

    def _stages_of(self, route: str) -> tuple[tuple[Stage, Histogram], ...]:
        """Kept, because to find them by their labels takes longer than to count."""
        if route not in self._of_route:
            self._of_route[route] = tuple((stage, self._stages.labels(route, stage)) for stage in Stage)
        return self._of_route[route]


class _State:
    """What is looked at when it is asked for."""

    def __init__(self, searcher: Searcher, data: Path) -> None:
        self._searcher = searcher
        self._data = data

    def collect(self) -> Iterator[Metric]:
        yield from self._index()
        process = (("open_files", "Open files", open_files()), ("open_files_left", "Files that may still be opened", files_left()))
        for name, meaning, value in (*process, ("maps", "Mapped regions of memory", maps())):
            if value is not None:
                yield _gauge(name, meaning, value)
        yield from self._last_import()

    def _index(self) -> Iterator[Metric]:
        try:
            status, cache = self._searcher.status(), self._searcher.cache_status()
        except EngineError:
            yield _gauge("up", "Whether the index answers", 0)
            return
        age = (datetime.now(UTC) - status.built_at).total_seconds()
        yield _gauge("up", "Whether the index answers", 1)
        yield _gauge("generation", "Number of the published generation", status.generation)
        yield _gauge("releases", "Releases in it", status.releases)
        yield _gauge("index_age_seconds", "Time since the indexer published it", age)
        yield _gauge("cache_bytes", "What the process keeps of evaluated words and hits", cache.nbytes)
        yield _gauge("cache_capacity_bytes", "What it may keep at most (the setting cache_megabytes)", cache.capacity)
        yield _counter("cache_hits", "Values that were there when they were asked for", cache.hits)
        yield _counter("cache_misses", "Values that had to be made", cache.misses)

    def _last_import(self) -> Iterator[Metric]:
        """What `news-indexer import` left; nothing where it left nothing, or what cannot be read (`status` tells that)."""
        try:
            last = last_import(self._data)
        except StoreError:
            return
        if last is None:
            return
        yield _gauge("last_import_timestamp_seconds", "When the last import ended", last.ended_at.timestamp())
        yield _gauge("last_import_failed", "Whether a problem ended it", int(bool(last.problem)))
        for name in ("read", "new", "changed", "unchanged", "withdrawn", "rejected", "seconds"):
            if (value := getattr(last, name)) is not None:
                yield _gauge(f"last_import_{name}", f"Of the last import: {name}", value)


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(f"news_search_{name}", meaning, value=value)


def _counter(name: str, meaning: str, value: float) -> Metric:
    return CounterMetricFamily(f"news_search_{name}", meaning, value=value)
