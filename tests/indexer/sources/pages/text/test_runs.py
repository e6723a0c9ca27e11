"""Text and blocks of elements."""

from __future__ import annotations

import pytest
from lxml.html import HtmlElement, fromstring

from indexer.sources.pages.text.runs import runs_of, text_of


def element(html: str) -> HtmlElement:
    found = fromstring(f"<div>{html}</div>")
    assert isinstance(found, HtmlElement)
    return found


def blocks(html: str) -> list[tuple[str, str]]:
    return [(block.type.value, block.text) for run in runs_of(element(html)) if (block := run.block)]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("Klima&shy;schutz <b>jetzt</b>!", "Klimaschutz jetzt!"),
        ("eins<br>zwei<p>drei</p>vier", "eins zwei drei vier"),
        ("a<script>var x = 1;</script>b<style>p {}</style>c<template>d</template>", "abc"),
        ("vor <button>Vorlesen</button>nach", "vor nach"),
    ],
)
def test_text(html: str, text: str) -> None:
    assert text_of(element(html)) == text


def test_text_without_some_elements() -> None:
    caption = element("Im Saal <i>Foto: dpa</i> am Abend")
    assert text_of(caption, skip=list(caption.iter("i"))) == "Im Saal am Abend"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<h2>A</h2><p>b</p><h4>C</h4>", [("heading", "A"), ("paragraph", "b"), ("heading", "C")]),
        ("<blockquote><p>„a“</p><footer>x</footer></blockquote>", [("quote", "„a“"), ("paragraph", "x")]),
        ("<blockquote>„a“ <cite>x</cite></blockquote>", [("quote", "„a“"), ("paragraph", "x")]),
        ("<ul><li>a</li><li><p>b</p><ol><li>c</li></ol></li></ul>", [("list_item", "a"), ("list_item", "b"), ("list_item", "c")]),
        ("<dl><dt>a</dt><dd>b</dd></dl>", [("list_item", "a"), ("list_item", "b")]),
        ("lose <b>Worte</b><p>Absatz</p>danach", [("paragraph", "lose Worte"), ("paragraph", "Absatz"), ("paragraph", "danach")]),
        ("<p>a<br>b<br> <br>c</p>", [("paragraph", "a b"), ("paragraph", "c")]),
        ("<p>a\n\n\nb</p>", [("paragraph", "a b")]),
        ("<p> </p><p>&nbsp;</p><div><br></div>", []),
        ("<p>a</p><form>f</form><script>x</script><p>b</p>", [("paragraph", "a"), ("paragraph", "f"), ("paragraph", "b")]),
        ("<p>a<span class='sr-only'>öffnet neues Fenster</span> b</p>", [("paragraph", "a b")]),
        ("<details><summary>Kopf</summary>Text</details>", [("heading", "Kopf"), ("paragraph", "Text")]),
    ],
)
def test_blocks(html: str, expected: list[tuple[str, str]]) -> None:
    assert blocks(html) == expected


def test_a_row_of_data_is_one_paragraph() -> None:
    table = "<table><caption>Zahlen</caption><tr><th>Jahr<th>Hektar</tr><tr><td><p>2023</p></td><td>1<br>80</td></tr></table>"
    assert [text for _, text in blocks(table)] == ["Zahlen", "Jahr | Hektar", "2023 | 1 80"]


def test_a_table_that_is_layout_is_read_as_the_text_in_it() -> None:
    table = "<table><tr><td>Menü</td><td><h2>Kopf</h2><p>Eins</p><p>Zwei</p></td></tr></table>"
    assert blocks(table) == [("paragraph", "Menü"), ("heading", "Kopf"), ("paragraph", "Eins"), ("paragraph", "Zwei")]


def test_blocks_without_some_elements_keep_what_stands_behind_them() -> None:
    body = element("<p>a <b>weg</b> b</p><p>weg</p>c")
    skip = [each for each in body.iter() if each.text == "weg"]
    assert [block.text for block in runs_of(body, skip=skip)] == ["a b", "c"]
