"""What words typed one after another can become: phrases of the archive. Which of them are shown, and their counts, is said elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from search_service.analysis.meaning.counts.word_sequences import MOST_WORDS
from search_service.analysis.meaning.lexicon import Lexicon
from search_service.analysis.meaning.stored.phrases import Phrase
from search_service.analysis.normalize import xkey

SHORTEST_BEGIN = 3
"""Letters of a first word from which phrases are thought of."""
_RUN = re.compile(r"(?:[^\W\d_]+[ -])*[^\W\d_]*$")
"""The words at the end of a text, with single blanks or hyphens between; the last may be unfinished, or not yet begun."""
_BETWEEN = re.compile("[ -]")


@dataclass(frozen=True, slots=True)
class PhraseCompletion:
    """``value`` is the whole text with the phrase in place of its last words, ``phrase`` as the archive writes it.

    ``known`` words of it were typed before the one that is completed. About so many ``documents`` have it as a phrase, inflected or not.
    """

    value: str
    phrase: str
    known: int
    documents: int


def phrase_completions(lexicon: Lexicon, text: str, *, most: int) -> list[PhraseCompletion]:
    """Phrases that the last words of ``text`` begin, those with most words typed first, each once, at most ``most``."""
    run = _RUN.search(text)
    if run is None:
        return []
    found: dict[str, PhraseCompletion] = {}
    for start in _word_starts(text, run.start()):
        for known, phrase in _begun(lexicon, text[start:], most=most):
            completed = text[:start] + _in_typed_words(text[start:], phrase.text, known)
            found.setdefault(xkey(completed), PhraseCompletion(completed, phrase.text, known, phrase.documents))
    return list(found.values())[:most]


def _word_starts(text: str, first: int) -> list[int]:
    """Where the last words of the text begin from ``first`` on, no more than a phrase has; the farthest first."""
    starts = [first, *(first + found.end() for found in _BETWEEN.finditer(text[first:]))]
    return [start for start in starts if start < len(text)][-MOST_WORDS:]


def _begun(lexicon: Lexicon, typed: str, *, most: int) -> Iterator[tuple[int, Phrase]]:
    """Phrases that begin with all of ``typed``, with the number of its finished words."""
    *finished, begin = _BETWEEN.split(typed)
    if not finished:
        if len(begin) >= SHORTEST_BEGIN:
            yield from ((0, phrase) for phrase in lexicon.phrases.beginning_with(xkey(begin), most=most))
        return
    classes = [lexicon.meaning(word).class_id for word in finished]
    if min(classes) >= 0:
        yield from ((len(finished), phrase) for phrase in lexicon.phrases.going_on(classes, xkey(begin), most=most))


def _in_typed_words(typed: str, phrase: str, known: int) -> str:
    """The phrase with its first ``known`` words as they were typed, but for capitals: lange Nacht, not Langen Nacht."""
    at_typed = at_phrase = 0
    kept = ""
    for _ in range(known):
        end_typed, end_phrase = _BETWEEN.search(typed, at_typed), _BETWEEN.search(phrase, at_phrase)
        if end_typed is None or end_phrase is None:
            raise ValueError(f"{typed!r} and {phrase!r} have no {known} words with more after them")
        word, written = typed[at_typed : end_typed.start()], phrase[at_phrase : end_phrase.start()]
        same = xkey(word) == xkey(written)
        kept += (written if same else written[:1] + word[1:] if written[:1] == word[:1].upper() else word) + end_phrase[0]
        at_typed, at_phrase = end_typed.end(), end_phrase.end()
    return kept + phrase[at_phrase:]
