"""What a search over a few releases must answer, worked out release by release with the archive's own lexicon: the oracle for engines.

Slow and short; it knows no index, no arrays and no scores.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from datetime import date
from functools import lru_cache

from search_service.analysis.meaning.lexicon import Lexicon
from search_service.dates import BERLIN
from search_service.explain.stored_document import StoredDocument
from search_service.query.alternatives import Concept
from search_service.query.facet_words import called_so
from search_service.query.nodes import And, DateRange, Everything, Node, Not, Or, Phrase, Prefix, Words
from search_service.query.request import SearchRequest, Sort
from search_service.release import Release
from search_service.schema import FACET_OF_SCOPE, FacetName, Field, Scope, facet_values, field_texts
from search_service.standing_blocks import block_key, blocks_of
from search_service.taxonomy import UNNAMED, Taxonomy
from tests.analysis.brute_force import Text, TextMatcher

LEAVES = 100
"""So many leaves are kept with what they find: a search and each of its facets ask for the same."""


def recurring_among(releases: Sequence[Release]) -> set[int]:
    """The keys of blocks that at least 20 releases and a five-hundredth of all have."""
    uses = Counter(key for release in releases for key in {block_key(block) for block in blocks_of(release)} - {0})
    return {key for key, found in uses.items() if found >= 20 and found * 500 >= len(releases)}


class Oracle:
    """Answers about ``releases``, which are all visible."""

    def __init__(
        self, releases: Sequence[Release], lexicon: Lexicon, taxonomy: Taxonomy = UNNAMED, recurring: Set[int] = frozenset()
    ) -> None:
        self._taxonomy = taxonomy
        self._releases = {release.id: release for release in releases}
        self._matcher = TextMatcher(lexicon)
        stored = {release.id: (release, StoredDocument.of(release, recurring)) for release in releases}
        self._texts = {each: [self._reading("\n".join(own.texts.values()), release)] for each, (release, own) in stored.items()}
        self._standing = {each: [self._matcher.read(block) for _, block in own.standing] for each, (_, own) in stored.items()}
        self._titles = {release.id: [self._reading(field_texts(release)[Field.TITLE], release)] for release in releases}
        self._leaf = lru_cache(LEAVES)(self._having_leaf)

    def _reading(self, text: str, release: Release) -> Text:
        return self._matcher.read(text, published=release.published.astimezone(BERLIN).date())

    def found(self, node: Node) -> set[str]:
        """Ids of the releases that a node finds."""
        everything = set(self._releases)
        match node:
            case And(parts):
                return set.intersection(*map(self.found, self._matcher.required(parts)))
            case Or(parts):
                return set.union(*map(self.found, parts))
            case Not(part):
                return everything - self.found(part)
            case Everything():
                return everything
            case DateRange(first, last):
                return {each for each in everything if _within(self._day(each), first, last)}
            case Words() | Phrase() | Prefix():
                return self._leaf(node)

    def _having_leaf(self, node: Words | Phrase | Prefix) -> set[str]:
        texts_of = self._read(node.scope)
        found = {each for each, texts in texts_of.items() if any(self._matcher.has(text, node) for text in texts)}
        if isinstance(node, Phrase) and node.scope is Scope.TEXT:
            found |= {each for each, blocks in self._standing.items() if any(self._matcher.has(block, node) for block in blocks)}
        return found | (self._called_so(node, FACET_OF_SCOPE[node.scope].name) if node.scope in FACET_OF_SCOPE else set())

    def _called_so(self, node: Words | Phrase | Prefix, facet: FacetName) -> set[str]:
        """Those of which a value of the facet has another name with the words."""
        values = {each: facet_values(release)[facet] for each, release in self._releases.items()}
        return {each for each, of in values.items() if any(called_so(node, self._taxonomy.spellings(facet, value)) for value in of)}

    def having(self, concept: Concept, scope: Scope) -> set[str]:
        """Ids of the releases that have a concept."""
        return {each for each, texts in self._read(scope).items() if any(self._matcher.has_concept(text, concept) for text in texts)}

    def _read(self, scope: Scope) -> Mapping[str, Sequence[Text]]:
        """What a scope looks in, by release; every value of a facet by itself."""
        facet = FACET_OF_SCOPE.get(scope)
        if facet is None:
            return self._titles if scope is Scope.TITLE else self._texts
        return {
            release_id: [self._matcher.read(value) for value in facet_values(release)[facet.name]]
            for release_id, release in self._releases.items()
        }

    def hits(self, request: SearchRequest, *, ignoring: str = "") -> set[str]:
        """Ids of the hits; ``ignoring`` names a filter that does not count: a facet or year."""
        return {
            each
            for each in self.found(request.sought)
            if all(name == ignoring or _has_any(self._releases[each], name, values) for name, values in request.accepted.items())
            and (ignoring == "year" or _within(self._day(each), request.first, request.last))
        }

    def in_order(self, request: SearchRequest) -> list[str]:
        """Ids of the hits by date, then id; for an order by relevance use ``hits``."""
        sign = -1 if request.sort is Sort.NEWEST else 1
        return sorted(self.hits(request), key=lambda each: (sign * self._releases[each].published.timestamp(), each))

    def facet(self, request: SearchRequest, name: str) -> dict[str, int]:
        """Value → count of a facet or of the years."""
        hits = [self._releases[each] for each in self.hits(request, ignoring=name)]
        return dict(Counter(value for release in hits for value in _values(release, name)))

    def _day(self, release_id: str) -> date:
        return self._releases[release_id].published.astimezone(BERLIN).date()


def _within(day: date, first: date | None, last: date | None) -> bool:
    return (first is None or day >= first) and (last is None or day <= last)


def _values(release: Release, name: str) -> set[str]:
    if name == "year":
        return {str(release.published.astimezone(BERLIN).year)}
    return set(facet_values(release)[FacetName(name)])


def _has_any(release: Release, name: str, values: tuple[str, ...]) -> bool:
    return not values or not set(values).isdisjoint(_values(release, name))
