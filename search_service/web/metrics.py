"""Numbers for Prometheus at ``/metrics``: requests and what they took, the index, the process.

Each process counts for itself and is asked at its own port. No label holds what a reader typed: routes are rules, not addresses.
The library is the extra ``metrics``; where it is not installed the address is not there.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.util import find_spec

from flask import Flask, Response, g, request

from search_service.engines.base import Searcher
from search_service.errors import EngineError
from search_service.web.process import files_left, maps, open_files

if find_spec("prometheus_client"):
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
    from prometheus_client.core import GaugeMetricFamily

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
"""Seconds; most answers that were asked for before take less than the first."""


def install_metrics(app: Flask, searcher: Searcher) -> None:
    """Count every answer of the application, and tell at ``/metrics``; nothing without the library."""
    if not find_spec("prometheus_client"):
        return
    registry = CollectorRegistry()
    requests = Counter("news_search_requests", "Answers", ["route", "method", "status"], registry=registry)
    seconds = Histogram("news_search_request_seconds", "Time until the answer begins", ["route"], registry=registry, buckets=BUCKETS)
    registry.register(_State(searcher))

    def begin() -> None:
        g.begun = time.perf_counter()

    def count(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "none"
        requests.labels(route, request.method if request.url_rule else "none", response.status_code).inc()
        seconds.labels(route).observe(time.perf_counter() - g.begun)
        return response

    app.before_request(begin)
    app.after_request(count)
    app.add_url_rule("/metrics", "metrics", lambda: Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST))


class _State:
    """What is looked at when it is asked for."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield from self._index()
        process = (("open_files", "Open files", open_files()), ("open_files_left", "Files that may still be opened", files_left()))
        for name, meaning, value in (*process, ("maps", "Mapped regions of memory", maps())):
            if value is not None:
                yield GaugeMetricFamily(f"news_search_{name}", meaning, value=value)

    def _index(self) -> Iterator[GaugeMetricFamily]:
        try:
            status = self._searcher.status()
        except EngineError:
            yield GaugeMetricFamily("news_search_up", "Whether the index answers", value=0)
            return
        age = (datetime.now(UTC) - status.built_at).total_seconds()
        yield GaugeMetricFamily("news_search_up", "Whether the index answers", value=1)
        yield GaugeMetricFamily("news_search_generation", "Number of the published generation", value=status.generation)
        yield GaugeMetricFamily("news_search_releases", "Releases in it", value=status.releases)
        yield GaugeMetricFamily("news_search_index_age_seconds", "Time since the indexer published it", value=age)
