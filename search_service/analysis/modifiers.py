"""Which words and stems an archive uses as the modifiers of compounds, and with what weight."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import log1p

from search_service.analysis.compound_lists import DERIVED, NEVER_MODIFIERS, PREFIXES, SHORT_MODIFIERS
from search_service.analysis.compounds import LONGEST_COMPOUND, SHORTEST_COMPOUND, SHORTEST_PART, Heads
from search_service.analysis.evidence import CountedEvidence

ESTABLISHED = 5
"""Uses of a noun that make it a modifier in its own right."""
ATTESTED = 3
"""Uses of a noun that count as evidence together with compounds."""
SUSPENDED = 2
"""Uses before a hyphen that make a modifier."""
MOST_SUSPENDED = 20
"""Uses before a hyphen beyond this add no weight."""
HEADS_OF_SHORT, HEADS_OF_NOUN, HEADS_OF_OTHERS, HEADS_OF_PREFIXED = 2, 2, 6, 9
"""Different first letters of heads that a modifier must be seen with, by what else is known of it."""
DROPPED_ENDING_HEADS = 2
INFLECTED = ("er", "en", "es", "em", "e", "te", "t")


@dataclass(slots=True)
class _Seen:
    """How many words begin with a modifier and go on with a head, and with which first letters."""

    words: int = 0
    initials: str = ""


def modifier_weights(evidence: CountedEvidence, heads: Heads) -> dict[str, float]:
    """Every modifier that a split may use with its weight, log(1 + number of compounds that begin with it)."""
    finder = _ModifierFinder(evidence, heads)
    weights: dict[str, float] = {}
    for modifier in finder.candidates():
        uses = finder.uses(modifier)
        if uses:
            weights[modifier] = log1p(uses)
    return weights


class _ModifierFinder:
    def __init__(self, evidence: CountedEvidence, heads: Heads) -> None:
        self._evidence = evidence
        self._seen = _beginnings(evidence, heads)

    def candidates(self) -> Iterable[str]:
        """Everything that can be a modifier: what begins a compound, and established nouns with their linking elements."""
        found = dict.fromkeys(self._seen)
        for form in self._evidence.forms:
            if self._noun(form) >= ATTESTED:
                found.update(dict.fromkeys((form, form + "s", form + "es", form + "n", form + "en", form + "er")))
        return found

    def uses(self, modifier: str) -> int:
        """The number behind the weight of a modifier, 0 if it is none."""
        if len(modifier) < SHORTEST_PART or modifier in NEVER_MODIFIERS:
            return 0
        if len(modifier) == SHORTEST_PART and modifier not in SHORT_MODIFIERS:
            return 0
        before_hyphen = self._evidence.modifiers.get(modifier, 0)
        if self._heads(modifier) >= self._heads_needed(modifier, before_hyphen):
            return max(1, self._words(modifier)) + min(before_hyphen, MOST_SUSPENDED)
        return 1 if self._is_established(modifier) else 0

    def _noun(self, form: str) -> int:
        lower, capitalised = self._evidence.uses(form)
        return capitalised if capitalised > lower and capitalised >= ATTESTED else 0

    def _heads_needed(self, modifier: str, before_hyphen: int) -> int:
        """With how many different heads a modifier must be seen."""
        if before_hyphen >= SUSPENDED:
            return HEADS_OF_SHORT if len(modifier) == SHORTEST_PART else 1
        if self._noun(modifier):
            return HEADS_OF_NOUN if len(modifier) <= 4 else 1
        if self._is_linked(modifier):
            return 0 if len(modifier) > 7 else 1
        return self._heads_needed_by_others(modifier)

    def _is_linked(self, modifier: str) -> bool:
        """``Integrations-``: a derived noun with its -s-."""
        base = modifier.removesuffix("s")
        return base != modifier and len(modifier) > 5 and base.endswith(DERIVED) and self._noun(base) > 0

    def _heads_needed_by_others(self, modifier: str) -> int:
        inflected = self._evidence.uses(modifier)[0] > 0 and modifier.endswith(INFLECTED)
        needed = HEADS_OF_OTHERS if inflected or len(modifier) > SHORTEST_PART else HEADS_OF_SHORT
        if self._heads(modifier) < needed:
            return needed
        words = self._words(modifier)
        for prefix in PREFIXES:
            rest = modifier.removesuffix(prefix)
            if rest != modifier and len(rest) >= SHORTEST_PART and (self._words(rest) >= words or self._noun(rest)):
                return LONGEST_COMPOUND
            if modifier.startswith(prefix) and 0 < len(modifier) - len(prefix) <= SHORTEST_PART:
                needed = HEADS_OF_PREFIXED
        return needed

    def _words(self, modifier: str) -> int:
        return self._seen[modifier].words if modifier in self._seen else 0

    def _heads(self, modifier: str) -> int:
        return len(self._seen[modifier].initials) if modifier in self._seen else 0

    def _is_established(self, modifier: str) -> bool:
        """A noun in frequent use, bare or with a linking element; or a noun or verb without its ending, seen with two heads."""
        if self._noun(modifier) >= ESTABLISHED:
            return True
        if len(modifier) == SHORTEST_PART:
            return False
        if any(self._noun(base) >= ESTABLISHED for base in self._without_link(modifier)):
            return True
        if self._heads(modifier) < DROPPED_ENDING_HEADS:
            return False
        verb = self._evidence.uses(modifier + "en")[0] >= ESTABLISHED
        verb_in_ern = modifier.endswith("er") and self._evidence.uses(modifier + "n")[0] >= ESTABLISHED
        return verb or verb_in_ern or self._noun(modifier + "e") >= ESTABLISHED

    def _without_link(self, modifier: str) -> Iterator[str]:
        if modifier.endswith("s") and len(modifier) >= 6:
            yield modifier[:-1]
            if modifier.endswith("es"):
                yield modifier[:-2]
        if modifier.endswith("en"):
            yield modifier[:-1]
        if modifier.endswith(("er", "en")) and len(modifier) >= 6 and self._evidence.uses(modifier)[1]:
            yield modifier[:-2]


def _beginnings(evidence: CountedEvidence, heads: Heads) -> dict[str, _Seen]:
    """What words of the archive begin with, where the rest is a head."""
    seen: dict[str, _Seen] = defaultdict(_Seen)
    for form in evidence.forms:
        if len(form) < SHORTEST_COMPOUND or not form.isalpha():
            continue
        is_head = heads.noun if evidence.may_be_noun(form) else heads.adjective
        for start in range(SHORTEST_PART, len(form) - SHORTEST_PART + 1):
            if is_head(form[start:]):
                entry = seen[form[:start]]
                entry.words += 1
                if form[start] not in entry.initials:
                    entry.initials += form[start]
    return dict(seen)
