"""Which parts of a compound stand for it where a release lacks it. Only what comes close is told by them; hits never are."""

from __future__ import annotations

from search_service.analysis.meaning.lexicon import Lexicon
from search_service.analysis.meaning.parts.compound_lists import VAGUE_HEADS, VAGUE_MODIFIERS
from search_service.query.alternatives import Concept

PRODUCTIVE_SHARE = 1 / 700
"""What ends more of all compounds, such as *haus* or *platz*, says too little of one of them (about 110 words of 69,050 compounds)."""
NEVER_PRODUCTIVE = 20
"""What ends so few compounds says enough, however small the archive is."""


def telling_parts(concept: Concept, lexicon: Lexicon) -> tuple[int, ...]:
    """The classes of the parts that stand for a compound alone: neither the head of very many (Hochhaus) nor what is vague (Grundsteuer).

    Of a word of which one piece is known that one.
    """
    if len(concept.parts) < 2:
        return concept.parts
    *modifiers, head = concept.parts
    telling = tuple(part for part in modifiers if lexicon.class_key(part) not in VAGUE_MODIFIERS)
    return telling if _is_vague(head, lexicon) else (*telling, head)


def _is_vague(head: int, lexicon: Lexicon) -> bool:
    most = max(NEVER_PRODUCTIVE, PRODUCTIVE_SHARE * lexicon.compounds)
    return lexicon.head_counts[head] > most or lexicon.class_key(head) in VAGUE_HEADS
