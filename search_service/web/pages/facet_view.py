"""Filters as a page shows them: check boxes that can be searched, and the chips that take a filter back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from search_service.query.request import Matching, SearchRequest
from search_service.results import Facet, Facets
from search_service.schema import FACETS, FacetField, FacetName, FacetValues
from search_service.web.i18n import CONTENT_LANGUAGE, gettext, language, period
from search_service.web.links import search_path
from search_service.web.pages.filter_models import Choice, FacetView
from search_service.web.pages.view_models import Chip
from search_service.web.parameters import MAX_VALUE_LENGTH
from search_service.web.request_args import PAGE_FACET_VALUES

SHOWN_AT_FIRST = 10


@dataclass(frozen=True, slots=True)
class FacetQueries:
    """What was typed to search within a facet; it narrows the list of values, never the hits, so no link carries it on."""

    typed: Mapping[FacetName, str] = field(default_factory=dict)

    @classmethod
    def of(cls, args: MultiDict[str, str]) -> FacetQueries:
        return cls({facet: typed for facet in FacetName if (typed := args.get(f"{facet}_query", "")[:MAX_VALUE_LENGTH].strip())})

    def widened(self, request: SearchRequest) -> SearchRequest:
        """The request that counts all values of a facet that is searched within."""
        return request.but(limits={facet: None if facet in self.typed else PAGE_FACET_VALUES for facet in FacetName})


def facet_views(facets: Facets, chosen: FacetValues, queries: FacetQueries = FacetQueries()) -> tuple[FacetView, ...]:
    """The facets of check boxes that have something to choose from.

    Where nothing was counted (no exact hits, a request that could not be read) what was chosen stays chosen.
    """
    views = (_facet(row, facets[row.name], chosen.get(row.name, ()), queries.typed.get(row.name, "")) for row in FACETS)
    return tuple(view for view in views if view.first or view.query)


def chips(request: SearchRequest) -> tuple[Chip, ...]:
    """One link per filter in force, and for matching by parts, that leads to the search without it."""
    found = [
        Chip(value, search_path(without.but(page=1)), CONTENT_LANGUAGE, gettext(row.label))
        for row, value, without in _without_each(request)
    ]
    if request.first is not None or request.last is not None:
        undated = request.but(first=None, last=None, page=1)
        found.append(Chip(period(request.first, request.last), search_path(undated), language(), gettext("Period")))
    if request.match is Matching.PARTS:
        direct = request.but(match=Matching.DIRECT, page=1)
        found.append(Chip(gettext("Parts of a word near each other as well"), search_path(direct), language()))
    return tuple(found)


def _without_each(request: SearchRequest) -> Iterator[tuple[FacetField, str, SearchRequest]]:
    """Each value that is chosen, of which facet, with the search that lacks it."""
    for row in FACETS:
        chosen = request.values_of(row.name)
        for value in chosen:
            yield row, value, request.choosing(row.name, *(other for other in chosen if other != value))


def _facet(row: FacetField, facet: Facet, chosen: tuple[str, ...], query: str) -> FacetView:
    counted = [Choice(value.value, value.count, value.selected) for value in facet.values]
    choices = counted or [Choice(value, None, selected=True) for value in chosen]
    found = [choice for choice in choices if choice.selected or query.casefold() in choice.value.casefold()]
    selected = sum(choice.selected for choice in found)  # they come first and are never folded away
    shown, listed = max(SHOWN_AT_FIRST, selected), PAGE_FACET_VALUES + selected
    return FacetView(
        name=row.name,
        legend=gettext(row.label),
        search_label=gettext(row.search_label),
        first=tuple(found[:shown]),
        more=tuple(found[shown:listed]),
        others=facet.others + len(found[listed:]),
        query=query,
        searchable=bool(query) or len(choices) > SHOWN_AT_FIRST,
    )
