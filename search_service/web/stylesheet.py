"""The stylesheet of all pages as its parts below ``static/styles/``: what belongs to one kind of page stands in its own part.

A browser asks once for all of them (``assets``), and no build step is needed.
"""

from __future__ import annotations

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
    "media",
)
"""In the order of the cascade."""


def joined_parts() -> str:
    """The whole stylesheet."""
    return "\n".join((FOLDER / f"{part}.css").read_text(encoding="utf-8") for part in PARTS)
