"""The releases that a reader picked: a page to read and print, and files.

The address names them; what was picked is kept in the browser alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask import Blueprint, Response, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from search_service.archive import Archive
from search_service.config import Settings
from search_service.release import Release
from search_service.web.exports.citations import FORMATS, CitationFormat, citation_of, plain
from search_service.web.exports.tables import csv_table, table_language
from search_service.web.i18n import gettext, long_date, named_language
from search_service.web.links import release_path
from search_service.web.pages.filter_models import Link
from search_service.web.pages.search_view import plain_form
from search_service.web.pages.view_models import SelectedRelease, SelectionPage

MOST = 100
"""Releases of one selection; so many ids fit into an address."""
FILE_NAME = "merkliste"
_FORMATS = {each.suffix: each for each in FORMATS}
_LABELS = {"csv": "CSV", "json": "JSON", **{each.suffix: each.label for each in FORMATS}}


class SelectionPages:
    """The views of a selection."""

    def __init__(self, settings: Settings, archive: Archive) -> None:
        self._site_name = settings.site_name
        self._publisher = settings.authority or settings.site_name
        self._archive = archive

    def add_to(self, blueprint: Blueprint) -> None:
        suffixes = ", ".join(f'"{suffix}"' for suffix in _LABELS)
        blueprint.add_url_rule("/selection", "selection", self.show)
        blueprint.add_url_rule(f"/selection.<any({suffixes}):suffix>", "selection_file", self.file)

    def show(self) -> str:
        ids = _picked(request.args)
        releases = tuple(self._archive.many(ids))
        heading = gettext("Selection")
        page = SelectionPage(
            title=f"{heading} – {self._site_name}",
            heading=heading,
            form=plain_form(),
            most=MOST,
            releases=tuple(self._selected(release) for release in releases),
            missing=len(ids) - len(releases),
            files=tuple(Link(label, _file_path(suffix, releases)) for suffix, label in _LABELS.items()),
        )
        return render_template("selection.html", page=page)

    def file(self, suffix: str) -> Response:
        releases = list(self._archive.many(_picked(request.args)))
        response = self._made(suffix, releases)
        response.headers.set("Content-Disposition", "attachment", filename=f"{FILE_NAME}.{suffix}")
        return response

    def _made(self, suffix: str, releases: Sequence[Release]) -> Response:
        if suffix == "csv":
            ids = [release.id for release in releases]
            table = "".join(csv_table(self._archive, ids, more_at="", language=table_language()))
            return Response(table, content_type="text/csv; charset=utf-8")
        if suffix == "json":
            whole = ",".join(release.model_dump_json() for release in releases)
            return Response(f"[{whole}]\n", content_type="application/json")
        return self._cited(_FORMATS[suffix], releases)

    def _cited(self, chosen: CitationFormat, releases: Iterable[Release]) -> Response:
        citations = [citation_of(release, publisher=self._publisher) for release in releases]
        return Response(chosen.write_all(citations), content_type=f"{chosen.media_type}; charset=utf-8")

    def _selected(self, release: Release) -> SelectedRelease:
        cited = citation_of(release, publisher=self._publisher)
        return SelectedRelease(
            release.id, release.title, release_path(release.id), long_date(cited.day), cited.day.isoformat(), plain(cited)
        )


def _picked(args: MultiDict[str, str]) -> list[str]:
    return list(dict.fromkeys(args.getlist("id")))[:MOST]


def _file_path(suffix: str, releases: Iterable[Release]) -> str:
    return url_for("pages.selection_file", suffix=suffix, id=[release.id for release in releases], lang=named_language())
