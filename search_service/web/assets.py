"""Our own files as pages link them: style, script, icon, each under an address that has a hash of its content in the name.

So a browser keeps a file for a year and never shows an old one. What the theme folder holds is served as it lies there (``theme``).
"""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from flask import Blueprint, Response, abort, request

from search_service.web.links import path_of
from search_service.web.stylesheet import joined_parts
from search_service.web.theme import STYLE

STATIC = Path(__file__).parent / "static"
_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Asset:
    """A file in memory; ``digest`` changes with its content."""

    body: bytes
    media_type: str
    digest: str


class Assets:
    """The files below ``static/`` and the joined stylesheet."""

    def __init__(self, *, appended_style: str = "") -> None:
        files = {path.name: path.read_bytes() for path in STATIC.iterdir() if path.is_file()}
        files[STYLE] = "\n".join((joined_parts(), appended_style)).encode()
        self._assets = {name: _asset(name, body) for name, body in files.items()}

    def blueprint(self) -> Blueprint:
        blueprint = Blueprint("assets", __name__)
        blueprint.add_url_rule("/static/<stem>.<digest>.<suffix>", "file", self._file)
        return blueprint

    def address(self, name: str) -> str:
        """The path of a file of which there is one. Raises KeyError for another name."""
        stem, _, suffix = name.rpartition(".")
        return path_of("assets.file", stem=stem, digest=self._assets[name].digest, suffix=suffix, lang=None)

    def _file(self, stem: str, digest: str, suffix: str) -> Response:
        """The file as it is now: a page of before an update gets it too, but may not keep it under the old name."""
        asset = self._assets.get(f"{stem}.{suffix}") or abort(404)
        response = Response(asset.body, content_type=asset.media_type)
        response.set_etag(asset.digest)
        response.cache_control.public = True
        if digest == asset.digest:
            response.cache_control.max_age = _YEAR
            response.cache_control.immutable = True
        else:
            response.cache_control.no_cache = True
        return response.make_conditional(request)  # type: ignore[return-value]  # it returns its own response


def _asset(name: str, body: bytes) -> Asset:
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    is_text = media_type.startswith(("text/", "image/svg"))
    return Asset(body, f"{media_type}; charset=utf-8" if is_text else media_type, sha256(body).hexdigest()[:12])
