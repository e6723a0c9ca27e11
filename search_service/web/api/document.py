"""Where the API is described: the OpenAPI document at ``/api/v1/openapi.json``, and the same to read at ``/api/``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, render_template, request

from search_service.archive import Archive
from search_service.release import Release
from search_service.web.api.answer_examples import RELEASE, answer_examples
from search_service.web.api.openapi import openapi_document
from search_service.web.api.readable_page import api_page
from search_service.web.links import absolute
from search_service.web.parameters import Parameters
from search_service.web.request_args import read_parameters

FRESH_SECONDS = 3600
TRIED = 20


@dataclass(frozen=True, slots=True)
class ApiDocument:
    """The views of both."""

    site_name: str
    archive: Archive

    def add_to(self, blueprint: Blueprint) -> None:
        blueprint.add_url_rule("/openapi.json", "openapi", self.openapi)

    def page_blueprint(self) -> Blueprint:
        blueprint = Blueprint("api_page", __name__)
        blueprint.add_url_rule("/api/", "show", self.page)
        return blueprint

    def openapi(self) -> Response:
        read_parameters(Parameters, request.args)
        response = Response(json.dumps(self._document(), ensure_ascii=False), mimetype="application/json")
        response.add_etag(weak=True)
        response.cache_control.public = True
        response.cache_control.max_age = FRESH_SECONDS
        return response.make_conditional(request)  # type: ignore[return-value]  # it returns its own response

    def page(self) -> str:
        return render_template("api.html", page=api_page(self._document(), site_name=self.site_name))

    def _document(self) -> dict[str, Any]:
        example = self._example()
        return openapi_document(
            server=absolute(f"{request.script_root}/").rstrip("/"),
            title=self.site_name,
            release_id=example.id,
            address=example.url or RELEASE.url,
            examples=answer_examples(),
        )

    def _example(self) -> Release:
        """A release that can be asked for here, by its address too if any can; an invented one while there is none."""
        found = [RELEASE, *self.archive.many([page.id for page in self.archive.pages(limit=TRIED)])]
        return max(found, key=lambda release: (release is not RELEASE, bool(release.url)))
