"""Explains why documents match a query: the words of their texts that match, each with the word of the query and the rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache, cached_property
from math import log

from search_service.analysis.meaning.lexicon import Lexicon
from search_service.analysis.normalize import fold
from search_service.dates import BERLIN
from search_service.explain.letters import Stretch, hyphenated, stands_apart
from search_service.explain.patterns import Pattern, PhrasePattern, Span, patterns_of
from search_service.explain.snippets import Mark
from search_service.explain.stored_document import StoredDocument
from search_service.explain.token_columns import TokenColumns, columns_of
from search_service.query.alternatives import ConceptsOf
from search_service.query.nodes import Node
from search_service.query.phrase_terms import phrase_stretches, phrase_terms
from search_service.query.rule import NEARNESS, Rule
from search_service.results import Match
from search_service.schema import FIELDS, Field

RARITY = 0.5
_NEARNESS = {rule: nearness for nearness, rule in enumerate(NEARNESS)}
_Found = tuple[Span, int]
"""What matches, and the number of the word of the query that it matches."""


@dataclass(frozen=True, slots=True)
class Explained:
    """What of one document matches: ``marks`` for each field, ascending, without overlaps; ``matched`` names each form once, in the
    order of the query's words, by its nearest rule. ``quoted`` are the standing blocks that alone have some phrase, with its marks.
    """

    marks: Mapping[Field, Sequence[Mark]]
    matched: tuple[Match, ...]
    quoted: tuple[tuple[str, Sequence[Mark]], ...] = ()


class Explainer:
    """Explains matches of one query with the words of one generation. Immutable; safe from any thread."""

    nbytes = 20_000
    """What the cache reckons for one: mostly the forms of its words (a productive part has 1,800)."""

    def __init__(self, node: Node, lexicon: Lexicon, concepts_of: ConceptsOf) -> None:
        self._lexicon = lexicon
        self._patterns = tuple(patterns_of(node, lexicon, concepts_of))
        self._quotes = {
            number: phrase_terms(pattern.word)
            for number, pattern in enumerate(self._patterns)
            if isinstance(pattern, PhrasePattern) and pattern.fields == FIELDS
        }

    @cached_property
    def weights(self) -> tuple[float, ...]:
        """What each word of the query is worth in a snippet: rare ones a little more, so that they come first."""
        uses = (sum(self._lexicon.evidence.uses(fold(pattern.word))) for pattern in self._patterns)
        return tuple(1 + RARITY / log(2 + each) for each in uses)

    def explain_stored(self, columns: TokenColumns, stored: Sequence[StoredDocument], *, pieces: Set[int] = frozenset()) -> list[Explained]:
        """What of each document matches, by its texts, its day, and its standing blocks.

        In the documents ``pieces`` also single parts of words where a release has nothing more of them.
        """
        explained = self.explain(columns, [each.published for each in stored], pieces=pieces)
        if not self._quotes:
            return explained
        return [self._with_quotes(each, document) if document.standing else each for each, document in zip(explained, stored, strict=True)]

    def _with_quotes(self, explained: Explained, document: StoredDocument) -> Explained:
        """Phrases of which the texts have none, where a standing block has them."""
        shown = {number for marks in explained.marks.values() for mark in marks for number in mark.words}
        found = ((block, self.quotes_in(block, besides=shown)) for _, block in document.standing)
        quoted = tuple((block, marks) for block, marks in found if marks)
        forms = {(number, block[mark.start : mark.end]) for block, marks in quoted for mark in marks for number in mark.words}
        matched = (Match(self._patterns[number].word, form, Rule.WORD) for number, form in sorted(forms))
        return replace(explained, matched=(*explained.matched, *matched), quoted=quoted)

    def quotes_in(self, block: str, *, besides: Set[int] = frozenset()) -> list[Mark]:
        """Where phrases of the query, ``besides`` some, stand in a standing block."""
        found = [
            (start, end, number)
            for number, terms in self._quotes.items()
            if number not in besides
            for start, end in phrase_stretches(block, terms)
        ]
        return _apart(found)

    def explain(self, columns: TokenColumns, published: Sequence[datetime] = (), *, pieces: Set[int] = frozenset()) -> list[Explained]:
        """What of each document matches; with the times at which they were ``published`` also that it did so by its day."""
        spans: list[list[_Found]] = [[] for _ in range(columns.documents)]
        for number, pattern in enumerate(self._patterns):
            for span in _spans(pattern, columns, pieces=pieces):
                spans[span.slot // len(FIELDS)].append((span, number))
        explained = [Explained(_marks(found), self._matched(found, columns.texts)) for found in spans]
        if not published or not any(pattern.published for pattern in self._patterns):
            return explained
        days = [each.astimezone(BERLIN).date() for each in published]
        told = [self._by_day(found, day) for found, day in zip(spans, days, strict=True)]
        return [replace(each, matched=(*each.matched, *more)) for each, more in zip(explained, told, strict=True)]

    def _by_day(self, found: Sequence[_Found], day: date) -> Iterator[Match]:
        """The dates of the query that the text does not name, but on which the release came out."""
        named = {number for _, number in found}
        for number, pattern in enumerate(self._patterns):
            if number not in named and any(each.first <= day <= each.last for each in pattern.published):
                yield Match(pattern.word, f"{day.day}.{day.month}.{day.year}", Rule.DATE)

    def _matched(self, found: Sequence[_Found], texts: Sequence[str]) -> tuple[Match, ...]:
        nearest: dict[tuple[int, str, str | None], int] = {}
        wholes: dict[tuple[int, Stretch], Stretch] = {}  # a word that is asked thirty times is found thirty times in each place
        for (slot, _, _, rule, word), number in found:
            text, (start, end) = texts[slot], word
            whole = word
            if not stands_apart(text, word):
                whole = wholes.get((slot, word)) or wholes.setdefault((slot, word), hyphenated(text, word))
            key = (number, text[start:end], text[slice(*whole)] if whole is not word and whole != word else None)
            nearness = _NEARNESS[rule]
            if nearest.get(key, nearness) >= nearness:
                nearest[key] = nearness
        ordered = sorted([(number, nearness, form, whole or "", whole) for (number, form, whole), nearness in nearest.items()])
        return tuple([Match(self._patterns[number].word, form, NEARNESS[nearness], whole) for number, nearness, form, _, whole in ordered])

    def marks(self, texts: Mapping[Field, str]) -> dict[Field, tuple[tuple[int, int], ...]]:
        """Where the texts of one release, which need not be in the index, match: (start, end) in each of ``texts``."""
        (found,) = self.explain(columns_of([texts], self._lexicon))
        return {field: tuple((mark.start, mark.end) for mark in found.marks[field]) for field in texts}


def _spans(pattern: Pattern, columns: TokenColumns, *, pieces: Set[int]) -> list[Span]:
    """What one word of the query finds; what only stands near counts in documents in which nothing nearer is found."""
    nearer = _allowed(pattern, pattern.find(columns))
    explained = {span.slot // len(FIELDS) for span in nearer}
    return nearer + _allowed(pattern, pattern.find_apart(columns, besides=explained, pieces=pieces))


def _allowed(pattern: Pattern, spans: list[Span]) -> list[Span]:
    """Only those in the fields in which the word is looked for."""
    return spans if pattern.fields == FIELDS else [span for span in spans if FIELDS[span.slot % len(FIELDS)] in pattern.fields]


def _marks(found: Sequence[_Found]) -> dict[Field, list[Mark]]:
    """The spans of one document as marks."""
    of_fields: list[list[tuple[int, int, int]]] = [[] for _ in FIELDS]
    for (slot, start, end, _, _), number in found:
        of_fields[slot % len(FIELDS)].append((start, end, number))
    return dict(zip(FIELDS, map(_apart, of_fields), strict=True))


def _apart(spans: Sequence[tuple[int, int, int]]) -> list[Mark]:
    """Spans (start, end, number of the word) as marks, in ascending order; what overlaps is one mark for the words of all."""
    marks: list[Mark] = []
    reached = -1
    for start, end, number in sorted(spans):
        if start < reached:
            last = marks[-1]
            reached = max(reached, end)
            marks[-1] = Mark(last.start, reached, last.words | {number})
        else:
            reached = end
            marks.append(Mark(start, end, _alone(number)))
    return marks


@cache
def _alone(number: int) -> frozenset[int]:
    """A word of a query, of which there are few."""
    return frozenset({number})
