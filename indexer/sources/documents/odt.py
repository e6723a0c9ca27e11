"""ODT → a release. The format is small enough to be read without a library; comments and deleted text are no text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from lxml.etree import _Element as Element

from indexer.cleaning import clean_text
from indexer.sources.base import Item, Source, rejection
from indexer.sources.documents.letterhead import Around, draft_of
from indexer.sources.documents.packages import checked_package, part_of, read_bytes
from indexer.sources.draft import items_of_drafts
from indexer.sources.xml_parsing import children, descendants, local_name, xml_tree
from search_service.errors import InvalidReleaseError
from search_service.release import Block, BlockType

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_NO_TEXT = frozenset({"tracked-changes", "annotation", "annotation-end", "note", "table-of-content", "forms", "hidden-text", "bookmark"})
_SPACES = {"s": " ", "tab": " ", "line-break": " "}
_TITLE = re.compile(r"(?:title|titel)$", re.IGNORECASE)


def read_odt(source: Source) -> Iterator[Item]:
    """The release of one document. One that is damaged, encrypted, or too large unpacked, is a rejection."""
    try:
        package = checked_package(read_bytes(source))
        if b"encryption-data" in part_of(package, "META-INF/manifest.xml"):
            raise InvalidReleaseError(("encrypted; save it without a password",))
        content = xml_tree(part_of(package, "content.xml").decode("utf-8", "replace"))
        styles = part_of(package, "styles.xml")
        headers = tuple(_headers(xml_tree(styles.decode("utf-8", "replace")))) if styles else ()
        blocks, title = _blocks_and_title(content)
        if not blocks:
            raise InvalidReleaseError(("holds no text",))
    except InvalidReleaseError as error:
        yield rejection(source, None, error)
        return
    yield from items_of_drafts([partial(draft_of, blocks, Around(title=title, names=headers))], source)


def _blocks_and_title(content: Element) -> tuple[list[Block], str]:
    """The blocks of the text, and the one in the style of a title."""
    parents = {str(each.get(f"{_STYLE}name")): str(each.get(f"{_STYLE}parent-style-name", "")) for each in descendants(content, "style")}
    blocks: list[Block] = []
    title = ""
    for element, in_list in _paragraphs(next(content.iter(f"{_OFFICE}text"), content)):
        text = clean_text("".join(_pieces(element)))
        style = str(element.get(f"{_TEXT}style-name", ""))
        is_title = any(_TITLE.search(name) and not name.lower().startswith("sub") for name in (style, parents.get(style, "")))
        if text:
            kind = BlockType.HEADING if local_name(element) == "h" or is_title else BlockType.LIST_ITEM if in_list else BlockType.PARAGRAPH
            blocks.append(Block(type=kind, text=text))
            title = title or (text if is_title else "")
    return blocks, title


def _paragraphs(element: Element, *, in_list: bool = False) -> Iterator[tuple[Element, bool]]:
    """Headings and paragraphs in order, and whether each stands in a list."""
    for child in element.iterchildren("*"):
        name = local_name(child)
        if name in ("p", "h"):
            yield child, in_list
        elif name not in _NO_TEXT:
            yield from _paragraphs(child, in_list=in_list or name == "list-item")


def _pieces(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element.iterchildren("*"):
        name = local_name(child)
        if name in _SPACES:
            yield _SPACES[name]
        elif name not in _NO_TEXT:
            yield from _pieces(child)
        yield child.tail or ""


def _headers(styles: Element) -> Iterator[str]:
    """Lines of page headers: there the letterhead names the sender."""
    for header in descendants(styles, "header", "header-first"):
        for line in children(header, "p"):
            yield clean_text("".join(_pieces(line)))
