"""For operators and load balancers: does the process live, can it answer searches."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from search_service.engines.base import Searcher


class Health:
    """The views ``/healthz`` and ``/readyz``."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher

    def blueprint(self) -> Blueprint:
        blueprint = Blueprint("health", __name__)
        blueprint.add_url_rule("/healthz", "alive", self.alive)
        blueprint.add_url_rule("/readyz", "ready", self.ready)
        return blueprint

    def alive(self) -> Response:
        return jsonify(status="alive")

    def ready(self) -> Response:
        """What the published index holds; an EngineError becomes a 503 with its message (``problems``)."""
        status = self._searcher.status()
        return jsonify(status="ready", generation=status.generation, releases=status.releases, sequence=status.sequence)
