"""What browsers and crawlers expect: the search's description (OpenSearch) with suggestions, the map of the site, robots.txt."""

from __future__ import annotations

from flask import Blueprint, Response, abort, jsonify, render_template, request, url_for

from search_service.archive import Archive
from search_service.engines.base import Searcher
from search_service.query.parser import readable_part
from search_service.web.caching import conditional, index_answer, store_tag
from search_service.web.links import absolute, release_url

MAP_SIZE = 50_000
"""Addresses in one file of a site map, at most as the protocol allows."""
MOST_MAPS = 50_000
"""Files that an index of site maps may name (https://www.sitemaps.org/protocol.html): a number beyond is no address."""
_SHORT_NAME = 16
_DAY = 86_400


class Discovery:
    """The views ``/opensearch.xml``, ``/search.suggestions``, ``/sitemap.xml``, ``/sitemap-<number>.xml`` and ``/robots.txt``."""

    def __init__(self, searcher: Searcher, archive: Archive, *, site_name: str, map_size: int = MAP_SIZE) -> None:
        self._searcher = searcher
        self._archive = archive
        self._site_name = site_name
        self._map_size = map_size

    def blueprint(self) -> Blueprint:
        blueprint = Blueprint("discovery", __name__)
        blueprint.add_url_rule("/opensearch.xml", "opensearch", self.opensearch)
        blueprint.add_url_rule("/search.suggestions", "suggestions", self.suggestions)
        blueprint.add_url_rule("/sitemap.xml", "site_map", self.site_map)
        blueprint.add_url_rule(f"/sitemap-<int(min=1, max={MOST_MAPS}):number>.xml", "site_map_part", self.site_map_part)
        blueprint.add_url_rule("/robots.txt", "robots", self.robots)
        return blueprint

    def opensearch(self) -> Response:
        text = render_template(
            "feeds/opensearch.xml",
            short_name=self._site_name[:_SHORT_NAME].rstrip(),
            description=self._site_name,
            self_url=absolute(url_for(".opensearch")),
            search_url=absolute(url_for("pages.search")),
            atom_url=absolute(url_for("exports.search", kind="atom")),
            suggestions_url=absolute(url_for(".suggestions")),
        )
        response = Response(text, mimetype="application/opensearchdescription+xml")
        response.cache_control.public = True
        response.cache_control.max_age = _DAY
        return response

    def suggestions(self) -> Response:
        """Completions as browsers read them: what was typed, and what it can become."""

        def make() -> Response:
            typed = readable_part(request.args.get("q", "").strip())
            found = self._searcher.suggest(typed)
            values = [*(word.value for word in found.words), *(title.title for title in found.releases)]
            response = jsonify([typed, values])
            response.mimetype = "application/x-suggestions+json"
            return response

        return index_answer(self._searcher, make)

    def site_map(self) -> Response:
        count = self._archive.page_count()
        if count <= self._map_size:
            return self.site_map_part(1)
        parts = range(1, -(-count // self._map_size) + 1)
        urls = [absolute(url_for(".site_map_part", number=number)) for number in parts]
        return Response(render_template("feeds/sitemap_index.xml", urls=urls), mimetype="application/xml")

    def site_map_part(self, number: int) -> Response:
        if not request.path.isascii():  # the digits of any script are a number to werkzeug
            abort(404)

        def make() -> Response:
            pages = self._archive.pages(start=(number - 1) * self._map_size, limit=self._map_size)
            if not pages and number != 1:
                abort(404)
            entries = [(release_url(page.id), page.changed.isoformat()) for page in pages]
            return Response(render_template("feeds/sitemap.xml", entries=entries), mimetype="application/xml")

        return conditional(store_tag(self._archive.last_sequence(), self._archive.page_count()), make)

    def robots(self) -> Response:
        """Releases are to be found; lists of them are endless, and so is what can be asked of the API."""
        lines = ["User-agent: *", f"Disallow: {url_for('pages.search')}", f"Disallow: {request.script_root}/api/v1/", ""]
        lines += [f"Sitemap: {absolute(url_for('.site_map'))}", ""]
        response = Response("\n".join(lines), mimetype="text/plain")
        response.cache_control.public = True
        response.cache_control.max_age = _DAY
        return response
