"""Pages for people: start, results, one release. They work without JavaScript; every state is a URL."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from werkzeug.exceptions import NotFound

from search_service.archive import Archive, Withdrawn
from search_service.config import Settings
from search_service.engines.base import Searcher
from search_service.errors import InvalidRequestError, ParameterProblem
from search_service.query.request import MAX_PAGED_HITS, SearchRequest
from search_service.results import Facet
from search_service.search import answer
from search_service.web.hit_view import hit_view
from search_service.web.i18n import gettext, number
from search_service.web.links import search_path
from search_service.web.release_view import release_page, withdrawn_page
from search_service.web.request_args import Entry, read_page_search
from search_service.web.search_view import refused_page, search_page, start_form
from search_service.web.view_models import Offer, StartPage

NEWEST_ON_START = 5
OFFERED_ON_START = 12


class Pages:
    """The views of the site."""

    def __init__(self, settings: Settings, searcher: Searcher, archive: Archive) -> None:
        self._site_name = settings.site_name
        self._searcher = searcher
        self._archive = archive

    def blueprint(self) -> Blueprint:
        blueprint = Blueprint("pages", __name__)
        blueprint.add_url_rule("/", "start", self.start)
        blueprint.add_url_rule("/search", "search", self.search)
        blueprint.add_url_rule("/releases/<release_id>", "release", self.release)
        return blueprint

    def start(self) -> str:
        newest = answer(
            self._searcher, SearchRequest(size=NEWEST_ON_START, topic_values=OFFERED_ON_START, ministry_values=OFFERED_ON_START)
        )
        page = StartPage(
            title=self._site_name,
            form=start_form(),
            total=newest.total,
            newest=tuple(hit_view(hit) for hit in newest.hits),
            topics=_offers(newest.facets.topic, "topics"),
            ministries=_offers(newest.facets.ministry, "ministries"),
        )
        return render_template("start.html", page=page)

    def search(self) -> str | tuple[str, int]:
        try:
            search = read_page_search(request.args)
        except InvalidRequestError as error:
            return self._refused(error.problems)
        try:
            result = answer(self._searcher, search.request)
        except InvalidRequestError:  # every parameter could be read and pages have no cursor: this page is too deep
            message = gettext("Pages reach the first %(hits)s hits. Please narrow the search.", hits=number(MAX_PAGED_HITS))
            return self._refused((ParameterProblem("page", str(search.request.page), message),))
        return render_template("search.html", page=search_page(result, search, site_name=self._site_name))

    def _refused(self, problems: tuple[ParameterProblem, ...]) -> tuple[str, int]:
        page = refused_page(Entry.of(request.args), problems, site_name=self._site_name)
        return render_template("search.html", page=page), 400

    def release(self, release_id: str) -> str | tuple[str, int]:
        found = self._archive.get(release_id)
        if found is None:
            raise NotFound
        if isinstance(found, Withdrawn):
            return render_template("withdrawn.html", page=withdrawn_page(found, site_name=self._site_name)), 410
        page = release_page(found, q=request.args.get("q", "").strip(), site_name=self._site_name)
        return render_template("release.html", page=page)


def _offers(facet: Facet, filter_name: str) -> tuple[Offer, ...]:
    return tuple(
        Offer(value.value, search_path(SearchRequest().but(**{filter_name: (value.value,)})), value.count) for value in facet.values
    )
