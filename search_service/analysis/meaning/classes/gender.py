"""Feminine forms and their masculine: Bürgerinnen → Bürger, but not Termin → Term."""

from __future__ import annotations

from search_service.analysis.meaning.classes.irregular import PERSON_ENDINGS, PRODUCTIVE_ENDINGS, irregular_base
from search_service.analysis.meaning.counts.evidence import Evidence
from search_service.analysis.normalize import without_umlauts

FEMININE_ENDINGS = ("in", "innen")
SHORTEST_REGULAR = 7
"""Shorter words in -erin (hierin) are no feminines."""


def without_feminine_ending(form: str) -> str | None:
    """The form without -in or -innen; None if it has neither."""
    for ending, shortest in (("innen", 4), ("in", 3)):
        if form.endswith(ending) and len(form) - len(ending) >= shortest:
            return form.removesuffix(ending)
    return None


def masculine(form: str, evidence: Evidence) -> str | None:
    """The attested masculine of a feminine form; None if the form is none or the archive has no masculine for it."""
    base = without_feminine_ending(form) if form.endswith(FEMININE_ENDINGS) else None
    if base is None or not (base.endswith(PERSON_ENDINGS) or evidence.count(base + "innen")):
        return None
    bare = without_umlauts(base)
    candidates = [base, base + "e", bare, bare + "e"]
    if not base.endswith(PERSON_ENDINGS):
        candidates.append(base + "er")
    best = max(candidates, key=evidence.nouns)
    if evidence.nouns(best):
        return best
    return base + "e" if evidence.nouns(base + "en") and not base.endswith("er") else None


def probable_masculine(form: str, evidence: Evidence) -> str | None:
    """The masculine of a feminine that is formed regularly, where the archive has only the feminine."""
    base = without_feminine_ending(form) if form.endswith(FEMININE_ENDINGS) else None
    if base is None or len(form) < SHORTEST_REGULAR or evidence.count(base):
        return None
    regular = base.endswith(PRODUCTIVE_ENDINGS) if form.endswith("innen") else base.endswith("er")
    return base if regular else None


def is_feminine(form: str, evidence: Evidence) -> bool:
    """Whether a form is the feminine of a masculine, attested or regular."""
    irregular = without_feminine_ending(form) is not None and irregular_base(form) is not None
    return irregular or masculine(form, evidence) is not None or probable_masculine(form, evidence) is not None
