"""Numbers for Prometheus at ``/metrics``: answers and what they took, the index, the cache, the process, the last import.

Each process counts for itself and is asked at its own port. No label holds what a reader typed: routes are rules, not addresses.
The library is the extra ``metrics``; where it is not installed the address is not there.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib.util import find_spec
from itertools import accumulate
from pathlib import Path

from flask import Flask, Response

from search_service.engines.base import Searcher
from search_service.errors import EngineError, StoreError
from search_service.last_import import last_import
from search_service.stages import Stage
from search_service.web.observation import Answered, Observer
from search_service.web.process import files_left, maps, open_files

if find_spec("prometheus_client"):
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
    from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
    from prometheus_client.utils import floatToGoString

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
"""Seconds; most answers that were asked for before take less than the first."""
STAGE_BUCKETS = (0.0001, 0.00025, 0.0005, *BUCKETS)


def metrics_observers(app: Flask, searcher: Searcher, data: Path) -> tuple[Observer, ...]:
    """Tell at ``/metrics`` what the observers are told; none without the library."""
    if not find_spec("prometheus_client"):
        return ()
    registry = CollectorRegistry()
    counts = _Counts()
    registry.register(counts)
    registry.register(_State(searcher, data))
    app.add_url_rule("/metrics", "metrics", lambda: Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST))
    return (counts.count,)


class _Spread:
    """Seconds by bounds, as a histogram of Prometheus has them; an array of numbers, because the library's takes ten times as long."""

    def __init__(self, bounds: Sequence[float]) -> None:
        self._bounds = bounds
        self._counts = [0] * (len(bounds) + 1)
        self._sum = 0.0

    def add(self, seconds: float) -> None:
        self._counts[bisect_left(self._bounds, seconds)] += 1
        self._sum += seconds

    def add_to(self, family: HistogramMetricFamily, labels: Sequence[str]) -> None:
        counts = zip((*map(floatToGoString, self._bounds), "+Inf"), accumulate(self._counts), strict=True)
        family.add_metric(labels, [(bound, count) for bound, count in counts], self._sum)


class _Counts:
    """What is counted with each answer."""

    def __init__(self) -> None:
        self._counting = threading.Lock()
        self._answers: Counter[tuple[str, str, int]] = Counter()
        self._seconds: dict[str, _Spread] = {}
        self._stages: dict[str, tuple[_Spread, ...]] = {}

    def count(self, answered: Answered) -> None:
        with self._counting:
            self._answers[answered.route, answered.method, answered.status] += 1
            if answered.route not in self._seconds:
                self._seconds[answered.route] = _Spread(BUCKETS)
            self._seconds[answered.route].add(answered.seconds)
            if answered.searched is None:
                return
            if answered.route not in self._stages:
                self._stages[answered.route] = tuple(_Spread(STAGE_BUCKETS) for _ in Stage)
            for spread, seconds in zip(self._stages[answered.route], answered.stages, strict=True):
                spread.add(seconds)

    def collect(self) -> Iterator[Metric]:
        answers = CounterMetricFamily("news_search_requests", "Answers", labels=["route", "method", "status"])
        seconds = HistogramMetricFamily("news_search_request_seconds", "Time until the answer begins", labels=["route"])
        stages = HistogramMetricFamily("news_search_stage_seconds", "Time of each stage of a search", labels=["route", "stage"])
        with self._counting:
            for (route, method, status), count in self._answers.items():
                answers.add_metric([route, method, str(status)], count)
            for route, spread in self._seconds.items():
                spread.add_to(seconds, [route])
            for route, spreads in self._stages.items():
                for stage, spread in zip(Stage, spreads, strict=True):
                    spread.add_to(stages, [route, stage.label])
        yield from (answers, seconds, stages)


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
        yield _gauge("cache_capacity_bytes", "What it may keep at most", cache.capacity)
        yield _counter("cache_hits", "Values that were there when they were asked for", cache.hits)
        yield _counter("cache_misses", "Values that had to be made", cache.misses)
        yield _counter("cache_evictions", "Values that were let go of for others", cache.evictions)

    def _last_import(self) -> Iterator[Metric]:
        """What `news-indexer import` left; nothing where it left nothing."""
        try:
            last = last_import(self._data)
        except StoreError:
            yield _gauge("last_import_unreadable", "Whether the file that tells of the last import is damaged", 1)
            return
        if last is None:
            return
        yield _gauge("last_import_unreadable", "Whether the file that tells of the last import is damaged", 0)
        yield _gauge("last_import_timestamp_seconds", "When the last import ended", last.ended_at.timestamp())
        yield _gauge("last_import_failed", "Whether a problem ended it", int(bool(last.problem)))
        for name in ("read", "new", "changed", "unchanged", "withdrawn", "rejected", "seconds"):
            if (value := getattr(last, name)) is not None:
                yield _gauge(f"last_import_{name}", f"Of the last import: {name}", value)


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(f"news_search_{name}", meaning, value=value)


def _counter(name: str, meaning: str, value: float) -> Metric:
    return CounterMetricFamily(f"news_search_{name}", meaning, value=value)
