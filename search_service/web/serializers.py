"""The JSON of API version 1: ResultPage and Release → response models, whose names are fixed (fields may be added, never changed)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from search_service.archive import Version
from search_service.dates import BERLIN
from search_service.query.request import SearchRequest, Sort
from search_service.release import Attachment, Block, Image, RelatedRelease, Release, Status
from search_service.results import Facet, Facets, Hit, Match, ResultPage, Snippet
from search_service.web.links import api_release_url, api_search_url, release_url, search_url


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True)


class Links(_Model):
    """``self`` is the JSON, ``html`` the page for people."""

    self_: Annotated[str, Field(serialization_alias="self")]
    html: str


class SearchLinks(Links):
    """``next`` goes on where this answer ends; feeds and tables are null until they are offered."""

    next: str | None
    prev: str | None
    atom: str | None = None
    csv: str | None = None


class Filters(_Model):
    topic: tuple[str, ...]
    ministry: tuple[str, ...]
    first: Annotated[date | None, Field(serialization_alias="from")]
    last: Annotated[date | None, Field(serialization_alias="to")]


class Query(_Model):
    """The search as it was understood; ``parsed`` is the query in its canonical form."""

    q: str
    parsed: str
    filters: Filters
    sort: Sort
    page: int
    size: int


class ApiHit(_Model):
    id: str
    url: str
    title: str
    teaser: str
    published: datetime
    topics: tuple[str, ...]
    ministries: tuple[str, ...]
    score: float
    snippets: tuple[Snippet, ...]
    matched: tuple[Match, ...]
    links: Links


class PartialHit(ApiHit):
    """A hit that lacks words of the query."""

    missing: tuple[str, ...]


class MonthCount(_Model):
    value: str
    count: int


class YearCount(_Model):
    value: str
    count: int
    selected: bool
    months: tuple[MonthCount, ...]


class YearFacet(_Model):
    values: tuple[YearCount, ...]


class ApiFacets(_Model):
    topic: Facet
    ministry: Facet
    year: YearFacet


class Spelling(_Model):
    q: str
    total: int
    links: Links


class ApiWayOut(_Model):
    kind: str
    q: str
    filters: Filters
    total: int
    links: Links


class SearchAnswer(_Model):
    query: Query
    total: int
    pages: int
    partial: bool
    hits: tuple[PartialHit, ...] | tuple[ApiHit, ...]
    facets: ApiFacets
    did_you_mean: Spelling | None
    ways_out: tuple[ApiWayOut, ...]
    took_ms: float
    links: SearchLinks


class ApiVersion(_Model):
    version: int
    hash: str
    first_seen: datetime
    last_seen: datetime


class ApiRelease(_Model):
    """The fields of a release, its versions and links."""

    id: str
    url: str
    title: str
    topics: tuple[str, ...]
    ministries: tuple[str, ...]
    published: datetime
    updated: datetime | None
    teaser: str
    body: tuple[Block, ...]
    images: tuple[Image, ...]
    related: tuple[RelatedRelease, ...]
    attachments: tuple[Attachment, ...]
    language: str
    source: str
    status: Status
    embargo_until: datetime | None
    published_from: str
    content_hash: str
    versions: tuple[ApiVersion, ...]
    links: Links


HIT_FIELDS = tuple(ApiHit.model_fields)


def search_json(page: ResultPage, *, fields: tuple[str, ...] = HIT_FIELDS) -> str:
    """The answer to a search; hits have the ``fields`` alone."""
    left_out = set(HIT_FIELDS) - set(fields)
    chosen = fields if left_out else ()
    return search_answer(page, fields=chosen).model_dump_json(by_alias=True, exclude={"hits": {"__all__": left_out}})


def search_answer(page: ResultPage, *, fields: tuple[str, ...] = ()) -> SearchAnswer:
    request = page.request
    return SearchAnswer(
        query=Query(q=request.q, parsed=page.parsed, filters=_filters(request), sort=request.sort, page=request.page, size=request.size),
        total=page.total,
        pages=page.pages,
        partial=page.partial,
        hits=tuple(_hit(hit, q=request.q, partial=page.partial) for hit in page.hits),
        facets=api_facets(page.facets),
        did_you_mean=_spelling(page),
        ways_out=tuple(
            ApiWayOut(kind=way.kind, q=way.request.q, filters=_filters(way.request), total=way.total, links=_links(way.request))
            for way in page.ways_out
        ),
        took_ms=round(page.took_ms, 3),
        links=_search_links(page, fields),
    )


def api_facets(facets: Facets) -> ApiFacets:
    years = tuple(
        YearCount(
            value=year.value,
            count=year.count,
            selected=year.selected,
            months=tuple(MonthCount(value=month.value, count=month.count) for month in year.months),
        )
        for year in facets.year
    )
    return ApiFacets(topic=facets.topic, ministry=facets.ministry, year=YearFacet(values=years))


def release_json(release: Release, versions: tuple[Version, ...]) -> str:
    """A release with its versions, oldest first; moments are told in Berlin's time."""
    answer = ApiRelease(
        **dict(_in_berlin(release)),
        content_hash=release.content_hash,
        versions=tuple(
            ApiVersion(
                version=version.number, hash=version.hash, first_seen=_berlin(version.first_seen), last_seen=_berlin(version.last_seen)
            )
            for version in versions
        ),
        links=Links(self_=api_release_url(release.id), html=release_url(release.id)),
    )
    return answer.model_dump_json(by_alias=True)


