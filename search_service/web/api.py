"""JSON for other services: API version 1. What it answers is shaped in ``serializers``, what it refuses in ``problems``."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.datastructures import HeaderSet
from werkzeug.exceptions import Gone, NotFound

from search_service.archive import Archive, Withdrawn
from search_service.engines.base import Searcher
from search_service.errors import InvalidRequestError, ParameterProblem
from search_service.search import answer
from search_service.web.i18n import gettext
from search_service.web.request_args import read_api_search
from search_service.web.serializers import release_json, search_json


class Api:
    """The views of ``/api/v1``."""

    def __init__(self, searcher: Searcher, archive: Archive) -> None:
        self._searcher = searcher
        self._archive = archive

    def blueprint(self) -> Blueprint:
        blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
        blueprint.add_url_rule("/search", "search", self.search)
        blueprint.add_url_rule("/releases/<release_id>", "release", self.release)
        blueprint.after_app_request(_allow_any_origin)
        return blueprint

    def search(self) -> Response:
        search, parameters = read_api_search(request.args)
        return _json(search_json(answer(self._searcher, search), fields=parameters.fields))

    def release(self, release_id: str) -> Response:
        _refuse_parameters(allowed={"lang"})
        found = self._archive.get(release_id)
        if found is None:
            raise NotFound(gettext("There is no release with this id."))
        if isinstance(found, Withdrawn):
            raise Gone(gettext("This release was withdrawn."))
        return _json(release_json(found, self._archive.versions(release_id)))


def _json(text: str) -> Response:
    return Response(text, mimetype="application/json")


def _refuse_parameters(*, allowed: set[str]) -> None:
    unknown = sorted(set(request.args) - allowed)
    if unknown:
        message = gettext("This parameter is not known here.")
        raise InvalidRequestError(tuple(ParameterProblem(name, request.args[name], message) for name in unknown))


def _allow_any_origin(response: Response) -> Response:
    """The data is public and no cookie is set: a script of any site may read it."""
    if request.path.startswith("/api/"):
        response.access_control_allow_origin = "*"
        response.access_control_allow_methods = HeaderSet(["GET", "HEAD", "OPTIONS"])
        response.access_control_allow_headers = HeaderSet(["If-None-Match"])
        response.access_control_expose_headers = HeaderSet(["ETag", "Link"])
    return response
