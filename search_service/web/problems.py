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
    EngineUnavailableError,
    InvalidRequestError,
    ParameterProblem,
    StatisticsError,
    StoreError,
    StoreUnavailableError,
)
from search_service.web.error_texts import PARAMETERS, causes, command_after, error_text
from search_service.web.i18n import gettext, told
from search_service.web.pages.view_models import ErrorPage

_FOR_SERVICES = ("/api/", "/healthz", "/readyz", "/metrics")
_FILES = ("/search.", "/selection.")
_FORMATS_OF_FILES = (".json", ".xml", ".txt", ".bib", ".ris")
_PROBLEM = "application/problem+json"
RETRY_AFTER = 5
"""Seconds after which a store that does not answer may be asked again."""


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
    app.register_error_handler(StatisticsError, _uncounted)
    app.register_error_handler(StoreUnavailableError, _store_unavailable)
    app.register_error_handler(DamagedReleaseError, _damaged)


def _http_error(
    error: HTTPException, *, bad: tuple[BadParameter, ...] = (), command: str = "", page: ErrorPage | None = None
) -> AnyResponse:
    response = error.get_response()  # with the headers that belong to it: Allow, Retry-After
    status = response.status_code
    text = error_text(status)
    # What a library says of an error is in English: only what was said by us, in the reader's language, is repeated.
    detail = error.description if error.description and error.description != type(error).description else gettext(text.detail)
    # Without a host that we answer for, no link of a page can be made.
    if not _asked_by_a_program() and not isinstance(error, SecurityError):
        response.set_data(render_template("error.html", page=page or _page(status, command, detail=detail, bad=bad)))
        response.content_type = "text/html; charset=utf-8"
        return response
    problem = Problem(title=gettext(text.title), status=status, detail=detail, errors=bad)
    response.set_data(problem.model_dump_json())
    response.content_type = _PROBLEM
    response.vary.add("Accept")
    return response


def _asked_by_a_program() -> bool:
    """A file is asked for by people too, by a link of a page: then the browser says that it shows pages."""
    if request.path.startswith(_FOR_SERVICES):
        return True
    is_file = request.path.startswith(_FILES) or request.path.endswith(_FORMATS_OF_FILES)
    return is_file and request.accept_mimetypes.best_match((_PROBLEM, "application/json", "text/html")) != "text/html"


def _invalid_request(error: InvalidRequestError) -> AnyResponse:
    bad = tuple(BadParameter(parameter=item.parameter, sent=item.sent, message=told(item.message)) for item in error.problems)
    return _http_error(BadRequest(gettext("Some parameters could not be understood.")), bad=bad)


def _cursor_expired(error: CursorExpiredError) -> AnyResponse:
    return _invalid_request(InvalidRequestError((ParameterProblem("cursor", request.args.get("cursor", ""), error.reason),)))


def _unavailable(error: EngineError | StoreError) -> AnyResponse:
    current_app.logger.error("%s: %s", type(error).__name__, error)
    said = " ".join(map(gettext, causes(error)))
    retry_after = RETRY_AFTER if isinstance(error, EngineUnavailableError) else None
    return _http_error(ServiceUnavailable(said, retry_after=retry_after), command=command_after(error))


def _uncounted(error: StatisticsError) -> AnyResponse:
    current_app.logger.error("%s: %s", type(error).__name__, error)
    said = gettext("Whoever runs this service finds the reason in its log.")
    page = ErrorPage(HTTPStatus.SERVICE_UNAVAILABLE, gettext("The statistics cannot be shown right now"), said)
    return _http_error(ServiceUnavailable(said), page=page)


def _store_unavailable(error: StoreUnavailableError) -> AnyResponse:
    """Where the store lies, and who reads it there, is said to the operator alone."""
    current_app.logger.error("%s: %s", type(error).__name__, error)
    said = gettext("The archive cannot be read right now; searching may still work. Please try again in a moment.")
    page = ErrorPage(HTTPStatus.SERVICE_UNAVAILABLE, gettext("The archive cannot be read right now"), said)
    return _http_error(ServiceUnavailable(said, retry_after=RETRY_AFTER), page=page)


def _damaged(error: DamagedReleaseError) -> AnyResponse:
    current_app.logger.error("%s: %s", type(error).__name__, error)
    said = gettext(
        "What is stored of this release is damaged, so it is not shown. Whoever runs this service can bring it back from a backup."
    )
    page = ErrorPage(HTTPStatus.SERVICE_UNAVAILABLE, gettext("This release cannot be shown right now"), said)
    return _http_error(ServiceUnavailable(said), page=page)


def _page(status: int, command: str, *, detail: str, bad: tuple[BadParameter, ...]) -> ErrorPage:
    match status:
        case 404:
            return ErrorPage(status, gettext("Page not found"), gettext("There is no page at this address. Perhaps a search helps."))
        case 410:
            return ErrorPage(status, gettext("No longer available"), gettext("What stood at this address was withdrawn."))
        case 503 if command:
            return ErrorPage(status, gettext("Search is not available right now"), gettext("Please try again in a few minutes."), command)
        case 503:
            return ErrorPage(status, gettext("Search is not available right now"), detail)
        case code if code >= 500:
            return ErrorPage(status, gettext("Something went wrong"), gettext("The fault is ours. Please try again in a few minutes."))
        case _:
            faults = tuple(f"{gettext(PARAMETERS.get(each.parameter, each.parameter))}: {each.message}" for each in bad)
            return ErrorPage(status, gettext("This request cannot be answered"), detail, faults=faults)
