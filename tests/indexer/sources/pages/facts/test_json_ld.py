"""JSON-LD as portals really write it, and as they should not."""

from __future__ import annotations

import json
from typing import Any

import pytest
from lxml.html import HtmlElement, document_fromstring

from indexer.sources.pages.facts.json_ld import json_ld_facts
from indexer.sources.pages.facts.page_facts import PageFacts
from search_service.release import Image


def facts(*blocks: str, kind: str = "application/ld+json", url: str = "", titles: tuple[str, ...] = ()) -> PageFacts:
    scripts = "".join(f'<script type="{kind}">{block}</script>' for block in blocks)
    page = document_fromstring(f"<html><head>{scripts}</head><body>x</body></html>")
    assert isinstance(page, HtmlElement)
    return json_ld_facts(page, url, titles)


def article(**fields: Any) -> str:
    return json.dumps({"@type": "NewsArticle", **fields})


def test_all_facts() -> None:
    found = facts(
        article(
            **{"headline": "M&uuml;ller", "description": "Kurz.", "inLanguage": "de", "url": "https://a.example/x#top"},
            datePublished="2024-03-22",
            dateModified="2024-03-23",
            articleSection=["Bahn", "Bus"],
            author=[{"@type": "Person", "name": "Ina Groß"}, {"@type": "Organization", "name": "Ministerium für Verkehr"}],
            image=[{"caption": "Ein Zug", "creditText": "Foto: © dpa", "contentUrl": "https://a.example/i.jpg"}, "https://a.example/j.jpg"],
        )
    )
    assert found == PageFacts(
        place="JSON-LD",
        **{"url": "https://a.example/x", "title": "Müller", "teaser": "Kurz.", "language": "de"},
        published=("2024-03-22",),
        updated=("2024-03-23",),
        topics=("Bahn", "Bus"),
        senders=("Ina Groß", "Ministerium für Verkehr"),
        images=(Image(caption="Ein Zug", credit="dpa", url="https://a.example/i.jpg"),),
    )


@pytest.mark.parametrize(
    "block",
    [
        json.dumps([{"@type": "WebSite"}, {"@type": "Article", "headline": "A"}]),
        json.dumps({"@graph": [{"@type": "Person"}, {"@type": ["Thing", "ReportageNewsArticle"], "headline": "A"}]}),
        json.dumps({"@type": "WebPage", "mainEntity": {"@type": "NewsArticle", "headline": [{"@value": "A"}]}}),
    ],
)
def test_where_the_article_may_stand(block: str) -> None:
    assert facts(block).title == "A"


def test_a_damaged_block_does_not_hide_the_next() -> None:
    assert facts("{kaputt", "[" * 100_000, article(headline="A")).title == "A"


@pytest.mark.parametrize(
    "block", ["", "null", "[]", "3", '{"@type": "Event", "headline": "A"}', '{"@type": 3}', '{"@graph": {"@graph": []}}']
)
def test_no_article(block: str) -> None:
    assert facts(block) == PageFacts("JSON-LD")


def test_other_scripts_are_not_read() -> None:
    assert facts(article(headline="A"), kind="text/javascript") == PageFacts("JSON-LD")


def test_values_of_the_wrong_kind_say_nothing() -> None:
    assert facts(article(headline=3, description=[[1]], datePublished={}, articleSection=None, image=7, author=[[7]], url=[])) == PageFacts(
        "JSON-LD"
    )


def test_half_a_surrogate_pair_becomes_a_question_mark() -> None:
    assert facts('{"@type": "NewsArticle", "headline": "A \\ud800"}').title == "A ?"
