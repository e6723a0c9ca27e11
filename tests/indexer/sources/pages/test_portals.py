"""A new portal is an entry in a TOML file: what it may say, which pages it is used for, and what is wrong with it."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml.html import HtmlElement, document_fromstring

from indexer.sources.base import Read, Source
from indexer.sources.pages.html_page import read_html
from indexer.sources.pages.portals import Portals, known_portals, read_portals
from search_service.errors import SettingsError
from search_service.release import Release

FILE_TIME = datetime(2024, 5, 2, 8, 30, tzinfo=UTC)
ENTRY = """
[[portal]]
name = "Behörde"
hosts = ["behoerde.example"]
id_from = "file"
ministry = "Behörde für Verkehr"
ignore_metadata = ["topics", "teaser"]
title = ["//div[has-class('x')]", "//div[has-class('big')]"]
topics = "//em"
body = "//td[2]"
"""
PAGE = """<html><head><link rel="canonical" href="https://www.behoerde.example/a">
<meta property="article:section" content="Presse"><meta name="description" content="Die Behörde informiert.">
</head><body><div class="very big">Titel</div><em>Bahn</em><table><tr><td>Menü</td><td><h2>Kopf</h2>Text</td></tr></table></body></html>"""


def portals_of(folder: Path, text: str) -> Portals:
    file = folder / "portals.toml"
    file.write_text(text, encoding="utf-8")
    return read_portals(file)


def release_of(html: str, portals: Portals) -> Release:
    (item,) = read_html(Source("in/meldung-7.html", io.BytesIO(html.encode()), FILE_TIME, portals))
    assert isinstance(item, Read), item
    return item.release


def parsed(html: str) -> HtmlElement:
    page = document_fromstring(html)
    assert isinstance(page, HtmlElement)
    return page


def test_a_new_portal_needs_no_code(tmp_path: Path) -> None:
    release = release_of(PAGE, portals_of(tmp_path, ENTRY))
    assert (release.id, release.title, release.topics) == ("meldung-7", "Titel", ("Bahn",))
    assert (release.ministries, release.teaser) == (("Behörde für Verkehr",), "")
    assert [block.text for block in release.body] == ["Kopf", "Text"]


def test_other_pages_are_read_as_before(tmp_path: Path) -> None:
    page = PAGE.replace("behoerde.example", "andere.example").replace("<div", "<h1").replace("</div", "</h1")
    assert release_of(page, portals_of(tmp_path, ENTRY)) == release_of(page, known_portals())


def test_known_portals_stay_behind_the_own_ones(tmp_path: Path) -> None:
    own = portals_of(tmp_path, ENTRY)
    assert [entry.name for entry in own.entries] == ["Behörde", *(entry.name for entry in known_portals().entries)]


def test_default_can_be_changed(tmp_path: Path) -> None:
    own = portals_of(tmp_path, "[default]\ntitle = '//b'")
    assert release_of("<b>Fett</b><article>Text</article>", own).title == "Fett"


@pytest.mark.parametrize(
    ("url", "html", "name"),
    [
        ("https://www.nordmark-auen.example/x", "<p>", "Nordmark-Auen"),
        ("https://nordmark-auen.example/x", "<p>", "Nordmark-Auen"),
        ("https://falsches-nordmark-auen.example/x", "<p>", ""),
        ("", "<p>", ""),
        ("https://x.example/", '<div class="stage"><h1 class="stage-headline">x</h1></div>', "Stage and cards"),
    ],
)
def test_portal_of_a_page(url: str, html: str, name: str) -> None:
    assert known_portals().portal_of(parsed(html), url).name == name


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[[portal", "no list of"),
        ("portal = 3", "no list of"),
        ("[[portal]]\ntitel = '//h1'", "titel"),
        ("[[portal]]\ntitle = '//h1['", "not XPath"),
        ("[[portal]]\ntitle = 'foo()'", "not XPath"),
        ("[[portal]]\ntitle = '//time/@datetime'", "must select elements"),
        ("[[portal]]\ntitle = 'count(//h1)'", "must select elements"),
        ("[[portal]]\ntitle = 3", "one XPath expression or a list"),
        ("[[portal]]\nid_from = 'title'", "id_from"),
    ],
)
def test_unusable_file(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(SettingsError, match=r"portals\.toml") as caught:
        portals_of(tmp_path, text)
    assert reason in str(caught.value)


def test_a_selector_that_fails_on_a_page_is_named(tmp_path: Path) -> None:
    own = portals_of(tmp_path, "[default]\ntitle = '//h1[foo()]'")
    with pytest.raises(SettingsError, match=r"//h1\[foo\(\)\] of a portal is not usable"):
        release_of("<h1>T</h1><p>Text.</p>", own)


def test_a_selector_that_finds_nothing_gives_way_to_the_default(tmp_path: Path) -> None:
    own = portals_of(tmp_path, ENTRY)
    page = PAGE.replace("<div", "<h1").replace("</div", "</h1")
    assert release_of(page, own).title == "Titel"


def test_an_empty_selector_says_that_there_is_no_such_thing(tmp_path: Path) -> None:
    page = PAGE.replace("<em>Bahn</em>", "<article><i class=kicker>Bahn</i></article>")
    assert release_of(page, portals_of(tmp_path, ENTRY)).topics == ("Bahn",)
    assert release_of(page, portals_of(tmp_path, ENTRY.replace('topics = "//em"', "topics = []"))).topics == ()


def test_what_is_to_be_skipped_is_added_to_the_default(tmp_path: Path) -> None:
    page = PAGE.replace("Text", "<p>Text</p><p class=ad>Werbung</p><p class=share>Teilen</p>")
    release = release_of(page, portals_of(tmp_path, ENTRY + "skip = \"//*[has-class('ad')]\""))
    assert [block.text for block in release.body] == ["Kopf", "Text"]


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        read_portals(tmp_path / "keine.toml")
