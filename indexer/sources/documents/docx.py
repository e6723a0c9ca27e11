"""DOCX → a release, opened by python-docx (extra ``documents``). Comments, deleted and hidden text are no text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING

from indexer.cleaning import clean_text
from indexer.sources.base import Item, Source, rejection
from indexer.sources.documents.letterhead import Around, draft_of
from indexer.sources.documents.packages import DAMAGE, checked_package, needs, part_of, read_bytes
from indexer.sources.draft import items_of_drafts
from search_service.errors import InvalidReleaseError
from search_service.release import Block, BlockType

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph

_HEADING = re.compile(r"(?:heading|überschrift|berschrift|subtitle|untertitel)", re.IGNORECASE)
_TITLE = re.compile(r"(?:title|titel|headline|schlagzeile)$", re.IGNORECASE)
_LIST = re.compile(r"(?:list|aufzählung|bullet|nummerierung)", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?:,;]$")
_LONGEST_HEADING = 160
"""Characters of a paragraph in bold that is taken for a heading."""


def read_docx(source: Source) -> Iterator[Item]:
    """The release of one document. One that cannot be read, or without the extra ``documents``, is a rejection."""
    try:
        needs("docx")
        blocks, around = _read(read_bytes(source))
        if not blocks:
            raise InvalidReleaseError(("holds no text",))
    except InvalidReleaseError as error:
        yield rejection(source, None, error)
        return
    yield from items_of_drafts([partial(draft_of, blocks, around)], source)


def _read(data: bytes) -> tuple[list[Block], Around]:
    import docx  # belongs to an extra
    from docx.opc.exceptions import OpcError

    if not part_of(checked_package(data), "word/document.xml"):
        raise InvalidReleaseError(("no text document; a table or slides must be saved as text or CSV",))
    try:
        document = docx.Document(BytesIO(data))
        blocks, title = _blocks_and_title(document)
        return blocks, Around(title=title, names=tuple(_headers(document)))
    except (OpcError, *DAMAGE) as error:
        raise InvalidReleaseError((f"a damaged document ({error or type(error).__name__}); save it again",)) from error


def _blocks_and_title(document: Document) -> tuple[list[Block], str]:
    """The blocks of the document, and the one in the style of a title."""
    blocks: list[Block] = []
    title = ""
    for paragraph in _paragraphs(document):
        text, style = clean_text(_text(paragraph)), _style(paragraph)
        if text:
            blocks.append(Block(type=_kind(paragraph), text=text))
            title = title or (text if _TITLE.search(style) and not _HEADING.search(style) else "")
    return blocks, title


def _paragraphs(holder: Document | _Cell) -> Iterator[Paragraph]:
    """All paragraphs in order; those of a table cell by cell, a merged cell once."""
    for part in holder.iter_inner_content():
        if hasattr(part, "rows"):
            for cell in {cell._tc: cell for row in part.rows for cell in row.cells}.values():
                yield from _paragraphs(cell)
        else:
            yield part


def _text(paragraph: Paragraph) -> str:
    """What is seen of a paragraph; python-docx leaves out what was deleted under "track changes"."""
    parts = (part.runs if hasattr(part, "runs") else [part] for part in paragraph.iter_inner_content())
    return "".join(run.text for runs in parts for run in runs if not run.font.hidden)


def _style(paragraph: Paragraph) -> str:
    style = paragraph.style
    return f"{style.style_id or ''} {style.name or ''}" if style is not None else ""


def _kind(paragraph: Paragraph) -> BlockType:
    """By its style; without one a short paragraph all in bold is a heading."""
    style = _style(paragraph)
    if _HEADING.search(style) or _TITLE.search(style):
        return BlockType.HEADING
    numbered = paragraph._p.pPr is not None and paragraph._p.pPr.numPr is not None
    if numbered or _LIST.search(style):
        return BlockType.LIST_ITEM
    runs = [run for run in paragraph.runs if run.text.strip()]
    is_short = len(paragraph.text) <= _LONGEST_HEADING and not _SENTENCE_END.search(paragraph.text.strip())
    return BlockType.HEADING if runs and is_short and all(run.bold for run in runs) else BlockType.PARAGRAPH


def _headers(document: Document) -> Iterator[str]:
    """Lines of page headers: there the letterhead names the sender."""
    for section in document.sections:
        for header in (section.first_page_header, section.header):
            yield from (paragraph.text for paragraph in header.paragraphs if paragraph.text.strip())
    yield document.core_properties.author or ""
