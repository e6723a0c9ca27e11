"""The glossary: every abbreviation that the archive defines, with its readings, each a search."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from flask import url_for

from search_service.query.request import SearchRequest
from search_service.results import AbbreviationEntry, AbbreviationReading
from search_service.web.i18n import gettext
from search_service.web.links import search_path
from search_service.web.pages.filter_models import Link
from search_service.web.pages.search_view import plain_form
from search_service.web.pages.view_models import GlossaryEntry, GlossaryPage, GlossaryReading

ON_ONE_PAGE = 150
"""Longer glossaries show one letter at a time."""
OTHER = "0–9"
"""The letter of what begins with none."""


def glossary_page(entries: Sequence[AbbreviationEntry], letter: str, *, site_name: str) -> GlossaryPage:
    """The entries that begin with ``letter``; an unknown letter means the first."""
    entries = sorted(entries, key=lambda entry: (_plain(entry.short), entry.short))
    letters = sorted({_initial(entry) for entry in entries})
    parted = len(entries) > ON_ONE_PAGE
    chosen = letter if letter in letters else next(iter(letters), "")
    shown = [entry for entry in entries if not parted or _initial(entry) == chosen]
    heading = gettext("Abbreviations")
    return GlossaryPage(
        title=f"{heading}: {chosen} – {site_name}" if parted else f"{heading} – {site_name}",
        form=plain_form(),
        total=len(entries),
        letters=tuple(Link(each, url_for("pages.glossary", letter=each), current=each == chosen) for each in letters) if parted else (),
        entries=tuple(map(_entry, shown)),
    )


def _initial(entry: AbbreviationEntry) -> str:
    first = _plain(entry.short)[:1].upper()
    return first if first.isalpha() else OTHER


def _plain(short: str) -> str:
    """As a dictionary sorts it: Ö stands with O."""
    return "".join(char for char in unicodedata.normalize("NFD", short.casefold()) if not unicodedata.combining(char))


def _entry(entry: AbbreviationEntry) -> GlossaryEntry:
    return GlossaryEntry(
        short=entry.short,
        url=search_path(SearchRequest(q=entry.short)),
        readings=tuple(map(_reading, entry.readings)),
    )


def _reading(reading: AbbreviationReading) -> GlossaryReading:
    return GlossaryReading(reading.long, reading.definitions, search_path(SearchRequest(q=reading.long)))
