"""URL → SearchRequest, for pages and API alike; the only place that reads parameters of a search.

The API refuses what it does not know; pages, feeds and exports leave it out. Whatever is wrong is collected, never only the first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, ValidationInfo, field_validator
from pydantic_core import ErrorDetails, PydanticCustomError
from werkzeug.datastructures import MultiDict

from search_service.dates import Period, read_period
from search_service.errors import InvalidRequestError, ParameterProblem, UnreadableDateError
from search_service.query.nodes import Node
from search_service.query.parser import ParsedQuery, ProblemKind, parse
from search_service.query.render import render
from search_service.query.request import FACET_VALUES, MAX_PAGE_SIZE, SearchRequest, Sort
from search_service.query.rewrite import words_of
from search_service.web.i18n import LANGUAGES, N_, gettext
from search_service.web.serializers import HIT_FIELDS

PAGE_FACET_VALUES = 40
"""Values of a facet that a page can unfold; the API lists FACET_VALUES unless asked for more."""
_FACET_CAP = re.compile(r"(topic|ministry):([0-9]{1,4})")


def _unreadable(message: str) -> PydanticCustomError:
    return PydanticCustomError("unreadable", "{message}", {"message": message})


def _period(text: str) -> Period:
    try:
        return read_period(text)
    except UnreadableDateError as error:
        raise _unreadable(gettext("This is not a date. Write 21.03.2024, 21. März 2024, März 2024 or 2024.")) from error


def _first_day(text: str) -> date:
    return _period(text).first


def _last_day(text: str) -> date:
    return _period(text).last


def _whole_number(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,18}", text, re.ASCII):
        raise _unreadable(gettext("This is not a whole number."))
    return int(text)


def _names(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(","))
    unknown = [name for name in names if name not in HIT_FIELDS]
    if unknown:
        raise _unreadable(gettext("Unknown: %(names)s. Allowed: %(allowed)s.", names=", ".join(unknown), allowed=", ".join(HIT_FIELDS)))
    return names


def _facet_caps(text: str) -> dict[str, int]:
    matches = [_FACET_CAP.fullmatch(part.strip()) for part in text.split(",")]
    if not all(matches):
        raise _unreadable(gettext("Write for example topic:20,ministry:10."))
    return {match[1]: int(match[2]) for match in matches if match}


class SearchParameters(BaseModel):
    """The parameters of a search that pages, feeds, exports and API share."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    q: Annotated[str, Field(description="the words, in the query language")] = ""
    topic: Annotated[tuple[str, ...], Field(description="topics, any of them")] = ()
    ministry: Annotated[tuple[str, ...], Field(description="ministries, any of them")] = ()
    first: Annotated[date | None, BeforeValidator(_first_day), Field(alias="from", description="first day, in Berlin")] = None
    last: Annotated[date | None, BeforeValidator(_last_day), Field(alias="to", description="last day, included")] = None
    sort: Annotated[Sort | None, Field(description="relevance when there are words, else newest")] = None
    page: Annotated[int, BeforeValidator(_whole_number), Field(ge=1, description="page, from 1; the first 10,000 hits")] = 1
    size: Annotated[int, BeforeValidator(_whole_number), Field(ge=1, le=MAX_PAGE_SIZE, description="hits per page")] = 10
    lang: Annotated[Literal["de", "en"] | None, Field(description="language of messages")] = None

    @field_validator("last")
    @classmethod
    def _not_before_first(cls, last: date | None, info: ValidationInfo) -> date | None:
        first = info.data.get("first")
        if first and last and last < first:
            raise _unreadable(gettext("The end lies before the beginning."))
        return last


class ApiSearchParameters(SearchParameters):
    """What the API takes besides."""

    cursor: Annotated[str | None, Field(description="where the previous answer's links.next ended")] = None
    fields: Annotated[tuple[str, ...], BeforeValidator(_names), Field(description="comma list of the fields of a hit")] = HIT_FIELDS
    facets: Annotated[dict[str, int], BeforeValidator(_facet_caps), Field(description="values listed, topic:20,ministry:10")] = {}
    facet_query: Annotated[str, Field(description="only facet values that contain this")] = ""
    highlight: Annotated[bool, Field(description="false leaves snippets out")] = True


@dataclass(frozen=True, slots=True)
class Entry:
    """What was typed and clicked, as sent; forms show it again whether it could be read or not."""

    q: str = ""
    topics: tuple[str, ...] = ()
    ministries: tuple[str, ...] = ()
    first: str = ""
    last: str = ""

    @classmethod
    def of(cls, args: MultiDict[str, str]) -> Entry:
        kept = _without_empty(args)
        single = {name: values[0] for name, values in kept.items()}
        return cls(
            q=single.get("q", ""),
            topics=_unique(kept.get("topic", [])),
            ministries=_unique(kept.get("ministry", [])),
            first=single.get("from", ""),
            last=single.get("to", ""),
        )


@dataclass(frozen=True, slots=True)
class PageSearch:
    """A search as a page understood it; ``cut`` tells that only the beginning of a query too long was taken."""

    request: SearchRequest
    cut: bool


