"""What the beginning of a word can become: words of the archive, topics, ministries, titles.

Only releases that can be seen are counted and named.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.meaning.lexicon import KINDS, Lexicon
from search_service.analysis.normalize import normalize, xkey
from search_service.analysis.stopwords import is_stop_word
from search_service.analysis.tokenizer import tokenize
from search_service.analysis.tokens import Kind
from search_service.answers.moments import everything_now, moment_of
from search_service.engines.base import Matcher
from search_service.engines.found import Order, Slice, ValueCounts
from search_service.query.nodes import And, Phrase, Prefix
from search_service.query.parser import parse
from search_service.query.request import SearchRequest, Sort
from search_service.results import Completion, Completions, FacetValue, TitleCompletion
from search_service.schema import FacetName, Scope

LONGEST = 200
"""Characters of a text that is completed; nobody waits for a suggestion in a longer one."""
CANDIDATES = 60
"""Classes counted, those of most releases first."""
RAREST_SHARE = 0.02
"""A form that stands for less of its class is no word that people write, but a fragment (``Wohnungs-``) or a slip."""
LARGE_ARCHIVE = 1_000
"""From so many releases on, a word of a single one is left out where there are others."""
TITLES_READ = 3
"""Times as many titles are read as asked for, because series repeat theirs."""
_LAST_WORD = re.compile(r"[^\W_][\w-]*$")


@dataclass(frozen=True, slots=True)
class _Begun:
    """The index terms that the term ``typed`` can become: ``forms`` int32 [n], ``classes`` int32 [n].

    Of a hyphen compound only the last word is completed: ``kept`` is what stays, and so many letters of the terms are ``passed``.
    """

    typed: str
    forms: NDArray[np.int32]
    classes: NDArray[np.int32]
    kept: str = ""
    passed: int = 0


@dataclass(frozen=True, slots=True)
class _Spelling:
    """A word as it is shown; kept, because finding it costs most of a suggestion and many people begin with the same letters."""

    text: str

    @property
    def nbytes(self) -> int:
        return 100


@dataclass(frozen=True, slots=True)
class _Values:
    """The values of a facet with the number of visible releases, as the cache keeps them."""

    by_facet: Mapping[FacetName, ValueCounts]

    @property
    def nbytes(self) -> int:
        """The names are the matcher's own."""
        return sum(each.counts.nbytes for each in self.by_facet.values())


def suggest(matcher: Matcher, prefix: str, *, size: int) -> Completions:
    """What ``prefix`` can become, at most ``size`` of each kind."""
    text = normalize(prefix[: LONGEST + 1]).lstrip()
    if len(prefix) > LONGEST or not any(map(str.isalnum, text)):
        return Completions()
    visible = everything_now()
    values = _values_of(matcher, visible)
    return Completions(
        words=_words(matcher, text, visible, size=size),
        facet_values={name: found for name, counts in values.items() if (found := _values(counts, text, size=size))},
        releases=tuple(islice(_titles(matcher, text, visible, size=size), size)),
    )


def _words(matcher: Matcher, text: str, visible: SearchRequest, *, size: int) -> tuple[Completion, ...]:
    """Completions of the last word, each class of words once; counted are releases that have the words before it, too."""
    last = _LAST_WORD.search(text)
    if last is None:
        return ()
    before = text[: last.start()]
    finished = before[: before.rfind(" ") + 1].strip()
    having = visible.but(node=parse(finished).node) if finished else visible
    begun = _begun(matcher.lexicon, last[0])
    completions = (
        Completion(before + begun.kept + spelling.text, count)
        for count, class_id in _counted_classes(matcher, begun, having)
        if (spelling := _spelling(matcher, begun, class_id)).text
    )
    return tuple(sorted(islice(completions, size), key=lambda each: (-each.count, each.value)))


