"""Restores what a hyphen ellipsis leaves out: Bus- und Bahnverkehr → Busverkehr, Integrationskurse und -beratung → Integrationsberatung."""

from __future__ import annotations

from collections.abc import Sequence

from search_service.analysis.meaning.counts.evidence import Evidence
from search_service.analysis.meaning.parts.compounds import SHORTEST_PART, Splitter

SURE_WITHOUT_SPLIT = 2
"""Uses of a restored word that make up for a completing word which does not split."""


def restore_tail(first: str, completing: str, *, splitter: Splitter, evidence: Evidence) -> str | None:
    """The compound of ``first`` and a tail of ``completing`` that the archive uses most, else of its last part; None if unknown."""
    if "-" in completing:
        return first + completing.rpartition("-")[2]
    parts = splitter.split(completing, noun=evidence.may_be_noun(completing))
    if parts:
        tails = ["".join(parts[start:]) for start in range(1, len(parts))]
        best = _most_used([first + tail for tail in tails], evidence)
        return best or first + parts[-1]
    compounds = [first + completing[start:] for start in range(SHORTEST_PART, len(completing) - SHORTEST_PART)]
    return _most_used([word for word in compounds if evidence.count(word) >= SURE_WITHOUT_SPLIT], evidence)


def restore_beginning(completing: str, tail: str, *, splitter: Splitter, evidence: Evidence) -> str | None:
    """The compound of a beginning of ``completing`` and ``tail`` that the archive uses most, else of all but its last part."""
    parts = splitter.split(completing, noun=evidence.may_be_noun(completing))
    compounds = ["".join(parts[:end]) + tail for end in range(1, len(parts))]
    return _most_used(compounds, evidence) or (compounds[-1] if compounds else None)


def _most_used(words: Sequence[str], evidence: Evidence) -> str | None:
    best = max(words, key=evidence.count, default=None)
    return best if best is not None and evidence.count(best) else None
