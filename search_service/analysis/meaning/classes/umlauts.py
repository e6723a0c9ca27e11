"""Where an umlaut tells one word from another (Höhe, hohe) and where it only inflects (Züge, größer)."""

from __future__ import annotations

import re

from search_service.analysis.meaning.counts.evidence import Evidence
from search_service.analysis.normalize import without_umlauts

ESTABLISHED = 5
ESTABLISHED_SHARE = 0.02
"""From so many uses, and this share of the other's, a word is established beside one that differs in the umlaut."""
PLURAL_SHARE = 4
"""Of a verb that is spelled like a plural (wünsche), one use in five may be the plural."""
_UMLAUT = re.compile("[äöü]")
_COMPARISON = re.compile(r"(?:er|ere|eren|erer|eres|erem|e?ste|e?sten|e?ster|e?stes|e?stem)$")
_SUPERLATIVE_ENDINGS = ("ste", "sten", "ster", "stes", "stem")
_ADJECTIVE_ENDINGS = ("e", "en", "er", "es", "em")
_FAMILY = ("", "e", "en", "n", "es", "s", "er", "ern", "em", "et", "t", "te", "ten", "tet", "ung", "ungen")
"""Endings of the words among which one that is told by its umlaut tells its stem."""


def umlaut_key(form: str, stem: str, evidence: Evidence) -> str | None:
    """The stem of a form with its umlaut kept, where another word of the archive is the same but for the umlaut; else None.

    One such pair speaks for all forms of the stem: Flächen keep it because of Fläche, flache.
    """
    if form.isascii() or not _UMLAUT.search(form) or _only_inflects(form, evidence):
        return None
    root = form[: len(stem)]
    if _is_told_by_umlaut(form, evidence):
        return root
    family = (root + ending for ending in _FAMILY) if _UMLAUT.search(root) else ()
    return root if any(_tells_stem(other, evidence) for other in family) else None


def _tells_stem(form: str, evidence: Evidence) -> bool:
    established = evidence.count(form) >= ESTABLISHED
    return established and not _only_inflects(form, evidence) and _is_told_by_umlaut(form, evidence)


def _is_told_by_umlaut(form: str, evidence: Evidence) -> bool:
    uses = evidence.count(without_umlauts(form))
    return uses >= ESTABLISHED and uses >= ESTABLISHED_SHARE * evidence.count(form)


def _only_inflects(form: str, evidence: Evidence) -> bool:
    bare = without_umlauts(form)
    return _is_umlaut_plural(form, bare, evidence) or _is_comparison(form, bare, evidence)


def _is_umlaut_plural(form: str, bare: str, evidence: Evidence) -> bool:
    lower, capitalised = evidence.uses(form)
    if PLURAL_SHARE * capitalised < lower:
        return False
    ending = next((ending for ending in ("ern", "en", "e") if bare.endswith(ending)), None)
    if ending is None or not evidence.nouns(bare.removesuffix(ending)):
        return False
    return evidence.nouns(form.removesuffix(ending)) < ESTABLISHED


def _is_comparison(form: str, bare: str, evidence: Evidence) -> bool:
    """größer beside "grosser", which is großer without its ß; but schöner is no more of schon."""
    positive = _COMPARISON.sub("", bare)
    if positive == bare or (evidence.may_be_noun(form) and not bare.endswith(_SUPERLATIVE_ENDINGS)):
        return False
    has_positive = evidence.count(form[: len(positive)]) >= ESTABLISHED
    return not has_positive and is_adjective(positive + "e", evidence, endings=3)


def is_adjective(form: str, evidence: Evidence, *, endings: int) -> bool:
    """Whether the stem of a form is attested in lower case with that many of the adjective endings."""
    base = next((form.removesuffix(ending) for ending in ("er", "en", "em", "es", "e") if form.endswith(ending)), form)
    attested = sum(evidence.uses(base + ending)[0] > 0 for ending in (*_ADJECTIVE_ENDINGS, ""))
    return attested >= endings
