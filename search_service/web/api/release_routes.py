"""JSON for other services, API version 1: releases, their versions, and the changes of the store in their order.

The store is asked; of the index only which blocks are standing ones, so that releases are answered while it is built.
"""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for
from werkzeug.exceptions import NotFound

from search_service.archive import Archive, Version
from search_service.engines.base import Searcher
from search_service.errors import EngineError
from search_service.release import Release
from search_service.standing_blocks import blocks_of
from search_service.web.api.search_routes import model_response
from search_service.web.api.serializers import changes_answer, release_answer
from search_service.web.caching import conditional, store_tag
from search_service.web.i18n import gettext
from search_service.web.links import absolute, api_release_url
from search_service.web.parameters import AddressParameters, ChangesParameters, ReleaseParameters
from search_service.web.published_release import published_release
from search_service.web.request_args import read_parameters

MAX_CHANGED_LETTERS = 4_000_000
"""Of the releases of one answer of ``changes``; 1,000 common ones have fewer."""


class ApiReleases:
    """The views of ``/api/v1`` that read the store."""

    def __init__(self, searcher: Searcher, archive: Archive) -> None:
        self._searcher = searcher
        self._archive = archive

    def add_to(self, blueprint: Blueprint) -> None:
        blueprint.add_url_rule("/releases", "release_at", self.release_at)
        blueprint.add_url_rule("/releases/<release_id>", "release", self.release)
        blueprint.add_url_rule("/changes", "changes", self.changes)

    def release(self, release_id: str) -> Response:
        parameters = read_parameters(ReleaseParameters, request.args)
        return self._answer(published_release(self._archive, release_id), version=parameters.version)

    def release_at(self) -> Response:
        """The release that was published at an address, as ``release`` answers it."""
        parameters = read_parameters(AddressParameters, request.args)
        release_id = self._archive.id_of_url(parameters.url)
        if release_id is None:
            raise NotFound(gettext("No release was published at this address."))
        response = self._answer(published_release(self._archive, release_id))
        response.content_location = api_release_url(release_id)
        return response

    def changes(self) -> Response:
        def make() -> Response:
            fitting = self._archive.changes_within(MAX_CHANGED_LETTERS, parameters.since, parameters.limit)
            found = self._archive.changes(parameters.since, fitting + 1)
            answer = changes_answer(found, since=parameters.since, limit=fitting)
            response = model_response(answer)
            if answer.more:
                following = absolute(url_for("api.changes", since=answer.next_since, limit=parameters.limit))
                response.headers["Link"] = f'<{following}>; rel="next"'
            return response

        parameters = read_parameters(ChangesParameters, request.args)
        return conditional(store_tag(self._archive.last_sequence(), self._archive.names().digest), make, seconds=0)

    def _answer(self, current: Release, *, version: int | None = None) -> Response:
        versions = self._archive.public_versions(current.id)
        shown = current if version is None else self._version(current.id, version, versions)
        standing = self._standing(shown)
        return conditional(
            store_tag(current.id, versions, self._archive.names().digest, standing),
            lambda: model_response(release_answer(shown, versions, standing=standing, version=version)),
            seconds=0,
        )

    def _standing(self, release: Release) -> tuple[bool, ...]:
        """Whether the archive is known to repeat each block of the body: nothing is while there is no index."""
        try:
            return self._searcher.standing(blocks_of(release))
        except EngineError:
            return (False,) * len(release.body)

    def _version(self, release_id: str, number: int, public: tuple[Version, ...]) -> Release:
        shown = self._archive.version(release_id, number) if number in {each.number for each in public} else None
        if shown is None:
            raise NotFound(gettext("This release has no such version."))
        return shown
