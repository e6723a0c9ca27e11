"""What the beginning of a word can become: words of the archive, topics, ministries, titles; and what a wrong word was meant to be.

Only releases that can be seen are counted and named.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.meaning.lexicon import KINDS, Lexicon
from search_service.analysis.meaning.spelling_suggestions import suggest_spelling
from search_service.analysis.normalize import normalize, xkey
from search_service.analysis.stopwords import is_stop_word
from search_service.analysis.tokenizer import tokenize
from search_service.analysis.tokens import Kind
from search_service.engines.whoosh.answering.paging import first_hits
from search_service.engines.whoosh.evaluating.evaluator import evaluate
from search_service.engines.whoosh.evaluating.facets import FacetColumn
from search_service.engines.whoosh.evaluating.matches import Matches
from search_service.engines.whoosh.evaluating.snapshot import Snapshot
from search_service.query.parser import parse
from search_service.query.request import Sort
from search_service.results import Completion, Completions, FacetValue, TitleCompletion

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
Mask = NDArray[np.bool_]
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


def suggest(snapshot: Snapshot, prefix: str, *, size: int) -> Completions:
    """What ``prefix`` can become, at most ``size`` of each kind."""
    text = normalize(prefix[: LONGEST + 1]).lstrip()
    if len(prefix) > LONGEST or not any(map(str.isalnum, text)):
        return Completions()
    visible = _visible(snapshot)
    return Completions(
        words=_words(snapshot, text, visible, size=size),
        facet_values={name: found for name, column in snapshot.facets.items() if (found := _values(column, text, visible, size=size))},
        releases=tuple(islice(_titles(snapshot, text, visible, size=size), size)),
    )


def spellings(snapshot: Snapshot, word: str, *, size: int) -> tuple[str, ...]:
    """What a word that the archive lacks may have been meant to be, best first; of several forms of one word the best."""
    lexicon = snapshot.lexicon
    meant: dict[int, str] = {}
    for spelling in suggest_spelling(lexicon, word):
        meant.setdefault(lexicon.meaning(spelling).class_id, spelling)
    return tuple(meant.values())[:size]


def _visible(snapshot: Snapshot) -> Mask:
    visible = snapshot.visible(datetime.now(UTC).timestamp())
    alive = _mask(snapshot.everything, size=snapshot.documents)
    return alive if visible is None else alive & visible


def _mask(numbers: NDArray[np.int32], *, size: int) -> Mask:
    """bool [size], true at ``numbers``."""
    mask = np.zeros(size, np.bool_)
    mask[numbers] = True
    return mask


def _words(snapshot: Snapshot, text: str, visible: Mask, *, size: int) -> tuple[Completion, ...]:
    """Completions of the last word, each class of words once; counted are releases that have the words before it, too."""
    last = _LAST_WORD.search(text)
    if last is None:
        return ()
    before = text[: last.start()]
    finished = before[: before.rfind(" ") + 1].strip()
    if finished:
        visible = visible & _mask(evaluate(snapshot, parse(finished).node).documents, size=snapshot.documents)
    begun = _begun(snapshot.lexicon, last[0])
    completions = (
        Completion(before + begun.kept + spelling.text, count)
        for count, class_id in _counted_classes(snapshot, begun, visible)
        if (spelling := _spelling(snapshot, begun, class_id)).text
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


def _counted_classes(snapshot: Snapshot, begun: _Begun, visible: Mask) -> list[tuple[int, int]]:
    """The number of ``visible`` releases that have a class, and the class, most frequent first."""
    classes = np.unique(begun.classes[begun.classes >= 0])
    largest = classes[np.argsort(-snapshot.class_sizes[classes], kind="stable")][:CANDIDATES].tolist()
    counted = [(snapshot.class_frequency(class_id, among=visible), class_id) for class_id in largest]
    fewest = 2 if snapshot.releases >= LARGE_ARCHIVE and max(counted, default=(0, 0))[0] > 1 else 1
    found = [(count, class_id) for count, class_id in counted if count >= fewest]
    return sorted(found, key=lambda each: (-each[0], snapshot.lexicon.class_key(each[1])))


def _spelling(snapshot: Snapshot, begun: _Begun, class_id: int) -> _Spelling:
    key = ("spelling", begun.typed, class_id)
    return snapshot.cache.get(key, lambda: _find_spelling(snapshot, begun, class_id))


def _find_spelling(snapshot: Snapshot, begun: _Begun, class_id: int) -> _Spelling:
    """The form of a class as people write it most often, the one typed before all others; empty if none is a word of its own."""
    fewest = max(1.0, RAREST_SHARE * snapshot.class_sizes[class_id])
    spelled = [
        (form == begun.typed, uses, shown)
        for form in map(snapshot.lexicon.form, begun.forms[begun.classes == class_id].tolist())
        for uses, shown in _uses(snapshot.lexicon, form[begun.passed :])
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


def _values(column: FacetColumn, text: str, visible: Mask, *, size: int) -> tuple[FacetValue, ...]:
    """The values of a facet that have the text typed at the beginning of a word, most frequent first."""
    typed = re.compile(rf"\b{re.escape(xkey(' '.join(text.split())))}")
    matching = [number for number, value in enumerate(_folded(column.values)) if typed.search(value)]
    if not matching:
        return ()
    counts, _ = column.counts(np.flatnonzero(visible).astype(np.int32))
    found = [FacetValue(column.values[number], int(counts[number])) for number in matching if counts[number]]
    return tuple(sorted(found, key=lambda each: (-each.count, each.value))[:size])


@lru_cache(maxsize=8)
def _folded(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(xkey, values))


def _titles(snapshot: Snapshot, text: str, visible: Mask, *, size: int) -> Iterator[TitleCompletion]:
    """Releases whose title has all words typed, the last one perhaps unfinished; newest first, each title once."""
    terms = [token.terms[0].text for token in tokenize(text)]
    if not terms:
        return
    lexicon, titles = snapshot.lexicon, snapshot.title_words
    for forms in (*(_form(lexicon, term) for term in terms[:-1]), lexicon.forms_with_prefix(terms[-1])):
        having = titles.documents[_mask(forms, size=lexicon.forms)[titles.forms]]
        visible = visible & _mask(having, size=snapshot.documents)
    found = Matches.constant(np.flatnonzero(visible).astype(np.int32))
    newest = found.documents[first_hits(snapshot, found, Sort.NEWEST, TITLES_READ * size)]
    seen = set()
    for stored in map(snapshot.document, newest.tolist()):
        if stored.title not in seen:
            seen.add(stored.title)
            yield TitleCompletion(stored.id, stored.title)


def _form(lexicon: Lexicon, term: str) -> NDArray[np.int32]:
    """The form of an index term, none if the archive lacks it."""
    number = lexicon.form_id(term)
    return np.array([number] if number >= 0 else [], np.int32)
