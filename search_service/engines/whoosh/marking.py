"""Marks in texts that come from the store, not from the index: the words that a query matches there, by the rules of a hit."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from search_service.analysis.lexicon import Lexicon
from search_service.analysis.tokenizer import index_terms, layout
from search_service.engines.whoosh.explaining import explainer_of
from search_service.engines.whoosh.hit_text import FieldText
from search_service.engines.whoosh.snapshot import Snapshot
from search_service.query.nodes import Node
from search_service.schema import Field


def marks(snapshot: Snapshot, texts: Mapping[Field, str], node: Node) -> dict[Field, tuple[tuple[int, int], ...]]:
    """Where ``node`` matches in the texts of one release, as (start, end) in each."""
    return explainer_of(snapshot, node).marks({field: _read(text, snapshot.lexicon) for field, text in texts.items()})


def _read(text: str, lexicon: Lexicon) -> FieldText:
    """A text as an indexed one would be read; what the archive does not know matches nothing."""
    terms, positions = index_terms(text)
    forms = np.array([lexicon.form_id(term) for term in terms], np.int32)
    known = forms >= 0
    written = layout(text)
    columns = (np.array(column, np.int32) for column in (written.positions, written.starts, written.ends))
    return FieldText(text, forms[known], np.array(positions, np.int32)[known], *columns)
