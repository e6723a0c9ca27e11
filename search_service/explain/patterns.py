"""What a query looks for in a text: which words of a document match which word of the query, and by which rule.

It looks at the few documents of a page and knows no scores; which documents match is the engine's to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import reduce
from typing import Protocol, assert_never

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.meaning.lexicon import KINDS, Lexicon
from search_service.analysis.noun_phrases import WrittenTokens, linked_nouns
from search_service.analysis.tokens import Kind
from search_service.explain.reasons import rule_of
from search_service.explain.term_widths import further_words
from search_service.explain.token_columns import TokenColumns
from search_service.query.alternatives import (
    WINDOW,
    Adjacent,
    Concept,
    ConceptsOf,
    Inflections,
    Nearby,
    Published,
    WrittenOut,
    forms_of,
    forms_of_noun,
    forms_of_part,
)
from search_service.query.expand import required_parts
from search_service.query.nodes import And, DateRange, Everything, Node, Not, Or, Phrase, Prefix, Words
from search_service.query.phrase_terms import phrase_terms, prefix_terms
from search_service.query.rule import NEARNESS, Rule
from search_service.schema import FIELDS, Field, searched_fields

Ids = NDArray[np.int32]
_WRITTEN = [KINDS.index(kind) for kind in (Kind.WORD, Kind.GENDER)]


@dataclass(frozen=True, slots=True)
class Span:
    """``texts[slot][start:end]`` of the columns matches, by ``rule``."""

    slot: int
    start: int
    end: int
    rule: Rule


class Pattern(Protocol):
    """What one word, phrase or prefix of a query looks for; ``word`` is what people typed, ``fields`` where."""

    @property
    def word(self) -> str: ...
    @property
    def fields(self) -> tuple[Field, ...]: ...
    def find(self, columns: TokenColumns) -> list[Span]:
        """What of the documents matches, in any order."""
        ...

    def find_apart(self, columns: TokenColumns, *, besides: Set[int]) -> list[Span]:
        """What matches only by standing near, in documents other than ``besides``."""
        ...


def patterns_of(node: Node, lexicon: Lexicon, concepts_of: ConceptsOf, *, pieces: bool = False) -> Iterator[Pattern]:
    """What is to be marked: not what is excluded, nor stop words that need not be there, nor values of facets, which no text has.

    With ``pieces`` also single parts of words where a release has nothing more of them.
    """
    match node:
        case And(parts):
            for part in required_parts(parts, concepts_of):
                yield from patterns_of(part, lexicon, concepts_of, pieces=pieces)
        case Or(parts):
            for part in parts:
                yield from patterns_of(part, lexicon, concepts_of, pieces=pieces)
        case Words(_, scope) if fields := searched_fields(scope):
            required = (concept for concept in concepts_of(node) if not concept.optional)
            yield from (ConceptPattern(concept, lexicon, fields=fields, pieces=pieces) for concept in required)
        case Phrase(text, scope) if (fields := searched_fields(scope)) and phrase_terms(text):
            yield PhrasePattern(text, lexicon, fields=fields)
        case Prefix(text, scope) if fields := searched_fields(scope):
            yield PrefixPattern(text, lexicon, fields=fields)
        case Words() | Phrase() | Prefix() | DateRange() | Everything() | Not():
            return
        case _:
            assert_never(node)


class ConceptPattern:
    """A word in all its forms: alone, as a sequence of words, as its parts near each other; with ``pieces`` also any one of these."""

    def __init__(self, concept: Concept, lexicon: Lexicon, *, fields: tuple[Field, ...], pieces: bool = False) -> None:
        self.word = concept.text
        self.fields = fields
        alone = [each for each in concept.alternatives if not isinstance(each, Adjacent | Nearby | Published | WrittenOut)]
        self._alone = Concept(concept.text, concept.optional, tuple(alone))
        self._forms = [forms_of(each, lexicon) for each in alone]
        self._own_classes = [each.class_id for each in alone if isinstance(each, Inflections)]
        self._sequences = [each for each in concept.alternatives if isinstance(each, Adjacent)]
        self._written_out = [
            [forms_of_noun(noun, lexicon) for noun in each.nouns] for each in concept.alternatives if isinstance(each, WrittenOut)
        ]
        self._windows = [each for each in concept.alternatives if isinstance(each, Nearby)]
        self._pieces = [forms_of_part(part, lexicon) for part in (*concept.parts, *concept.words)] if pieces else []
        self._lexicon = lexicon
        self._rules: dict[tuple[int, str], Rule] = {}

    def find(self, columns: TokenColumns) -> list[Span]:
        """Words and sequences."""
        found: dict[tuple[int, int], Span] = {}
        hits = np.flatnonzero(_are_among(columns.forms, self._forms, self._lexicon))
        keys = columns.keys[hits]
        lasts = keys + further_words(columns, hits, self._own_classes, self._lexicon)
        for form, (slot, start, end) in zip(columns.forms[hits].tolist(), columns.stretches(keys, lasts), strict=True):
            span = Span(slot, start, end, self._rule(form, columns.texts[slot][start:end]))
            nearest = found.setdefault((slot, start), span)
            if NEARNESS.index(span.rule) < NEARNESS.index(nearest.rule):
                found[slot, start] = span
        sequences = (span for sequence in self._sequences for span in self._in_sequence(sequence, columns))
        return [*found.values(), *sequences, *self._nouns(columns)]

    def _rule(self, form: int, surface: str) -> Rule:
        rule = self._rules.get((form, surface))
        if rule is None:
            rule = self._rules[form, surface] = rule_of(form, self._alone, self._lexicon, surface=surface) or Rule.STEM
        return rule

    def _in_sequence(self, sequence: Adjacent, columns: TokenColumns) -> Iterator[Span]:
        """From the first word of each place of the sequence to its last, as one."""
        written = np.isin(self._lexicon.kinds[columns.forms], _WRITTEN)
        classes = self._lexicon.class_of[columns.forms]
        starts = [
            columns.keys[written & (classes == class_id)] - offset
            for class_id, offset in zip(sequence.classes, sequence.offsets, strict=True)
        ]
        firsts = reduce(np.intersect1d, starts)
        yield from (Span(*stretch, sequence.rule) for stretch in columns.stretches(firsts, firsts + sequence.offsets[-1]))

    def _nouns(self, columns: TokenColumns) -> Iterator[Span]:
        """Each noun of a compound that is written out."""
        tokens = WrittenTokens(columns.forms, columns.keys, columns.begins, columns.ends)
        for nouns in self._written_out:
            keys = np.unique(linked_nouns(tokens, nouns, self._lexicon))
            yield from (Span(*stretch, Rule.WRITTEN_OUT) for stretch in columns.stretches(keys, keys))

    def find_apart(self, columns: TokenColumns, *, besides: Set[int]) -> list[Span]:
        """Words that are or contain a part of a compound, and have all its other parts near them, or alone if pieces count."""
        if not (self._windows or self._pieces) or len(besides) * len(FIELDS) >= len(columns.texts):
            return []
        others = ~np.isin(columns.documents_of(columns.keys), list(besides))
        if self._pieces:
            keys = np.unique(columns.keys[others & _are_among(columns.forms, self._pieces, self._lexicon)])
            return [Span(*stretch, Rule.PART) for stretch in columns.stretches(keys, keys)]
        return [span for window in self._windows for span in self._near(window, columns, others)]

    def _near(self, window: Nearby, columns: TokenColumns, among: NDArray[np.bool_]) -> Iterator[Span]:
        """Every word of a part that has a word of each other part within the window, one at least at another place."""
        parts = [
            columns.keys[among & _are_among(columns.forms, [forms_of_part(part, self._lexicon)], self._lexicon)] for part in window.parts
        ]
        for key in np.unique(np.concatenate(parts)).tolist():
            around = [part[np.searchsorted(part, key - WINDOW + 1) : np.searchsorted(part, key + WINDOW)] for part in parts]
            if all(map(len, around)) and len(set().union(*(part.tolist() for part in around))) > 1:
                at = np.array([key])
                yield from (Span(*stretch, window.rule) for stretch in columns.stretches(at, at))


def _are_among(forms: Ids, wanted: Sequence[Ids], lexicon: Lexicon) -> NDArray[np.bool_]:
    """Which of ``forms`` int32 [n] are in any of ``wanted``; by a table, because a part of compounds has up to 1,800 forms."""
    table = np.zeros(lexicon.forms, np.bool_)
    for each in wanted:
        table[each] = True
    return np.asarray(table[forms], np.bool_)


class PhrasePattern:
    """Words as written, next to each other."""

    def __init__(self, word: str, lexicon: Lexicon, *, fields: tuple[Field, ...]) -> None:
        self.word = word
        self.fields = fields
        terms = phrase_terms(word)
        self._forms = [lexicon.form_id(each.term) for each in terms]
        self._offsets = [each.offset for each in terms]

    def find(self, columns: TokenColumns) -> list[Span]:
        """Every place where the phrase stands, from its first word to its last."""
        starts = [columns.keys[columns.forms == form] - offset for form, offset in zip(self._forms, self._offsets, strict=True)]
        firsts = reduce(np.intersect1d, starts)
        return [Span(*stretch, Rule.WORD) for stretch in columns.stretches(firsts, firsts + self._offsets[-1])]

    def find_apart(self, columns: TokenColumns, *, besides: Set[int]) -> list[Span]:
        """Nothing: a phrase stands together."""
        return []


class PrefixPattern:
    """Words that begin with ``word``, which may have signs inside."""

    def __init__(self, word: str, lexicon: Lexicon, *, fields: tuple[Field, ...]) -> None:
        self.word = word
        self.fields = fields
        *before, last = prefix_terms(word)
        self._before = [(lexicon.form_id(each.term), each.offset) for each in before]
        self._forms = lexicon.forms_with_prefix(last.term, kinds=(Kind.WORD, Kind.GENDER))
        self._offset = last.offset
        self._lexicon = lexicon

    def find(self, columns: TokenColumns) -> list[Span]:
        """Every word that begins so, from its first part to the one that goes on."""
        firsts = columns.keys[_are_among(columns.forms, [self._forms], self._lexicon)] - self._offset
        for form, offset in self._before:
            firsts = np.intersect1d(firsts, columns.keys[columns.forms == form] - offset)
        return [Span(*stretch, Rule.WORD) for stretch in columns.stretches(firsts, firsts + self._offset)]

    def find_apart(self, columns: TokenColumns, *, besides: Set[int]) -> list[Span]:
        """Nothing: each word stands for itself."""
        return []
