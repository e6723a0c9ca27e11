"""For operators and load balancers: does searching work, and what does this process answer from."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, Response, jsonify
from werkzeug.exceptions import ServiceUnavailable

from search_service.engines.base import Searcher
from search_service.query.request import SearchRequest
from search_service.web.i18n import gettext
from search_service.web.process import files_left

FEWEST_FILES = 16
"""Open files that a process must have left: a new generation needs more than a search, which needs none."""
_ONE_RELEASE = SearchRequest(size=1, highlight=False)


class Health:
    """The views ``/healthz`` and ``/readyz``; an EngineError becomes a 503 with its message (``problems``)."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher

    def blueprint(self) -> Blueprint:
        blueprint = Blueprint("health", __name__)
        blueprint.add_url_rule("/healthz", "alive", self.alive)
        blueprint.add_url_rule("/readyz", "ready", self.ready)
        return blueprint

    def alive(self) -> Response:
        """Answers while searching works: it searches."""
        self._searcher.search(_ONE_RELEASE)
        return _never_kept(jsonify(status="alive"))

    def ready(self) -> Response:
        """What the published index holds, how old it is in seconds, and how many files this process may still open (null: not told)."""
        status, left = self._searcher.status(), files_left()
        if left is not None and left < FEWEST_FILES:
            few = gettext("Only %(left)s more files may be opened. Raise the limit of open files (LimitNOFILE) and start again.", left=left)
            raise ServiceUnavailable(few)
        age = (datetime.now(UTC) - status.built_at).total_seconds()
        return _never_kept(
            jsonify(
                status="ready",
                generation=status.generation,
                releases=status.releases,
                sequence=status.sequence,
                age_seconds=round(age),
                open_files_left=left,
            )
        )


def _never_kept(response: Response) -> Response:
    response.cache_control.no_store = True
    return response
