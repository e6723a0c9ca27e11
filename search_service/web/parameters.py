"""The parameters of every operation as models: they validate, and the OpenAPI document is made from them.

What a request sends is brought to them in ``request_args``; what they refuse becomes text there too.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, WithJsonSchema, field_validator
from pydantic_core import PydanticCustomError

from search_service.dates import Period, read_period
from search_service.errors import UnreadableDateError
from search_service.query.parser import MAX_LENGTH
from search_service.query.request import FACET_VALUES, MAX_PAGE_SIZE, Matching, Sort, Spelling
from search_service.results import Interval
from search_service.schema import FACETS, FacetField, FacetName
from search_service.web.api.models import HIT_FIELDS
from search_service.web.date_faults import date_fault
from search_service.web.i18n import gettext
from search_service.web.table_fields import with_fields

MAX_VALUES = 100
"""Of one facet in one request."""
MAX_VALUE_LENGTH = 300
MAX_NUMBER = 10**15 - 1
MAX_SIMILAR = 50
MAX_SIMILAR_TEXT = 100_000
MAX_CHANGES = 1000
_FACET_NAMES = "|".join(FacetName)
_FACET_CAP = re.compile(rf"({_FACET_NAMES})(?::([0-9]{{1,4}}))?|year")


def unreadable(message: str) -> PydanticCustomError:
    """The error of a value whose ``message``, in the language of the request, says what is allowed."""
    return PydanticCustomError("unreadable", "{message}", {"message": message})


def _period(text: str) -> Period:
    try:
        return read_period(text)
    except UnreadableDateError as error:
        no_date = gettext("This is not a date. Write 21.03.2024, 21. März 2024, März 2024 or 2024.")
        raise unreadable(date_fault(text, otherwise=no_date)) from error


def _first_day(text: str) -> date:
    return _period(text).first


def _last_day(text: str) -> date:
    return _period(text).last


def _whole_number(text: str) -> int:
    match = re.fullmatch(r"([0-9]{1,18})(\.0)?", text, re.ASCII)  # JSON has one kind of number: 3.0 is as whole as 3
    if match is None:
        raise unreadable(gettext("This is not a whole number."))
    return int(match[1])


def _no_text(value: Any) -> Any:  # whatever JSON holds
    if isinstance(value, str | bool):
        raise unreadable(gettext("This is not a whole number."))
    return value


def _names(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(","))
    unknown = [name for name in names if name not in HIT_FIELDS]
    if unknown:
        raise unreadable(gettext("Unknown: %(names)s. Allowed: %(allowed)s.", names=", ".join(unknown), allowed=", ".join(HIT_FIELDS)))
    return tuple(dict.fromkeys(names))


def _facet_caps(text: str) -> dict[str, int]:
    matches = [_FACET_CAP.fullmatch(part.strip()) for part in text.split(",")]
    if not all(matches):
        raise unreadable(gettext("Write for example topic:20,ministry:10."))
    return {match[1] or "year": int(match[2] or FACET_VALUES) for match in matches if match}


def _list_of(items: dict[str, Any]) -> WithJsonSchema:
    """The schema of a comma list; how the list is written stands beside it in the document (``explode: false``)."""
    return WithJsonSchema({"type": "array", "items": items})


_DATE = WithJsonSchema({"type": "string", "format": "search-date"})
_QUERY = WithJsonSchema({"type": "string", "format": "search-query"})
_CURSOR = WithJsonSchema({"type": "string", "format": "search-cursor"})
_Value = Annotated[str, Field(max_length=MAX_VALUE_LENGTH)]
# Behind the limits: only so do they get into the schema.
_WHOLE = BeforeValidator(_whole_number)


def _chosen_values(facet: FacetField) -> Any:  # an annotated type
    several = f"{facet.plural}; repeat the parameter for several, any of them counts."
    return Annotated[tuple[_Value, ...], Field(max_length=MAX_VALUES, description=several, examples=[[facet.example]])]


class Parameters(BaseModel):
    """What every operation takes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    lang: Annotated[
        Literal["de", "en"] | None,
        Field(description="Language of messages.", examples=["en"]),
        WithJsonSchema({"type": "string", "enum": ["de", "en"]}),
    ] = None


@with_fields({facet.name.value: (_chosen_values(facet), ()) for facet in FACETS})
class _QueryAndFacets(Parameters):
    """The query, and values of each facet."""

    q: Annotated[
        str,
        _QUERY,
        Field(
            description=f"The words, in the query language, at most {MAX_LENGTH} characters (composed). All of them are required.",
            examples=["Wohnungsbau Gemeinden"],
        ),
    ] = ""

    def values_of(self, facet: FacetName) -> tuple[str, ...]:
        """What was asked for of a facet."""
        values: tuple[str, ...] = getattr(self, facet)
        return values


