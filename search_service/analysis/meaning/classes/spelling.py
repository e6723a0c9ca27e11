"""The spelling of a word that the archive uses: ä for ae, and the umlaut that was left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from search_service.analysis.meaning.counts.evidence import Evidence, has_digraph, may_have_umlaut
from search_service.analysis.normalize import loose, without_umlauts

_DIGRAPH = re.compile("(ae|oe|ue)")
_UMLAUT = {"ae": "ä", "oe": "ö", "ue": "ü"}
MOST_DIGRAPHS = 4
RARE = 3
"""Fewer uses of a bare form are a slip if the umlaut form has five times as many."""
SLIP_FACTOR = 5
SLIP_SHARE = 0.02
"""A bare form with less than this share of the umlaut form's uses is a slip."""


def umlaut_variants(form: str) -> Iterator[str]:
    """The spellings of a form with any of its ae, oe, ue read as umlauts, those with most umlauts first."""
    pieces = _DIGRAPH.split(form)
    digraphs = pieces[1::2]
    if not digraphs or len(digraphs) > MOST_DIGRAPHS:
        return
    for choice in product(*[(_UMLAUT[digraph], digraph) for digraph in digraphs]):
        pieces[1::2] = choice
        variant = "".join(pieces)
        if variant != form:
            yield variant


def attested_umlauts(form: str, evidence: Evidence) -> str | None:
    """The variant of a form with umlauts that the archive uses most, unless the form itself is established beside it."""
    if not has_digraph(form):
        return None
    best, uses = None, 0
    for variant in umlaut_variants(form):
        count = evidence.count(variant)
        if count > uses:
            best, uses = variant, count
    return best if uses and uses >= SLIP_SHARE * evidence.count(form) else None


def canonical(form: str, evidence: Evidence) -> str:
    """The archive's spelling of a casefolded form; established pairs (Forderung, Förderung) stay apart.

    A noun of a query that the archive does not have may also be one that it spells without umlauts.
    """
    if len(form) < 3 or not form.isalpha():
        return form
    key = form
    if may_have_umlaut(form):
        written_out = attested_umlauts(form, evidence)
        if written_out is not None:
            return written_out
        bare = without_umlauts(form)
        if bare != form and not evidence.count(form) and evidence.nouns(form) and evidence.nouns(bare):
            return bare
        key = loose(form)
    same_key = evidence.umlaut_spellings(key)
    spellings = [other for other in same_key if is_bare_form_of(form, other)] if same_key else None
    if not spellings:
        return form
    usual = max(spellings, key=evidence.count)
    if not _is_slip(evidence.count(form), evidence.count(usual)):
        return form
    return attested_umlauts(usual, evidence) or usual


def is_bare_form_of(form: str, spelling: str) -> bool:
    """Whether ``form`` is ``spelling`` with umlauts left out, and none added."""
    return form != spelling and all(umlaut in spelling for umlaut in "äöü" if umlaut in form)


def _is_slip(bare: int, with_umlaut: int) -> bool:
    return bare == 0 or (bare < RARE and with_umlaut >= SLIP_FACTOR * bare) or bare < SLIP_SHARE * with_umlaut
