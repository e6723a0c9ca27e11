"""The page before the raw feed: what a feed is, and everything that a search can be taken along as."""

from __future__ import annotations

from search_service.query.request import SearchRequest
from search_service.web.exports.feed_title import feed_title
from search_service.web.i18n import gettext
from search_service.web.links import search_path
from search_service.web.pages.filter_models import Link
from search_service.web.pages.search_view import export_links, plain_form
from search_service.web.pages.view_models import SubscribePage


def subscribe_page(request: SearchRequest, *, site_name: str) -> SubscribePage:
    """How the search can be followed and taken along."""
    heading = gettext("Save or export this search")
    return SubscribePage(
        title=f"{heading} – {site_name}",
        heading=heading,
        subject=feed_title(request),
        form=plain_form(request.q),
        back=Link(gettext("Back to the results"), search_path(request)),
        exports=export_links(request),
    )
