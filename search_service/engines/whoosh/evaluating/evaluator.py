"""Evaluates query nodes over a snapshot: which live documents match, and how well. Words are ``concepts.py``, facets elsewhere.

Matching comes first, scores are computed for matches only. Filters and dates score nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

import numpy as np

from search_service.engines.whoosh.evaluating.concepts import evaluate_words
from search_service.engines.whoosh.evaluating.matches import NOTHING, Matches, intersect, subtract, unite
from search_service.engines.whoosh.evaluating.phrases import phrase_counts
from search_service.engines.whoosh.evaluating.prefixes import prefix_documents
from search_service.engines.whoosh.evaluating.publication_dates import published_between
from search_service.engines.whoosh.evaluating.scoring import Layer
from search_service.engines.whoosh.evaluating.snapshot import Snapshot
from search_service.engines.whoosh.evaluating.standing import documents_quoting
from search_service.query.expand import gain_of_part, required_parts
from search_service.query.facet_words import called_so, values_with
from search_service.query.nodes import And, DateRange, Everything, Node, Not, Or, Phrase, Prefix, Words
from search_service.query.phrase_terms import phrase_terms
from search_service.schema import FACET_OF_SCOPE, FIELDS, FacetName, Field, Scope, searched_fields


def evaluate(snapshot: Snapshot, node: Node) -> Matches:
    """The live documents that ``node`` finds, with scores."""
    match node:
        case And(parts):
            return _and(snapshot, parts)
        case Or(parts):
            return unite([evaluate(snapshot, part) for part in parts], size=snapshot.documents)
        case Not(part):
            return subtract(Matches.constant(snapshot.everything), evaluate(snapshot, part).documents)
        case DateRange(first, last):
            return Matches.constant(published_between(snapshot, first, last))
        case Everything():
            return Matches.constant(snapshot.everything)
        case Words() | Phrase() | Prefix():
            return snapshot.cache.get(node, lambda: _leaf(snapshot, node))
        case _:
            assert_never(node)


def _and(snapshot: Snapshot, parts: tuple[Node, ...]) -> Matches:
    required = required_parts(parts, snapshot.concepts_of)
    wanted = [evaluate(snapshot, part) for part in required if not isinstance(part, Not)]
    found = intersect(wanted) if wanted else Matches.constant(snapshot.everything)
    for part in parts:
        if isinstance(part, Not) and len(found):
            found = subtract(found, evaluate(snapshot, part.part).documents)
        elif part not in required:
            found = found.plus(evaluate(snapshot, part), weight=gain_of_part(part, snapshot.concepts_of))
    return found


def _leaf(snapshot: Snapshot, node: Words | Phrase | Prefix) -> Matches:
    facet = FACET_OF_SCOPE.get(node.scope)
    if facet is not None:
        return _facet_words(snapshot, node, facet.name)
    fields = searched_fields(node.scope)
    match node:
        case Words():
            return evaluate_words(snapshot, node, fields)
        case Phrase(text, Scope.TEXT):
            quoting = Matches.constant(documents_quoting(snapshot, phrase_terms(text)))
            return unite([_phrase(snapshot, text, fields), quoting], size=snapshot.documents)
        case Phrase(text):
            return _phrase(snapshot, text, fields)
        case Prefix(text):
            return Matches.constant(prefix_documents(snapshot, text, fields), 1.0)
        case _:
            assert_never(node)


def _phrase(snapshot: Snapshot, text: str, fields: Sequence[Field]) -> Matches:
    terms = phrase_terms(text)
    if not terms:
        return NOTHING
    counts = phrase_counts(snapshot, terms)
    return snapshot.scorer.score([Layer(counts if len(fields) == len(FIELDS) else counts.within(fields))])


def _facet_words(snapshot: Snapshot, node: Words | Phrase | Prefix, facet: FacetName) -> Matches:
    """Documents of which a value of the facet has the words, or another name of it; the few values are read one by one."""
    column = snapshot.facets[facet]
    concepts = snapshot.concepts_of(node) if isinstance(node, Words) else ()
    wanted = np.array(values_with(node, column.values, concepts, snapshot.lexicon), np.bool_)
    for place, value in enumerate(column.values):
        wanted[place] |= called_so(node, snapshot.facts.taxonomy.spellings(facet, value))
    return Matches.constant(snapshot.alive(column.documents_where(wanted)), 1.0) if wanted.any() else NOTHING
