"""Why a release is no hit of a search: it is not there, not visible, filtered out, excluded, or lacks words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import assert_never

from search_service.accounts.query_account import required_concepts
from search_service.answers.moments import END_OF_TIME, moment_of
from search_service.archive import Archive, Withdrawn
from search_service.dates import BERLIN
from search_service.engines.base import Matcher
from search_service.engines.found import Criterion, Order
from search_service.explain.stored_document import StoredDocument
from search_service.query.alternatives import Concept
from search_service.query.conjunction import parts_of
from search_service.query.expand import required_parts
from search_service.query.nodes import EVERYTHING, And, DateRange, Everything, Node, Not, Or, Phrase, Prefix, Words
from search_service.query.render import render
from search_service.query.request import SearchRequest, Sort
from search_service.schema import FacetName, Scope


def reasons_of_absence(matcher: Matcher, archive: Archive, request: SearchRequest, release_id: str) -> tuple[str, ...]:
    """Everything that keeps a release from being a hit, a sentence each; none if it is one."""
    if told := _in_store(archive, release_id):
        return (told,)
    if matcher.number_of(release_id, END_OF_TIME) is None:
        return ("the index does not have it: bring that up to date with `news-indexer index`",)
    return (*_by_time(matcher, request, release_id), *_by_filters(matcher, request, release_id), *_by_query(matcher, request, release_id))


def _in_store(archive: Archive, release_id: str) -> str:
    """Why no search can find it, whatever is asked."""
    release = archive.get(release_id, moment=END_OF_TIME)
    if release is None:
        return "the store has no release with this id"
    if isinstance(release, Withdrawn):
        return f"it was withdrawn on {release.at.astimezone(BERLIN):%Y-%m-%d %H:%M}"
    return ""


def _by_time(matcher: Matcher, request: SearchRequest, release_id: str) -> Iterator[str]:
    if matcher.number_of(release_id, moment_of(request)) is None:
        yield "it may not be seen yet: its embargo, or its date of publication, lies ahead"


def _by_filters(matcher: Matcher, request: SearchRequest, release_id: str) -> Iterator[str]:
    for facet in FacetName:
        if request.values_of(facet) and not _is_hit(matcher, _only(request, chosen={facet: request.accepted[facet]}), release_id):
            has = ", ".join(_stored_values(matcher, release_id, facet)) or "none"
            yield f"the filter {facet} asks for {' or '.join(request.values_of(facet))}; it has {has}"
    if (request.first or request.last) and not _is_hit(matcher, _only(request, first=request.first, last=request.last), release_id):
        yield f"the filter by date asks for {request.first or '…'} to {request.last or '…'}; it is of {_day(matcher, release_id)}"


def _by_query(matcher: Matcher, request: SearchRequest, release_id: str) -> Iterator[str]:
    parts = parts_of(request.node)
    for part in (each for each in parts if isinstance(each, Not) or each in required_parts(parts, matcher.concepts_of)):
        if not _is_hit(matcher, _only(request, node=part), release_id):
            yield from _of_clause(matcher, part, release_id)


def _of_clause(matcher: Matcher, part: Node, release_id: str) -> Iterator[str]:
    match part:
        case Not():
            yield f"{render(part)} excludes it"
        case DateRange():
            yield f"{render(part)} asks for other days; it is of {_day(matcher, release_id)}"
        case Words(scope=scope) if concepts := required_concepts(matcher, part):
            where = " in its title" if scope is Scope.TITLE else ""
            for concept in concepts:
                if not _has(matcher, concept, scope, release_id):
                    yield f"it lacks {concept.text!r} in every form{where}" + ("" if concept.alternatives else "; no release has it")
        case Phrase():
            yield f"it does not have {render(part)} exactly so"
        case Prefix() | Or() | And() | Words() | Everything():
            yield f"it has nothing for {render(part)}"
        case _:
            assert_never(part)


def _has(matcher: Matcher, concept: Concept, scope: Scope, release_id: str) -> bool:
    day = _day_request(matcher, release_id)
    ranked = matcher.rank(day, [Criterion(concept, scope=scope)], size=matcher.status.releases)
    return matcher.number_of(release_id, END_OF_TIME) in ranked.documents


def _only(request: SearchRequest, **kept: object) -> SearchRequest:
    """A search with one of the things that the request asks for, at any time."""
    return SearchRequest(moment=END_OF_TIME, steering=request.steering, node=EVERYTHING).but(**kept)


def _is_hit(matcher: Matcher, request: SearchRequest, release_id: str) -> bool:
    return release_id in matcher.hit_ids(request, Order(Sort.NEWEST))


def _day_request(matcher: Matcher, release_id: str) -> SearchRequest:
    day = _published(matcher, release_id).astimezone(BERLIN).date()
    return SearchRequest(first=day, last=day, moment=END_OF_TIME)


def _day(matcher: Matcher, release_id: str) -> str:
    return _published(matcher, release_id).astimezone(BERLIN).date().isoformat()


def _published(matcher: Matcher, release_id: str) -> datetime:
    return _stored(matcher, release_id).published


def _stored_values(matcher: Matcher, release_id: str, facet: FacetName) -> tuple[str, ...]:
    return _stored(matcher, release_id).facet_values.get(facet, ())


def _stored(matcher: Matcher, release_id: str) -> StoredDocument:
    number = matcher.number_of(release_id, END_OF_TIME)
    if number is None:
        raise ValueError("ask only of a release that the index has")
    (stored,) = matcher.stored([number])
    return stored
