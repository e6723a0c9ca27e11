"""URL → SearchRequest, for pages and API alike; the only place that reads parameters of a search.

The API refuses what it does not know; pages, feeds and exports leave it out. Whatever is wrong is collected, never only the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar
from urllib.parse import quote_plus

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from werkzeug.datastructures import MultiDict

from search_service.errors import InvalidRequestError, ParameterProblem
from search_service.messages import N_
from search_service.query.nodes import Node
from search_service.query.parser import ParsedQuery, ProblemKind, QueryProblem, parse, readable_part
from search_service.query.render import render
from search_service.query.request import FACET_VALUES, SearchRequest, Sort, default_sort, limit_each
from search_service.schema import FacetName, FacetValues
from search_service.web.date_faults import date_fault
from search_service.web.i18n import LANGUAGES, gettext, ngettext
from search_service.web.parameters import MAX_VALUE_LENGTH, ApiSearchParameters, FilterParameters, Parameters, SearchParameters

PAGE_FACET_VALUES = 40
"""Values of a facet besides the chosen ones that a page can unfold, rarer ones are found by searching within the facet; the API lists
FACET_VALUES unless asked for more."""
SHOWN_OF_A_VALUE = 200
"""Characters of a refused value that an error repeats."""
MAX_LISTED = 50
"""Faults of one request that an error lists; of more it says so."""
MAX_FILTERS = 2000
"""Characters that the filters of a page take in its address, which each of its links repeats."""

_Parameters = TypeVar("_Parameters", bound=Parameters)
_Filtered = TypeVar("_Filtered", bound=FilterParameters)
_Body = TypeVar("_Body", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Entry:
    """What was typed and clicked, as sent; forms show it again whether it could be read or not, but of what is endless the beginning."""

    q: str = ""
    chosen: FacetValues = field(default_factory=dict)
    period: str = ""

    @classmethod
    def of(cls, args: MultiDict[str, str]) -> Entry:
        kept = without_empty(args)
        single = {name: values[0] for name, values in kept.items()}
        return cls(
            q=readable_part(single.get("q", "")),
            chosen={facet: _unique(each[:MAX_VALUE_LENGTH] for each in kept[facet][:MAX_LISTED]) for facet in FacetName if facet in kept},
            period=(single.get("period") or " – ".join(single[name] for name in ("from", "to") if name in single))[:SHOWN_OF_A_VALUE],
        )


@dataclass(frozen=True, slots=True)
class PageSearch:
    """A search as a page understood it; ``cut`` tells that only the beginning of a query too long was taken.

    ``unclosed`` tells that the closing quote of a phrase is missing.
    """

    request: SearchRequest
    cut: bool
    unclosed: bool = False


def read_page_search(args: MultiDict[str, str]) -> PageSearch:
    """The search that the parameters of a page name; unknown ones are left out, a query too long is cut.

    Raises InvalidRequestError that lists everything unreadable.
    """
    sent = {name: values for name, values in without_empty(args).items() if name in _PAGE_NAMES}
    if sent.get("lang", [""])[0] not in LANGUAGES:
        sent.pop("lang", None)
    q = sent.pop("q", [""])[0]
    parsed = parse(q)
    problems = [*_query_problems(parsed, but=_CUTS), *_too_many_filters(sent)]
    parameters = _validated(SearchParameters, sent | {"q": [readable_part(q)]}, problems)
    request = _request(
        parameters,
        parsed,
        sort=_sort(parameters.sort, parsed.node),
        page=parameters.page,
        size=parameters.size,
        spelling=parameters.spelling,
        limits=limit_each(PAGE_FACET_VALUES),
    )
    return PageSearch(request, cut=parsed.cut, unclosed=parsed.unclosed)


def read_export_search(args: MultiDict[str, str]) -> SearchRequest:
    """The search that a feed or an export holds: newest first, whatever order, page and size its URL still names.

    Raises as ``read_page_search``, and for a query too long: no export can say that it holds only a part of what was asked.
    """
    kept = MultiDict((name, value) for name, value in args.items(multi=True) if name not in _NOT_OF_EXPORTS)
    search = read_page_search(kept)
    if search.cut:
        raise InvalidRequestError(tuple(_query_problems(parse(kept.get("q", "")))))
    return search.request.but(sort=Sort.NEWEST, highlight=False)


def read_api_search(args: MultiDict[str, str]) -> tuple[SearchRequest, ApiSearchParameters]:
    """The search that the parameters of the API name, and the parameters themselves.

    Raises InvalidRequestError that lists everything unknown, repeated, unreadable or too long.
    """
    parameters, parsed = _read_search(ApiSearchParameters, args)
    request = _request(
        parameters,
        parsed,
        sort=_sort(parameters.sort, parsed.node),
        page=parameters.page,
        size=parameters.size,
        spelling=parameters.spelling,
        cursor=parameters.cursor,
        limits={facet: parameters.facets.get(facet, FACET_VALUES) for facet in FacetName},
        facet_query=parameters.facet_query,
        highlight=parameters.highlight,
    )
    return request, parameters


def read_filters(model: type[_Filtered], args: MultiDict[str, str]) -> tuple[SearchRequest, _Filtered]:
    """What an operation of the API searches, newest first, and all its parameters. Raises as ``read_api_search``."""
    parameters, parsed = _read_search(model, args)
    return _request(parameters, parsed), parameters


def read_parameters(model: type[_Parameters], args: MultiDict[str, str]) -> _Parameters:
    """The parameters of an operation that searches nothing. Raises as ``read_api_search``."""
    sent = without_empty(args)
    return _validated(model, sent, _repeated(sent))


def read_body(model: type[_Body], content: bytes) -> _Body:
    """A body in JSON. Raises InvalidRequestError that lists everything wrong with it."""
    try:
        return model.model_validate_json(content)
    except ValidationError as error:
        raise InvalidRequestError(_listed(_problems(error, allowed=model))) from error


_QUERY_MESSAGES = {
    ProblemKind.UNREADABLE_DATE: N_("This is not a date. Write 21.03.2024, 21. März 2024, März 2024 or 2024."),
    ProblemKind.REVERSED_RANGE: N_("The end lies before the beginning. Write the earlier date first."),
    ProblemKind.SHORT_PREFIX: N_("The beginning of a word needs two letters at least before the star."),
    ProblemKind.TOO_LONG: N_("A query has 512 characters at most."),
    ProblemKind.TOO_MANY_CLAUSES: N_("A query has 32 words, phrases and fields at most."),
}
_CUTS = frozenset({ProblemKind.TOO_LONG, ProblemKind.TOO_MANY_CLAUSES})
_NOT_OF_EXPORTS = frozenset({"sort", "page", "size", "spelling"})
_BLANKS = " \t\n\r\f\v\u00a0"
"""What is no text by itself. Python's own idea of white space has control characters besides."""
_LISTS = frozenset(FacetName)
_PAGE_NAMES = frozenset(declared.alias or name for name, declared in SearchParameters.model_fields.items())
SEARCH_NAMES = _PAGE_NAMES - {"lang"}
"""The parameters that make an address one of a search."""


