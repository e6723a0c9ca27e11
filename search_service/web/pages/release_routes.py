"""The pages of one release: the release itself, its versions, its downloads (citations, ninjs), and its withdrawal."""

from __future__ import annotations

import re

from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.exceptions import NotFound

from search_service.archive import Archive, Withdrawn
from search_service.config import Settings
from search_service.engines.base import Searcher
from search_service.errors import InvalidRequestError
from search_service.query.request import SearchRequest
from search_service.release import Release
from search_service.schema import field_texts
from search_service.standing_blocks import blocks_of
from search_service.web.caching import conditional, index_tag, store_tag
from search_service.web.exports.citations import FORMATS, Citation, citation_of
from search_service.web.exports.ninjs import release_ninjs
from search_service.web.links import permanent_url
from search_service.web.pages.marks import MarkedRelease
from search_service.web.pages.neighbours import neighbours
from search_service.web.pages.position_in_hits import no_trail, trail
from search_service.web.pages.release_view import Surroundings, release_page, withdrawn_page
from search_service.web.pages.shown_release import shown_on_a_page
from search_service.web.pages.version_view import version_page
from search_service.web.published_release import published_release
from search_service.web.request_args import SEARCH_NAMES, read_page_search

SIMILAR = 5
NINJS = "ninjs.json"
_FORMATS = {each.suffix: each for each in FORMATS}
_SUFFIXES = ", ".join(f'"{suffix}"' for suffix in (*_FORMATS, NINJS))


class ReleasePages:
    """The views below ``/releases``."""

    def __init__(self, settings: Settings, searcher: Searcher, archive: Archive) -> None:
        self._site_name = settings.site_name
        self._image_host = settings.image_host
        self._publisher = settings.authority or settings.site_name
        self._searcher = searcher
        self._archive = archive

    def add_to(self, blueprint: Blueprint) -> None:
        blueprint.add_url_rule("/releases/<release_id>", "release", self.release)
        blueprint.add_url_rule(f"/releases/<release_id>.<any({_SUFFIXES}):suffix>", "download", self.download)

    def release(self, release_id: str) -> Response:
        found = self._archive.get(release_id)
        if found is None:
            raise NotFound
        if isinstance(found, Withdrawn):
            return make_response(render_template("withdrawn.html", page=withdrawn_page(found, site_name=self._site_name)), 410)
        # What is withdrawn, corrected or seen again is told of at once, whenever the index learns of it.
        return conditional(index_tag(self._searcher, self._archive.last_sequence()), lambda: make_response(self._shown(found)))

    def _shown(self, found: Release) -> str:
        if "version" in request.args:
            return self._version(found, request.args["version"])
        search = _search_that_led_here()
        shown, left_out = shown_on_a_page(found)
        spans = self._searcher.marks(field_texts(shown), search.sought) if search else {}
        page = release_page(
            MarkedRelease(shown, spans, address=permanent_url(found.id)),
            self._citation(shown),
            self._surroundings(shown, search, left_out),
            q=search.q if search else "",
            site_name=self._site_name,
            image_host=self._image_host,
        )
        return render_template("release.html", page=page)

    def download(self, release_id: str, suffix: str) -> Response:
        """A release as a citation or in ninjs. An id may end so too: that release comes first, it has no other page."""
        whole_id = f"{release_id}.{suffix}"
        if self._archive.get(whole_id) is not None:
            return self.release(whole_id)
        found = published_release(self._archive, release_id)
        if suffix == NINJS:
            return conditional(store_tag(found.content_hash), lambda: release_ninjs(found), seconds=0)
        chosen = _FORMATS[suffix]
        response = Response(chosen.write(self._citation(found)), content_type=f"{chosen.media_type}; charset=utf-8")
        response.headers.set("Content-Disposition", "attachment", filename=f"{release_id}.{suffix}")
        return response

    def _version(self, release: Release, number: str) -> str:
        page = version_page(
            self._archive,
            release,
            _whole_number(number),
            compare=_whole_number(request.args.get("compare", "")),
            standing=self._searcher.standing,
            site_name=self._site_name,
        )
        if page is None:
            raise NotFound
        return render_template("version.html", page=page)

    def _citation(self, release: Release) -> Citation:
        return citation_of(release, publisher=self._publisher)

    def _surroundings(self, release: Release, search: SearchRequest | None, left_out: int) -> Surroundings:
        older, newer = neighbours(self._searcher, release)
        return Surroundings(
            trail=trail(self._searcher, search, release.id) if search else no_trail(),
            similar=self._searcher.similar(release_id=release.id, size=SIMILAR),
            versions=self._archive.public_versions(release.id),
            own=self._archive.shown_at(each.url for each in release.related),
            standing=self._searcher.standing(blocks_of(release)),
            older=older,
            newer=newer,
            left_out=left_out,
        )


def _whole_number(text: str) -> int:
    """0 for what is none."""
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else 0


def _search_that_led_here() -> SearchRequest | None:
    """The search whose result page links here; None without one, or where its parameters cannot be read."""
    if not SEARCH_NAMES & set(request.args):
        return None
    try:
        return read_page_search(request.args).request
    except InvalidRequestError:
        return None