def _in_berlin(release: Release) -> Release:
    moments = {name: getattr(release, name) for name in ("published", "updated", "embargo_until")}
    return release.model_copy(update={name: _berlin(moment) for name, moment in moments.items() if moment})


def _berlin(moment: datetime) -> datetime:
    return moment.astimezone(BERLIN)


def _hit(hit: Hit, *, q: str, partial: bool) -> ApiHit:
    values: dict[str, Any] = {  # those of the two models' common fields
        "id": hit.id,
        "url": hit.url,
        "title": hit.title,
        "teaser": hit.teaser,
        "published": _berlin(hit.published),
        "topics": hit.topics,
        "ministries": hit.ministries,
        "score": round(hit.score, 4),
        "snippets": hit.snippets,
        "matched": hit.matched,
        "links": Links(self_=api_release_url(hit.id), html=release_url(hit.id, q=q)),
    }
    return PartialHit(**values, missing=hit.missing) if partial else ApiHit(**values)


def _filters(request: SearchRequest) -> Filters:
    return Filters(topic=request.topics, ministry=request.ministries, first=request.first, last=request.last)


def _links(request: SearchRequest) -> Links:
    return Links(self_=api_search_url(request), html=search_url(request))


def _spelling(page: ResultPage) -> Spelling | None:
    if page.did_you_mean is None:
        return None
    better = page.request.but(q=page.did_you_mean.q, page=1, cursor=None)
    return Spelling(q=better.q, total=page.did_you_mean.total, links=_links(better))


def _search_links(page: ResultPage, fields: tuple[str, ...]) -> SearchLinks:
    def url(request: SearchRequest | None) -> str | None:
        return api_search_url(request, fields=fields) if request else None

    return SearchLinks(
        self_=api_search_url(page.request, fields=fields),
        html=search_url(page.request),
        next=url(_next(page)),
        prev=url(_previous(page)),
    )


def _next(page: ResultPage) -> SearchRequest | None:
    return page.request.but(cursor=page.next_cursor, page=1) if page.next_cursor else None


def _previous(page: ResultPage) -> SearchRequest | None:
    request = page.request
    if request.cursor is not None or request.page == 1:
        return None
    return request.but(page=min(request.page - 1, max(page.pages, 1)))
