"""Phrases of an archive: names, places, titles of series, mined from its texts and kept with the lexicon for suggestions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.meaning.counts.evidence import Evidence
from search_service.analysis.meaning.counts.word_sequences import MOST_WORDS, WordSequence
from search_service.analysis.meaning.parts.compounds import is_full_adjective
from search_service.analysis.meaning.stored.string_table import StringTable
from search_service.analysis.normalize import normalize, xkey
from search_service.analysis.stopwords import is_stop_word
from search_service.array_file import Arrays, ArrayWriter, open_arrays

PHRASES_FILE = "phrases.arrays"
NO_WORD = -1
_WORDS = re.compile(r"[^\W\d_]+(?:[ -][^\W\d_]+)+")
_BETWEEN_WORDS = re.compile("[ -]")
_GLUE = frozenset("-/@:*_&·’'")
"""With one of them at its side a sequence is a piece of something longer."""
_LONGEST_SHORT = 4
"""Letters of a last word that a point after it makes an abbreviation (Str., Dr.)."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Words as a text has them, with the characters before and after."""

    before: str
    text: str
    after: str


class Excerpts(Protocol):
    """Reads running words in their texts."""

    def excerpt(self, place: int, words: int) -> Excerpt:
        """The ``words`` words from ``place`` on; fastest in ascending order of places."""
        ...


@dataclass(frozen=True, slots=True)
class Phrase:
    """``text`` as the archive writes it most often, ``key`` its words folded, with blanks between; about so many ``documents`` have it."""

    key: str
    text: str
    classes: tuple[int, ...]
    documents: int


def written_phrases(sequences: Iterable[WordSequence], excerpts: Excerpts, evidence: Evidence) -> list[Phrase]:
    """The sequences that are written like phrases, each once."""
    numbered = list(enumerate(sequences))
    places = sorted((place, number, len(sequence.classes)) for number, sequence in numbered for place in sequence.places)
    adjective = lru_cache(maxsize=None)(lambda word: is_full_adjective(word.casefold(), evidence))
    spelled: list[Counter[str]] = [Counter() for _ in numbered]
    for place, number, length in places:
        excerpt = excerpts.excerpt(place, length)
        if _is_whole(excerpt) and all(_fits(word, adjective(word)) for word in _words_of(excerpt.text)):
            spelled[number][excerpt.text] += 1
    found = (_phrase(sequence, spelled[number]) for number, sequence in numbered if spelled[number])
    return list({phrase.key: phrase for phrase in found}.values())


def _words_of(text: str) -> list[str]:
    return _BETWEEN_WORDS.split(text)


def _is_whole(excerpt: Excerpt) -> bool:
    """Whether it is nothing but words between blanks and hyphens, no piece of anything, and ends with a noun or name."""
    last = _words_of(excerpt.text)[-1]
    piece = not _GLUE.isdisjoint((excerpt.before, excerpt.after))
    abbreviated = excerpt.after == "." and len(last) <= _LONGEST_SHORT
    return not piece and not abbreviated and last[:1].isupper() and _WORDS.fullmatch(normalize(excerpt.text)) is not None


def _fits(word: str, is_adjective: bool) -> bool:  # noqa: FBT001  # the one thing that is not seen in the word
    return word[:1].isupper() or is_adjective or is_stop_word(word)


def _phrase(sequence: WordSequence, spelled: Counter[str]) -> Phrase:
    text = max(spelled, key=lambda each: (spelled[each], -len(each), each))
    return Phrase(phrase_key(text), text, sequence.classes, sequence.documents)


def phrase_key(text: str) -> str:
    """The words of a text folded, with single blanks between."""
    return " ".join(xkey(word) for word in _words_of(normalize(text)) if word)


def write_phrases(path: Path, phrases: Iterable[Phrase]) -> None:
    """Write phrases with different keys."""
    ordered = sorted(phrases, key=lambda phrase: phrase.classes)
    classes = np.full((MOST_WORDS, len(ordered)), NO_WORD, np.int32)
    for number, phrase in enumerate(ordered):
        classes[: len(phrase.classes), number] = phrase.classes
    with ArrayWriter(path) as file:
        StringTable.of([phrase.key for phrase in ordered]).save(file, "keys")
        StringTable.of([phrase.text for phrase in ordered]).save(file, "texts")
        file.put("classes", classes)
        file.put("documents", np.array([phrase.documents for phrase in ordered], np.int32))


class Phrases:
    """The phrases of an archive, ordered by the classes of their words."""

    def __init__(self, arrays: Arrays) -> None:
        self._keys, self._texts = StringTable.of_arrays(arrays, "keys"), StringTable.of_arrays(arrays, "texts")
        self._classes: NDArray[np.int32] = arrays["classes"]
        self._documents: NDArray[np.int32] = arrays["documents"]

    @classmethod
    def open(cls, folder: Path) -> Phrases:
        """Map the phrases in a lexicon's folder."""
        return cls(open_arrays(folder / PHRASES_FILE))

    def __len__(self) -> int:
        return len(self._documents)

    def beginning_with(self, key: str, *, most: int) -> list[Phrase]:
        """The ``most`` frequent phrases whose key begins so."""
        return self._most_frequent(self._keys.with_prefix(key), most)

    def going_on(self, classes: Sequence[int], begin: str, *, most: int) -> list[Phrase]:
        """The ``most`` frequent phrases that begin with words of these classes, and whose next word begins with ``begin`` (folded)."""
        if len(classes) >= MOST_WORDS:
            return []
        first, end = self._beginning_with_classes(classes)
        longer = np.arange(first, end)[self._classes[len(classes), first:end] != NO_WORD]
        fitting = [number for number in longer.tolist() if self._keys[number].split(" ")[len(classes)].startswith(begin)]
        return self._most_frequent(np.array(fitting, np.int64), most)

    def documents_of(self, classes: Sequence[int]) -> int:
        """About how many documents have the phrase of exactly these words, at most ``MOST_WORDS``; 0 if it is none."""
        first, end = self._beginning_with_classes([*classes, *[NO_WORD] * (MOST_WORDS - len(classes))])
        return int(self._documents[first:end].max(initial=0))

    def _beginning_with_classes(self, classes: Sequence[int]) -> tuple[int, int]:
        """The first of the phrases that begin with words of these classes, and the one after the last."""
        first, end = 0, len(self)
        for place, class_id in enumerate(np.array(classes, np.int32)):  # as the columns are, which would be copied else
            column = self._classes[place, first:end]
            first, end = first + int(column.searchsorted(class_id)), first + int(column.searchsorted(class_id, side="right"))
            if first == end:  # mostly: few words begin a phrase
                break
        return first, end

    def _most_frequent(self, numbers: NDArray[np.integer], most: int) -> list[Phrase]:
        best = numbers[np.argsort(-self._documents[numbers], kind="stable")][:most].tolist()
        return [
            Phrase(
                self._keys[number],
                self._texts[number],
                tuple(each for each in self._classes[:, number].tolist() if each != NO_WORD),
                int(self._documents[number]),
            )
            for number in best
        ]
