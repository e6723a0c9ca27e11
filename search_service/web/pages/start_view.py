"""The start page as data: the newest releases, the archive at a glance, ways in."""

from __future__ import annotations

from flask import url_for

from search_service.engines.base import Searcher
from search_service.query.request import SearchRequest, Sort, limit_each
from search_service.results import Facet
from search_service.schema import FACETS, FacetField
from search_service.web.exports.kinds import ExportKind
from search_service.web.i18n import gettext, long_date
from search_service.web.links import absolute, export_url, search_path
from search_service.web.pages.hit_view import hit_view
from search_service.web.pages.search_view import plain_form
from search_service.web.pages.timeline_view import archive_timeline
from search_service.web.pages.view_models import FacetOffers, Offer, StartPage, Tip

NEWEST = 10
LISTED = limit_each(20)
"""Values of each facet; the rest are found in the filters of the list of all releases."""


def start_page(searcher: Searcher, tips: tuple[Tip, ...], *, site_name: str) -> StartPage:
    """Everything that the start page shows. Raises what ``Searcher.search`` raises."""
    everything = SearchRequest(size=NEWEST, limits=LISTED)
    newest = searcher.search(everything)
    oldest = searcher.search(SearchRequest(size=1, sort=Sort.OLDEST, limits=limit_each(0))).hits
    return StartPage(
        title=site_name,
        address=absolute(url_for("pages.start", lang=None)),
        search_address=absolute(url_for("pages.search", lang=None)),
        form=plain_form(),
        total=newest.total,
        first_day=long_date(oldest[0].published) if oldest else "",
        last_day=long_date(newest.hits[0].published) if newest.hits else "",
        timeline=archive_timeline(newest.facets.year),
        newest=tuple(hit_view(hit) for hit in newest.hits),
        facets=tuple(_facet_offers(row, newest.facets[row.name]) for row in FACETS),
        tips=tips,
        feed=export_url(ExportKind.ATOM, SearchRequest()),
    )


def _facet_offers(row: FacetField, facet: Facet) -> FacetOffers:
    offers = (Offer(value.value, search_path(SearchRequest().choosing(row.name, value.value)), value.count) for value in facet.values)
    return FacetOffers(row.attribute, gettext(row.plural), tuple(offers), others=facet.others)
