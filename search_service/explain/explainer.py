"""Explains why documents match a query: the words of their texts that match, each with the word of the query and the rule."""

from __future__ import annotations

from collections.abc import Mapping

from search_service.analysis.meaning.lexicon import Lexicon
from search_service.explain.patterns import Pattern, Span, patterns_of
from search_service.explain.snippets import Mark
from search_service.explain.token_columns import TokenColumns, columns_of
from search_service.query.alternatives import ConceptsOf
from search_service.query.nodes import Node
from search_service.query.rule import NEARNESS, Rule
from search_service.results import Match
from search_service.schema import FIELDS, Field

Marked = dict[Field, list[tuple[Mark, Rule]]]
"""For each field the marks in its text, ascending, without overlaps, each with its rule."""


class Explainer:
    """Explains matches of one query with the words of one generation. Immutable; safe from any thread."""

    nbytes = 20_000
    """What the cache reckons for one: mostly the forms of its words (a productive part has 1,800)."""

    def __init__(self, node: Node, lexicon: Lexicon, concepts_of: ConceptsOf, *, pieces: bool = False) -> None:
        self._lexicon = lexicon
        self._patterns = tuple(patterns_of(node, lexicon, concepts_of, pieces=pieces))

    def found(self, columns: TokenColumns) -> list[Marked]:
        """What of each document matches."""
        documents: list[Marked] = [{field: [] for field in FIELDS} for _ in range(columns.documents)]
        spans = [(span, number) for number, pattern in enumerate(self._patterns) for span in _spans(pattern, columns)]
        for span, number in _without_overlaps(spans):
            document, field = divmod(span.slot, len(FIELDS))
            documents[document][FIELDS[field]].append((Mark(span.start, span.end, number), span.rule))
        return documents

    def matched(self, found: Marked, texts: Mapping[Field, str]) -> tuple[Match, ...]:
        """Every form that matched once, in the order of the query's words, nearest rule first."""
        matches = {
            (mark.word, NEARNESS.index(rule), texts[field][mark.start : mark.end]) for field, marks in found.items() for mark, rule in marks
        }
        return tuple(Match(self._patterns[word].word, form, NEARNESS[rule]) for word, rule, form in sorted(matches))

    def marks(self, texts: Mapping[Field, str]) -> dict[Field, tuple[tuple[int, int], ...]]:
        """Where the texts of one release, which need not be in the index, match: (start, end) in each of ``texts``."""
        (found,) = self.found(columns_of([texts], self._lexicon))
        return {field: tuple((mark.start, mark.end) for mark, _ in found[field]) for field in texts}


def _spans(pattern: Pattern, columns: TokenColumns) -> list[Span]:
    """What one word of the query finds; what only stands near counts in documents in which nothing nearer is found."""
    nearer = _allowed(pattern, pattern.find(columns))
    explained = {span.slot // len(FIELDS) for span in nearer}
    return nearer + _allowed(pattern, pattern.find_apart(columns, besides=explained))


def _allowed(pattern: Pattern, spans: list[Span]) -> list[Span]:
    """Only those in the fields in which the word is looked for."""
    return spans if pattern.fields == FIELDS else [span for span in spans if FIELDS[span.slot % len(FIELDS)] in pattern.fields]


def _without_overlaps(spans: list[tuple[Span, int]]) -> list[tuple[Span, int]]:
    """In ascending order; of two that overlap the first stays, of two that begin together the longer."""
    kept: list[tuple[Span, int]] = []
    for span, number in sorted(spans, key=lambda each: (each[0].slot, each[0].start, -each[0].end)):
        if not kept or span.slot != kept[-1][0].slot or span.start >= kept[-1][0].end:
            kept.append((span, number))
    return kept
