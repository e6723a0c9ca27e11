"""What the last word of a text can become: words of the archive, in the light of the words before it.

Which of them are shown, and their counts, is said elsewhere.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.meaning.lexicon import Lexicon
from search_service.analysis.normalize import xkey
from search_service.analysis.soft_words import is_soft
from search_service.analysis.stopwords import is_stop_word
from search_service.answers.tiers import whole
from search_service.engines.base import Matcher
from search_service.query.parser import parse
from search_service.query.request import SearchRequest

CANDIDATES = 60
"""Classes counted, those of most releases first."""
RAREST_SHARE = 0.02
"""A form that stands for less of its class is no word that people write, but a fragment (``Wohnungs-``) or a slip."""
LARGE_ARCHIVE = 1_000
"""From so many releases on, a word of a single one is left out where there are others."""
_QUOTES = tuple('"„“”»«')
_LAST_WORD = re.compile(r"[^\W_]\w*$")


@dataclass(frozen=True, slots=True)
class WordCompletion:
    """``value`` is the whole text with its last word completed, ``word`` as the archive writes it."""

    value: str
    word: str

    @property
    def is_noun(self) -> bool:
        """Whether it is written like a noun or name, which is what people look for."""
        return any(map(str.isupper, self.word))


@dataclass(frozen=True, slots=True)
class _Begun:
    """The index terms that the term ``typed`` can become: ``forms`` int32 [n], ``classes`` int32 [n]."""

    typed: str
    forms: NDArray[np.int32]
    classes: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class _Spelling:
    """A word as it is shown; kept, because finding it costs most of a suggestion and many people begin with the same letters."""

    text: str

    @property
    def nbytes(self) -> int:
        return 100


def word_completions(matcher: Matcher, text: str, visible: SearchRequest) -> Iterator[WordCompletion]:
    """Completions of the last word, each class of words once, the likeliest first; of releases that have the words before it, too.

    None that only carries a request beside other words or in quotes: what it led to would be what the others lead to.
    """
    last = _LAST_WORD.search(text)
    if last is None:
        return
    before = text[: last.start()]
    finished = before[: before.rfind(" ") + 1].strip()
    having = whole(visible.but(node=parse(finished).node)) if finished else visible
    counts_little = bool(finished) or before.endswith(_QUOTES)
    begun = _begun(matcher.lexicon, last[0])
    for class_id in _likeliest_classes(matcher, begun, having, alone=not finished):
        spelling = _spelling(matcher, begun, class_id).text
        if spelling and not (counts_little and is_soft(spelling)):
            yield WordCompletion(before + spelling, spelling)


def _begun(lexicon: Lexicon, word: str) -> _Begun:
    forms = lexicon.forms_with_prefix(word)
    return _Begun(xkey(word), forms, lexicon.class_of[forms])


def _likeliest_classes(matcher: Matcher, begun: _Begun, having: SearchRequest, *, alone: bool) -> list[int]:
    """The classes that hits of ``having`` have, the most frequent first; beside other words (not ``alone``) those that belong to them."""
    classes = np.unique(begun.classes[begun.classes >= 0])
    sizes = matcher.class_sizes()
    largest = classes[np.argsort(-sizes[classes], kind="stable")][:CANDIDATES].tolist()
    counts = matcher.class_frequencies(largest, having).tolist() if largest else []
    fewest = 2 if matcher.status.releases >= LARGE_ARCHIVE and max(counts, default=0) > 1 else 1
    found = {class_id: count for count, class_id in zip(counts, largest, strict=True) if count >= fewest}

    def likelihood(class_id: int) -> float:
        count = float(found[class_id])
        return count if alone else count * math.sqrt(count / max(count, float(sizes[class_id])))

    return sorted(found, key=lambda class_id: (-likelihood(class_id), matcher.lexicon.class_key(class_id)))


def _spelling(matcher: Matcher, begun: _Begun, class_id: int) -> _Spelling:
    key = ("spelling", begun.typed, class_id)
    return matcher.cache.get(key, lambda: _find_spelling(matcher, begun, class_id))


def _find_spelling(matcher: Matcher, begun: _Begun, class_id: int) -> _Spelling:
    """The form of a class as people write it most often, the one typed before all others; empty if none is a word of its own."""
    fewest = max(1.0, RAREST_SHARE * matcher.class_sizes()[class_id])
    spelled = [
        (form == begun.typed, uses, shown)
        for form in map(matcher.lexicon.form, begun.forms[begun.classes == class_id].tolist())
        for uses, shown in _uses(matcher.lexicon, form)
        if uses >= fewest
    ]
    return _Spelling(max(spelled)[2] if spelled else "")


def _uses(lexicon: Lexicon, word: str) -> Iterator[tuple[float, str]]:
    """How often an index term is used as a word of its own (numbers never), and as it is written; nothing for stop words."""
    form = lexicon.form_id(word)
    if form < 0 or is_stop_word(word):
        return
    shown = lexicon.surface(form)
    written_in_capitals = any(map(str.isupper, shown[1:]))  # BVG: the evidence counts lower case and Capitalised
    yield math.inf if written_in_capitals else lexicon.evidence.count(shown.casefold()), shown