def without_empty(args: MultiDict[str, str]) -> dict[str, list[str]]:
    """What was sent by name, without blanks around it and without what is empty then."""
    stripped = {name: [value.strip(_BLANKS) for value in values] for name, values in args.lists()}
    return {name: [value for value in values if value] for name, values in stripped.items() if any(values)}


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _repeated(sent: dict[str, list[str]]) -> list[ParameterProblem]:
    return [
        ParameterProblem(name, ", ".join(values), gettext("Give this parameter once."))
        for name, values in sent.items()
        if len(values) > 1 and name not in _LISTS
    ]


def _too_many_filters(sent: dict[str, list[str]]) -> list[ParameterProblem]:
    written = {name: sum(len(quote_plus(value)) for value in values) for name, values in sent.items() if name in _LISTS}
    if sum(written.values()) <= MAX_FILTERS:
        return []
    longest = max(written, key=lambda name: written[name])
    return [ParameterProblem(longest, "", gettext("So many filters do not fit in the address of a page. Please choose fewer."))]


def _validated(model: type[_Parameters], sent: dict[str, list[str]], problems: list[ParameterProblem]) -> _Parameters:
    values = {name: tuple(given) if name in _LISTS else given[0] for name, given in sent.items()}
    try:
        parameters = model.model_validate(values)
    except ValidationError as error:
        raise InvalidRequestError(_listed([*problems, *_problems(error, allowed=model)])) from error
    if problems:
        raise InvalidRequestError(_listed(problems))
    return parameters


