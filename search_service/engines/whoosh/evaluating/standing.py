"""Quotes in standing blocks, which no text field has: the few different blocks are read one by one, like the values of a facet."""

from __future__ import annotations

from collections.abc import Sequence

from search_service.engines.whoosh.evaluating.matches import Documents
from search_service.engines.whoosh.evaluating.snapshot import Snapshot
from search_service.query.phrase_terms import PhraseTerm, phrase_stretches


def documents_quoting(snapshot: Snapshot, terms: Sequence[PhraseTerm]) -> Documents:
    """Live documents of which a standing block has the phrase as written, all of it in one block."""
    wanted = {each.term for each in terms}
    blocks = (block for block, words in snapshot.standing_words.items() if wanted <= words)
    return snapshot.documents_with_standing([block for block in blocks if phrase_stretches(block, terms)])
