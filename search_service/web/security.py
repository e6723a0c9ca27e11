"""Headers that every answer carries: nothing is loaded from elsewhere, nothing inline but our own first style, nothing is framed."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Flask, Response, request
from werkzeug.datastructures import ContentSecurityPolicy

_OWN = "'self'"
_NOTHING = "'none'"
HEADERS = (
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)


def install_security(app: Flask, *, image_host: str = "", style_hashes: Iterable[str] = ()) -> None:
    """Let every answer carry the headers; pages may load images of ``image_host``, too, if one is named.

    ``style_hashes`` are the sources of styles that stand in pages.
    """
    # Written once: for every answer anew it would take a third of the time of a 304.
    policy = ContentSecurityPolicy(
        {
            "default-src": _NOTHING,
            "script-src": _OWN,
            "connect-src": _OWN,
            "style-src": " ".join((_OWN, *style_hashes)),
            "img-src": f"{_OWN} data:" + (f" https://{image_host}" if image_host else ""),
            "font-src": _OWN,
            "form-action": _OWN,
            "base-uri": _NOTHING,
            "frame-ancestors": _NOTHING,
        }
    ).to_header()
    headers = (("Content-Security-Policy", policy), *HEADERS)
    app.after_request(lambda response: _restrict(response, headers))


def _restrict(response: Response, headers: Iterable[tuple[str, str]]) -> Response:
    for name, value in headers:
        response.headers.add(name, value)
    if request.path.startswith(("/api/v1/", "/search")):
        response.headers.add("X-Robots-Tag", "noindex")  # releases are to be found, lists of them are endless
    return response
