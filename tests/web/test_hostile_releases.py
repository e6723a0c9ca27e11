"""Whatever a release says in whatever field, no output of it runs, calculates, leads astray or breaks its format."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from lxml import etree, html

from search_service.release import Block, BlockType, Image, RelatedRelease, Release
from tests.web.site import Site

SIGNS = "\x00\x08\x0b\x1b\x7f\x85\u2028\u202e\u200f\ufeff\ufffe"
"""Control characters, line breaks of other systems, marks of direction, what XML has no place for."""
TEXT = (
    f'Wort <script>alert(1)</script><svg/onload=alert(2)><img src=x onerror=alert(3)>"\' onmouseover="alert(4) {SIGNS} '
    "</title></textarea></script>--><b>]]>&amp;&#60;{{7*7}} %0d%0aSet-Cookie: a=b\r\nER  - \r\nTY  - JOUR\n}\n@book{a, title={b}\\input{x}"
)
FORMULAS = ("=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "\x00=1", "\u200b=1", "＝1+1", "＋1", "－1", "＠SUM(1)")
ADDRESSES = (
    *("javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", " javascript:alert(1)", "\x01javascript:alert(1)"),
    *(
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "//b.example",
        "http://[",
        'https://a.example/"><script>',
    ),
)
HTML_PATHS = ["/", "/search?q=Wort", "/search?q=Zeug", "/glossary", "/releases/{}", "/releases/{}?q=Wort", "/releases/{}?version=1"]
JSON_PATHS = [
    *("/api/v1/search?q=Wort", "/api/v1/releases/{}", "/api/v1/releases/{}/similar", "/api/v1/changes", "/api/v1/suggest?q=wo"),
    *(
        "/api/v1/facets",
        "/search.json-feed",
        "/search.ninjs.json",
        "/releases/{}.ninjs.json",
        "/releases/{}.csl.json",
        "/search.suggestions?q=wo",
    ),
]
XML_PATHS = ["/search.atom", "/search.atom?q=Wort", "/sitemap.xml", "/opensearch.xml"]


def hostile(number: int, text: str, address: str) -> Release:
    """``text`` in every field that is a text, ``address`` in every one that is an address."""
    filled: dict[str, Any] = {
        "id": f"r{number}",
        "url": address,
        "title": text,
        "topics": (text, f"Zeug {number}"),
        "ministries": (text,),
        "published": datetime(2024, 3, 21, 9, number % 60, tzinfo=UTC),
        "updated": datetime(2024, 3, 22, 9, tzinfo=UTC),
        "teaser": text,
        "body": tuple(Block(type=kind, text=text) for kind in BlockType),
        "images": (Image(alt=text, caption=text, credit=text, url=address),),
        "related": (RelatedRelease(title=text, topic=text, url=address),),
        "attachments": ({"title": text, "url": address},),
        "source": text,
    }
    others = {"language", "status", "embargo_until", "published_from", "cut", "correction"}
    assert set(filled) | others == set(Release.model_fields), "a field is new: fill it here"
    return Release.model_validate(filled)


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(Path(tmp_path_factory.mktemp("hostile")))
    texts = [TEXT, *FORMULAS]
    releases = [hostile(number, texts[number % len(texts)], ADDRESSES[number % len(ADDRESSES)]) for number in range(2 * len(texts))]
    site.publish(*releases)
    site.publish(*(release.model_copy(update={"teaser": f"{TEXT} neu"}) for release in releases[:3]))
    yield site
    site.close()


def ids(site: Site) -> list[str]:
    return [release.id for release in site.store.archive().many([f"r{number}" for number in range(200)])]


def answers(site: Site, paths: list[str]) -> Iterator[tuple[str, str]]:
    """Each path for each release, and what is answered."""
    for path in paths:
        for each in ids(site) if "{}" in path else [""]:
            response = site.client.get(path.format(each))
            assert response.status_code in (200, 404), (path, response.text[:300])
            assert all(value.isprintable() and value.isascii() for _, value in response.headers)
            if response.status_code == 200:
                yield path.format(each), response.text


@pytest.mark.parametrize("path", HTML_PATHS)
def test_pages_run_nothing_and_lead_nowhere_else(hostile_site: Site, path: str) -> None:
    found = list(answers(hostile_site, [path]))
    assert found
    for address, text in found:
        page = html.document_fromstring(text.encode())
        scripts = page.xpath("//script")
        assert all(each.get("src", "").startswith("/") or each.get("type") == "application/ld+json" for each in scripts), address
        for each in page.xpath("//script[@type='application/ld+json']"):
            assert "<" not in each.text
            json.loads(each.text)
        assert page.xpath("//@*[starts-with(name(), 'on')]") == [], address
        assert page.xpath("//iframe | //object | //embed | //img[@src='x'] | //b") == [], address
        assert [link for link in page.xpath("//@href | //@src | //@action") if not is_harmless(link)] == [], address


def is_harmless(link: str) -> bool:
    """A path of this site or an address of the web."""
    return bool(re.match(r"(https?://\S+$|/(?!/)|[?#]|$|mailto:)", link)) and not re.search(r"[\x00-\x20]", link)


def test_what_is_json_can_be_read(hostile_site: Site) -> None:
    for _, text in answers(hostile_site, JSON_PATHS):
        json.loads(text)
    lines = hostile_site.client.get("/search.jsonl").text.split("\n")
    assert {json.loads(line)["id"] for line in lines if line} == set(ids(hostile_site))


def test_what_is_xml_can_be_read_and_links_to_the_web(hostile_site: Site) -> None:
    for _, text in answers(hostile_site, XML_PATHS):
        root = etree.fromstring(text.encode())
        assert [link for link in root.xpath("//@href") if not link.startswith(("http://", "https://"))] == []
        assert root.xpath("//*[local-name()='script' or local-name()='svg']") == []
        assert root.getroottree().docinfo.internalDTD is None


def test_no_cell_of_a_table_is_calculated(hostile_site: Site) -> None:
    text = hostile_site.client.get("/search.csv").text.removeprefix("\ufeff")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    assert len(rows) == len(ids(hostile_site)) + 1
    assert len({len(row) for row in rows}) == 1
    begun = [
        cell for row in rows for cell in row if re.match(r"[\s\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\ufeff]*[=+\-@＝＋－＠]", cell)
    ]
    assert begun == []


def test_citations_are_one_record_each(hostile_site: Site) -> None:
    for _, text in answers(hostile_site, ["/releases/{}.bib"]):
        assert len(re.findall(r"^\s*@", text, re.MULTILINE)) == 1
        assert text.count("{") - text.count("\\{") == text.count("}") - text.count("\\}")
        assert "\\input" not in text
    for _, text in answers(hostile_site, ["/releases/{}.ris"]):
        lines = re.split(r"[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+", text.strip())
        assert [line for line in lines if not re.match(r"[A-Z][A-Z0-9]  - ?", line)] == []
        assert [line[:2] for line in lines].count("ER") == [line[:2] for line in lines].count("TY") == 1
