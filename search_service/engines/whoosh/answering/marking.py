"""Marks in texts that come from the store, not from the index: the words that a query matches there, by the rules of a hit."""

from __future__ import annotations

from collections.abc import Mapping

from search_service.engines.whoosh.answering.explaining import explainer_of
from search_service.engines.whoosh.answering.token_columns import given_texts
from search_service.engines.whoosh.evaluating.snapshot import Snapshot
from search_service.query.nodes import Node
from search_service.schema import Field


def marks(snapshot: Snapshot, texts: Mapping[Field, str], node: Node) -> dict[Field, tuple[tuple[int, int], ...]]:
    """Where ``node`` matches in the texts of one release, as (start, end) in each."""
    (found,) = explainer_of(snapshot, node).found(given_texts(texts, snapshot.lexicon))
    return {field: tuple((mark.start, mark.end) for mark, _ in found[field]) for field in texts}
