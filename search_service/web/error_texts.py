"""What an error is called and what helps, by its status, by what cannot answer, by parameter: texts for the catalogues.

Whatever a library says of an error stays in the log: it is in English, and names paths of the machine.
"""

from __future__ import annotations

from dataclasses import dataclass

from search_service.errors import (
    EngineError,
    IndexDamagedError,
    IndexExposedError,
    IndexNotBuiltError,
    IndexOutdatedError,
    StoreDamagedError,
    StoreError,
)
from search_service.messages import N_
from search_service.schema import FACETS


@dataclass(frozen=True, slots=True)
class ErrorText:
    """Both are to be translated; in English ``title`` is the phrase of HTTP for the status."""

    title: str
    detail: str


_OF_THE_REQUEST = ErrorText(N_("Bad Request"), N_("This request cannot be understood. Please check the address or start a new search."))
_OURS = ErrorText(N_("Internal Server Error"), N_("The fault is ours. Please try again in a few minutes."))
_TEXTS = {
    400: _OF_THE_REQUEST,
    401: ErrorText(N_("Unauthorized"), N_("Send the token of the setting statistics_token, as Authorization: Bearer.")),
    404: ErrorText(N_("Not Found"), N_("There is nothing at this address.")),
    405: ErrorText(N_("Method Not Allowed"), N_("This address does not take such a request; the header Allow names those that it takes.")),
    406: ErrorText(N_("Not Acceptable"), N_("This address does not answer in any of the formats asked for.")),
    410: ErrorText(N_("Gone"), N_("What stood at this address was withdrawn.")),
    413: ErrorText(N_("Request Entity Too Large"), N_("What was sent is too long. Please send less at once.")),
    414: ErrorText(N_("Request URI Too Large"), N_("The address is too long. Please choose fewer filters or words.")),
    415: ErrorText(N_("Unsupported Media Type"), N_("This address does not take the format that was sent.")),
    416: ErrorText(N_("Requested Range Not Satisfiable"), N_("The file is shorter than the part that was asked for.")),
    431: ErrorText(N_("Request Header Fields Too Large"), N_("The address or a header is too long. Please choose fewer filters or words.")),
    500: _OURS,
    501: ErrorText(N_("Not Implemented"), N_("The server does not know what this request asks for.")),
    503: ErrorText(N_("Service Unavailable"), N_("The search is not available right now. Please try again in a few minutes.")),
}
_REBUILD = N_("Whoever runs this service runs `news-indexer rebuild`; the log says more.")
_CAUSES: dict[type[Exception], str] = {
    IndexNotBuiltError: N_("There is no index yet."),
    IndexOutdatedError: N_("The index does not fit the program or the store."),
    IndexDamagedError: N_("The index is damaged."),
    IndexExposedError: N_("The index may be written by anybody, so it is not trusted."),
    EngineError: N_("The index cannot answer right now."),
    StoreDamagedError: N_("The store is damaged."),
    StoreError: N_("The store cannot answer right now."),
}
_REBUILT = (IndexNotBuiltError, IndexOutdatedError, IndexDamagedError)
_LOOK = N_("Whoever runs this service finds the reason in its log.")

_PERIOD = N_("Period")
PARAMETERS = {
    "q": N_("Search words"),
    **dict.fromkeys(("period", "from", "to"), _PERIOD),
    **{row.name.value: row.label for row in FACETS},
    "page": N_("Page"),
    "size": N_("Hits per page"),
    "sort": N_("Order"),
}
"""What pages call a parameter; the others have no name for people."""


def error_text(status: int) -> ErrorText:
    """What is said of any error with this status."""
    return _TEXTS.get(status, _OF_THE_REQUEST if status < 500 else _OURS)


def causes(error: EngineError | StoreError) -> tuple[str, str]:
    """Why nothing can be answered, and what whoever runs the service does; both to be translated."""
    cause = next(text for kind, text in _CAUSES.items() if isinstance(error, kind))
    return cause, _REBUILD if command_after(error) else _LOOK


def command_after(error: EngineError | StoreError) -> str:
    """What an operator runs when there is no index that could answer; empty where no command mends it."""
    return "news-indexer rebuild" if isinstance(error, _REBUILT) else ""