def _begun(lexicon: Lexicon, word: str) -> _Begun:
    kept, hyphen, begin = word.rpartition("-")
    if not hyphen:
        forms = lexicon.forms_with_prefix(word)
        return _Begun(xkey(word), forms, lexicon.class_of[forms])
    joined = "+" + xkey(kept.replace("-", ""))
    forms = lexicon.terms.with_prefix(joined + xkey(begin))
    forms = forms[lexicon.kinds[forms] == KINDS.index(Kind.JOINED)]
    return _Begun(joined + xkey(begin), forms, lexicon.class_of[forms], kept + hyphen, len(joined))


def _counted_classes(matcher: Matcher, begun: _Begun, having: SearchRequest) -> list[tuple[int, int]]:
    """The number of hits of ``having`` that have a class, and the class, most frequent first."""
    classes = np.unique(begun.classes[begun.classes >= 0])
    largest = classes[np.argsort(-matcher.class_sizes()[classes], kind="stable")][:CANDIDATES].tolist()
    counts = matcher.class_frequencies(largest, having).tolist() if largest else []
    fewest = 2 if matcher.status.releases >= LARGE_ARCHIVE and max(counts, default=0) > 1 else 1
    found = [(count, class_id) for count, class_id in zip(counts, largest, strict=True) if count >= fewest]
    return sorted(found, key=lambda each: (-each[0], matcher.lexicon.class_key(each[1])))


def _spelling(matcher: Matcher, begun: _Begun, class_id: int) -> _Spelling:
    key = ("spelling", begun.typed, class_id)
    return matcher.cache.get(key, lambda: _find_spelling(matcher, begun, class_id))


def _find_spelling(matcher: Matcher, begun: _Begun, class_id: int) -> _Spelling:
    """The form of a class as people write it most often, the one typed before all others; empty if none is a word of its own."""
    fewest = max(1.0, RAREST_SHARE * matcher.class_sizes()[class_id])
    spelled = [
        (form == begun.typed, uses, shown)
        for form in map(matcher.lexicon.form, begun.forms[begun.classes == class_id].tolist())
        for uses, shown in _uses(matcher.lexicon, form[begun.passed :])
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


def _values_of(matcher: Matcher, visible: SearchRequest) -> Mapping[FacetName, ValueCounts]:
    """The values of every facet that visible releases have, kept while time makes nothing more visible."""

    def count() -> _Values:
        found = matcher.search(visible, Order(Sort.NEWEST), Slice(0, 0), counts=True)
        return _Values(found.counts.values if found.counts else {})

    return matcher.cache.get(("values", matcher.visible(moment_of(visible))), count).by_facet


def _values(found: ValueCounts, text: str, *, size: int) -> tuple[FacetValue, ...]:
    """The values of a facet that have the text typed at the beginning of a word, most frequent first."""
    typed = re.compile(rf"\b{re.escape(xkey(' '.join(text.split())))}")
    matching = [number for number, value in enumerate(_folded(tuple(found.values))) if typed.search(value)]
    values = [FacetValue(found.values[number], int(found.counts[number])) for number in matching if found.counts[number]]
    return tuple(sorted(values, key=lambda each: (-each.count, each.value))[:size])


@lru_cache(maxsize=8)
def _folded(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(xkey, values))


def _titles(matcher: Matcher, text: str, visible: SearchRequest, *, size: int) -> Iterator[TitleCompletion]:
    """Releases whose title has all words typed, the last one perhaps unfinished; newest first, each title once."""
    words = [token.terms[0].text for token in tokenize(text)]
    if not words:
        return
    whole = (Phrase(word, Scope.TITLE) for word in words[:-1])
    having = visible.but(node=And((*whole, Prefix(words[-1], Scope.TITLE))))
    found = matcher.search(having, Order(Sort.NEWEST), Slice(0, TITLES_READ * size), counts=False)
    seen = set()
    for stored in matcher.stored(found.documents):
        if stored.title not in seen:
            seen.add(stored.title)
            yield TitleCompletion(stored.id, stored.title)
