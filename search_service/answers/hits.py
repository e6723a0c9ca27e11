"""Makes hits of documents: what is stored of them, the forms that matched and why, and snippets with exactly these marked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from cachetools.keys import hashkey

from search_service.engines.base import Matcher
from search_service.explain.explainer import Explained, Explainer
from search_service.explain.snippets import make_snippets
from search_service.explain.stored_document import StoredDocument
from search_service.query.nodes import Node
from search_service.results import Hit, Match, Snippet
from search_service.schema import Field

SCORE_DIGITS = 3
Missing = Mapping[int, tuple[str, ...]]
"""The words of the query that each of some documents lacks."""


def explainer_of(matcher: Matcher, node: Node) -> Explainer:
    """The explainer of a query, kept like everything else that is computed from a query."""
    return matcher.cache.get(("explainer", node), lambda: Explainer(node, matcher.lexicon, matcher.concepts_of))


@dataclass(frozen=True, slots=True)
class _Explained:
    """A hit as the cache keeps it; its score belongs to the search that it was first made for."""

    hit: Hit

    @property
    def nbytes(self) -> int:
        """Strings and records: 100 bytes for each part of a snippet and each form, two for a character (measured with tracemalloc)."""
        parts = sum(len(snippet.parts) for snippet in self.hit.snippets)
        return 2_000 + 100 * (parts + len(self.hit.matched)) + 2 * len(self.hit.teaser)


def explained_hits(
    matcher: Matcher,
    node: Node,
    documents: Sequence[int],
    scores: Sequence[float],
    *,
    highlight: bool,
    close: Missing = MappingProxyType({}),
) -> tuple[Hit, ...]:
    """The hits of ``documents`` as ``node`` found them, in their order; without ``highlight`` there are no snippets.

    ``close`` are those that are no hits, only close, each with the words that it lacks; of these single parts of words are explained.
    """

    def compute(places: Sequence[int]) -> list[_Explained]:
        explainer, chosen = explainer_of(matcher, node), {documents[place]: scores[place] for place in places}
        return _explained(matcher, explainer, chosen, highlight=highlight, close=close)

    asked = hashkey("hit", node, highlight)  # whose hash, that of a whole query, is computed once for all hits
    found = matcher.cache.get_all([(asked, document in close, document) for document in documents], compute)
    return tuple(_scored(explained.hit, score) for explained, score in zip(found, scores, strict=True))


def _scored(hit: Hit, score: float) -> Hit:
    rounded = round(score, SCORE_DIGITS)
    return hit if hit.score == rounded else replace(hit, score=rounded)


def _explained(matcher: Matcher, explainer: Explainer, scores: Mapping[int, float], *, highlight: bool, close: Missing) -> list[_Explained]:
    """The hits of documents with their scores, in the order of ``scores``."""
    ascending = sorted(scores)
    stored = matcher.stored(ascending)
    pieces = {place for place, number in enumerate(ascending) if number in close}
    explained = explainer.explain_stored(matcher.token_columns(ascending, stored), stored, pieces=pieces)
    made: dict[int, _Explained] = {}
    for number, document, found in zip(ascending, stored, explained, strict=True):
        snippets = tuple(_snippets(document, found, explainer.weights)) if highlight else ()
        missing = close.get(number, ())
        made[number] = _Explained(plain_hit(document, scores[number], snippets=snippets, matched=found.matched, missing=missing))
    return [made[number] for number in scores]


def _snippets(document: StoredDocument, found: Explained, weights: Sequence[float]) -> Iterator[Snippet]:
    """Fragments of the texts, and of the standing blocks that alone have what was quoted."""
    yield from make_snippets(document.texts, found.marks, weights)
    for block, marks in found.quoted:
        yield from make_snippets({**document.texts, Field.BODY: block}, {Field.BODY: marks}, weights)


def plain_hit(
    stored: StoredDocument,
    score: float,
    *,
    snippets: tuple[Snippet, ...] = (),
    matched: tuple[Match, ...] = (),
    missing: tuple[str, ...] = (),
) -> Hit:
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
        missing=missing,
    )
