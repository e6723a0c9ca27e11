"""Any search as a feed, a table or an export; unknown parameters are left out as on pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import assert_never

from flask import Blueprint, Response, request

from search_service.archive import Archive
from search_service.config import Settings
from search_service.engines.base import Searcher
from search_service.query.request import SearchRequest
from search_service.stages import Stage, during
from search_service.web.caching import conditional, index_tag
from search_service.web.exports.feeds import FEED_SIZE, Found, atom, json_feed
from search_service.web.exports.kinds import EXPORTS, ExportKind
from search_service.web.exports.ninjs import search_ninjs
from search_service.web.exports.spool import Spool
from search_service.web.exports.tables import csv_table, json_lines, table_language
from search_service.web.links import export_url
from search_service.web.observation import searched
from search_service.web.request_args import read_export_search

FILE_NAME = "meldungen"


class ExportViews:
    """The views below ``/search.``."""

    def __init__(self, settings: Settings, searcher: Searcher, archive: Archive) -> None:
        self._searcher = searcher
        self._archive = archive
        self._site_name = settings.site_name
        # Half of the threads: searches are answered while exports are made.
        self._spool = Spool(makers=max(1, settings.threads // 2), megabytes=settings.export_megabytes)

    def blueprint(self) -> Blueprint:
        blueprint = Blueprint("exports", __name__)
        kinds = ", ".join(f"'{kind}'" for kind in EXPORTS)
        blueprint.add_url_rule(f"/search.<any({kinds}):kind>", "search", self.search)
        return blueprint

    def search(self, kind: str) -> Response:
        def make() -> Response:
            with during(Stage.PARSE):
                search = read_export_search(request.args)
            searched(search)
            return self._made(ExportKind(kind), search)

        # A withdrawal is seen here at once, whenever the index learns of it.
        return conditional(index_tag(self._searcher, self._archive.last_sequence()), make)

    def _made(self, kind: ExportKind, search: SearchRequest) -> Response:
        match kind:
            case ExportKind.ATOM:
                return atom(self._found(search))
            case ExportKind.JSON_FEED:
                return json_feed(self._found(search))
            case ExportKind.NINJS:
                return search_ninjs(self._found(search))
            case ExportKind.CSV:
                return self._table(search)
            case ExportKind.JSON_LINES:
                return self._lines(search)
            case _:
                assert_never(kind)

    def _found(self, search: SearchRequest) -> Found:
        with during(Stage.SEARCH):
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
        whole = export_url(ExportKind.JSON_LINES, search)
        lines = csv_table(self._archive, self._ids(search), more_at=whole, language=table_language())
        return self._spooled(lines, "text/csv", "csv")

    def _lines(self, search: SearchRequest) -> Response:
        return self._spooled(json_lines(self._archive, self._ids(search)), "application/jsonl", "jsonl")

    def _ids(self, search: SearchRequest) -> Sequence[str]:
        with during(Stage.SEARCH):
            return self._searcher.hit_ids(search)

    def _spooled(self, parts: Iterator[str], mimetype: str, suffix: str) -> Response:
        response = self._spool.response(parts, f"{mimetype}; charset=utf-8")
        response.headers.set("Content-Disposition", "attachment", filename=f"{FILE_NAME}.{suffix}")
        return response
