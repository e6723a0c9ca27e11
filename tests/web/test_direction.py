"""Signs that turn a text around do not reach a page; what is data stays as it was published."""

from __future__ import annotations

import gzip

import pytest
from flask import Flask, Response

from search_service.release import Block, BlockType
from search_service.web.direction import install_direction
from tests.archives import release
from tests.web.site import Site

TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
OVERRIDE = "\u202e"


@pytest.mark.parametrize("coding", ["identity", "gzip"])
@pytest.mark.parametrize("path", ["/", "/search?q=Brücke", "/releases/turned?q=Brücke", "/selection?id=turned", "/search.atom?q=Brücke"])
def test_no_page_has_one(site: Site, path: str, coding: str) -> None:
    body = (Block(type=BlockType.PARAGRAPH, text=f"Die Brücke {OVERRIDE}gnurreps\u2067 ist offen."),)
    site.publish(release("turned", "x").model_copy(update={"title": f"Brücke {OVERRIDE}tlletsegitref", "body": body}))
    for _ in ("made", "kept"):
        answer = site.client.get(path, headers={"Accept-Encoding": coding})
        assert answer.headers.get("Content-Encoding", "identity") == coding
        text = (gzip.decompress(answer.data) if coding == "gzip" else answer.data).decode()
        assert "tlletsegitref" in text
        assert [sign for sign in TURNING if sign in text] == []


def test_bytes_that_are_compressed_stay_whole() -> None:
    """They hold the bytes of such a sign by chance: of 6 kB one page in 300."""
    packed = gzip.compress(TURNING.encode(), compresslevel=0)
    assert OVERRIDE.encode() in packed
    app = Flask(__name__)
    install_direction(app)
    app.add_url_rule("/", view_func=lambda: Response(packed, mimetype="text/html", headers={"Content-Encoding": "gzip"}))
    assert app.test_client().get("/").data == packed


def test_data_stays_as_it_was_published(site: Site) -> None:
    site.publish(release("turned", "x").model_copy(update={"title": f"Brücke {OVERRIDE}tlletsegitref"}))
    assert OVERRIDE in site.client.get("/api/v1/releases/turned").json["title"]


def test_words_of_other_scripts_stay(site: Site) -> None:
    site.publish(release("words", "x").model_copy(update={"title": "سلام und שלום im Rathaus"}))
    assert "سلام und שלום" in site.client.get("/search?q=Rathaus").text.replace("<mark>", "").replace("</mark>", "")
