"""The stylesheet of all pages as its parts below ``static/styles/``: what belongs to one kind of page stands in its own part.

A browser asks once for all of them (``assets``), and no build step is needed. What a page is first painted with also stands in it
(``first_style``).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

FOLDER = Path(__file__).parent / "static" / "styles"
PARTS = (
    "variables",
    "ground",
    "frame",
    "controls",
    "search_form",
    "result_page",
    "filters",
    "timeline",
    "hits",
    "start",
    "release",
    "advanced",
    "selection",
    "glossary",
    "api",
    "statistics",
    "media",
)
"""In the order of the cascade."""

_FIRST_ON_EVERY_PAGE = frozenset(("variables", "ground", "frame", "controls", "search_form"))
FIRST_PARTS = {
    "results": _FIRST_ON_EVERY_PAGE | {"result_page", "filters", "timeline", "hits", "selection"},
    "start": _FIRST_ON_EVERY_PAGE | {"timeline", "hits", "start"},
    "release": _FIRST_ON_EVERY_PAGE | {"release", "selection"},
    "subscribe": _FIRST_ON_EVERY_PAGE | {"result_page", "release"},
    "other": _FIRST_ON_EVERY_PAGE | {"result_page", "advanced", "selection", "glossary", "api", "statistics"},
}
"""What each kind of page needs to be painted as it will stay: all that gives its parts their place. Templates name their kind."""


_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_AROUND_SIGNS = re.compile(r"\s*([{};,])\s*")


def joined_parts(wanted: Collection[str] = PARTS) -> str:
    """The whole stylesheet, or those of its parts that are wanted."""
    return "\n".join((FOLDER / f"{part}.css").read_text(encoding="utf-8") for part in PARTS if part in wanted)


def compact(style: str) -> str:
    """The same rules without comments and the blanks between them. Our parts have no text with a brace, semicolon or comma in quotes."""
    return _AROUND_SIGNS.sub(r"\1", _COMMENT.sub("", style)).strip()
