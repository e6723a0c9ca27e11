"""Makes hits of documents: what is stored of them, the forms that matched and why, and snippets with exactly these marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from search_service.engines.whoosh.answering.patterns import NEARNESS, Sought, Span, sought_by
from search_service.engines.whoosh.answering.token_columns import PageTexts, indexed_texts, stored_texts
from search_service.engines.whoosh.evaluating.snapshot import Snapshot
from search_service.engines.whoosh.files.token_stream import FIELDS
from search_service.engines.whoosh.files.whoosh_schema import StoredDocument
from search_service.query.nodes import Node
from search_service.results import Hit, Match, Rule, Snippet
from search_service.schema import Field
from search_service.snippets import Mark, make_snippets

SCORE_DIGITS = 3
Marked = dict[Field, list[tuple[Mark, Rule]]]
"""For each field the marks in its text, ascending, without overlaps, each with its rule."""


class Explainer:
    """Explains the hits of one query on one snapshot."""

    nbytes = 20_000
    """What the cache reckons for one: mostly the forms of its words (a productive part has 1,800)."""

    def __init__(self, snapshot: Snapshot, node: Node) -> None:
        self._sought = tuple(sought_by(node, snapshot))

    def found(self, page: PageTexts) -> list[Marked]:
        """What of each document matches."""
        documents: list[Marked] = [{field: [] for field in FIELDS} for _ in range(len(page.texts) // len(FIELDS))]
        spans = [(span, number) for number, sought in enumerate(self._sought) for span in _spans(sought, page)]
        for span, number in _without_overlaps(spans):
            document, field = divmod(span.slot, len(FIELDS))
            documents[document][FIELDS[field]].append((Mark(span.start, span.end, number), span.rule))
        return documents

    def matched(self, found: Marked, texts: Mapping[Field, str]) -> tuple[Match, ...]:
        """Every form that matched once, in the order of the query's words, nearest rule first."""
        matches = {
            (mark.word, NEARNESS.index(rule), texts[field][mark.start : mark.end]) for field, marks in found.items() for mark, rule in marks
        }
        return tuple(Match(self._sought[word].word, form, NEARNESS[rule]) for word, rule, form in sorted(matches))


def _spans(sought: Sought, page: PageTexts) -> list[Span]:
    """What one word of the query finds; what only stands near counts in documents in which nothing nearer is found."""
    nearer = _allowed(sought, sought.find(page))
    explained = {span.slot // len(FIELDS) for span in nearer}
    return nearer + _allowed(sought, sought.find_apart(page, besides=explained))


def _allowed(sought: Sought, spans: list[Span]) -> list[Span]:
    """Only those in titles, for a word that is sought there."""
    return [span for span in spans if FIELDS[span.slot % len(FIELDS)] is Field.TITLE] if sought.title_only else spans


def _without_overlaps(spans: list[tuple[Span, int]]) -> list[tuple[Span, int]]:
    """In ascending order; of two that overlap the first stays, of two that begin together the longer."""
    kept: list[tuple[Span, int]] = []
    for span, number in sorted(spans, key=lambda each: (each[0].slot, each[0].start, -each[0].end)):
        if not kept or span.slot != kept[-1][0].slot or span.start >= kept[-1][0].end:
            kept.append((span, number))
    return kept


def explainer_of(snapshot: Snapshot, node: Node) -> Explainer:
    """The explainer of a query, kept like everything else that is computed from a query."""
    return snapshot.cache.get((snapshot.number, "explainer", node), lambda: Explainer(snapshot, node))


@dataclass(frozen=True, slots=True)
class _Explained:
    """A hit as the cache keeps it; its score belongs to the search that it was first made for."""

    hit: Hit

    @property
    def nbytes(self) -> int:
        """Strings and records: 100 bytes for each part of a snippet and each form, two for a character (measured with tracemalloc)."""
        parts = sum(len(snippet.parts) for snippet in self.hit.snippets)
        return 2_000 + 100 * (parts + len(self.hit.matched)) + 2 * len(self.hit.teaser)


def explain(snapshot: Snapshot, node: Node, scored: Sequence[tuple[int, float]], *, highlight: bool) -> tuple[Hit, ...]:
    """The hits of (document, score) as ``node`` found them, in their order; without ``highlight`` there are no snippets."""
    keys = [(snapshot.number, "hit", node, highlight, document) for document, _ in scored]

    def compute(places: Sequence[int]) -> list[_Explained]:
        return _explained(snapshot, node, [scored[place] for place in places], highlight=highlight)

    found = snapshot.cache.get_all(keys, compute)
    return tuple(_scored(explained.hit, score) for explained, (_, score) in zip(found, scored, strict=True))


def _scored(hit: Hit, score: float) -> Hit:
    rounded = round(score, SCORE_DIGITS)
    return hit if hit.score == rounded else replace(hit, score=rounded)


def _explained(snapshot: Snapshot, node: Node, scored: Sequence[tuple[int, float]], *, highlight: bool) -> list[_Explained]:
    order = sorted(range(len(scored)), key=lambda place: scored[place][0])
    documents = [scored[place][0] for place in order]
    stored = [snapshot.document(number) for number in documents]
    explainer = explainer_of(snapshot, node)
    made: dict[int, _Explained] = {}
    for place, document, found in zip(order, stored, explainer.found(indexed_texts(snapshot, documents, stored)), strict=True):
        texts = stored_texts(document)
        marks = {field: [mark for mark, _ in of_field] for field, of_field in found.items()}
        snippets = make_snippets(texts, marks) if highlight else ()
        made[place] = _Explained(plain_hit(document, scored[place][1], snippets=snippets, matched=explainer.matched(found, texts)))
    return [made[place] for place in range(len(scored))]


def plain_hit(stored: StoredDocument, score: float, *, snippets: tuple[Snippet, ...] = (), matched: tuple[Match, ...] = ()) -> Hit:
    """The hit of a document."""
    return Hit(
        id=stored.id,
        url=stored.url,
        title=stored.title,
        teaser=stored.teaser,
        published=stored.published,
        topics=stored.topics,
        ministries=stored.ministries,
        score=round(score, SCORE_DIGITS),
        snippets=snippets,
        matched=matched,
    )
