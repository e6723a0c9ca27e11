"""Any search as a feed, a table or an export; unknown parameters are left out as on pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from flask import Blueprint, Response, request, stream_with_context

from search_service.archive import Archive
from search_service.engines.base import Searcher
from search_service.query.request import SearchRequest
from search_service.web.caching import conditional, index_tag
from search_service.web.exports.feeds import FEED_SIZE, Found, atom, json_feed
from search_service.web.exports.ninjs import search_ninjs
from search_service.web.exports.tables import csv_table, json_lines
from search_service.web.links import export_url
from search_service.web.request_args import read_export_search

FILE_NAME = "meldungen"
_FEEDS: dict[str, Callable[[Found], Response]] = {"atom": atom, "json-feed": json_feed, "ninjs.json": search_ninjs}


class ExportViews:
    """The views below ``/search.``."""

    def __init__(self, searcher: Searcher, archive: Archive, *, site_name: str) -> None:
        self._searcher = searcher
        self._archive = archive
        self._site_name = site_name

    def blueprint(self) -> Blueprint:
        blueprint = Blueprint("exports", __name__)
        kinds = ", ".join(f"'{kind}'" for kind in (*_FEEDS, "csv", "jsonl"))
        blueprint.add_url_rule(f"/search.<any({kinds}):kind>", "search", self.search)
        return blueprint

    def search(self, kind: str) -> Response:
        def make() -> Response:
            search = read_export_search(request.args)
            if kind in _FEEDS:
                return _FEEDS[kind](self._found(search))
            return self._table(search) if kind == "csv" else self._lines(search)

        # A withdrawal is seen here at once, whenever the index learns of it.
        return conditional(index_tag(self._searcher, self._archive.last_sequence()), make)

    def _found(self, search: SearchRequest) -> Found:
        page = self._searcher.search(search.but(size=FEED_SIZE))
        ids = [] if page.partial else [hit.id for hit in page.hits]
        return Found(
            search=search,
            total=page.total,
            releases=tuple(self._archive.many(ids)),
            built_at=self._searcher.status().built_at,
            site_name=self._site_name,
        )

    def _table(self, search: SearchRequest) -> Response:
        ids = self._searcher.hit_ids(search)
        return _streamed(csv_table(self._archive, ids, more_at=export_url("jsonl", search)), "text/csv", "csv")

    def _lines(self, search: SearchRequest) -> Response:
        return _streamed(json_lines(self._archive, self._searcher.hit_ids(search)), "application/jsonl", "jsonl")


def _streamed(parts: Iterator[str], mimetype: str, suffix: str) -> Response:
    response = Response(stream_with_context(parts), content_type=f"{mimetype}; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename=f"{FILE_NAME}.{suffix}")
    return response
