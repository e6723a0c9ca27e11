"""Fragments of text with the matches marked, as data. Engine-neutral: it gets texts and marks, and knows no index.

A title is never cut; of teaser, body and captions at most two fragments of about 240 characters are shown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from search_service.results import Snippet, SnippetPart
from search_service.schema import Field

WIDTH = 240
FRAGMENTS = 2
_SNAP = 60
"""How far a fragment's start may move back to begin with its sentence, and how much longer than WIDTH a whole block may be."""
_LONGEST_ABBREVIATION = 3
_SENTENCE_END = re.compile(rf"(?:[^\W\d_]{{{_LONGEST_ABBREVIATION + 1}}}[.!?]|[.!?][“\")»])\s")
"""A full stop after a word of four letters at least, or a closing quote after one: "19. ", "Dr. ", "bzw. " end no sentence."""


@dataclass(frozen=True, slots=True)
class Mark:
    """``text[start:end]`` matched the words of the query that ``words`` numbers."""

    start: int
    end: int
    words: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Window:
    field: Field
    score: float
    marks: tuple[Mark, ...]


def make_snippets(texts: Mapping[Field, str], marks: Mapping[Field, Sequence[Mark]]) -> tuple[Snippet, ...]:
    """The title if it has a match, then the best fragments of the other fields, in the order of the page.

    ``marks`` are ascending and do not overlap.
    """
    title = [_marked(Field.TITLE, texts[Field.TITLE], marks[Field.TITLE])] if marks.get(Field.TITLE) else []
    windows = [window for field in Field if field is not Field.TITLE for window in _windows(field, texts[field], marks.get(field, ()))]
    chosen = _best(windows)
    return (*title, *(_fragment(texts[window.field], window) for window in chosen))


def _windows(field: Field, text: str, marks: Sequence[Mark]) -> list[_Window]:
    """For every mark the window that begins with it: as many marks of its line as fit into WIDTH characters."""
    windows = []
    for first, mark in enumerate(marks):
        last, limit = first, min(_line_end(text, mark.start), mark.start + WIDTH)
        while last + 1 < len(marks) and marks[last + 1].end <= limit:
            last += 1
        inside = tuple(marks[first : last + 1])
        windows.append(_Window(field, _score(inside), inside))
    return windows


def _score(marks: Sequence[Mark]) -> float:
    """Different words of the query count most, repetitions a little."""
    different = len(frozenset().union(*(mark.words for mark in marks)))
    return different + 0.1 * (len(marks) - different)


def _best(windows: Sequence[_Window]) -> list[_Window]:
    """The best windows that do not overlap; a second one only when it shows a word that the first lacks, or another place."""
    chosen: list[_Window] = []
    for window in sorted(windows, key=lambda each: -each.score):
        if len(chosen) < FRAGMENTS and not any(_overlap(window, other) for other in chosen):
            chosen.append(window)
    order = list(Field)
    return sorted(chosen, key=lambda each: (order.index(each.field), each.marks[0].start))


def _overlap(window: _Window, other: _Window) -> bool:
    gap = max(window.marks[0].start, other.marks[0].start) - min(window.marks[-1].end, other.marks[-1].end)
    return window.field is other.field and gap < WIDTH


def _fragment(text: str, window: _Window) -> Snippet:
    """The window with its surroundings: its whole line if that is short, else cut at sentences or words; "…" tells of a cut."""
    first, last = window.marks[0].start, window.marks[-1].end
    line_start, line_end = text.rfind("\n", 0, first) + 1, _line_end(text, last)
    start, end = line_start, line_end
    if line_end - line_start > WIDTH + _SNAP:
        start = _snapped_start(text, first - max(0, WIDTH - (last - first)) // 3, first)
        end = _snapped_end(text, last, min(line_end, max(start + WIDTH, last)))
    inside = [Mark(mark.start - start, mark.end - start, mark.words) for mark in window.marks]
    snippet = _marked(window.field, text[start:end].rstrip(), inside)
    before = () if _begins_sentence(text, start) else (SnippetPart("… ", match=False),)
    after = () if end == line_end else (SnippetPart(" …", match=False),)
    return Snippet(window.field, (*before, *snippet.parts, *after))


def _line_end(text: str, at: int) -> int:
    found = text.find("\n", at)
    return len(text) if found < 0 else found


def _begins_sentence(text: str, at: int) -> bool:
    """Whether a sentence, or the text of a block, begins at ``at``; "19. " and "Dr. " end none."""
    return at == 0 or text[at - 1] == "\n" or at in _sentence_begins(text, at, at)


def _sentence_begins(text: str, first: int, last: int) -> list[int]:
    """Where sentences begin from ``first`` to ``last``."""
    around = _SENTENCE_END.finditer(text, max(0, first - _LONGEST_ABBREVIATION - 3), last)
    return [match.end() for match in around if first <= match.end() <= last and not text[match.end()].islower()]


def _snapped_start(text: str, start: int, first: int) -> int:
    """Back to the start of the sentence or line if that is near, else on to the next word; never behind ``first``."""
    start = max(0, start)
    line = text.rfind("\n", 0, first) + 1
    near = [at for at in (line, *_sentence_begins(text, max(line, start - _SNAP), start)) if start - _SNAP <= at <= first]
    if near:
        return max(near)
    blank = text.find(" ", start, first)
    return blank + 1 if blank >= 0 else start


def _snapped_end(text: str, last: int, end: int) -> int:
    """Back to the end of a word; a line break ends a fragment; never before ``last``."""
    line = text.find("\n", last, end)
    if line >= 0:
        return line
    if end == len(text) or text[end] in " \n":
        return end
    blank = text.rfind(" ", last, end)
    return blank if blank >= 0 else end


def _marked(field: Field, text: str, marks: Sequence[Mark]) -> Snippet:
    parts, at = [], 0
    for mark in marks:
        parts.append(SnippetPart(text[at : mark.start], match=False))
        parts.append(SnippetPart(text[mark.start : mark.end], match=True))
        at = mark.end
    parts.append(SnippetPart(text[at:], match=False))
    return Snippet(field, tuple(part for part in parts if part.text))
