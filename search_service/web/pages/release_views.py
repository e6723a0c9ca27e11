"""The pages of one release: the release itself, its versions, its citations, and its withdrawal."""

from __future__ import annotations

import re
from datetime import datetime

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import Gone, NotFound

from search_service.archive import Archive, Withdrawn
from search_service.config import Settings
from search_service.dates import BERLIN
from search_service.engines.base import Searcher
from search_service.errors import InvalidRequestError
from search_service.query.request import SearchRequest
from search_service.release import RelatedRelease, Release
from search_service.schema import field_texts
from search_service.web.exports.citations import FORMATS, Citation
from search_service.web.i18n import gettext
from search_service.web.links import permanent_url, web_address
from search_service.web.pages.marks import MarkedRelease
from search_service.web.pages.position_in_hits import no_trail, trail
from search_service.web.pages.release_view import Surroundings, release_page, withdrawn_page
from search_service.web.pages.version_view import public_versions, version_page
from search_service.web.request_args import read_page_search

SIMILAR = 5
_FORMATS = {each.suffix: each for each in FORMATS}
_SUFFIXES = ", ".join(f'"{suffix}"' for suffix in _FORMATS)
_PARAMETERS_OF_A_SEARCH = frozenset({"q", "topic", "ministry", "from", "to", "sort", "page", "size"})


class ReleasePages:
    """The views below ``/releases``."""

    def __init__(self, settings: Settings, searcher: Searcher, archive: Archive) -> None:
        self._site_name = settings.site_name
        self._publisher = settings.authority or settings.site_name
        self._searcher = searcher
        self._archive = archive

    def add_to(self, blueprint: Blueprint) -> None:
        blueprint.add_url_rule("/releases/<release_id>", "release", self.release)
        blueprint.add_url_rule(f"/releases/<release_id>.<any({_SUFFIXES}):suffix>", "citation", self.citation)

    def release(self, release_id: str) -> str | tuple[str, int]:
        found = self._archive.get(release_id)
        if found is None:
            raise NotFound
        if isinstance(found, Withdrawn):
            return render_template("withdrawn.html", page=withdrawn_page(found, site_name=self._site_name)), 410
        if "version" in request.args:
            return self._version(found, request.args["version"])
        search = _search_that_led_here()
        spans = self._searcher.marks(field_texts(found), search.node) if search else {}
        page = release_page(
            MarkedRelease(found, spans, address=permanent_url(found.id)),
            self._citation(found),
            self._surroundings(found, search),
            q=search.q if search else "",
            site_name=self._site_name,
        )
        return render_template("release.html", page=page)

    def citation(self, release_id: str, suffix: str) -> str | tuple[str, int] | Response:
        found = self._archive.get(release_id)
        if found is None:  # an id may end like a citation
            return self.release(f"{release_id}.{suffix}")
        if isinstance(found, Withdrawn):
            raise Gone(gettext("This release was withdrawn."))
        chosen = _FORMATS[suffix]
        response = Response(chosen.write(self._citation(found)), content_type=f"{chosen.media_type}; charset=utf-8")
        response.headers.set("Content-Disposition", "attachment", filename=f"{release_id}.{suffix}")
        return response

    def _version(self, release: Release, number: str) -> str:
        wanted = int(number) if re.fullmatch("[0-9]{1,9}", number) else 0
        page = version_page(self._archive, release, wanted, site_name=self._site_name)
        if page is None:
            raise NotFound
        return render_template("version.html", page=page)

    def _citation(self, release: Release) -> Citation:
        return Citation(
            release=release,
            url=permanent_url(release.id),
            original=web_address(release.url),
            publisher=self._publisher,
            accessed=datetime.now(BERLIN).date(),
        )

    def _surroundings(self, release: Release, search: SearchRequest | None) -> Surroundings:
        return Surroundings(
            trail=trail(self._searcher, search, release.id) if search else no_trail(),
            similar=self._searcher.similar(release_id=release.id, size=SIMILAR),
            versions=public_versions(self._archive, release),
            own=self._own_copies(release.related),
        )

    def _own_copies(self, related: tuple[RelatedRelease, ...]) -> dict[str, str]:
        """The ids of those that the archive holds and may show, by their address."""
        held = {each.url: found for each in related if each.url and (found := self._archive.id_of_url(each.url))}
        shown = {release.id for release in self._archive.many(tuple(held.values()))}
        return {url: release_id for url, release_id in held.items() if release_id in shown}


def _search_that_led_here() -> SearchRequest | None:
    """The search whose result page links here; None without one, or where its parameters cannot be read."""
    if not _PARAMETERS_OF_A_SEARCH & set(request.args):
        return None
    try:
        return read_page_search(request.args).request
    except InvalidRequestError:
        return None
