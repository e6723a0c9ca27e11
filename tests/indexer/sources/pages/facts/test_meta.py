"""Meta tags, links and the language of a page's head."""

from __future__ import annotations

import pytest
from lxml.html import HtmlElement, document_fromstring

from indexer.sources.pages.facts.meta import meta_facts
from indexer.sources.pages.facts.page_facts import PageFacts
from search_service.release import Image


def facts(head: str) -> PageFacts:
    html = f'<html lang="de"><head>{head}</head><body>x</body></html>'
    page = document_fromstring(html)
    assert isinstance(page, HtmlElement)
    return meta_facts(page, html)


@pytest.mark.parametrize(
    ("head", "name", "value"),
    [
        ('<meta property="og:title" content="A"><meta name="DC.title" content="B">', "title", "A"),
        ('<meta name="DC.Title" content="B &amp; C">', "title", "B & C"),
        ('<meta name="Description" content="kurz"><meta property="og:description" content="länger">', "teaser", "länger"),
        ('<meta name="date" content="1.2.2024"><meta property="article:published_time" content="2024">', "published", ("2024",)),
        ('<meta name="date" content="1.2.2024"><meta property="article:published_time" content="2024">', "dates", ("1.2.2024",)),
        ('<meta itemprop="datePublished" content="2024-02-01">', "published", ("2024-02-01",)),
        ('<meta property="article:modified_time" content="2024-02-02">', "updated", ("2024-02-02",)),
        ('<meta property="article:section" content="A"><meta property="article:section" content="B">', "topics", ("A", "B")),
        (
            '<meta name="author" content="Redaktion"><meta name="DC.creator" content="Staatskanzlei">',
            "senders",
            ("Staatskanzlei", "Redaktion"),
        ),
        ('<meta name="author" content="Ina Groß">', "senders", ("Ina Groß",)),
        ('<link rel="canonical" href="https://a.example/x#y">', "url", "https://a.example/x"),
        ('<link rel="canonical" href="/x"><meta property="og:url" content="https://a.example/z">', "url", "https://a.example/z"),
        ('<link rel="stylesheet" href="https://a.example/x.css">', "url", ""),
        ('<meta property="og:title" content="">', "title", ""),
    ],
)
def test_fact(head: str, name: str, value: object) -> None:
    assert getattr(facts(head), name) == value


def test_picture_and_language() -> None:
    found = facts('<meta property="og:image" content="https://a.example/i.jpg"><meta property="og:image:alt" content="Ein Zug">')
    assert found == PageFacts(place="meta tags", language="de", images=(Image(alt="Ein Zug", url="https://a.example/i.jpg"),))
