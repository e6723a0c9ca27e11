"""The stylesheet of all pages: its parts below ``static/styles/``, joined once into one answer.

What belongs to one kind of page stands in its own part; a browser asks once, and no build step is needed.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from flask import Blueprint, Response, current_app

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
    "glossary",
    "api",
    "media",
)
"""In the order of the cascade."""


class Stylesheet:
    """The joined parts; ``version`` changes with their content and belongs into the address, so browsers keep it for a year."""

    def __init__(self) -> None:
        self._text = "\n".join((FOLDER / f"{part}.css").read_text(encoding="utf-8") for part in PARTS)
        self.version = sha256(self._text.encode()).hexdigest()[:12]

    def blueprint(self) -> Blueprint:
        """Serves it as ``stylesheet.show``."""
        blueprint = Blueprint("stylesheet", __name__)
        blueprint.add_url_rule("/style.css", "show", self._show)
        return blueprint

    def _show(self) -> Response:
        response = Response(self._text, mimetype="text/css")
        response.cache_control.public = True
        response.cache_control.max_age = int(current_app.config["SEND_FILE_MAX_AGE_DEFAULT"].total_seconds())
        return response
