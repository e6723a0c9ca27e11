"""What readers see in an element: one text, or a run of text for each block. What belongs to a release is decided elsewhere."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

from indexer.cleaning import clean_text
from search_service.release import Block, BlockType

_UNSEEN = frozenset(
    {"script", "style", "noscript", "template", "svg", "math", "iframe", "object", "canvas", "audio", "video", "map", "head"}
    | {"input", "select", "textarea", "datalist", "embed", "applet", "frameset"}
)
_CONTROLS = frozenset({"button", "label", "form", "dialog", "menu"})
_NO_BLOCKS = _CONTROLS | {"nav", "aside", "header"}
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "button", "caption", "center", "dd", "details", "dialog", "div", "dl", "dt"}
    | {"fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "legend", "li"}
    | {"main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"}
)
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "summary"})
_TYPES = {
    **dict.fromkeys(HEADINGS, BlockType.HEADING),
    **dict.fromkeys(("footer", "figcaption", "cite"), BlockType.PARAGRAPH),  # in a quotation they name the speaker
    "blockquote": BlockType.QUOTE,
    **dict.fromkeys(("li", "dt", "dd"), BlockType.LIST_ITEM),
}
LONGEST_HEADING = 150
"""In characters; whatever is longer is a teaser that is set as a heading."""
_ROW = "a row of data"
_BREAK = "\x00"  # in no page that was decoded
_EMPTY_LINE = re.compile(rf"{_BREAK}\s*{_BREAK}")
_FOR_SCREEN_READERS = re.compile(
    r"(?:^|\s)(?:sr-only|visually-?hidden|screen-reader-text|screenreader|aural|unsichtbar|element-invisible)(?:\s|$)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Run:
    """The text of one block; ``path`` are the blocks around it, outermost first, ``linked`` the characters of it that are links."""

    text: str
    type: BlockType
    path: tuple[HtmlElement, ...]
    linked: int = 0

    @property
    def block(self) -> Block:
        return Block(type=self.type, text=self.text)

    @property
    def element(self) -> HtmlElement:
        return self.path[-1]

    @property
    def plain(self) -> int:
        """The characters that are no links."""
        return len(self.text) - self.linked

    @property
    def level(self) -> int:
        """Of a heading 1 to 6, of any other text 7."""
        if self.type is not BlockType.HEADING:
            return 7
        return next((int(each.tag[1]) for each in reversed(self.path) if each.tag in HEADINGS and each.tag != "summary"), 7)


def text_of(element: HtmlElement, *, skip: Collection[HtmlElement] = ()) -> str:
    """The clean text of an element without that of ``skip``, of scripts and of controls."""
    pieces: list[str] = []
    for event, node in _walk(element, _UNSEEN | _CONTROLS, skip):
        if node.tag in _BLOCKS or node.tag == "br":
            pieces.append(" ")
        pieces.append((node.text if event == "start" else node.tail if node is not element else "") or "")
    return clean_text("".join(pieces))


def runs_of(container: HtmlElement, *, skip: Collection[HtmlElement] = ()) -> list[Run]:
    """The runs in the order of the page, without those in ``skip`` and what no reader sees.

    A paragraph in a quotation is a quote, in a list a list item; two line breaks end a paragraph; a row of a table is one paragraph
    whose cells are separated by " | ".
    """
    walk = _RunWalk()
    for event, node in _walk(container, _UNSEEN, skip):
        if event == "start":
            walk.start(node)
        else:
            walk.end(node)
            walk.add(node.tail if node is not container else None)
    walk.finish_run()
    return walk.runs


def blocks_of(container: HtmlElement, *, skip: Collection[HtmlElement] = ()) -> tuple[Block, ...]:
    """The blocks of an element that holds nothing but a text, as in a feed: its runs without navigation and controls."""
    return tuple(run.block for run in runs_of(container, skip=skip) if not any(each.tag in _NO_BLOCKS for each in run.path))


def _walk(element: HtmlElement, tags: Collection[str], skip: Collection[HtmlElement]) -> Iterator[tuple[str, HtmlElement]]:
    """Start and end of each element, of one left out (by its tag or as one of ``skip``) only the end: its tail is not part of it."""
    walker = etree.iterwalk(element, events=("start", "end"))
    for event, node in walker:
        if event == "end" or node is element:
            yield event, node
        elif (tag := node.tag) in tags or node in skip or (tag == "span" and _FOR_SCREEN_READERS.search(node.get("class") or "")):
            walker.skip_subtree()
        else:
            yield event, node


class _RunWalk:
    """The runs so far, the text of the one that is being read, and the blocks around it."""

    def __init__(self) -> None:
        self.runs: list[Run] = []
        self._inline: list[str] = []
        self._linked = 0
        self._links: list[HtmlElement] = []
        self._open: list[HtmlElement] = []
        self._kinds: list[str] = []

    def start(self, node: HtmlElement) -> None:
        if node.tag in _BLOCKS or self._names_speaker(node):
            tag = str(node.tag)
            self._separate(tag)
            self._open.append(node)
            self._kinds.append(_ROW if tag == "tr" and _is_row_of_data(node) else tag)
        elif node.tag == "br":
            self._inline.append(_BREAK)
        elif node.get("href"):  # also of web components, which have names of their own
            self._links.append(node)
        self.add(node.text)

    def end(self, node: HtmlElement) -> None:
        if self._links and self._links[-1] is node:
            self._links.pop()
        if self._open and self._open[-1] is node:
            if _ROW in self._kinds[:-1]:
                self._inline.append(" ")
            else:
                self.finish_run()
            self._open.pop()
            self._kinds.pop()

    def add(self, text: str | None) -> None:
        if text:
            self._inline.append(text)
            if self._links:
                self._linked += len(" ".join(text.split()))

    def finish_run(self) -> None:
        written = "".join(self._inline)
        if self._open and written and not written.isspace():
            parts = [text for part in _EMPTY_LINE.split(written) if (text := clean_text(part.replace(_BREAK, " ").strip(" |")))]
            share = self._linked / max(1, sum(map(len, parts)))
            path, kind = tuple(self._open), self._type()
            self.runs += [Run(text, _fitting(kind, text), path, min(len(text), round(share * len(text)))) for text in parts]
        self._inline.clear()
        self._linked = 0

    def _separate(self, tag: str) -> None:
        if _ROW not in self._kinds:
            self.finish_run()
        else:
            self._inline.append(" | " if tag in ("td", "th") else " ")

    def _names_speaker(self, node: HtmlElement) -> bool:
        return node.tag == "cite" and "blockquote" in self._kinds

    def _type(self) -> BlockType:
        return next((_TYPES[kind] for kind in reversed(self._kinds) if kind in _TYPES), BlockType.PARAGRAPH)


def _fitting(kind: BlockType, text: str) -> BlockType:
    return BlockType.PARAGRAPH if kind is BlockType.HEADING and len(text) > LONGEST_HEADING else kind


def _is_row_of_data(row: HtmlElement) -> bool:
    """Old pages lay out whole articles in tables: a cell with several paragraphs or a heading is such a layout."""
    return not any(True for _ in row.iter("h1", "h2", "h3", "h4", "table", "ul", "ol", "blockquote")) and all(
        sum(1 for _ in cell.iter("p", "div")) < 2 for cell in row
    )
