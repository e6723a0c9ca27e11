"""Signs that turn a text around do not reach a page; what is data stays as it was published."""

from __future__ import annotations

import pytest

from search_service.release import Block, BlockType
from tests.archives import release
from tests.web.site import Site

TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
OVERRIDE = "\u202e"


@pytest.mark.parametrize("path", ["/", "/search?q=Brücke", "/releases/turned?q=Brücke", "/selection?id=turned", "/search.atom?q=Brücke"])
def test_no_page_has_one(site: Site, path: str) -> None:
    body = (Block(type=BlockType.PARAGRAPH, text=f"Die Brücke {OVERRIDE}gnurreps\u2067 ist offen."),)
    site.publish(release("turned", "x").model_copy(update={"title": f"Brücke {OVERRIDE}tlletsegitref", "body": body}))
    text = site.client.get(path).text
    assert "tlletsegitref" in text
    assert [sign for sign in TURNING if sign in text] == []


def test_data_stays_as_it_was_published(site: Site) -> None:
    site.publish(release("turned", "x").model_copy(update={"title": f"Brücke {OVERRIDE}tlletsegitref"}))
    assert OVERRIDE in site.client.get("/api/v1/releases/turned").json["title"]


def test_words_of_other_scripts_stay(site: Site) -> None:
    site.publish(release("words", "x").model_copy(update={"title": "سلام und שלום im Rathaus"}))
    assert "سلام und שלום" in site.client.get("/search?q=Rathaus").text.replace("<mark>", "").replace("</mark>", "")
