"""Makes hits of documents: what is stored of them, the forms that matched and why, and snippets with exactly these marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from search_service.engines.whoosh.evaluating.snapshot import Snapshot
from search_service.explain.explainer import Explainer
from search_service.explain.snippets import make_snippets
from search_service.explain.stored_document import StoredDocument
from search_service.query.nodes import Node
from search_service.results import Hit, Match, Snippet

SCORE_DIGITS = 3


def explainer_of(snapshot: Snapshot, node: Node) -> Explainer:
    """The explainer of a query, kept like everything else that is computed from a query."""
    return snapshot.cache.get(("explainer", node), lambda: Explainer(node, snapshot.lexicon, snapshot.concepts_of))


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
    keys = [("hit", node, highlight, document) for document, _ in scored]

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
    for place, document, found in zip(order, stored, explainer.found(snapshot.token_columns(documents, stored)), strict=True):
        texts = document.texts
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
        facet_values=stored.facet_values,
        score=round(score, SCORE_DIGITS),
        snippets=snippets,
        matched=matched,
    )
