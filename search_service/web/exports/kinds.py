"""The kinds of exports of a search: the one table that addresses, views, links and the description of the API walk."""

from __future__ import annotations

from enum import StrEnum


class ExportKind(StrEnum):
    """What follows ``/search.`` in the address."""

    ATOM = "atom"
    JSON_FEED = "json-feed"
    CSV = "csv"
    JSON_LINES = "jsonl"
    NINJS = "ninjs.json"


EXPORTS = {
    ExportKind.ATOM: "Atom 1.0: the newest 20 hits",
    ExportKind.JSON_FEED: "JSON Feed 1.1: the same",
    ExportKind.CSV: "A table of at most 10,000 hits, without their text; semicolons, UTF-8",
    ExportKind.JSON_LINES: "JSON Lines: all hits, whole releases, one a line; `news-indexer import` reads them",
    ExportKind.NINJS: "IPTC ninjs 3.1: the newest 20 hits",
}
"""Each with what the page about the API says of it."""
