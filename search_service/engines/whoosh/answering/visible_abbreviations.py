"""Which abbreviations may be told of: the lexicon knows those of releases under embargo too, and what nobody may see yet is not listed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from search_service.engines.whoosh.evaluating.evaluator import evaluate
from search_service.engines.whoosh.evaluating.snapshot import Snapshot
from search_service.query.nodes import Phrase
from search_service.results import AbbreviationEntry


def visible_abbreviations(snapshot: Snapshot, entries: Iterable[AbbreviationEntry]) -> tuple[AbbreviationEntry, ...]:
    """The entries with the readings that a visible release writes out; while nothing is hidden, that is all of them."""
    visible = snapshot.visible(datetime.now(UTC).timestamp())
    return tuple(entries) if visible is None else tuple(_seen(snapshot, visible, entries))


def _seen(snapshot: Snapshot, visible: NDArray[np.bool_], entries: Iterable[AbbreviationEntry]) -> Iterator[AbbreviationEntry]:
    for entry in entries:
        if visible[evaluate(snapshot, Phrase(entry.short)).documents].all():
            yield entry
            continue
        readings = tuple(each for each in entry.readings if visible[evaluate(snapshot, Phrase(each.long)).documents].any())
        if readings:
            yield replace(entry, readings=readings)
