"""Makes a hit of a document: what is stored of it, the forms that matched and why, and snippets with exactly these marked."""

from __future__ import annotations

from collections.abc import Mapping

from search_service.engines.whoosh.hit_text import FieldText, HitText, hit_text, stored_texts
from search_service.engines.whoosh.snapshot import Snapshot
from search_service.engines.whoosh.sought import NEARNESS, Sought, Span, sought_by
from search_service.query.nodes import Node
from search_service.results import Hit, Match, Rule
from search_service.schema import Field
from search_service.snippets import Mark, make_snippets

_Marked = list[tuple[Mark, Rule]]


class Explainer:
    """Explains the hits of one query on one snapshot."""

    nbytes = 20_000
    """What the cache reckons for one: mostly the forms of its words (a productive part has 1,800)."""

    def __init__(self, snapshot: Snapshot, node: Node) -> None:
        self._sought = tuple(sought_by(node, snapshot.lexicon))

    def hit(self, text: HitText, score: float, *, missing: tuple[str, ...] = (), highlight: bool = True) -> Hit:
        """The hit of a document; without ``highlight`` there are no snippets."""
        stored = text.stored
        found = self._found(text.fields)
        marks = {field: [mark for mark, _ in of_field] for field, of_field in found.items()}
        return Hit(
            id=stored.id,
            url=stored.url,
            title=stored.title,
            teaser=stored.teaser,
            published=stored.published,
            topics=stored.topics,
            ministries=stored.ministries,
            score=round(score, 3),
            snippets=make_snippets(stored_texts(stored), marks) if highlight else (),
            matched=self._matched(found, text.fields),
            missing=missing,
        )

    def marks(self, fields: Mapping[Field, FieldText]) -> dict[Field, tuple[tuple[int, int], ...]]:
        """What of each field matches, as (start, end)."""
        return {field: tuple((mark.start, mark.end) for mark, _ in marks) for field, marks in self._found(fields).items()}

    def _found(self, fields: Mapping[Field, FieldText]) -> dict[Field, _Marked]:
        spans: dict[Field, list[tuple[Span, int]]] = {field: [] for field in fields}
        for number, sought in enumerate(self._sought):
            for field, span in _spans(sought, fields):
                spans[field].append((span, number))
        return {field: _without_overlaps(of_field) for field, of_field in spans.items()}

    def _matched(self, found: Mapping[Field, _Marked], fields: Mapping[Field, FieldText]) -> tuple[Match, ...]:
        """Every form that matched once, in the order of the query's words, nearest rule first."""
        matches = {
            (mark.word, NEARNESS.index(rule), fields[field].text[mark.start : mark.end])
            for field, marks in found.items()
            for mark, rule in marks
        }
        return tuple(Match(self._sought[word].word, form, NEARNESS[rule]) for word, rule, form in sorted(matches))


def _spans(sought: Sought, fields: Mapping[Field, FieldText]) -> list[tuple[Field, Span]]:
    """What one word of the query finds in a document; what only stands near counts where nothing nearer is found."""
    looked_in = {field: text for field, text in fields.items() if field is Field.TITLE or not sought.title_only}
    nearer = [(field, span) for field, text in looked_in.items() for span in sought.find(text)]
    return nearer or [(field, span) for field, text in looked_in.items() for span in sought.find_apart(text)]


def _without_overlaps(spans: list[tuple[Span, int]]) -> _Marked:
    """Marks in ascending order; of two that overlap the first stays, of two that begin together the longer."""
    marks: _Marked = []
    for span, number in sorted(spans, key=lambda each: (each[0].start, -each[0].end)):
        if not marks or span.start >= marks[-1][0].end:
            marks.append((Mark(span.start, span.end, number), span.rule))
    return marks


def explainer_of(snapshot: Snapshot, node: Node) -> Explainer:
    """The explainer of a query, kept like everything else that is computed from a query."""
    return snapshot.cache.get((snapshot.number, "explainer", node), lambda: Explainer(snapshot, node))


def explain(snapshot: Snapshot, node: Node, document: int, score: float, *, highlight: bool, missing: tuple[str, ...] = ()) -> Hit:
    """The hit of a document, as ``node`` found it."""
    return explainer_of(snapshot, node).hit(hit_text(snapshot, document), score, missing=missing, highlight=highlight)
