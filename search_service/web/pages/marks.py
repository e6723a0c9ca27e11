"""The words of a search in the text of a release: numbered in reading order, each with a link to its passage."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from urllib.parse import quote

from search_service.release import Release
from search_service.schema import Field
from search_service.web.pages.release_models import MarkedText, TextPart

Span = tuple[int, int]
CONTEXT = 3
"""Words before and after a marked passage that tell it from others of the same wording."""
_CONTEXT_LETTERS = 150
"""No farther words of a context are looked for: a link stays short, and a text with many marks is not read anew for each."""
MAX_MARKS = 300
"""Numbered marks of a page; what follows is shown without."""


class MarkedRelease:
    """The texts of one release with the marks of a search in them.

    ``spans``, ascending and apart, are those of ``field_texts(release)``: blocks and captions are the lines of one text there, separate
    texts here.
    """

    def __init__(self, release: Release, spans: Mapping[Field, Sequence[Span]], *, address: str) -> None:
        self._address = address
        self.count = 0
        """Marks numbered so far; those of the title have no number, the page begins there."""
        self.found = sum(len(of_field) for field, of_field in spans.items() if field is not Field.TITLE)
        """Passages that the search found, more than ``count`` where there are too many to mark."""
        captions = [text for image in release.images for text in (image.alt, image.caption) if text]
        self.title = _parts(release.title, spans.get(Field.TITLE, ()))
        self.teaser = self._numbered(release.teaser, spans.get(Field.TEASER, ()))
        self.blocks = tuple(self._lines([block.text for block in release.body], spans.get(Field.BODY, ())))
        self.captions = iter(tuple(self._lines(captions, spans.get(Field.CAPTION, ()))))
        """Alt texts and captions that are not empty, in the order of the images."""

    def _lines(self, lines: Sequence[str], spans: Sequence[Span]) -> Iterable[MarkedText]:
        starts, ends = [span[0] for span in spans], [span[1] for span in spans]
        start = 0
        for line in lines:
            end = start + len(line)
            inside = spans[bisect_right(ends, start) : bisect_left(starts, end)]
            yield self._numbered(line, [(max(first, start) - start, min(last, end) - start) for first, last in inside])
            start = end + 1

    def _numbered(self, text: str, spans: Sequence[Span]) -> MarkedText:
        numbered = []
        shown = spans[: MAX_MARKS - self.count]
        for part, span in zip(_parts(text, shown), _places(text, shown), strict=True):
            if part.mark:
                self.count += 1
                part = TextPart(part.text, self.count, f"{self._address}#{text_directive(text, *span)}")
            numbered.append(part)
        return tuple(numbered)


def text_directive(text: str, start: int, end: int) -> str:
    """The fragment that makes a browser scroll to ``text[start:end]`` and mark it (WICG, URL Fragment Text Directives)."""
    before = " ".join(_words_before(text, start)) if text[start - 1 : start].isspace() else ""
    after = " ".join(_words_after(text, end)) if text[end : end + 1].isspace() else ""
    prefix = [f"{_encoded(before)}-"] if before else []
    suffix = [f"-{_encoded(after)}"] if after else []
    return ":~:text=" + ",".join([*prefix, _encoded(text[start:end]), *suffix])


def _words_before(text: str, end: int) -> list[str]:
    """The last whole words that lie near before ``end``."""
    start = max(0, end - _CONTEXT_LETTERS)
    words = text[start:end].split()
    is_cut = start > 0 and not text[start - 1].isspace() and not text[start].isspace()
    return words[is_cut:][-CONTEXT:]


def _words_after(text: str, start: int) -> list[str]:
    """The first whole words that lie near after ``start``."""
    end = start + _CONTEXT_LETTERS
    words = text[start:end].split()
    is_cut = end < len(text) and not text[end - 1].isspace() and not text[end].isspace()
    return words[: len(words) - is_cut][:CONTEXT]


def _encoded(text: str) -> str:
    return quote(text, safe="").replace("-", "%2D")


def _places(text: str, spans: Sequence[Span]) -> list[Span]:
    """The whole text in pieces, marked and unmarked ones, none empty."""
    edges = sorted({0, len(text), *(edge for span in spans for edge in span)})
    return list(pairwise(edges))


def _parts(text: str, spans: Sequence[Span]) -> MarkedText:
    marked = set(spans)
    return tuple(TextPart(text[start:end], mark=int((start, end) in marked)) for start, end in _places(text, spans))
