"""Which words and stems an archive uses as the modifiers of compounds, and with what weight."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from math import log1p

from search_service.analysis.meaning.counts.evidence import CountedEvidence
from search_service.analysis.meaning.parts.compound_lists import DERIVED, NEVER_MODIFIERS, PREFIXES, SHORT_MODIFIERS
from search_service.analysis.meaning.parts.compounds import LONGEST_COMPOUND, SHORTEST_COMPOUND, SHORTEST_PART, Heads

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
_LINKS_OF_NOUNS = ("", "s", "es", "n", "en", "er")
_LINKING_ENDINGS = ("s", "en", "er")
_LINKED = tuple(ending + "s" for ending in DERIVED)
"""``Integrations-``: a derived noun with its -s-."""
INFLECTED = ("er", "en", "es", "em", "e", "te", "t")


@dataclass(slots=True)
class _Seen:
    """How many words begin with a modifier and go on with a head, and with which first letters."""

    words: int = 0
    initials: str = ""


_NOT_SEEN = _Seen()


def modifier_weights(evidence: CountedEvidence, heads: Heads) -> dict[str, float]:
    """Every modifier that a split may use with its weight, log(1 + number of compounds that begin with it)."""
    finder = _ModifierFinder(evidence, heads)
    return {modifier: log1p(uses) for modifier in finder.candidates() if (uses := finder.uses(modifier))}


class _ModifierFinder:
    def __init__(self, evidence: CountedEvidence, heads: Heads) -> None:
        self._evidence = evidence
        self._nouns = {form: nouns for form, (lower, nouns) in evidence.forms.items() if nouns >= ATTESTED and nouns > lower}
        self._established = {form for form, uses in self._nouns.items() if uses >= ESTABLISHED}
        self._seen = _beginnings(evidence, heads)

    def candidates(self) -> Iterable[str]:
        """Everything that can be a modifier: what begins a compound, and established nouns with their linking elements."""
        linked = (form + link for form in self._nouns for link in _LINKS_OF_NOUNS)
        return dict.fromkeys(chain(self._seen, linked))

    def uses(self, modifier: str) -> int:
        """The number behind the weight of a modifier, 0 if it is none."""
        if len(modifier) < SHORTEST_PART or modifier in NEVER_MODIFIERS:
            return 0
        if len(modifier) == SHORTEST_PART and modifier not in SHORT_MODIFIERS:
            return 0
        seen = self._seen.get(modifier, _NOT_SEEN)
        if seen is not _NOT_SEEN or modifier.endswith(_LINKED):
            before_hyphen = self._evidence.modifiers.get(modifier, 0)
            if len(seen.initials) >= self._heads_needed(modifier, seen, before_hyphen):
                return max(1, seen.words) + min(before_hyphen, MOST_SUSPENDED)
        return 1 if self._is_established(modifier, seen) else 0

    def _heads_needed(self, modifier: str, seen: _Seen, before_hyphen: int) -> int:
        """With how many different heads a modifier must be seen; with none at all only a derived noun with its -s-."""
        if before_hyphen >= SUSPENDED:
            return HEADS_OF_SHORT if len(modifier) == SHORTEST_PART else 1
        if modifier in self._nouns:
            return HEADS_OF_NOUN if len(modifier) <= 4 else 1
        if modifier.endswith(_LINKED) and len(modifier) > 5 and modifier[:-1] in self._nouns:
            return 0 if len(modifier) > 7 else 1
        return self._heads_needed_by_others(modifier, seen)

    def _heads_needed_by_others(self, modifier: str, seen: _Seen) -> int:
        inflected = len(modifier) > SHORTEST_PART or (modifier.endswith(INFLECTED) and self._evidence.uses(modifier)[0] > 0)
        needed = HEADS_OF_OTHERS if inflected else HEADS_OF_SHORT
        if len(seen.initials) < needed:
            return needed
        for prefix in PREFIXES:
            rest = modifier.removesuffix(prefix)
            if rest != modifier and len(rest) >= SHORTEST_PART and (self._words(rest) >= seen.words or rest in self._nouns):
                return LONGEST_COMPOUND
            if modifier.startswith(prefix) and 0 < len(modifier) - len(prefix) <= SHORTEST_PART:
                needed = HEADS_OF_PREFIXED
        return needed

    def _words(self, modifier: str) -> int:
        return self._seen.get(modifier, _NOT_SEEN).words

    def _is_established(self, modifier: str, seen: _Seen) -> bool:
        """A noun in frequent use, bare or with a linking element; or a noun or verb without its ending, seen with two heads."""
        if modifier in self._established:
            return True
        if len(modifier) == SHORTEST_PART:
            return False
        if modifier.endswith(_LINKING_ENDINGS) and not self._established.isdisjoint(self._without_link(modifier)):
            return True
        if len(seen.initials) < DROPPED_ENDING_HEADS:
            return False
        verb = self._evidence.uses(modifier + "en")[0] >= ESTABLISHED
        verb_in_ern = modifier.endswith("er") and self._evidence.uses(modifier + "n")[0] >= ESTABLISHED
        return verb or verb_in_ern or modifier + "e" in self._established

    def _without_link(self, modifier: str) -> list[str]:
        if modifier.endswith("s"):
            without = [modifier[:-1], modifier[:-2]] if modifier.endswith("es") else [modifier[:-1]]
            return without if len(modifier) >= 6 else []
        without = [modifier[:-1]] if modifier.endswith("en") else []
        if len(modifier) >= 6 and self._evidence.uses(modifier)[1]:
            without.append(modifier[:-2])
        return without


def _beginnings(evidence: CountedEvidence, heads: Heads) -> dict[str, _Seen]:
    """What words of the archive begin with, where the rest is a head."""
    seen: dict[str, _Seen] = defaultdict(_Seen)
    for form, (lower, capitalised) in evidence.forms.items():
        if len(form) < SHORTEST_COMPOUND or not form.isalpha():
            continue
        for start in heads.starts(form, noun=capitalised >= lower):
            entry = seen[form[:start]]
            entry.words += 1
            if form[start] not in entry.initials:
                entry.initials += form[start]
    return dict(seen)
