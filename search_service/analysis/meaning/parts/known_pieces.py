"""Takes a word apart that the archive lacks, further than ``compounds`` does: of its pieces one may be unknown.

What is found makes releases come close to a query and never makes one a hit, so rarer heads than those of compounds will do.
"""

from __future__ import annotations

from search_service.analysis.meaning.counts.evidence import Evidence
from search_service.analysis.meaning.parts.compound_lists import NEVER_HEADS, NEVER_MODIFIERS
from search_service.analysis.meaning.parts.compounds import INFLECTIONS, LONGEST_COMPOUND, SHORTEST_COMPOUND, Heads, Splitter

SHORTEST_ALONE = 5
"""Letters of a piece that is known beside one that is not: shorter ones begin or end too many foreign words."""
SHORTEST_UNKNOWN = 3
FEWEST_USES_ALONE = 5
"""Uses of a noun that is known beside a piece that is not."""


class RareHeads(Heads):
    """Every noun of the archive as a head, however rare and short: Kot in Hundekot."""

    def __init__(self, evidence: Evidence) -> None:
        super().__init__(evidence)
        self._nouns_of = evidence

    def noun(self, form: str) -> int:
        return 0 if form in NEVER_HEADS or form in NEVER_MODIFIERS else self._nouns_of.nouns(form)


def known_pieces(form: str, splitter: Splitter, evidence: Evidence) -> tuple[str, ...]:
    """The words, in their base form, that a casefolded noun is made of, as far as the archive has them; empty if it has none.

    ``splitter`` has ``RareHeads``. Where it finds no split, the longest noun that the word begins with, linking element apart, else
    the longest that it ends with.
    """
    if not (SHORTEST_COMPOUND <= len(form) <= LONGEST_COMPOUND and form.isalpha()):
        return ()
    *modifiers, head = splitter.split(form, noun=True) or ("",)
    if modifiers:
        return (*map(splitter.base_of_modifier, modifiers), head)
    cuts = range(SHORTEST_ALONE, len(form) - SHORTEST_UNKNOWN + 1)
    beginnings = (splitter.base_of_modifier(form[:cut]) for cut in reversed(cuts) if form[cut:] not in INFLECTIONS)
    ends = (form[cut:] for cut in range(SHORTEST_UNKNOWN, len(form) - SHORTEST_ALONE + 1))
    return next(((word,) for word in (*beginnings, *ends) if _is_noun(word, evidence)), ())


def _is_noun(word: str, evidence: Evidence) -> bool:
    known = len(word) >= SHORTEST_ALONE and word not in NEVER_HEADS and word not in NEVER_MODIFIERS
    return known and evidence.nouns(word) >= FEWEST_USES_ALONE
