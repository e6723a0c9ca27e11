"""The operations of API version 1 as the document and its page tell of them: what each is for, takes and answers."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import BaseModel

from search_service.web.api.models import (
    AbbreviationsAnswer,
    ApiFacets,
    ApiRelease,
    ChangesAnswer,
    SearchAnswer,
    SimilarAnswer,
    SuggestAnswer,
    TimelineAnswer,
)
from search_service.web.parameters import (
    AddressParameters,
    ApiSearchParameters,
    ChangesParameters,
    FacetParameters,
    Parameters,
    ReleaseParameters,
    SimilarParameters,
    SimilarText,
    SuggestParameters,
    TimelineParameters,
)

_READ = (400, 406, 503)


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation; ``name`` is its endpoint and ``operationId``, ``example`` the query of its example request."""

    name: str
    path: str
    summary: str
    description: str
    parameters: type[Parameters]
    answer: type[BaseModel]
    example: str = ""
    body: type[BaseModel] | None = None
    errors: tuple[int, ...] = _READ
    cached: bool = True

    @property
    def method(self) -> str:
        return "post" if self.body else "get"


OPERATIONS = (
    Operation(
        "search",
        "/api/v1/search",
        "Search releases",
        "Hits with snippets and why each was found, facet counts over all hits, and what else could be asked. "
        "`links.next` (and `Link: rel=next`) goes on with a cursor, to the last hit.",
        ApiSearchParameters,
        SearchAnswer,
        "q=Wohnungsbau&size=3&fields=id,title,published&facets=topic:5",
    ),
    Operation(
        "facets",
        "/api/v1/facets",
        "All values of all facets",
        "The `facets` of a search alone, with every value; `facet_query` searches within the values.",
        FacetParameters,
        ApiFacets,
        "q=Wohnungsbau&facets=ministry",
    ),
    Operation(
        "timeline",
        "/api/v1/timeline",
        "Counts over time",
        "Hits of a search per day, month or year of Berlin's calendar, from the first hit to the last, without gaps, at most 25,000.",
        TimelineParameters,
        TimelineAnswer,
        "q=Wohnungsbau&interval=year",
    ),
    Operation(
        "suggest",
        "/api/v1/suggest",
        "Complete what is typed",
        "Words of the archive, topics, ministries and titles for the beginning of a word.",
        SuggestParameters,
        SuggestAnswer,
        "q=Wohn",
    ),
    Operation(
        "abbreviations",
        "/api/v1/abbreviations",
        "Abbreviations that the archive explains",
        "Every abbreviation with its readings, the most frequent first.",
        Parameters,
        AbbreviationsAnswer,
    ),
    Operation(
        "release",
        "/api/v1/releases/{release_id}",
        "One release",
        "All fields and versions; `version` shows an earlier one. A withdrawn release is 410.",
        ReleaseParameters,
        ApiRelease,
        errors=(400, 404, 406, 410, 503),
    ),
    Operation(
        "release_at",
        "/api/v1/releases",
        "The release of an address",
        "For portals that move: the release that was published at `url`; `Content-Location` is its address here.",
        AddressParameters,
        ApiRelease,
        errors=(400, 404, 406, 410, 503),
    ),
    Operation(
        "similar",
        "/api/v1/releases/{release_id}/similar",
        "Releases like this one",
        "The nearest releases, best first, this one left out.",
        SimilarParameters,
        SimilarAnswer,
        "size=3",
        errors=(400, 404, 406, 410, 503),
    ),
    Operation(
        "similar_text",
        "/api/v1/similar",
        "Releases like a text",
        "The releases nearest to a text, perhaps a draft. Nothing of it is kept.",
        Parameters,
        SimilarAnswer,
        body=SimilarText,
        errors=(400, 406, 413, 415, 503),
        cached=False,
    ),
    Operation(
        "changes",
        "/api/v1/changes",
        "Keep a copy in step",
        "Every new, changed and withdrawn release in the order of the store, at least once each. Keep `next_since` with your copy and ask "
        "on from there, at once while there is `more`: long releases come fewer at a time. A withdrawn release comes as `type: withdrawn` "
        "without content: delete it.",
        ChangesParameters,
        ChangesAnswer,
        "since=0&limit=2",
    ),
)
