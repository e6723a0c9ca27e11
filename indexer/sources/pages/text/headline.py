"""Finds the headline of a page: the heading that the titles of the window and of the metadata repeat."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.sources.pages.facts.dateline import is_number_line
from indexer.sources.pages.text.runs import Run
from indexer.sources.pages.text.surroundings import Judge

_SHORTEST_REPEATED = 8
"""In characters; a shorter heading stands in a window's title by chance."""
_BY_LEVEL = {1: 3, 2: 1, 3: 0, 4: 0}
_REPEATED, _MARKED, _NO_HEADING = 4, 3, -2
_PORTAL, _MOSTLY_LINK = -3, 0.8
_BETWEEN_PIECES = re.compile(r"\s+[|–—:/-]+\s+|:\s")


def find_headline(runs: Sequence[Run], titles: Sequence[str], judge: Judge) -> int | None:
    """The number of the run that is the headline; ``titles`` are those of the window and of the metadata. None where nothing fits."""
    pieces = [piece for title in titles for piece in _BETWEEN_PIECES.split(title.casefold()) if len(piece) >= _SHORTEST_REPEATED]
    weighed = [
        (_weight(run, pieces, judge), -number) for number, run in enumerate(runs) if run.level in _BY_LEVEL or run.text.casefold() in pieces
    ]
    weight, number = max(weighed, default=(0, 0))
    return -number if weight > 0 else None


def _weight(run: Run, pieces: Sequence[str], judge: Judge) -> int:
    is_marked = any("headline" in (each.get("itemprop") or "") for each in run.path[-3:])
    verdict = max(judge.of(each).verdict for each in run.path)
    if is_number_line(run.text):
        return 0
    is_portal = run.level == 1 and run.linked > _MOSTLY_LINK * len(run.text)  # its name, which leads to the start page
    weight = _BY_LEVEL.get(run.level, _NO_HEADING) + _repeated(run.text.casefold(), pieces)
    return weight + _MARKED * is_marked + _PORTAL * is_portal - verdict


def _repeated(text: str, pieces: Sequence[str]) -> int:
    """More, the more of a title is repeated: the name of a section stands in many titles."""
    if len(text) < _SHORTEST_REPEATED:
        return 0
    common = max((min(len(text), len(piece)) for piece in pieces if text in piece or piece in text), default=0)
    return (_REPEATED if common else 0) + common // 20
