"""A piece of HTML or plain text inside another format → blocks, pictures and files of a release."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from indexer.cleaning import clean_text
from indexer.sources.pages.facts.credits import split_credit
from indexer.sources.pages.facts.page_facts import absolute_url
from indexer.sources.pages.text.runs import blocks_of
from search_service.errors import InvalidReleaseError
from search_service.release import Attachment, Block, BlockType, Image

MAX_CHARACTERS = 5_000_000
"""With pictures inside its HTML a release has some; without, 5,000."""

_TAG = re.compile(r"<(?:/?[a-zA-Z][a-zA-Z0-9:]*(?:\s[^<>]{0,2000})?/?|!--|!\[CDATA\[)")
_EMPTY_LINE = re.compile(r"\n[ \t\r]*\n")
_LIST_ITEM = re.compile(r"(?:[•*▪■●–-]|[-–]\s)\s*(?=\S)")
_FILES = re.compile(r"\.(?:pdf|docx?|odt|xlsx?|pptx?|zip|csv|mp3|mp4)$", re.IGNORECASE)
_HYPHEN_AT_THE_END = re.compile(r"(?<=\w)-$")
MOST_LINES = 50_000
_WRAPPED_AT = 100
"""Lines of running text that are all shorter were broken by whoever sent them."""


@dataclass(frozen=True, slots=True)
class Markup:
    """What a piece of HTML holds; addresses are absolute."""

    blocks: tuple[Block, ...] = ()
    images: tuple[Image, ...] = ()
    attachments: tuple[Attachment, ...] = ()


def markup_of(text: str, *, base: str = "") -> Markup:
    """HTML as the page reader sees it; a text without any tag as paragraphs. ``base`` is the address that links start from.

    Raises InvalidReleaseError for a text longer than any release.
    """
    if len(text) > MAX_CHARACTERS:
        raise InvalidReleaseError((f"a text of more than {MAX_CHARACTERS:,} characters, which no release is",))
    if not _TAG.search(text):
        return Markup(blocks_of_text(text))
    tree = _tree(text)
    if tree is None:
        return Markup()
    return Markup(blocks_of(tree, skip=frozenset(tree.iter("figure"))), tuple(_images(tree, base)), tuple(_files(tree, base)))


def blocks_of_text(text: str) -> tuple[Block, ...]:
    """Paragraphs between empty lines, in which lines are put together; without any empty line each long line is a paragraph.

    Raises InvalidReleaseError for a text of more lines than any release has.
    """
    if text.count("\n") > MOST_LINES:
        raise InvalidReleaseError((f"a text of more than {MOST_LINES:,} lines, which no release is",))
    paragraphs = _EMPTY_LINE.split(text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(paragraphs) == 1 and any(len(line) > _WRAPPED_AT for line in text.splitlines()):
        paragraphs = text.splitlines()
    return tuple(block for paragraph in paragraphs for block in _blocks(paragraph))


def links_of(text: str, *, base: str = "") -> tuple[tuple[str, str], ...]:
    """Label and address of each link with a label."""
    tree = _tree(text)
    links = [] if tree is None else list(tree.iter("a"))
    found = ((clean_text(link.text_content()), absolute_url(link.get("href") or "", base)) for link in links)
    return tuple((label, url) for label, url in found if label and url)


def joined(lines: list[str]) -> str:
    """Lines of one paragraph as one text: a hyphen before a capital letter belongs to the word, any other stays before a blank."""
    text = ""
    for line in filter(None, map(str.strip, lines)):
        divided = _HYPHEN_AT_THE_END.search(text) and line[:1].isupper()
        text += line if divided or not text else f" {line}"
    return text.replace("\u00ad ", "")  # a soft hyphen at the end of a line is nothing but that


def _blocks(paragraph: str) -> Iterator[Block]:
    """List items begin with a bullet each; any other lines are one paragraph."""
    waiting: list[str] = []
    kind = BlockType.PARAGRAPH
    for line in paragraph.splitlines():
        if bullet := _LIST_ITEM.match(line.strip()):
            yield from _block(kind, waiting)
            waiting, kind = [line.strip()[bullet.end() :]], BlockType.LIST_ITEM
        else:
            waiting.append(line)
    yield from _block(kind, waiting)


def _block(kind: BlockType, lines: list[str]) -> Iterator[Block]:
    if text := clean_text(joined(lines)):
        yield Block(type=kind, text=text)


def _tree(text: str) -> HtmlElement | None:
    """The tree; None for markup without any text or nested so deeply that the parser gave up."""
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def _images(tree: HtmlElement, base: str) -> Iterator[Image]:
    for picture in tree.iter("img"):
        alt, credit = split_credit(clean_text(picture.get("alt") or ""))
        url = absolute_url(picture.get("src") or "", base)
        figure = next(picture.iterancestors("figure"), None)
        captions = [] if figure is None else [clean_text(each.text_content()) for each in figure.iter("figcaption")]
        caption, named = split_credit(next(filter(None, captions), ""))
        if alt or caption:
            yield Image(alt=alt, caption=caption, credit=named or credit, url=url)


def _files(tree: HtmlElement, base: str) -> Iterator[Attachment]:
    for link in tree.iter("a"):
        url = absolute_url(link.get("href") or "", base)
        if url and _FILES.search(url.split("?")[0]):
            yield Attachment(title=clean_text(link.text_content()), url=url)
