"""What a wrong word was meant to be, by the words of one archive."""

from __future__ import annotations

from search_service.analysis.meaning.lexicon import Lexicon
from search_service.analysis.meaning.mistyped.spelling_suggestions import suggest_spelling


def spellings(lexicon: Lexicon, word: str, *, size: int) -> tuple[str, ...]:
    """What a word that the archive lacks may have been meant to be, best first; of several forms of one word the best."""
    meant: dict[int, str] = {}
    for spelling in suggest_spelling(lexicon, word):
        meant.setdefault(lexicon.meaning(spelling).class_id, spelling)
    return tuple(meant.values())[:size]
