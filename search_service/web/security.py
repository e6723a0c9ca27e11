"""Headers that every answer carries: nothing is loaded from elsewhere, no script runs inline, nothing is framed."""

from __future__ import annotations

from flask import Flask, Response, request

_OWN = "'self'"
_NOTHING = "'none'"


def install_security(app: Flask) -> None:
    app.after_request(_restrict)


def _restrict(response: Response) -> Response:
    policy = response.content_security_policy
    policy.default_src = _NOTHING
    policy.script_src = _OWN
    policy.connect_src = _OWN
    policy.style_src = _OWN
    policy.img_src = f"{_OWN} data:"
    policy.font_src = _OWN
    policy.form_action = _OWN
    policy.base_uri = _NOTHING
    policy.frame_ancestors = _NOTHING
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    if request.path.startswith(("/api/", "/search")):
        response.headers["X-Robots-Tag"] = "noindex"  # releases are to be found, lists of them are endless
    return response
