"""What a wrong word was meant to be, by the words of one archive."""

from __future__ import annotations

from search_service.analysis.meaning.lexicon import Lexicon
from search_service.analysis.meaning.mistyped.spelling_suggestions import suggest_spelling
from search_service.analysis.soft_words import is_soft


def spellings(lexicon: Lexicon, word: str, *, size: int) -> tuple[str, ...]:
    """What a word that the archive lacks may have been meant to be, best first; of several forms of one word the best.

    Words that only carry a request come last, and never for a word that the archive understands: with one the query would ask for less.
    """
    suggested = suggest_spelling(lexicon, word)
    content, soft = ([each for each in suggested if is_soft(each) is wanted] for wanted in (False, True))
    meant: dict[int, str] = {}
    for spelling in (*content, *(() if lexicon.meaning(word).class_id >= 0 and not is_soft(word) else soft)):
        meant.setdefault(lexicon.meaning(spelling).class_id, spelling)
    return tuple(meant.values())[:size]
