"""What a query seeks in a text: which words of one document match which word of the query, and by which rule.

It looks at the documents of one page and knows no scores; the sets of documents are the evaluator's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import reduce
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.meaning.lexicon import KINDS, Lexicon
from search_service.analysis.tokens import Kind
from search_service.engines.whoosh.answering.token_columns import PageTexts
from search_service.engines.whoosh.evaluating.evaluator import phrase_terms
from search_service.engines.whoosh.evaluating.snapshot import Snapshot
from search_service.engines.whoosh.files.token_stream import FIELDS
from search_service.query.expand import WINDOW, Adjacent, Concept, Nearby, forms_of, forms_of_part
from search_service.query.nodes import And, Node, Or, Phrase, Prefix, Scope, Words
from search_service.query.rules import rule_of
from search_service.results import Rule

Ids = NDArray[np.int32]
NEARNESS = list(Rule)
_SCOPES = (Scope.TEXT, Scope.TITLE)
_WRITTEN = [KINDS.index(kind) for kind in (Kind.WORD, Kind.GENDER)]


@dataclass(frozen=True, slots=True)
class Span:
    """``texts[slot][start:end]`` of a page matches, by ``rule``."""

    slot: int
    start: int
    end: int
    rule: Rule


class Sought(Protocol):
    """One word, phrase or prefix of a query; ``word`` is what people typed."""

    @property
    def word(self) -> str: ...
    @property
    def title_only(self) -> bool: ...
    def find(self, page: PageTexts) -> list[Span]:
        """What of the documents matches, in any order."""
        ...

    def find_apart(self, page: PageTexts, *, besides: Set[int]) -> list[Span]:
        """What matches only by standing near, in documents other than ``besides``."""
        ...


def sought_by(node: Node, snapshot: Snapshot) -> Iterator[Sought]:
    """What is to be marked: not what is excluded, nor stop words that need not be there, nor topics and ministries, which no text has."""
    match node:
        case And(parts) | Or(parts):
            for part in parts:
                yield from sought_by(part, snapshot)
        case Words(_, scope) if scope in _SCOPES:
            required = (concept for concept in snapshot.concepts_of(node) if not concept.optional)
            yield from (SoughtConcept(concept, snapshot.lexicon, title_only=scope is Scope.TITLE) for concept in required)
        case Phrase(text, scope) if scope in _SCOPES and phrase_terms(text):
            yield SoughtPhrase(text, snapshot.lexicon, title_only=scope is Scope.TITLE)
        case Prefix(text, scope) if scope in _SCOPES:
            yield SoughtPrefix(text, snapshot.lexicon, title_only=scope is Scope.TITLE)


class SoughtConcept:
    """A word in all its forms: alone, as a sequence of words, or as its parts near each other."""

    def __init__(self, concept: Concept, lexicon: Lexicon, *, title_only: bool) -> None:
        self.word = concept.text
        self.title_only = title_only
        alone = [each for each in concept.alternatives if not isinstance(each, Adjacent | Nearby)]
        self._alone = Concept(concept.text, concept.optional, tuple(alone))
        self._forms = [forms_of(each, lexicon) for each in alone]
        self._sequences = [each for each in concept.alternatives if isinstance(each, Adjacent)]
        self._windows = [each for each in concept.alternatives if isinstance(each, Nearby)]
        self._lexicon = lexicon
        self._rules: dict[tuple[int, str], Rule] = {}

    def find(self, page: PageTexts) -> list[Span]:
        """Words and sequences."""
        found: dict[tuple[int, int], Span] = {}
        hits = np.flatnonzero(_are_among(page.forms, self._forms, self._lexicon))
        places = page.places[hits]
        for form, (slot, start, end) in zip(page.forms[hits].tolist(), page.stretches(places, places), strict=True):
            span = Span(slot, start, end, self._rule(form, page.texts[slot][start:end]))
            nearest = found.setdefault((slot, start), span)
            if NEARNESS.index(span.rule) < NEARNESS.index(nearest.rule):
                found[slot, start] = span
        return [*found.values(), *(span for sequence in self._sequences for span in self._in_sequence(sequence, page))]

    def _rule(self, form: int, surface: str) -> Rule:
        rule = self._rules.get((form, surface))
        if rule is None:
            rule = self._rules[form, surface] = rule_of(form, self._alone, self._lexicon, surface=surface) or Rule.STEM
        return rule

    def _in_sequence(self, sequence: Adjacent, page: PageTexts) -> Iterator[Span]:
        """From the first word of each place of the sequence to its last, as one."""
        written = np.isin(self._lexicon.kinds[page.forms], _WRITTEN)
        classes = self._lexicon.class_of[page.forms]
        starts = [
            page.places[written & (classes == class_id)] - offset
            for class_id, offset in zip(sequence.classes, sequence.offsets, strict=True)
        ]
        firsts = reduce(np.intersect1d, starts)
        yield from (Span(*stretch, sequence.rule) for stretch in page.stretches(firsts, firsts + sequence.offsets[-1]))

    def find_apart(self, page: PageTexts, *, besides: Set[int]) -> list[Span]:
        """Words that are or contain a part of a compound, and have all its other parts near them."""
        if not self._windows or len(besides) * len(FIELDS) >= len(page.texts):
            return []
        others = ~np.isin(page.documents_of(page.places), list(besides))
        return [span for window in self._windows for span in self._near(window, page, others)]

    def _near(self, window: Nearby, page: PageTexts, among: NDArray[np.bool_]) -> Iterator[Span]:
        """Every word of a part that has a word of each other part within the window, one at least at another place."""
        places = [page.places[among & _are_among(page.forms, [forms_of_part(part, self._lexicon)], self._lexicon)] for part in window.parts]
        for place in np.unique(np.concatenate(places)).tolist():
            around = [part[np.searchsorted(part, place - WINDOW + 1) : np.searchsorted(part, place + WINDOW)] for part in places]
            if all(map(len, around)) and len(set().union(*(part.tolist() for part in around))) > 1:
                at = np.array([place])
                yield from (Span(*stretch, window.rule) for stretch in page.stretches(at, at))


def _are_among(forms: Ids, wanted: Sequence[Ids], lexicon: Lexicon) -> NDArray[np.bool_]:
    """Which of ``forms`` int32 [n] are in any of ``wanted``; by a table, because a part of compounds has up to 1,800 forms."""
    table = np.zeros(lexicon.forms, np.bool_)
    for each in wanted:
        table[each] = True
    return np.asarray(table[forms], np.bool_)


class SoughtPhrase:
    """Words as written, next to each other."""

    def __init__(self, word: str, lexicon: Lexicon, *, title_only: bool) -> None:
        self.word = word
        self.title_only = title_only
        terms = phrase_terms(word)
        self._forms = [lexicon.form_id(each.term) for each in terms]
        self._offsets = [each.offset for each in terms]

    def find(self, page: PageTexts) -> list[Span]:
        """Every place where the phrase stands, from its first word to its last."""
        places = [page.places[page.forms == form] - offset for form, offset in zip(self._forms, self._offsets, strict=True)]
        firsts = reduce(np.intersect1d, places)
        return [Span(*stretch, Rule.WORD) for stretch in page.stretches(firsts, firsts + self._offsets[-1])]

    def find_apart(self, page: PageTexts, *, besides: Set[int]) -> list[Span]:
        """Nothing: a phrase stands together."""
        return []


class SoughtPrefix:
    """Surface forms that begin with ``word``."""

    def __init__(self, word: str, lexicon: Lexicon, *, title_only: bool) -> None:
        self.word = word
        self.title_only = title_only
        self._forms = lexicon.forms_with_prefix(word)
        self._lexicon = lexicon

    def find(self, page: PageTexts) -> list[Span]:
        """Every word that begins so."""
        places = page.places[_are_among(page.forms, [self._forms], self._lexicon)]
        return [Span(*stretch, Rule.WORD) for stretch in page.stretches(places, places)]

    def find_apart(self, page: PageTexts, *, besides: Set[int]) -> list[Span]:
        """Nothing: each word stands for itself."""
        return []
