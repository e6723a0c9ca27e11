"""What stands in an element as readers see it: one text, or the blocks of a body."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from lxml import etree
from lxml.html import HtmlElement

from indexer.cleaning import clean_text
from search_service.release import Block, BlockType

_UNSEEN = frozenset(
    {"script", "style", "noscript", "template", "svg", "math", "iframe", "object", "canvas", "audio", "video", "map", "head"}
)
_CONTROLS = frozenset({"button", "input", "select", "textarea", "label", "form", "dialog", "menu"})
_FRAME = frozenset({"nav", "aside", "header", "footer"})
_NOT_BODY = _UNSEEN | _CONTROLS | _FRAME
_BLOCKS = frozenset(
    {"address", "article", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption"}
    | {"figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "main", "ol", "p", "pre", "section", "summary"}
    | {"table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"}
)
_TYPES = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6", "summary"), BlockType.HEADING),
    "blockquote": BlockType.QUOTE,
    **dict.fromkeys(("li", "dt", "dd"), BlockType.LIST_ITEM),
}
_ROW = "a row of data"
_BREAK = "\x00"  # in no page that was decoded
_EMPTY_LINE = re.compile(rf"{_BREAK}\s*{_BREAK}")


def text_of(element: HtmlElement, *, skip: Collection[HtmlElement] = ()) -> str:
    """The clean text of an element without that of ``skip``, of scripts and of controls."""
    pieces: list[str] = []
    for event, node in _walk(element, _UNSEEN | _CONTROLS, skip):
        if node.tag in _BLOCKS or node.tag == "br":
            pieces.append(" ")
        pieces.append((node.text if event == "start" else node.tail if node is not element else "") or "")
    return clean_text("".join(pieces))


def blocks_of(container: HtmlElement, *, skip: Collection[HtmlElement] = ()) -> tuple[Block, ...]:
    """The blocks of a body in the order of the page, without those in ``skip``, navigation, controls and scripts.

    A paragraph in a quotation is a quote, in a list a list item; two line breaks end a paragraph; a row of a table is one paragraph
    whose cells are separated by " | ".
    """
    walk = _BodyWalk()
    for event, node in _walk(container, _NOT_BODY, skip):
        if event == "start":
            walk.start(node)
        else:
            walk.end(node)
            walk.add(node.tail if node is not container else None)
    walk.finish_block()
    return tuple(walk.blocks)


def _walk(element: HtmlElement, tags: Collection[str], skip: Collection[HtmlElement]) -> Iterator[tuple[str, HtmlElement]]:
    """Start and end of each element, of one left out (by its tag or as one of ``skip``) only the end: its tail is not part of it."""
    walker = etree.iterwalk(element, events=("start", "end"))
    for event, node in walker:
        if event == "start" and node is not element and (node.tag in tags or node in skip):
            walker.skip_subtree()
        else:
            yield event, node


class _BodyWalk:
    """The blocks so far, the text of the one that is being read, and the tags around it."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._inline: list[str] = []
        self._open: list[str] = []

    def start(self, node: HtmlElement) -> None:
        if node.tag in _BLOCKS:
            self._separate(node.tag)
            self._open.append(_ROW if node.tag == "tr" and _is_row_of_data(node) else node.tag)
        elif node.tag == "br":
            self._inline.append(_BREAK)
        self.add(node.text)

    def end(self, node: HtmlElement) -> None:
        if self._open and self._open[-1] in (node.tag, _ROW if node.tag == "tr" else node.tag):
            if _ROW in self._open[:-1]:
                self._inline.append(" ")
            else:
                self.finish_block()
            self._open.pop()

    def add(self, text: str | None) -> None:
        self._inline.append(text or "")

    def finish_block(self) -> None:
        for part in _EMPTY_LINE.split("".join(self._inline)):
            if text := clean_text(part.replace(_BREAK, " ").strip(" |")):
                self.blocks.append(Block(type=self._type(), text=text))
        self._inline.clear()

    def _separate(self, tag: str) -> None:
        if _ROW not in self._open:
            self.finish_block()
        else:
            self._inline.append(" | " if tag in ("td", "th") else " ")

    def _type(self) -> BlockType:
        return next((_TYPES[tag] for tag in reversed(self._open) if tag in _TYPES), BlockType.PARAGRAPH)


def _is_row_of_data(row: HtmlElement) -> bool:
    """Old pages lay out whole articles in tables: a cell with several paragraphs or a heading is such a layout."""
    return not any(True for _ in row.iter("h1", "h2", "h3", "h4", "table", "ul", "ol", "blockquote")) and all(
        sum(1 for _ in cell.iter("p")) < 2 for cell in row
    )
