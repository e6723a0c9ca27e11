"""Where a reader is in the list of hits that led to a release: the way back to its place, the previous and the next hit."""

from __future__ import annotations

from search_service.engines.base import Searcher
from search_service.errors import InvalidRequestError
from search_service.query.request import SearchRequest, limit_each
from search_service.results import Hit, ResultPage
from search_service.web.i18n import gettext
from search_service.web.links import hit_path, release_path, search_path
from search_service.web.pages.filter_models import Link
from search_service.web.pages.release_models import Trail

ALL = SearchRequest()


def no_trail() -> Trail:
    """The trail of somebody who did not come from a list."""
    return Trail(Link(gettext("All releases"), search_path(ALL)))


def trail(searcher: Searcher, search: SearchRequest, release_id: str) -> Trail:
    """The trail through the hits of ``search``, which names the page that the reader came from."""
    label = gettext("Back to the results for “%(q)s”", q=search.q) if search.q else gettext("Back to the results")
    page = _page(searcher, search, search.page)
    ids = [hit.id for hit in page.hits] if page else []
    if page is None or release_id not in ids:
        return Trail(Link(label, search_path(search)))
    place = ids.index(release_id)
    return Trail(
        back=Link(label, hit_path(search, release_id)),
        position=(search.page - 1) * search.size + place + 1 if page.total else 0,
        total=page.total,
        previous=_hit_link(searcher, page, place - 1),
        following=_hit_link(searcher, page, place + 1),
    )


def _hit_link(searcher: Searcher, page: ResultPage, place: int) -> Link | None:
    """The hit at a place of the page; one place outside lies on the page before or behind."""
    search, hits = page.request, page.hits
    if 0 <= place < len(hits):
        return _link(hits[place], search)
    number = search.page + (1 if place > 0 else -1)
    neighbour = _page(searcher, search, number) if 1 <= number <= page.pages else None
    if neighbour is None or not neighbour.hits:
        return None
    return _link(neighbour.hits[0 if place > 0 else -1], neighbour.request)


def _link(hit: Hit, search: SearchRequest) -> Link:
    return Link(hit.title, release_path(hit.id, search=search))


def _page(searcher: Searcher, search: SearchRequest, number: int) -> ResultPage | None:
    """A result page without what only readers of it need; None where it lies too deep."""
    try:
        return searcher.search(search.but(page=number, highlight=False, limits=limit_each(0)))
    except InvalidRequestError:
        return None
