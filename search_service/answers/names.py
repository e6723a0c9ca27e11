"""Which words of a query the archive mostly writes together: Kai Wegner, Tempelhofer Feld. What is done with that is said elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from search_service.analysis.meaning.counts.word_sequences import MOST_WORDS
from search_service.engines.base import Matcher
from search_service.query.units import placed_units

NAME_SHARE = 0.33
"""Of the releases that have the rarest word of a name so many have the name: there are others with either part of it
(measured on 13,333 releases: names of persons and squares .34 to .99, an adjective and its noun mostly less)."""


def names_in(matcher: Matcher, text: str) -> tuple[tuple[int, int], ...]:
    """Where in the text names stand, each from its first letter to its end, the longest at each place."""
    placed = list(placed_units(text, matcher.lexicon))
    classes = [each.unit.class_id for each in placed]
    found, at = [], 0
    while at < len(placed):
        width = next((width for width in range(MOST_WORDS, 1, -1) if _is_name(matcher, classes[at : at + width], width)), 1)
        if width > 1:
            found.append((placed[at].start, placed[at + width - 1].end))
        at += width
    return tuple(found)


def _is_name(matcher: Matcher, classes: Sequence[int], width: int) -> bool:
    if len(classes) < width or min(classes) < 0:
        return False
    releases = matcher.lexicon.phrases.documents_of(classes)
    return releases > 0 and releases >= NAME_SHARE * int(matcher.class_sizes()[list(classes)].min())
