"""JSON for other services, API version 1: what is asked of the index. Releases and changes are in ``release_routes``.

Every view names its validator first and searches only for those who do not have that state yet (``caching``).
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, request
from pydantic import BaseModel
from werkzeug.exceptions import NotAcceptable, UnsupportedMediaType

from search_service.archive import Archive
from search_service.engines.base import Searcher
from search_service.query.request import Spelling
from search_service.schema import FacetName
from search_service.search import answer, mended_answer
from search_service.stages import Stage, during
from search_service.web.api.models import SearchLinks, TimelineAnswer
from search_service.web.api.serializers import (
    abbreviations_answer,
    api_facets,
    chosen_json,
    search_answer,
    similar_answer,
    suggest_answer,
    unasked_facets,
)
from search_service.web.caching import index_answer
from search_service.web.i18n import gettext
from search_service.web.observation import searched
from search_service.web.parameters import (
    FacetParameters,
    Parameters,
    SimilarParameters,
    SimilarText,
    SuggestParameters,
    TimelineParameters,
)
from search_service.web.published_release import published_release
from search_service.web.request_args import read_api_search, read_body, read_filters, read_parameters

MAX_BODY = 2 << 20
"""Holds a text of the greatest length, even with every character written as JSON escapes."""
_JSON = "application/json"
_PRODUCED = (_JSON, "application/problem+json")


class Api:
    """The views of ``/api/v1`` that search."""

    def __init__(self, searcher: Searcher, archive: Archive) -> None:
        self._searcher = searcher
        self._archive = archive

    def add_to(self, blueprint: Blueprint) -> None:
        blueprint.add_url_rule("/search", "search", self.search)
        blueprint.add_url_rule("/facets", "facets", self.facets)
        blueprint.add_url_rule("/timeline", "timeline", self.timeline)
        blueprint.add_url_rule("/suggest", "suggest", self.suggest)
        blueprint.add_url_rule("/abbreviations", "abbreviations", self.abbreviations)
        blueprint.add_url_rule("/similar", "similar_text", self.similar_text, methods=["POST"])
        blueprint.add_url_rule("/releases/<release_id>/similar", "similar", self.similar)

    def search(self) -> Response:
        def make() -> Response:
            with during(Stage.PARSE):
                search, parameters = read_api_search(request.args)
            asked = mended_answer if search.spelling is Spelling.MENDED else answer
            with during(Stage.SEARCH):
                page = asked(self._searcher, search)
            searched(search, page)
            found = search_answer(page, parameters)
            response = json_response(chosen_json(found, parameters))
            response.headers["Link"] = _link_header(found.links)
            return response

        return self._conditional(make)

    def facets(self) -> Response:
        def make() -> Response:
            search, parameters = read_filters(FacetParameters, request.args)
            asked = search.but(
                size=1,
                highlight=False,
                limits={facet: parameters.facets.get(facet) for facet in FacetName},
                facet_query=parameters.facet_query,
            )
            searched(asked)
            with during(Stage.SEARCH):
                found = api_facets(self._searcher.search(asked).facets)
            return json_response(found.model_dump_json(exclude=unasked_facets(parameters.facets)))

        return self._conditional(make)

    def timeline(self) -> Response:
        def make() -> Response:
            search, parameters = read_filters(TimelineParameters, request.args)
            searched(search)
            with during(Stage.SEARCH):
                buckets = self._searcher.timeline(search, parameters.interval)
            return model_response(TimelineAnswer(interval=parameters.interval, buckets=buckets))

        return self._conditional(make)

    def suggest(self) -> Response:
        def make() -> Response:
            parameters = read_parameters(SuggestParameters, request.args)
            return model_response(suggest_answer(self._searcher.suggest(parameters.q)))

        return self._conditional(make)

    def abbreviations(self) -> Response:
        def make() -> Response:
            read_parameters(Parameters, request.args)
            return model_response(abbreviations_answer(self._searcher.abbreviations()))

        return self._conditional(make)

    def similar(self, release_id: str) -> Response:
        def make() -> Response:
            parameters = read_parameters(SimilarParameters, request.args)
            published_release(self._archive, release_id)
            return model_response(similar_answer(self._searcher.similar(release_id=release_id, size=parameters.size)))

        return self._conditional(make, self._archive.last_sequence())

    def similar_text(self) -> Response:
        request.max_content_length = MAX_BODY
        read_parameters(Parameters, request.args)
        if request.mimetype != _JSON:
            raise UnsupportedMediaType(gettext("Send JSON, with Content-Type: application/json."))
        draft = read_body(SimilarText, request.get_data())
        return model_response(similar_answer(self._searcher.similar(text=draft.text, size=draft.size)))

    def _conditional(self, make: Callable[[], Response], *state: object) -> Response:
        return index_answer(self._searcher, make, *state)


def json_response(text: str) -> Response:
    return Response(text, mimetype=_JSON)


def model_response(model: BaseModel) -> Response:
    return json_response(model.model_dump_json(by_alias=True))


def refuse_other_formats() -> None:
    """Raises NotAcceptable for a client that takes no JSON."""
    accepted = request.accept_mimetypes
    if accepted and not any(accepted.quality(produced) for produced in _PRODUCED):
        raise NotAcceptable(gettext("This address answers in JSON (application/json) only."))


def _link_header(links: SearchLinks) -> str:
    """The links of an answer as RFC 8288 has them."""
    relations = {"next": links.next, "prev": links.prev, "alternate": links.html}
    return ", ".join(f'<{url}>; rel="{relation}"' for relation, url in relations.items() if url)