def _problems(error: ValidationError, *, allowed: type[BaseModel]) -> tuple[ParameterProblem, ...]:
    names = ", ".join(declared.alias or name for name, declared in allowed.model_fields.items())
    return tuple(_problem(details, names=names) for details in error.errors(include_url=False))


def _listed(problems: Sequence[ParameterProblem]) -> tuple[ParameterProblem, ...]:
    """All of them, but of endless ones the first, with values as long as an error repeats them, and the number of the others."""
    shown = [replace(problem, parameter=problem.parameter[:SHOWN_OF_A_VALUE], sent=problem.sent[:SHOWN_OF_A_VALUE]) for problem in problems]
    if len(shown) <= MAX_LISTED:
        return tuple(shown)
    others = len(shown) - MAX_LISTED
    more = ngettext("%(num)s more fault is not listed.", "%(num)s more faults are not listed.", others)
    return (*shown[:MAX_LISTED], ParameterProblem(shown[MAX_LISTED].parameter, shown[MAX_LISTED].sent, more))


def _problem(details: ErrorDetails, *, names: str) -> ParameterProblem:
    parameter = str(details["loc"][0]) if details["loc"] else "body"
    sent = "" if details["type"] == "missing" else str(details["input"])
    return ParameterProblem(parameter, sent[:SHOWN_OF_A_VALUE], _message(details, names=names))


def _message(details: ErrorDetails, *, names: str) -> str:
    context: dict[str, Any] = details.get("ctx", {})
    match details["type"]:
        case "extra_forbidden":
            return " ".join((gettext("This parameter is not known here."), gettext("Allowed are: %(allowed)s.", allowed=names)))
        case "missing" | "string_too_short":
            return gettext("This parameter is required.")
        case "greater_than_equal":
            return gettext("At least %(limit)s is allowed.", limit=context["ge"])
        case "less_than_equal":
            return gettext("At most %(limit)s is allowed.", limit=context["le"])
        case "string_too_long":
            return gettext("At most %(limit)s characters are allowed.", limit=context["max_length"])
        case "too_long":
            return gettext("At most %(limit)s values are allowed.", limit=context["max_length"])
        case "enum" | "literal_error":
            return gettext("Allowed are: %(allowed)s.", allowed=", ".join(re.findall("'([^']+)'", context["expected"])))
        case "bool_parsing":
            return gettext("Write true or false.")
        case "string_type":
            return gettext("Write a text here.")
        case "int_type" | "int_from_float" | "int_parsing":
            return gettext("This is not a whole number.")
        case "json_invalid" | "model_type":
            return gettext("This is not a JSON object.")
        case _:
            # Made by ``parameters.unreadable``; pydantic's own words are English in any language.
            return str(context["message"]) if "message" in context else gettext("This cannot be understood.")


def _read_search(model: type[_Filtered], args: MultiDict[str, str]) -> tuple[_Filtered, ParsedQuery]:
    """The parameters of a search of the API, and what its query means."""
    sent = without_empty(args)
    parsed = parse(sent.get("q", [""])[0])
    return _validated(model, sent, [*_repeated(sent), *_query_problems(parsed)]), parsed


def _query_problems(parsed: ParsedQuery, *, but: frozenset[ProblemKind] = frozenset()) -> list[ParameterProblem]:
    return [ParameterProblem("q", problem.text, _query_message(problem)) for problem in parsed.problems if problem.kind not in but]


def _query_message(problem: QueryProblem) -> str:
    message = gettext(_QUERY_MESSAGES[problem.kind])
    return date_fault(problem.text, otherwise=message) if problem.kind is ProblemKind.UNREADABLE_DATE else message


def _request(parameters: FilterParameters, parsed: ParsedQuery, **more: Any) -> SearchRequest:  # of the fields' own types
    return SearchRequest(
        q=parameters.q,
        node=parsed.node,
        parsed=render(parsed.node),
        chosen={facet: _unique(values) for facet in FacetName if (values := parameters.values_of(facet))},
        first=parameters.first,
        last=parameters.last,
        match=parameters.match,
        **more,
    )


def _sort(asked: Sort | None, node: Node) -> Sort:
    if default_sort(node) is Sort.NEWEST:  # there are no words that releases could be more or less relevant for
        return Sort.OLDEST if asked is Sort.OLDEST else Sort.NEWEST
    return asked or Sort.RELEVANCE