class FilterParameters(_QueryAndFacets):
    """What is searched, without order and page."""

    first: Annotated[
        date | None,
        BeforeValidator(_first_day),
        _DATE,
        Field(
            alias="from",
            description="First day, in Berlin: 2024-03-21, 21.03.2024, 21. März 2024, März 2024, 2024 (a month or year begins there).",
            examples=["2024-03-21"],
        ),
    ] = None
    last: Annotated[
        date | None,
        BeforeValidator(_last_day),
        _DATE,
        Field(alias="to", description="Last day, included, written as `from`; a month or year ends with its last day.", examples=["2024"]),
    ] = None

    match: Annotated[
        Matching,
        Field(
            description="What is a hit: what has all words directly (`direct`), or below that also what has the parts of a compound "
            "within 8 words (`parts`).",
            examples=["parts"],
        ),
        WithJsonSchema({"type": "string", "enum": [match.value for match in Matching]}),
    ] = Matching.DIRECT

    @field_validator("last")
    @classmethod
    def _not_before_first(cls, last: date | None, info: ValidationInfo) -> date | None:
        first = info.data.get("first")
        if first and last and last < first:
            raise unreadable(gettext("The end lies before the beginning. Write the earlier date first."))
        return last


class SearchParameters(FilterParameters):
    """The parameters of a search that pages, feeds, exports and API share."""

    sort: Annotated[
        Sort | None,
        Field(description="`relevance` when there are words, else `newest`.", examples=["newest"]),
        WithJsonSchema({"type": "string", "enum": [sort.value for sort in Sort]}),
    ] = None
    page: Annotated[
        int,
        Field(ge=1, le=MAX_NUMBER, description="Page, from 1. Pages reach the first 10,000 hits; `cursor` goes on.", examples=[1]),
        _WHOLE,
    ] = 1
    size: Annotated[int, Field(ge=1, le=MAX_PAGE_SIZE, description="Hits per page.", examples=[10]), _WHOLE] = 10
    spelling: Annotated[
        Spelling | None,
        Field(
            description="What is answered where the words find nothing: `typed`, or `mended`, the search that `did_you_mean` names; "
            "`mended_from` tells that it was. The API answers what was typed unless asked, pages the other way round.",
            examples=["mended"],
        ),
        WithJsonSchema({"type": "string", "enum": [spelling.value for spelling in Spelling]}),
    ] = None


class FacetParameters(FilterParameters):
    """How facets are listed."""

    facets: Annotated[
        dict[str, int],
        BeforeValidator(_facet_caps),
        _list_of({"type": "string", "pattern": rf"^(({_FACET_NAMES})(:[0-9]{{1,4}})?|year)$"}),
        Field(
            description=f"Which facets, and how many values of each ({FACET_VALUES} unless said): `topic:20,ministry:5,year`.",
            examples=[["topic:20", "ministry:5"]],
        ),
    ] = {}
    facet_query: Annotated[
        str, Field(max_length=MAX_VALUE_LENGTH, description="List only facet values that contain this, in any case.", examples=["verkehr"])
    ] = ""


class ApiSearchParameters(SearchParameters, FacetParameters):
    """Everything that a search of the API takes."""

    cursor: Annotated[
        str | None,
        _CURSOR,
        Field(description="Where an answer ended: take it from its `links.next`, unchanged. It replaces `page`."),
    ] = None
    fields: Annotated[
        tuple[str, ...],
        BeforeValidator(_names),
        _list_of({"type": "string", "enum": list(HIT_FIELDS)}),
        Field(description="The fields that a hit shall have.", examples=[["id", "title"]]),
    ] = HIT_FIELDS
    highlight: Annotated[bool, Field(description="`false` leaves snippets out.", examples=[False])] = True


class TimelineParameters(FilterParameters):
    interval: Annotated[Interval, Field(description="Length of a bucket.", examples=["month"])] = Interval.MONTH


class SuggestParameters(Parameters):
    q: Annotated[str, Field(max_length=MAX_LENGTH, description="What was typed so far.", examples=["Integr"])] = ""


class ReleaseParameters(Parameters):
    version: Annotated[
        int | None,
        Field(ge=1, le=MAX_NUMBER, description="A version of the release, as `versions` counts them.", examples=[1]),
        WithJsonSchema({"type": "integer", "minimum": 1, "maximum": MAX_NUMBER}),
        _WHOLE,
    ] = None


class AddressParameters(Parameters):
    url: Annotated[
        str,
        Field(
            min_length=1,
            max_length=2000,
            description="The address at which the release was published.",
            examples=["https://www.example.org/meldung"],
            json_schema_extra={"pattern": r"\S"},
        ),
    ]


class SimilarParameters(Parameters):
    size: Annotated[int, Field(ge=1, le=MAX_SIMILAR, description="Releases at most.", examples=[5]), _WHOLE] = 5


class ChangesParameters(Parameters):
    since: Annotated[
        int, Field(ge=0, le=MAX_NUMBER, description="Only changes after this sequence number; 0 begins at the start.", examples=[0]), _WHOLE
    ] = 0
    limit: Annotated[int, Field(ge=1, le=MAX_CHANGES, description="Changes at most.", examples=[100]), _WHOLE] = 100


class SimilarText(BaseModel):
    """A text, perhaps a draft, to which the nearest releases are wanted."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: Annotated[str, Field(min_length=1, max_length=MAX_SIMILAR_TEXT, description="Plain text.", strict=True)]
    size: Annotated[int, Field(ge=1, le=MAX_SIMILAR, description="Releases at most."), BeforeValidator(_no_text)] = 5
