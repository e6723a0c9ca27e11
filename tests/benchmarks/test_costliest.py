"""The benchmark of costliest requests asks every route, and is answered."""

from __future__ import annotations

from flask import Flask

from benchmarks.costliest import Costliest, costs, routes
from search_service.web.app import create_app
from tests.conftest import SampleIndex


def application(sample_index: SampleIndex) -> Flask:
    return create_app(sample_index.settings, sample_index.searcher, sample_index.archive)


def test_every_route_is_asked_and_answers(sample_index: SampleIndex) -> None:
    app = application(sample_index)
    costliest = Costliest(list(sample_index.archive.current()), queries=1, seed=1)
    for endpoint, path in routes(app).items():
        found = list(costs(app.test_client(), app.test_client(), costliest.of(endpoint, path)))
        assert found
        assert [cost.asked for cost in found if cost.status >= 500] == []
        assert any(cost.status < 400 and cost.answered for cost in found) or endpoint in {"api.release_at", "health.metrics"}, endpoint
