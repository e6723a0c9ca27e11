"""Headers of every answer: nothing from elsewhere, nothing inline but the first style, lists of releases kept out of search engines."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest
from flask.testing import FlaskClient

from tests.web.conftest import Read

PATHS = [
    "/",
    "/search?q=Land",
    "/search?from=quatsch",
    "/releases/2019-01-24-nachwuchsgruppen-hochschulen",
    "/nix",
    "/api/v1/search",
    "/healthz",
]


@pytest.mark.parametrize("path", PATHS)
def test_nothing_may_be_loaded_unless_named(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    policy = response.content_security_policy
    assert (policy.default_src, policy.base_uri, policy.frame_ancestors) == ("'none'", "'none'", "'none'")
    assert "unsafe-inline" not in policy.to_header()
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", [path for path in PATHS if not path.startswith(("/api", "/health"))])
def test_pages_hold_nothing_inline_but_the_style_that_the_policy_names(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    text = response.text
    (style,) = re.findall("<style>(.*?)</style>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in (response.content_security_policy.style_src or "").split()
    scripts = re.findall("<script[^>]*>", text)
    assert scripts
    assert all(
        re.fullmatch(r'<script src="/static/(search|release|editors)\.\w{12}\.js" defer>|<script type="application/ld\+json">', tag)
        for tag in scripts
    )
    assert text.count("<style") == 1
    assert " style=" not in text
    assert " on" + "click" not in text


@pytest.mark.parametrize(
    ("path", "expected"), [("/search", "noindex"), ("/api/v1/search", "noindex"), ("/", None), ("/releases/nix", None)]
)
def test_lists_are_not_for_search_engines(client: FlaskClient, path: str, expected: str | None) -> None:
    assert client.get(path).headers.get("X-Robots-Tag") == expected


def test_the_stylesheet_is_ours(client: FlaskClient, read: Read) -> None:
    (address,) = read("/").xpath("//link[@rel='stylesheet']/@href")
    with client.get(address) as response:
        assert response.mimetype == "text/css"
        assert "url(" not in response.text
        assert "@import" not in response.text
