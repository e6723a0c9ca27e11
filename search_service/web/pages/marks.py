"""The words of a search in the text of a release: numbered in reading order, each with a link to its passage."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from urllib.parse import quote

from search_service.release import Release
from search_service.schema import Field
from search_service.web.pages.release_models import MarkedText, TextPart

Span = tuple[int, int]
CONTEXT = 3
"""Words before and after a marked passage that tell it from others of the same wording."""


class MarkedRelease:
    """The texts of one release with the marks of a search in them.

    ``spans`` are those of ``field_texts(release)``: blocks and captions are the lines of one text there, separate texts here.
    """

    def __init__(self, release: Release, spans: Mapping[Field, Sequence[Span]], *, address: str) -> None:
        self._address = address
        self.count = 0
        """Marks numbered so far; those of the title have no number, the page begins there."""
        captions = [text for image in release.images for text in (image.alt, image.caption) if text]
        self.title = _parts(release.title, spans.get(Field.TITLE, ()))
        self.teaser = self._numbered(release.teaser, spans.get(Field.TEASER, ()))
        self.blocks = tuple(self._lines([block.text for block in release.body], spans.get(Field.BODY, ())))
        self.captions = iter(tuple(self._lines(captions, spans.get(Field.CAPTION, ()))))
        """Alt texts and captions that are not empty, in the order of the images."""

    def _lines(self, lines: Sequence[str], spans: Sequence[Span]) -> Iterable[MarkedText]:
        start = 0
        for line in lines:
            end = start + len(line)
            inside = [(max(first, start) - start, min(last, end) - start) for first, last in spans if first < end and last > start]
            yield self._numbered(line, inside)
            start = end + 1

    def _numbered(self, text: str, spans: Sequence[Span]) -> MarkedText:
        numbered = []
        for part, span in zip(_parts(text, spans), _places(text, spans), strict=True):
            if part.mark:
                self.count += 1
                part = TextPart(part.text, self.count, f"{self._address}#{text_directive(text, *span)}")
            numbered.append(part)
        return tuple(numbered)


def text_directive(text: str, start: int, end: int) -> str:
    """The fragment that makes a browser scroll to ``text[start:end]`` and mark it (WICG, URL Fragment Text Directives)."""
    before = " ".join(re.findall(r"\S+", text[:start])[-CONTEXT:]) if text[start - 1 : start].isspace() else ""
    after = " ".join(re.findall(r"\S+", text[end:])[:CONTEXT]) if text[end : end + 1].isspace() else ""
    prefix = [f"{_encoded(before)}-"] if before else []
    suffix = [f"-{_encoded(after)}"] if after else []
    return ":~:text=" + ",".join([*prefix, _encoded(text[start:end]), *suffix])


def _encoded(text: str) -> str:
    return quote(text, safe="").replace("-", "%2D")


def _places(text: str, spans: Sequence[Span]) -> list[Span]:
    """The whole text in pieces, marked and unmarked ones, none empty."""
    edges = sorted({0, len(text), *(edge for span in spans for edge in span)})
    return list(pairwise(edges))


def _parts(text: str, spans: Sequence[Span]) -> MarkedText:
    marked = set(spans)
    return tuple(TextPart(text[start:end], mark=int((start, end) in marked)) for start, end in _places(text, spans))
