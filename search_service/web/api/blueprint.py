"""Puts the operations of API version 1 together; what holds for all of them: JSON only, readable by scripts of any site."""

from __future__ import annotations

from flask import Blueprint, Response, request

from search_service.archive import Archive
from search_service.engines.base import Searcher
from search_service.web.api.document import ApiDocument
from search_service.web.api.release_routes import ApiReleases
from search_service.web.api.search_routes import Api, refuse_other_formats

_OPEN_BLUEPRINTS = frozenset({"api", "exports"})
_OPEN_SUFFIX = ".ninjs.json"
_ANY_ORIGIN = (
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Allow-Methods", "GET, HEAD, POST, OPTIONS"),
    ("Access-Control-Allow-Headers", "Content-Type, If-None-Match"),
    ("Access-Control-Expose-Headers", "ETag, Link"),
)


def api_blueprint(searcher: Searcher, archive: Archive, document: ApiDocument) -> Blueprint:
    blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
    Api(searcher, archive).add_to(blueprint)
    ApiReleases(searcher, archive).add_to(blueprint)
    document.add_to(blueprint)
    blueprint.before_request(refuse_other_formats)
    blueprint.after_app_request(_allow_any_origin)
    return blueprint


def _allow_any_origin(response: Response) -> Response:
    """The data is public and no cookie is set: a script of any site may read it."""
    if request.blueprint in _OPEN_BLUEPRINTS or request.path.startswith("/api/") or request.path.endswith(_OPEN_SUFFIX):
        for name, value in _ANY_ORIGIN:
            response.headers.add(name, value)
    return response
