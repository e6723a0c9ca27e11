"""ResultPage, Release and what else searchers and archive answer → the models of the API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from search_service.archive import Change, Version
from search_service.dates import BERLIN
from search_service.query.nodes import NOTHING
from search_service.query.request import SearchRequest
from search_service.release import Release
from search_service.results import AbbreviationEntry, Also, Completions, Facets, Hit, ResultPage
from search_service.schema import FACETS, FacetName
from search_service.web.api.models import (
    HIT_FIELDS,
    AbbreviationsAnswer,
    ApiAbbreviation,
    ApiAlso,
    ApiChange,
    ApiFacets,
    ApiHit,
    ApiReading,
    ApiRecord,
    ApiRelease,
    ApiVersion,
    ApiWayOut,
    ChangesAnswer,
    CompleteAnswer,
    Filters,
    Links,
    MonthCount,
    PartialAnswer,
    PartialHit,
    Query,
    ReleaseCompletion,
    SearchAnswer,
    SearchLinks,
    SimilarAnswer,
    Spelling,
    StandingBlock,
    SuggestAnswer,
    WordCompletion,
    YearCount,
    YearFacet,
)
from search_service.web.exports.kinds import ExportKind
from search_service.web.links import api_release_url, api_search_url, export_url, release_url, release_urls, search_url
from search_service.web.parameters import ApiSearchParameters

_ASKED_FOR_NOTHING = ApiSearchParameters()


def chosen_json(answer: SearchAnswer, parameters: ApiSearchParameters) -> str:
    """An answer as JSON without what ``parameters`` left out."""
    left_out: dict[str, Any] = {}  # telling pydantic to leave nothing out would take it as long as the encoding
    if hidden := set(HIT_FIELDS) - set(parameters.fields):
        left_out["hits"] = left_out["closest"] = {"__all__": hidden}
    if unasked := unasked_facets(parameters.facets):
        left_out["facets"] = unasked
    return answer.model_dump_json(by_alias=True, exclude=left_out or None)


def unasked_facets(asked: dict[str, int]) -> set[str]:
    """The facets that are not to be shown; asking for none in particular asks for all."""
    return set(ApiFacets.model_fields) - set(asked) if asked else set()


def search_answer(page: ResultPage, parameters: ApiSearchParameters = _ASKED_FOR_NOTHING) -> SearchAnswer:
    request = page.request
    urls = release_urls(q=request.q)
    kind: type[SearchAnswer] = PartialAnswer if page.partial else CompleteAnswer
    hit_of = _partial_hit if page.partial else _hit
    return kind(
        query=_query(page),
        total=page.total,
        pages=page.pages,
        partial=page.partial,
        soft_words=page.soft_words,
        hits=tuple([hit_of(hit, *urls(hit.id)) for hit in page.hits]),
        closest=tuple([_partial_hit(hit, *urls(hit.id)) for hit in page.closest]),
        facets=api_facets(page.facets),
        also=tuple([_also(other) for other in page.also]),
        did_you_mean=_spelling(page),
        ways_out=tuple(
            ApiWayOut(kind=way.kind, q=way.request.q, filters=_filters(way.request), total=way.total, links=_links(way.request))
            for way in page.ways_out
        ),
        mended_from=page.mended_from.q if page.mended_from else None,
        took_ms=round(page.took_ms, 3),
        links=_search_links(page, parameters),
    )


def _query(page: ResultPage) -> Query:
    request = page.request
    return Query(
        q=request.q,
        parsed=page.parsed,
        searchable=request.node != NOTHING,
        filters=_filters(request),
        match=request.match,
        sort=request.sort,
        page=request.page,
        size=request.size,
    )


def _also(other: Also) -> ApiAlso:
    search = other.request
    return ApiAlso(kind=other.kind, q=search.q, filters=_filters(search), match=search.match, total=other.total, links=_links(search))


def api_facets(facets: Facets) -> ApiFacets:
    years = [
        YearCount(year.value, year.count, year.selected, months=tuple([MonthCount(month.value, month.count) for month in year.months]))
        for year in facets.year
    ]
    return ApiFacets(**{name: facets[name] for name in FacetName}, year=YearFacet(tuple(years)))


def similar_answer(hits: tuple[Hit, ...]) -> SimilarAnswer:
    urls = release_urls()
    return SimilarAnswer(hits=tuple(_hit(hit, *urls(hit.id)) for hit in hits))


def suggest_answer(completions: Completions) -> SuggestAnswer:
    return SuggestAnswer(
        completions=tuple(WordCompletion(value=word.value, count=word.count) for word in completions.words),
        **_by_attribute(completions.facet_values),
        releases=tuple(ReleaseCompletion(value=title.title, id=title.id, links=_release_links(title.id)) for title in completions.releases),
    )


def abbreviations_answer(entries: tuple[AbbreviationEntry, ...]) -> AbbreviationsAnswer:
    return AbbreviationsAnswer(
        abbreviations=tuple(
            ApiAbbreviation(
                short=entry.short,
                readings=tuple(ApiReading(long=reading.long, definitions=reading.definitions) for reading in entry.readings),
                expanded=entry.expanded,
            )
            for entry in entries
        )
    )


def release_answer(release: Release, versions: tuple[Version, ...], *, standing: Sequence[bool], version: int | None = None) -> ApiRelease:
    """A release with its versions, oldest first; ``version`` is the number that was asked for.

    ``standing`` tells of each block of its body whether it is one of those that the archive repeats.
    """
    body = (StandingBlock(**dict(block)) if stands else block for block, stands in zip(release.body, standing, strict=True))
    return ApiRelease(
        **_record(release) | {"body": tuple(body)},
        versions=tuple(
            ApiVersion(
                version=each.number,
                hash=each.hash,
                first_seen=_berlin(each.first_seen),
                last_seen=_berlin(each.last_seen),
                correction=each.correction,
            )
            for each in versions
        ),
        links=Links(self_=api_release_url(release.id, version=version), html=release_url(release.id)),
    )


def changes_answer(changes: tuple[Change, ...], *, since: int, limit: int) -> ChangesAnswer:
    """The first ``limit`` of ``changes``, which are more when there is more to come."""
    shown = changes[:limit]
    return ChangesAnswer(
        changes=tuple(
            ApiChange(
                sequence=change.sequence,
                type=change.type,
                id=change.id,
                at=_berlin(change.at),
                release=ApiRecord(**_record(change.release)) if change.release else None,
            )
            for change in shown
        ),
        next_since=shown[-1].sequence if shown else since,
        more=len(changes) > limit,
    )


def _release_links(release_id: str) -> Links:
    return Links(self_=api_release_url(release_id), html=release_url(release_id))


def _record(release: Release) -> dict[str, Any]:  # the fields of ``ApiRecord``
    return {**dict(_in_berlin(release)), "content_hash": release.content_hash}


def _in_berlin(release: Release) -> Release:
    moments = {name: getattr(release, name) for name in ("published", "updated", "embargo_until")}
    return release.model_copy(update={name: _berlin(moment) for name, moment in moments.items() if moment})


def _berlin(moment: datetime) -> datetime:
    return moment.astimezone(BERLIN)


def _hit(hit: Hit, url: str, page: str) -> ApiHit:
    return ApiHit(
        id=hit.id,
        url=hit.url,
        title=hit.title,
        teaser=hit.teaser,
        published=_berlin(hit.published),
        **_by_attribute(hit.facet_values),
        score=round(hit.score, 4),
        snippets=hit.snippets,
        matched=hit.matched,
        pinned=hit.pinned,
        boosts=hit.boosts,
        links=Links(self_=url, html=page),
    )


def _partial_hit(hit: Hit, url: str, page: str) -> PartialHit:
    found = _hit(hit, url, page)
    return PartialHit(**{name: getattr(found, name) for name in HIT_FIELDS}, missing=hit.missing)


def _filters(request: SearchRequest) -> Filters:
    return Filters(**{name: request.values_of(name) for name in FacetName}, first=request.first, last=request.last)


def _by_attribute(values: Mapping[FacetName, Any]) -> dict[str, Any]:
    """Of each facet what there is, as answers name it."""
    return {facet.attribute: values.get(facet.name, ()) for facet in FACETS}


def _links(request: SearchRequest) -> Links:
    return Links(self_=api_search_url(request), html=search_url(request))


def _spelling(page: ResultPage) -> Spelling | None:
    if page.did_you_mean is None:
        return None
    better = page.request.but(q=page.did_you_mean.q, page=1, cursor=None, spelling=None)
    return Spelling(q=better.q, total=page.did_you_mean.total, links=_links(better))


def _search_links(page: ResultPage, parameters: ApiSearchParameters) -> SearchLinks:
    fields = parameters.fields if set(parameters.fields) != set(HIT_FIELDS) else ()
    facets = ",".join(name if name == "year" else f"{name}:{cap}" for name, cap in parameters.facets.items())

    def url(request: SearchRequest | None) -> str | None:
        return api_search_url(request, fields=fields, facets=facets) if request else None

    return SearchLinks(
        self_=api_search_url(page.request, fields=fields, facets=facets),
        html=search_url(page.request),
        next=url(_next(page)),
        prev=url(_previous(page)),
        atom=export_url(ExportKind.ATOM, page.request),
        csv=export_url(ExportKind.CSV, page.request),
    )


def _next(page: ResultPage) -> SearchRequest | None:
    return page.request.but(cursor=page.next_cursor, page=1) if page.next_cursor else None


def _previous(page: ResultPage) -> SearchRequest | None:
    request = page.request
    if request.cursor is not None or request.page == 1:
        return None
    return request.but(page=min(request.page - 1, max(page.pages, 1)))
