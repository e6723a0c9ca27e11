"""Which documents have a word that begins so: out of the lists of terms, or of the token stream where the word has signs inside."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from search_service.analysis.tokens import Kind
from search_service.engines.whoosh.evaluating.matches import Documents
from search_service.engines.whoosh.evaluating.snapshot import Snapshot
from search_service.query.phrase_terms import prefix_terms
from search_service.schema import Field

BEGINNING = (Kind.WORD, Kind.GENDER)
"""What can begin so: forms that the text has as such."""


def prefix_documents(snapshot: Snapshot, text: str, fields: Sequence[Field]) -> Documents:
    """Live documents that have a word beginning with ``text`` in one of ``fields``."""
    *before, last = prefix_terms(text)
    forms = snapshot.lexicon.forms_with_prefix(last.term, kinds=BEGINNING)
    if not before:
        return snapshot.documents_with(forms, fields)
    whole = [(each.offset, np.array([snapshot.lexicon.form_id(each.term)], np.int32)) for each in before]
    return snapshot.documents_with_sequence([*whole, (last.offset, forms)], fields)