def read_page_search(args: MultiDict[str, str]) -> PageSearch:
    """The search that the parameters of a page name; unknown ones are left out, a query too long is cut.

    Raises InvalidRequestError that lists everything unreadable.
    """
    sent = {name: values for name, values in _without_empty(args).items() if name in _PAGE_NAMES}
    if sent.get("lang", [""])[0] not in LANGUAGES:
        sent.pop("lang", None)
    parsed = parse(sent.get("q", [""])[0])
    parameters = _validated(SearchParameters, sent, _query_problems(parsed, but=_CUTS))
    request = _request(parameters, parsed).but(topic_values=PAGE_FACET_VALUES, ministry_values=PAGE_FACET_VALUES)
    return PageSearch(request, cut=parsed.cut)


def read_api_search(args: MultiDict[str, str]) -> tuple[SearchRequest, ApiSearchParameters]:
    """The search that the parameters of the API name, and the parameters themselves.

    Raises InvalidRequestError that lists everything unknown, repeated, unreadable or too long.
    """
    sent = _without_empty(args)
    parsed = parse(sent.get("q", [""])[0])
    parameters = _validated(ApiSearchParameters, sent, [*_repeated(sent), *_query_problems(parsed)])
    request = _request(parameters, parsed).but(
        cursor=parameters.cursor,
        topic_values=parameters.facets.get("topic", FACET_VALUES),
        ministry_values=parameters.facets.get("ministry", FACET_VALUES),
        facet_query=parameters.facet_query,
        highlight=parameters.highlight,
    )
    return request, parameters


_QUERY_MESSAGES = {
    ProblemKind.UNREADABLE_DATE: N_("This is not a date. Write 21.03.2024, 21. März 2024, März 2024 or 2024."),
    ProblemKind.REVERSED_RANGE: N_("The end lies before the beginning."),
    ProblemKind.SHORT_PREFIX: N_("The beginning of a word needs two letters at least before the star."),
    ProblemKind.TOO_LONG: N_("A query has 512 characters at most."),
    ProblemKind.TOO_MANY_CLAUSES: N_("A query has 32 words, phrases and fields at most."),
}
_CUTS = frozenset({ProblemKind.TOO_LONG, ProblemKind.TOO_MANY_CLAUSES})
_LISTS = frozenset({"topic", "ministry"})
_PAGE_NAMES = frozenset(field.alias or name for name, field in SearchParameters.model_fields.items())
_Parameters = TypeVar("_Parameters", bound=SearchParameters)


def _without_empty(args: MultiDict[str, str]) -> dict[str, list[str]]:
    stripped = {name: [value.strip() for value in values] for name, values in args.lists()}
    return {name: [value for value in values if value] for name, values in stripped.items() if any(values)}


def _unique(values: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _repeated(sent: dict[str, list[str]]) -> list[ParameterProblem]:
    return [
        ParameterProblem(name, ", ".join(values), gettext("Give this parameter once."))
        for name, values in sent.items()
        if len(values) > 1 and name not in _LISTS
    ]


def _validated(model: type[_Parameters], sent: dict[str, list[str]], problems: list[ParameterProblem]) -> _Parameters:
    values = {name: _unique(given) if name in _LISTS else given[0] for name, given in sent.items()}
    try:
        parameters = model.model_validate(values)
    except ValidationError as error:
        unreadable = [_problem(details) for details in error.errors(include_url=False)]
        raise InvalidRequestError((*problems, *unreadable)) from error
    if problems:
        raise InvalidRequestError(tuple(problems))
    return parameters


def _problem(details: ErrorDetails) -> ParameterProblem:
    return ParameterProblem(str(details["loc"][0]), str(details["input"]), _message(details["type"], details.get("ctx", {})))


def _message(kind: str, context: dict[str, Any]) -> str:
    match kind:
        case "extra_forbidden":
            return gettext("This parameter is not known here.")
        case "greater_than_equal":
            return gettext("At least %(limit)s is allowed.", limit=context["ge"])
        case "less_than_equal":
            return gettext("At most %(limit)s is allowed.", limit=context["le"])
        case "enum" | "literal_error":
            return gettext("Allowed are: %(allowed)s.", allowed=context["expected"])
        case "bool_parsing":
            return gettext("Write true or false.")
        case _:
            return str(context["message"])  # every other error is made by _unreadable


def _query_problems(parsed: ParsedQuery, *, but: frozenset[ProblemKind] = frozenset()) -> list[ParameterProblem]:
    return [
        ParameterProblem("q", problem.text, gettext(_QUERY_MESSAGES[problem.kind]))
        for problem in parsed.problems
        if problem.kind not in but
    ]


def _request(parameters: SearchParameters, parsed: ParsedQuery) -> SearchRequest:
    return SearchRequest(
        q=parameters.q,
        node=parsed.node,
        parsed=render(parsed.node),
        topics=parameters.topic,
        ministries=parameters.ministry,
        first=parameters.first,
        last=parameters.last,
        sort=_sort(parameters.sort, parsed.node),
        page=parameters.page,
        size=parameters.size,
    )


def _sort(asked: Sort | None, node: Node) -> Sort:
    if not words_of(node):
        return Sort.OLDEST if asked is Sort.OLDEST else Sort.NEWEST
    return asked or Sort.RELEVANCE
