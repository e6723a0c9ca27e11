"""Values of facets that a search chooses, under the names by which the index has them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from search_service.query.request import SearchRequest
from search_service.schema import FacetName, FacetValues
from search_service.taxonomy import Taxonomy


def under_known_names(request: SearchRequest, taxonomy: Taxonomy) -> SearchRequest:
    """The same search with today's names of what it chooses, whichever names or spellings it chooses it by.

    Where the index has releases under the names of their time, all of these count for the chosen ones.
    """
    if not taxonomy.names or not request.chosen:
        return request
    chosen = {facet: _distinct(taxonomy.names_of_today(facet, value) for value in values) for facet, values in request.chosen.items()}
    return request.but(chosen=chosen, other_names=_other_names(chosen, taxonomy))


def _other_names(chosen: FacetValues, taxonomy: Taxonomy) -> FacetValues:
    shown = {facet: _distinct(taxonomy.names_shown(facet, value) for value in values) for facet, values in chosen.items()}
    others = {facet: tuple(name for name in names if name not in chosen[facet]) for facet, names in shown.items()}
    return {facet: names for facet, names in others.items() if names}


def _distinct(names: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for each in names for name in each))


def selected_values(request: SearchRequest, facet: FacetName, counted: Sequence[str]) -> tuple[str, ...]:
    """What a list of the facet shows as selected: of the ``counted`` values those that count for the chosen ones, else these."""
    others = set(request.other_names.get(facet, ()))
    if not others:
        return request.values_of(facet)
    accepted = {*request.values_of(facet), *others}
    return tuple(value for value in counted if value in accepted) or request.values_of(facet)
