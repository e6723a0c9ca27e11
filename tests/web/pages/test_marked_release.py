"""The words of a search on the page of a release, and the links from mark to mark and to a passage."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from lxml.html import HtmlElement

from search_service.release import Block, Image, Release
from search_service.schema import Field, field_texts
from search_service.web.pages.marks import MAX_MARKS, MarkedRelease, text_directive
from search_service.web.pages.release_models import MarkedText
from tests.archives import release
from tests.web.conftest import Read
from tests.web.pages.test_result_page import texts
from tests.web.site import Site

PATH = "/releases/2023-10-05-intmk-koehlerstadt"


def marks(tree: HtmlElement) -> list[str]:
    return texts(tree, "//article//mark")


def written(text: MarkedText) -> str:
    return "".join(part.text for part in text)


def test_all_forms_that_the_search_found_are_marked(read: Read) -> None:
    found = marks(read(f"{PATH}?q=Integration+Minister&page=1"))
    assert {"Integration", "Ministerinnen", "Minister"} <= set(found)


@pytest.mark.parametrize("query", ["", "?q=", "?page=1", "?q=-Integration", "?q=thema:Integration", "?q=Xylophon"])
def test_without_words_nothing_is_marked(read: Read, query: str) -> None:
    tree = read(PATH + query)
    assert marks(tree) == []
    assert not tree.xpath("//p[@class='marks']")


@pytest.mark.parametrize("step", ["on", "back"])
def test_marks_follow_one_another_in_a_ring(read: Read, step: str) -> None:
    tree = read(f"{PATH}?q=Integration+Minister&page=1")
    (first,) = tree.xpath("//p[@class='marks']/a[1]/@href")
    seen, target = [], first
    while target not in seen:
        seen.append(target)
        (mark,) = tree.xpath(f"//mark[@id='{target[1:]}']")
        (target,) = mark.xpath(f"following-sibling::*[1]/a[@data-step='{step}']/@href")
    assert target == first
    assert len(seen) == len(tree.xpath("//mark[@id]")) == int(texts(tree, "//p[@class='marks']")[0].split()[0])


def test_a_step_says_where_it_stands(read: Read) -> None:
    tree = read(f"{PATH}?q=Integration+Minister&page=1")
    total = len(tree.xpath("//mark[@id]"))
    assert texts(tree, "//span[@class='mark-links']/span") == [f"{number}/{total}" for number in range(1, total + 1)]


def test_of_too_many_passages_the_first_are_marked(site: Site) -> None:
    site.publish(release("a", "Radweg " * (MAX_MARKS + 50)))
    tree = html.fromstring(site.client.get("/releases/a?q=Radweg").text)
    assert len(tree.xpath("//mark[@id]")) == MAX_MARKS
    (line,) = texts(tree, "//p[@class='marks']")
    assert line.startswith(f"Die ersten {MAX_MARKS} von {MAX_MARKS + 50} Fundstellen sind markiert")


def test_marks_can_be_hidden(read: Read) -> None:
    (address,) = read(f"{PATH}?q=Integration&page=1").xpath("//p[@class='marks']/a[2]/@href")
    assert marks(read(address)) == []


def test_each_mark_has_a_link_to_its_passage(read: Read) -> None:
    tree = read(f"{PATH}?q=Integrationskurse&page=1")
    links = tree.xpath("//mark[@id]/following-sibling::*[1]/a[last()]/@href")
    assert links == [f"http://localhost{PATH}#:~:text=Bundeshaushalts%2C%20der%20f%C3%BCr-,Integrationskurse,-12%20Prozent%20weniger"]


def test_fields_blocks_and_captions_are_told_apart() -> None:
    each = release("a", "Eins zwei\nzwei drei", title="Zwei", teaser="zwei", images=[Image(alt="zwei"), Image(caption="drei zwei")])
    spans = {
        field: tuple((match.start(), match.end()) for match in re.finditer("(?i)zwei", text)) for field, text in field_texts(each).items()
    }
    marked = MarkedRelease(each, spans, address="x")
    assert [[part.text for part in block] for block in marked.blocks] == [["Eins ", "zwei"], ["zwei", " drei"]]
    assert [written(text) for text in marked.captions] == ["zwei", "drei zwei"]
    assert marked.count == 5


@given(
    lines=st.lists(st.text(alphabet="ab ", min_size=1, max_size=9).filter(lambda text: text == text.strip() and text), max_size=4),
    edges=st.lists(st.integers(0, 40), max_size=8, unique=True),
)
def test_marks_change_no_letter_and_cover_what_they_shall(lines: list[str], edges: list[int]) -> None:
    each = Release(id="a", title="t", published="2024-03-21T10:00:00Z", body=tuple(Block(text=line) for line in lines))
    inside = sorted(edge for edge in edges if edge <= len(each.body_text))
    spans = list(zip(inside[::2], inside[1::2], strict=False))
    marked = MarkedRelease(each, {Field.BODY: spans}, address="x")
    assert [written(block) for block in marked.blocks] == lines
    covered = "".join(part.text for block in marked.blocks for part in block if part.mark)
    assert covered == "".join(each.body_text[start:end] for start, end in spans).replace("\n", "")
    assert [part.mark for block in marked.blocks for part in block if part.mark] == list(range(1, marked.count + 1))


@pytest.mark.parametrize(
    ("text", "marked", "expected"),
    [
        ("Berg und Tal", "und", ":~:text=Berg-,und,-Tal"),
        ("x" * 200 + " und " + "y" * 200, "und", ":~:text=und"),
        ("a " + "b" * 149 + " und Tal", "und", f":~:text={'b' * 149}-,und,-Tal"),
        ("Land", "Land", ":~:text=Land"),
        ("a b c d e Bus-Verkehr, f", "Bus-Verkehr", ":~:text=c%20d%20e-,Bus%2DVerkehr"),
        ("Besucher:innen & Co.", "innen", ":~:text=innen,-%26%20Co."),
    ],
)
def test_text_directives(text: str, marked: str, expected: str) -> None:
    start = text.index(marked)
    directive = text_directive(text, start, start + len(marked))
    assert directive == expected
    assert marked in unquote(directive)
