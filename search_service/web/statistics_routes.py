"""What was searched for, for the operator: ``/statistics`` for people, ``/statistics.json`` for programs, both for whoever has the token.

A program sends it as ``Authorization: Bearer``. A person writes it into a form that is posted: so it stands in no address, no history and
no log, nothing is kept in the browser, and no other site can ask in somebody's name.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated

from flask import Blueprint, Response, make_response, render_template, request
from pydantic import Field, TypeAdapter
from werkzeug.datastructures import MultiDict, WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from search_service.config import Settings
from search_service.dates import today_in_berlin
from search_service.statistics.report import Report
from search_service.statistics.statistics_file import StatisticsFile
from search_service.web.i18n import gettext
from search_service.web.pages.statistics_view import TokenForm, statistics_page
from search_service.web.parameters import Parameters
from search_service.web.request_args import read_parameters

MAX_FORM = 8_000
"""Bytes of what may be posted."""
_JSON = TypeAdapter(Report)


class StatisticsParameters(Parameters):
    days: Annotated[int, Field(ge=1, le=3660, description="How many days up to today.")] = 30


class StatisticsViews:
    """The views; there are none without a token."""

    def __init__(self, settings: Settings, file: StatisticsFile) -> None:
        self._token = settings.statistics_token.get_secret_value().encode()
        self._site_name = settings.site_name
        self._file = file

    def blueprint(self) -> Blueprint:
        blueprint = Blueprint("statistics", __name__)
        blueprint.add_url_rule("/statistics", "page", self.page)
        blueprint.add_url_rule("/statistics", "posted", self.posted, methods=["POST"])
        blueprint.add_url_rule("/statistics.json", "json", self.json)
        blueprint.after_request(_for_nobody_else)
        return blueprint

    def page(self) -> Response:
        """The form that asks for the token; with it in the header what the form leads to.

        A header of another type is none of ours: a proxy that asks for a password sends its own with every request.
        """
        if request.authorization and request.authorization.type == "bearer":
            self._check_header()
            return self._shown(request.args)
        return make_response(render_template("statistics.html", page=statistics_page(None, TokenForm(), site_name=self._site_name)))

    def posted(self) -> Response:
        request.max_content_length = MAX_FORM
        if not self._is_token(request.form.get("token", "")):
            form = TokenForm(error=gettext("This is not the token of this site."))
            return make_response(render_template("statistics.html", page=statistics_page(None, form, site_name=self._site_name)), 401)
        return self._shown(request.form)

    def json(self) -> Response:
        self._check_header()
        return Response(_JSON.dump_json(self._report(request.args)), mimetype="application/json")

    def _shown(self, asked: Mapping[str, str]) -> Response:
        report = self._report(asked)
        form = TokenForm(days=(report.last - report.first).days + 1)
        return make_response(render_template("statistics.html", page=statistics_page(report, form, site_name=self._site_name)))

    def _report(self, asked: Mapping[str, str]) -> Report:
        sent = MultiDict((name, value) for name, value in asked.items() if name not in {"token", "lang"})
        days = read_parameters(StatisticsParameters, sent).days
        today = today_in_berlin()
        return self._file.report(today - timedelta(days=days - 1), today)

    def _check_header(self) -> None:
        """Raises Unauthorized unless the header has the token."""
        sent = request.authorization
        if sent is None or sent.type != "bearer" or not self._is_token(sent.token or ""):
            raise Unauthorized(www_authenticate=WWWAuthenticate("bearer"))

    def _is_token(self, sent: str) -> bool:
        """Takes the same time whatever of it is right."""
        return hmac.compare_digest(sent.strip().encode("utf-8", "replace"), self._token)


def _for_nobody_else(response: Response) -> Response:
    response.cache_control.no_store = True
    response.headers.add("X-Robots-Tag", "noindex")
    return response
