"""Pages for people: start, results, glossary. They work without JavaScript; every state is a URL."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as AnyResponse

from search_service.archive import Archive
from search_service.config import Settings
from search_service.engines.base import Searcher
from search_service.errors import InvalidRequestError, ParameterProblem
from search_service.query.request import MAX_PAGED_HITS
from search_service.search import mended_answer
from search_service.stages import Stage, during
from search_service.web.caching import index_answer, index_state
from search_service.web.i18n import gettext, number
from search_service.web.links import search_path, tidy_search_path
from search_service.web.observation import searched
from search_service.web.page_address import tidy_parameters
from search_service.web.pages.advanced_view import advanced_page, asked_search
from search_service.web.pages.facet_view import FacetQueries
from search_service.web.pages.german_words import german_offers
from search_service.web.pages.glossary_view import glossary_page
from search_service.web.pages.offers import exact_offer
from search_service.web.pages.release_routes import ReleasePages
from search_service.web.pages.search_tips import Example, find_examples, tips
from search_service.web.pages.search_view import refused_page, search_page
from search_service.web.pages.selection_routes import SelectionPages
from search_service.web.pages.start_view import start_page
from search_service.web.pages.subscribe_view import subscribe_page
from search_service.web.pages.view_models import Tip
from search_service.web.request_args import Entry, read_export_search, read_page_search

FEW = 3
"""Hits; with fewer a page has room for help with the query language."""


class Pages:
    """The views of the site."""

    def __init__(self, settings: Settings, searcher: Searcher, archive: Archive) -> None:
        self._site_name = settings.site_name
        self._searcher = searcher
        self._releases = ReleasePages(settings, searcher, archive)
        self._selection = SelectionPages(settings, archive) if settings.editor_tools else None
        self._examples: tuple[tuple[object, ...], tuple[Example | None, ...]] = ((), ())

    def blueprint(self) -> Blueprint:
        blueprint = Blueprint("pages", __name__)
        blueprint.add_url_rule("/", "start", self.start)
        blueprint.add_url_rule("/search", "search", self.search)
        blueprint.add_url_rule("/advanced", "advanced", self.advanced)
        blueprint.add_url_rule("/subscribe", "subscribe", self.subscribe)
        blueprint.add_url_rule("/glossary", "glossary", self.glossary)
        self._releases.add_to(blueprint)
        if self._selection:
            self._selection.add_to(blueprint)
        return blueprint

    def start(self) -> Response:
        def make() -> Response:
            page = start_page(self._searcher, self._tips(), site_name=self._site_name)
            return make_response(render_template("start.html", page=page))

        return index_answer(self._searcher, make)

    def search(self) -> Response:
        return index_answer(self._searcher, lambda: make_response(self._results()))

    def _results(self) -> ResponseReturnValue:
        try:
            if (tidy := tidy_parameters(request.args)) is not None:
                return redirect(tidy_search_path(tidy))
            with during(Stage.PARSE):
                search = read_page_search(request.args)
        except InvalidRequestError as error:
            return self._refused(error.problems)
        queries = FacetQueries.of(request.args)
        search = replace(search, request=queries.widened(search.request))
        try:
            with during(Stage.SEARCH):
                result = mended_answer(self._searcher, search.request)
        except InvalidRequestError:  # every parameter could be read and pages have no cursor: this page is too deep
            message = gettext("Pages reach the first %(hits)s hits. Please narrow the search.", hits=number(MAX_PAGED_HITS))
            return self._refused((ParameterProblem("page", str(search.request.page), message),))
        searched(search.request, result)
        if search.request.page > (last := max(1, result.pages)):
            return redirect(search_path(result.request.but(page=last)))
        with during(Stage.SEARCH):
            exact = exact_offer(self._searcher, result)
            shown_tips = self._tips() if result.total < FEW else ()
            german = german_offers(self._searcher, result.request)
        page = search_page(result, search, queries=queries, exact=exact, german=german, tips=shown_tips, site_name=self._site_name)
        return render_template("search.html", page=page)

    def advanced(self) -> str | AnyResponse:
        asked = asked_search(request.args)
        if asked is not None:
            return redirect(asked, 303)
        search = read_page_search(request.args).request
        return render_template("advanced.html", page=advanced_page(self._searcher, search, site_name=self._site_name))

    def subscribe(self) -> str:
        return render_template("subscribe.html", page=subscribe_page(read_export_search(request.args), site_name=self._site_name))

    def glossary(self) -> Response:
        def make() -> Response:
            page = glossary_page(self._searcher.abbreviations(), request.args.get("letter", ""), site_name=self._site_name)
            return make_response(render_template("glossary.html", page=page))

        return index_answer(self._searcher, make)

    def _refused(self, problems: tuple[ParameterProblem, ...]) -> tuple[str, int]:
        page = refused_page(Entry.of(request.args), problems, site_name=self._site_name)
        return render_template("search.html", page=page), 400

    def _tips(self) -> tuple[Tip, ...]:
        """With examples as the index answers them now; found once for each of its states."""
        state = index_state(self._searcher)
        if self._examples[0] != state:
            self._examples = (state, find_examples(self._searcher))
        return tips(self._examples[1])
