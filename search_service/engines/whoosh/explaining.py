"""Makes a hit of a document: what is stored of it, the forms that matched and why, and snippets with exactly these marked."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import replace

from search_service.engines.whoosh.hit_text import DocumentText, HitText, hit_text, plain_hit, stored_texts
from search_service.engines.whoosh.snapshot import Snapshot
from search_service.engines.whoosh.sought import NEARNESS, Sought, Span, sought_by
from search_service.query.nodes import Node
from search_service.results import Hit, Match, Rule
from search_service.schema import Field
from search_service.snippets import Mark, make_snippets

Marked = list[tuple[Mark, Rule]]


class Explainer:
    """Explains the hits of one query on one snapshot."""

    nbytes = 20_000
    """What the cache reckons for one: mostly the forms of its words (a productive part has 1,800)."""

    def __init__(self, snapshot: Snapshot, node: Node) -> None:
        self._sought = tuple(sought_by(node, snapshot.lexicon))

    def hit(self, text: HitText, score: float, *, missing: tuple[str, ...] = (), highlight: bool = True) -> Hit:
        """The hit of a document; without ``highlight`` there are no snippets."""
        stored = text.stored
        found = self.found(text.whole)
        texts = stored_texts(stored)
        marks = {field: [mark for mark, _ in of_field] for field, of_field in found.items()}
        return replace(
            plain_hit(stored, score),
            snippets=make_snippets(texts, marks) if highlight else (),
            matched=self._matched(found, texts),
            missing=missing,
        )

    def found(self, text: DocumentText) -> dict[Field, Marked]:
        """What of each field matches: marks in the field's own text, ascending, without overlaps, each with its rule."""
        spans = [(span, number) for number, sought in enumerate(self._sought) for span in _spans(sought, text)]
        marked: dict[Field, Marked] = {field: [] for field in text.bounds}
        fields, begins = list(text.bounds), list(text.bounds.values())
        for span, number in _without_overlaps(spans):
            place = bisect_right(begins, span.start) - 1
            mark = Mark(span.start - begins[place], span.end - begins[place], number)
            marked[fields[place]].append((mark, span.rule))
        return marked

    def _matched(self, found: Mapping[Field, Marked], texts: Mapping[Field, str]) -> tuple[Match, ...]:
        """Every form that matched once, in the order of the query's words, nearest rule first."""
        matches = {
            (mark.word, NEARNESS.index(rule), texts[field][mark.start : mark.end]) for field, marks in found.items() for mark, rule in marks
        }
        return tuple(Match(self._sought[word].word, form, NEARNESS[rule]) for word, rule, form in sorted(matches))


def _spans(sought: Sought, text: DocumentText) -> list[Span]:
    """What one word of the query finds in a document; what only stands near counts where nothing nearer is found."""
    return _allowed(sought, text, sought.find(text)) or _allowed(sought, text, sought.find_apart(text))


def _allowed(sought: Sought, text: DocumentText, spans: list[Span]) -> list[Span]:
    """Only those in the title, for a word that is sought there."""
    if not sought.title_only:
        return spans
    begins = [begin for field, begin in text.bounds.items() if field is not Field.TITLE]
    end = min(begins, default=len(text.text)) if Field.TITLE in text.bounds else 0
    return [span for span in spans if span.end <= end]


def _without_overlaps(spans: list[tuple[Span, int]]) -> list[tuple[Span, int]]:
    """In ascending order; of two that overlap the first stays, of two that begin together the longer."""
    kept: list[tuple[Span, int]] = []
    for span, number in sorted(spans, key=lambda each: (each[0].start, -each[0].end)):
        if not kept or span.start >= kept[-1][0].end:
            kept.append((span, number))
    return kept


def explainer_of(snapshot: Snapshot, node: Node) -> Explainer:
    """The explainer of a query, kept like everything else that is computed from a query."""
    return snapshot.cache.get((snapshot.number, "explainer", node), lambda: Explainer(snapshot, node))


def explain(snapshot: Snapshot, node: Node, document: int, score: float, *, highlight: bool, missing: tuple[str, ...] = ()) -> Hit:
    """The hit of a document, as ``node`` found it."""
    return explainer_of(snapshot, node).hit(hit_text(snapshot, document), score, missing=missing, highlight=highlight)
