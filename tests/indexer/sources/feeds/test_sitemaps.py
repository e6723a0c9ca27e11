"""Sitemaps are work lists: what they name, with what they say of it."""

from __future__ import annotations

import gzip
from pathlib import Path

from indexer.sources.base import Listed
from indexer.sources.opening import read_source
from tests.indexer.sources.reading import items_of, reason_of

HEAD = (
    '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
)


def listed(data: bytes) -> list[Listed]:
    return [item for item in items_of(data) if isinstance(item, Listed)]


def test_pages_with_dates() -> None:
    entries = (
        "<url><loc> https://a.example/1;jsessionid=7 </loc><lastmod>2024-03-21</lastmod></url><url><loc>https://a.example/2</loc></url>"
    )
    first, second = listed(f"{HEAD}{entries}</urlset>".encode())
    assert (first.url, first.modified and first.modified.day, first.is_sitemap) == ("https://a.example/1", 21, False)
    assert (second.url, second.modified, second.line) == ("https://a.example/2", None, 1)


def test_news() -> None:
    news = (
        "<news:news><news:publication><news:name>A</news:name><news:language>de</news:language></news:publication>"
        "<news:publication_date>2024-03-21T10:00:00+01:00</news:publication_date><news:title>Brücke</news:title></news:news>"
    )
    (page,) = listed(f"{HEAD}<url><loc>https://a.example/1</loc>{news}</url></urlset>".encode())
    assert (page.title, page.language, page.modified and page.modified.hour) == ("Brücke", "de", 10)


def test_languages_are_listed_once() -> None:
    links = "".join(f"<xhtml:link rel='alternate' hreflang='{code}' href='https://a.example/{code}'/>" for code in ("de", "en"))
    entries = "".join(f"<url><loc>https://a.example/{code}</loc>{links}</url>" for code in ("en", "de"))
    pages = listed(f"{HEAD}{entries}</urlset>".encode())
    assert {(page.url, page.language) for page in pages} == {("https://a.example/en", "en"), ("https://a.example/de", "de")}


def test_an_index_names_sitemaps(tmp_path: Path) -> None:
    path = tmp_path / "sitemap.xml.gz"
    path.write_bytes(gzip.compress(b"<sitemapindex><sitemap><loc>https://a.example/s.xml.gz</loc></sitemap></sitemapindex>"))
    (item,) = read_source(path)
    assert isinstance(item, Listed) and item.is_sitemap and item.url == "https://a.example/s.xml.gz"


def test_what_is_no_address_is_left_out() -> None:
    assert listed(f"{HEAD}<url><loc>javascript:alert(1)</loc></url><url/></urlset>".encode()) == []


def test_damage_is_a_rejection_with_its_line() -> None:
    assert "line 2" in reason_of(f"{HEAD}\n<url></urlset>".encode())
    assert "declares entities" in reason_of(b'<!DOCTYPE u [<!ENTITY a "b">]><urlset/>')
