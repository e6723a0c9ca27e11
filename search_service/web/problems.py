"""Every error as an answer: problem details (RFC 9457) for services, a page in the reader's language for people."""

from __future__ import annotations

from http import HTTPStatus

from flask import Flask, current_app, render_template, request
from pydantic import BaseModel
from werkzeug.exceptions import BadRequest, HTTPException, SecurityError, ServiceUnavailable
from werkzeug.wrappers import Response as AnyResponse

from search_service.errors import (
    CursorExpiredError,
    DamagedReleaseError,
    EngineError,
    IndexDamagedError,
    IndexNotBuiltError,
    IndexOutdatedError,
    InvalidRequestError,
    StoreError,
)
from search_service.web.i18n import gettext
from search_service.web.pages.view_models import ErrorPage

_COMMANDS: dict[type[Exception], str] = dict.fromkeys((IndexNotBuiltError, IndexOutdatedError, IndexDamagedError), "news-indexer rebuild")
"""What an operator runs when there is no index that could answer."""
_FOR_SERVICES = ("/api/", "/search.", "/healthz", "/readyz", "/metrics")
_FORMATS_OF_SERVICES = (".json", ".xml", ".txt", ".bib", ".ris")


class BadParameter(BaseModel):
    parameter: str
    sent: str
    message: str


class Problem(BaseModel):
    """Problem details; ``errors`` lists every parameter that could not be understood."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: tuple[BadParameter, ...] = ()


def install_problems(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(InvalidRequestError, _invalid_request)
    app.register_error_handler(CursorExpiredError, _cursor_expired)
    app.register_error_handler(EngineError, _unavailable)
    app.register_error_handler(StoreError, _unavailable)
    app.register_error_handler(DamagedReleaseError, _damaged)


def _http_error(
    error: HTTPException, *, bad: tuple[BadParameter, ...] = (), command: str = "", page: ErrorPage | None = None
) -> AnyResponse:
    response = error.get_response()  # with the headers that belong to it: Allow, Retry-After
    status = response.status_code
    # Without a host that we answer for, no link of a page can be made.
    if not _asked_by_a_service(request.path) and not isinstance(error, SecurityError):
        response.set_data(render_template("error.html", page=page or _page(status, command)))
        response.content_type = "text/html; charset=utf-8"
        return response
    problem = Problem(title=error.name, status=status, detail=error.description or HTTPStatus(status).description, errors=bad)
    response.set_data(problem.model_dump_json())
    response.content_type = "application/problem+json"
    return response


def _asked_by_a_service(path: str) -> bool:
    return path.startswith(_FOR_SERVICES) or path.endswith(_FORMATS_OF_SERVICES)


def _invalid_request(error: InvalidRequestError) -> AnyResponse:
    bad = tuple(BadParameter(parameter=item.parameter, sent=item.sent, message=item.message) for item in error.problems)
    return _http_error(BadRequest(gettext("Some parameters could not be understood.")), bad=bad)


def _cursor_expired(error: CursorExpiredError) -> AnyResponse:
    bad = BadParameter(parameter="cursor", sent=request.args.get("cursor", ""), message=str(error))
    return _http_error(BadRequest(gettext("Some parameters could not be understood.")), bad=(bad,))


def _unavailable(error: EngineError | StoreError) -> AnyResponse:
    current_app.logger.error("%s: %s", type(error).__name__, error)
    return _http_error(ServiceUnavailable(str(error)), command=_COMMANDS.get(type(error), ""))


def _damaged(error: DamagedReleaseError) -> AnyResponse:
    current_app.logger.error("%s: %s", type(error).__name__, error)
    said = gettext(
        "What is stored of this release is damaged, so it is not shown. Whoever runs this service can bring it back from a backup."
    )
    page = ErrorPage(HTTPStatus.SERVICE_UNAVAILABLE, gettext("This release cannot be shown right now"), said)
    return _http_error(ServiceUnavailable(said), page=page)


def _page(status: int, command: str) -> ErrorPage:
    match status:
        case 404:
            return ErrorPage(status, gettext("Page not found"), gettext("There is no page at this address. Perhaps a search helps."))
        case 410:
            return ErrorPage(status, gettext("No longer available"), gettext("What stood at this address was withdrawn."))
        case 503:
            return ErrorPage(status, gettext("Search is not available right now"), gettext("Please try again in a few minutes."), command)
        case code if code >= 500:
            return ErrorPage(status, gettext("Something went wrong"), gettext("The fault is ours. Please try again in a few minutes."))
        case _:
            return ErrorPage(status, gettext("This request cannot be answered"), gettext("Please check the address or start a new search."))
