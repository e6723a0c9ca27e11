"""PDF with text → a release, opened by pypdf (extra ``documents``): lines by their places, headings by the size of their letters."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any

from indexer.cleaning import clean_text
from indexer.sources.base import Item, Source, rejection
from indexer.sources.documents.letterhead import LONGEST_TITLE, Around, draft_of
from indexer.sources.documents.packages import DAMAGE, needs, read_bytes
from indexer.sources.draft import items_of_drafts
from indexer.sources.markup import joined
from search_service.errors import InvalidReleaseError
from search_service.release import Block, BlockType

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

MOST_PAGES = 100
LONGEST_SECONDS = 30
EDGE = 2
"""Lines of a header or footer."""
FEWEST_LETTERS = 20
"""A page that was scanned has none, or a stamp."""

_BULLET = re.compile(r"\s*[•▪■●‣\x7f\uf0b7\uf0a7–-]\s+(?=\S)")
_SENTENCE_END = re.compile(r"[.!?:“\"]\s*$")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a page: how far from the bottom, and how large its letters are, in points."""

    page: int
    y: float
    size: float
    text: str

    def with_more(self, text: str, size: float) -> _Line:
        """The line with what stands behind it; the longer piece tells the size, for bullets are often larger."""
        before = self.text.replace("\n", " ")
        return _Line(self.page, self.y, self.size if len(before) > len(text) else size, before + text)


def read_pdf(source: Source) -> Iterator[Item]:
    """The release of one document. Damaged and encrypted ones, and scans without a text, are rejections, as all are without the extra."""
    try:
        needs("pypdf")
        lines = _without_running_lines(_lines(read_bytes(source)))
        if sum(map(str.isalpha, "".join(line.text for line in lines))) < FEWEST_LETTERS:
            raise InvalidReleaseError(("holds no text, only pictures of pages (a scan); run a text recognition over it",))
        blocks = tuple(_blocks(lines))
    except InvalidReleaseError as error:
        yield rejection(source, None, error)
        return
    yield from items_of_drafts([partial(draft_of, blocks, Around())], source)


def _lines(data: bytes) -> list[_Line]:
    from pypdf.errors import PyPdfError  # belongs to an extra

    ends_at = time.monotonic() + LONGEST_SECONDS
    lines: list[_Line] = []
    try:
        for number, page in enumerate(_opened(data).pages):
            if number >= MOST_PAGES or time.monotonic() > ends_at:
                raise InvalidReleaseError((f"longer than {MOST_PAGES} pages or {LONGEST_SECONDS} seconds of reading, which no release is",))
            lines.extend(_lines_of(page, number))
    except (PyPdfError, *DAMAGE) as error:
        raise InvalidReleaseError((f"a damaged PDF ({error or type(error).__name__}); save it again",)) from error
    return lines


def _opened(data: bytes) -> PdfReader:
    """The document; one that anybody can read without a password counts as not encrypted."""
    from pypdf import PdfReader  # belongs to an extra
    from pypdf.errors import DependencyError, WrongPasswordError

    reader = PdfReader(BytesIO(data))
    try:
        if reader.is_encrypted and not reader.decrypt(""):
            raise InvalidReleaseError(("encrypted; save it without a password",))
    except (DependencyError, WrongPasswordError) as error:
        raise InvalidReleaseError(("encrypted; save it without a password",)) from error
    return reader


def _lines_of(page: PageObject, number: int) -> list[_Line]:
    """The lines of a page as its program writes them, which is the order of reading in what word processors make."""
    found: list[_Line] = []

    def visit(text: str, outer: list[float], inner: list[float], _font: Any, size: float) -> None:
        y = inner[4] * outer[1] + inner[5] * outer[3] + outer[5]
        height = abs(size * inner[3] * outer[3]) or abs(size)
        for part in text.splitlines(keepends=True):
            if not part.strip():
                continue
            if found and abs(found[-1].y - y) < 0.4 * max(height, 1):
                found[-1] = found[-1].with_more(part, height)
            else:
                found.append(_Line(number, y, height, part))

    page.extract_text(visitor_text=visit)
    return found


def _without_running_lines(lines: list[_Line]) -> list[_Line]:
    """Without headers and footers: what stands at the edge of most pages, but for digits. On the first page a header is the letterhead."""
    pages = len({line.page for line in lines})
    at_edge = {id(line): _running_text(line) for line in _edges(lines)}
    seen = Counter(at_edge.values())
    running = {text for text, count in seen.items() if count >= max(2, 0.6 * pages)}
    middle = max((line.y for line in lines), default=0.0) / 2
    return [line for line in lines if at_edge.get(id(line)) not in running or (line.page == 0 and line.y > middle)]


def _edges(lines: Sequence[_Line]) -> Iterator[_Line]:
    """The highest and the lowest lines of each page."""
    for page in {line.page for line in lines}:
        ordered = sorted((line for line in lines if line.page == page), key=lambda line: line.y)
        yield from {id(line): line for line in (*ordered[:EDGE], *ordered[-EDGE:])}.values()


def _running_text(line: _Line) -> tuple[str, int]:
    return re.sub(r"\d+", "", line.text).strip(), round(line.y / 5)


def _blocks(lines: Sequence[_Line]) -> Iterator[Block]:
    """Lines that follow each other closely in one size are a paragraph."""
    usual, gap = _usual_size(lines), _usual_gap(lines)
    full = 0.6 * max(len(line.text) for line in lines if line.size < 1.12 * usual)
    waiting: list[_Line] = []
    for line in lines:
        is_large = line.size > 1.12 * usual
        if waiting and _ends_paragraph(waiting[-1], line, gap=gap * max(1.0, line.size / usual), full=0 if is_large else full):
            yield from _block(waiting, usual)
            waiting = []
        waiting.append(line)
    yield from _block(waiting, usual)


def _ends_paragraph(last: _Line, line: _Line, *, gap: float, full: float) -> bool:
    """Whether ``line`` begins a paragraph; ``gap`` is how far apart lines of its size stand.

    After a line of less than ``full`` length a paragraph goes on with a small letter only; on a new page or column it goes on unless
    the sentence has ended.
    """
    if _BULLET.match(line.text) or abs(line.size - last.size) > 0.12 * max(line.size, last.size):
        return True
    if len(last.text) < full and not line.text[:1].islower():
        return True
    if line.page != last.page or line.y > last.y:
        return bool(_SENTENCE_END.search(last.text))
    return last.y - line.y > 1.35 * gap


def _block(lines: Sequence[_Line], usual: float) -> Iterator[Block]:
    written = joined([line.text for line in lines])
    bullet = _BULLET.match(written)
    text = clean_text(written[bullet.end() :] if bullet else written)
    is_heading = lines[0].size > 1.12 * usual and len(text) <= LONGEST_TITLE
    kind = BlockType.LIST_ITEM if bullet else BlockType.HEADING if is_heading else BlockType.PARAGRAPH
    if text:
        yield Block(type=kind, text=text)


def _usual_size(lines: Sequence[_Line]) -> float:
    """The size of most letters."""
    letters: Counter[float] = Counter()
    for line in lines:
        letters[round(line.size, 1)] += len(line.text)
    return letters.most_common(1)[0][0]


def _usual_gap(lines: Sequence[_Line]) -> float:
    """From line to line of a paragraph: the median of the smaller half of all distances."""
    gaps = [above.y - below.y for above, below in pairwise(lines) if above.page == below.page and above.y > below.y]
    widest = 1.7 * _usual_size(lines)
    return min(widest, median(sorted(gaps)[: max(1, len(gaps) // 2)])) if gaps else widest
