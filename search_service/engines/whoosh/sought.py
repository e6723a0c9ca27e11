"""What a query seeks in a text: which words of one document match which word of the query, and by which rule.

It decides for one document at a time and knows no scores; the sets of documents are the evaluator's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.lexicon import KINDS, Lexicon
from search_service.analysis.tokens import Kind
from search_service.engines.whoosh.evaluator import phrase_terms
from search_service.engines.whoosh.hit_text import DocumentText
from search_service.query.expand import WINDOW, Adjacent, Concept, Nearby, expand, forms_of
from search_service.query.nodes import And, Node, Or, Phrase, Prefix, Scope, Words
from search_service.query.rules import rule_of
from search_service.results import Rule

Ids = NDArray[np.int32]
NEARNESS = list(Rule)
_WRITTEN = [KINDS.index(kind) for kind in (Kind.WORD, Kind.GENDER)]


@dataclass(frozen=True, slots=True)
class Span:
    """``text[start:end]`` of a field matches, by ``rule``."""

    start: int
    end: int
    rule: Rule


class Sought(Protocol):
    """One word, phrase or prefix of a query; ``word`` is what people typed."""

    @property
    def word(self) -> str: ...
    @property
    def title_only(self) -> bool: ...
    def find(self, text: DocumentText) -> list[Span]:
        """What of a document matches, in any order."""
        ...

    def find_apart(self, text: DocumentText) -> list[Span]:
        """What matches only by standing near; it counts where the document has nothing nearer."""
        ...


def sought_by(node: Node, lexicon: Lexicon) -> Iterator[Sought]:
    """What is to be marked: not what is excluded, nor stop words that need not be there, nor topics and ministries, which no text has."""
    match node:
        case And(parts) | Or(parts):
            for part in parts:
                yield from sought_by(part, lexicon)
        case Words(_, scope) if scope in (Scope.TEXT, Scope.TITLE):
            required = (concept for concept in expand(node, lexicon) if not concept.optional)
            yield from (SoughtConcept(concept, lexicon, title_only=scope is Scope.TITLE) for concept in required)
        case Phrase(text, scope) if scope in (Scope.TEXT, Scope.TITLE) and phrase_terms(text):
            yield SoughtPhrase(text, lexicon, title_only=scope is Scope.TITLE)
        case Prefix(text, scope) if scope in (Scope.TEXT, Scope.TITLE):
            yield SoughtPrefix(text, lexicon.forms_with_prefix(text), title_only=scope is Scope.TITLE)


def _is_in(values: Ids, wanted: Ids) -> NDArray[np.bool_]:
    """Whether each of ``values`` is among ``wanted``, ascending."""
    if not len(wanted):
        return np.zeros(len(values), np.bool_)
    places = np.searchsorted(wanted, values)
    places[places == len(wanted)] = 0
    return np.asarray(wanted[places] == values)


class SoughtConcept:
    """A word in all its forms: alone, as a sequence of words, or as its parts near each other."""

    def __init__(self, concept: Concept, lexicon: Lexicon, *, title_only: bool) -> None:
        self.word = concept.text
        self.title_only = title_only
        alone = [each for each in concept.alternatives if not isinstance(each, Adjacent | Nearby)]
        self._alone = Concept(concept.text, concept.optional, tuple(alone))
        self._forms = reduce(np.union1d, (forms_of(each, lexicon) for each in alone), np.empty(0, np.int32))
        self._sequences = [each for each in concept.alternatives if isinstance(each, Adjacent)]
        self._windows = [each for each in concept.alternatives if isinstance(each, Nearby)]
        self._lexicon = lexicon
        self._rules: dict[tuple[int, str], Rule] = {}

    def find(self, text: DocumentText) -> list[Span]:
        """Words and sequences."""
        found: dict[int, Span] = {}
        hits = np.flatnonzero(_is_in(text.forms, self._forms))
        positions = text.positions[hits]
        for form, (start, end) in zip(text.forms[hits].tolist(), text.characters(positions, positions), strict=True):
            span = Span(start, end, self._rule(form, text.text[start:end]))
            nearest = found.setdefault(start, span)
            if NEARNESS.index(span.rule) < NEARNESS.index(nearest.rule):
                found[start] = span
        return [*found.values(), *(span for sequence in self._sequences for span in self._in_sequence(sequence, text))]

    def _rule(self, form: int, surface: str) -> Rule:
        rule = self._rules.get((form, surface))
        if rule is None:
            rule = self._rules[form, surface] = rule_of(form, self._alone, self._lexicon, surface=surface) or Rule.STEM
        return rule

    def _in_sequence(self, sequence: Adjacent, text: DocumentText) -> Iterator[Span]:
        """From the first word of each place of the sequence to its last, as one."""
        written = np.isin(self._lexicon.kinds[text.forms], _WRITTEN)
        classes = self._lexicon.class_of[text.forms]
        starts = [
            text.positions[written & (classes == class_id)] - offset
            for class_id, offset in zip(sequence.classes, sequence.offsets, strict=True)
        ]
        firsts = reduce(np.intersect1d, starts)
        for start, end in text.characters(firsts, firsts + sequence.offsets[-1]):
            yield Span(start, end, sequence.rule)

    def find_apart(self, text: DocumentText) -> list[Span]:
        """Words that are or contain a part of a compound, and have all its other parts near them."""
        return [span for window in self._windows for span in self._near(window, text)]

    def _near(self, window: Nearby, text: DocumentText) -> Iterator[Span]:
        wanted = set(window.parts)
        having = [
            (position, parts)
            for form, position in zip(text.forms.tolist(), text.positions.tolist(), strict=True)
            if (parts := self._parts_of(form) & wanted)
        ]
        for position, _ in having:
            around = [(other, parts) for other, parts in having if abs(other - position) < WINDOW]
            if len({other for other, _ in around}) > 1 and set().union(*(parts for _, parts in around)) == wanted:
                yield Span(*text.characters([position], [position])[0], window.rule)

    def _parts_of(self, form: int) -> set[int]:
        return {int(self._lexicon.class_of[form]), *self._lexicon.parts_of(form).tolist()}


class SoughtPhrase:
    """Words as written, next to each other."""

    def __init__(self, word: str, lexicon: Lexicon, *, title_only: bool) -> None:
        self.word = word
        self.title_only = title_only
        terms = phrase_terms(word)
        self._forms = [lexicon.form_id(each.term) for each in terms]
        self._offsets = [each.offset for each in terms]

    def find(self, text: DocumentText) -> list[Span]:
        """Every place where the phrase stands, from its first word to its last."""
        places = [text.positions[text.forms == form] - offset for form, offset in zip(self._forms, self._offsets, strict=True)]
        firsts = reduce(np.intersect1d, places)
        return [Span(start, end, Rule.WORD) for start, end in text.characters(firsts, firsts + self._offsets[-1])]

    def find_apart(self, text: DocumentText) -> list[Span]:
        """Nothing: a phrase stands together."""
        return []


class SoughtPrefix:
    """Surface forms that begin with ``word``."""

    def __init__(self, word: str, forms: Ids, *, title_only: bool) -> None:
        self.word = word
        self.title_only = title_only
        self._forms = np.sort(forms)

    def find(self, text: DocumentText) -> list[Span]:
        """Every word that begins so."""
        positions = text.positions[_is_in(text.forms, self._forms)]
        return [Span(start, end, Rule.WORD) for start, end in text.characters(positions, positions)]

    def find_apart(self, text: DocumentText) -> list[Span]:
        """Nothing: each word stands for itself."""
        return []
