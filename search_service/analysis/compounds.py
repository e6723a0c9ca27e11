"""Splits compounds into modifiers and a head, all of them words that the archive attests. No dictionary.

After Koehn & Knight (2003): the split with the highest mean log evidence of its parts. Parts keep their linking element.
"""

from __future__ import annotations

from collections.abc import Callable
from math import log1p

from search_service.analysis.compound_lists import NEVER_HEADS, NEVER_MODIFIERS, SHORT_HEADS
from search_service.analysis.evidence import CountedEvidence, Evidence

SHORTEST_COMPOUND = 7
LONGEST_COMPOUND = 60
SHORTEST_PART = 3
HEAD_USES = 2
"""Uses from which a noun or adjective may be a head."""
MIXED_USES, MIXED_SHARE = 5, 0.15
"""A head that is mostly lower-case must be a noun this often, and in this share of its uses."""
LONG_HEAD = 7
"""From this length one use makes a head."""
ADJECTIVE_ENDINGS = ("en", "e", "er", "es", "em")
LINKS = ("", "s", "es", "n", "en", "er", "e", "ens", "ns")
RARE_LINKS = ("er", "e", "ens", "ns")
VERB_WEIGHT = 0.2
RARE_LINK_WEIGHT = 0.3
SURE = 3.0
"""A base form with less evidence than this may also be one whose ending was dropped (Schul-, Trink-)."""


class Heads:
    """The uses of forms as heads of compounds, 0 for those that cannot be one."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence

    def noun(self, form: str) -> int:
        """The uses of a noun as the head of nouns."""
        if form in NEVER_HEADS or form in NEVER_MODIFIERS or (len(form) == SHORTEST_PART and form not in SHORT_HEADS):
            return 0
        lower, capitalised = self._evidence.uses(form)
        mostly = capitalised > lower and (capitalised >= HEAD_USES or len(form) >= LONG_HEAD)
        often = capitalised >= MIXED_USES and capitalised >= MIXED_SHARE * (capitalised + lower)
        return capitalised if mostly or often else 0

    def adjective(self, form: str) -> int:
        """The uses of an adjective as the head of adjectives."""
        if form in NEVER_HEADS or form in NEVER_MODIFIERS or len(form) == SHORTEST_PART:
            return 0
        lower, _ = self._evidence.uses(form)
        return lower if lower >= HEAD_USES and is_full_adjective(form, self._evidence) else 0


class CountedHeads(Heads):
    """The heads of all forms, worked out once."""

    def __init__(self, evidence: CountedEvidence) -> None:
        heads = Heads(evidence)
        self._nouns = {form: uses for form in evidence.forms if (uses := heads.noun(form))}
        self._adjectives = {form: uses for form in evidence.forms if (uses := heads.adjective(form))}

    def noun(self, form: str) -> int:
        return self._nouns.get(form, 0)

    def adjective(self, form: str) -> int:
        return self._adjectives.get(form, 0)


class Splitter:
    """``modifier`` gives the weight of a modifier (0: none), as ``modifiers.modifier_weights`` finds them in the archive."""

    def __init__(self, evidence: Evidence, *, modifier: Callable[[str], float], heads: Heads) -> None:
        self._evidence = evidence
        self._modifier = modifier
        self._heads = heads
        self._known_parts: dict[str, tuple[str, ...]] = {}

    def split(self, form: str, *, noun: bool) -> tuple[str, ...]:
        """The parts of a casefolded compound, empty for other words; the head of a noun is a noun, of others an adjective."""
        if not (SHORTEST_COMPOUND <= len(form) <= LONGEST_COMPOUND and form.isalpha()):
            return ()
        uses_of = self._heads.noun if noun else self._heads.adjective
        heads = [(start, uses) for start in range(SHORTEST_PART, len(form) - SHORTEST_PART + 1) if (uses := uses_of(form[start:]))]
        if not heads:
            return ()
        covers = self._covers(form[: heads[-1][0]])
        best: tuple[float, tuple[str, ...]] = (0.0, ())
        for start, uses in heads:
            for weight, parts in covers[start].values():
                mean = (weight + log1p(uses)) / (len(parts) + 1)
                if mean > best[0]:
                    best = mean, (*parts, form[start:])
        return best[1]

    def _covers(self, text: str) -> list[dict[int, tuple[float, tuple[str, ...]]]]:
        """For each length of a beginning of ``text``, and each number of modifiers that make it up, the heaviest of them."""
        covers: list[dict[int, tuple[float, tuple[str, ...]]]] = [{} for _ in range(len(text) + 1)]
        covers[0][0] = (0.0, ())
        for start in range(len(text)):
            if not covers[start]:
                continue
            for end in range(start + SHORTEST_PART, len(text) + 1):
                weight = self._modifier(text[start:end])
                if weight:
                    _extend(covers[end], covers[start], weight, text[start:end])
        return covers

    def parts(self, form: str) -> tuple[str, ...]:
        """The simple words that a compound is made of, in their base form, empty for other words.

        Parts that are compounds themselves are split again: Haushaltsplan has all parts that Haushalt has.
        """
        split = self.split(form, noun=self._evidence.may_be_noun(form))
        bases = (*map(self.base_of_modifier, split[:-1]), *split[-1:])
        return tuple(part for base in bases for part in (self._parts_of_part(base) or (base,)))

    def _parts_of_part(self, base: str) -> tuple[str, ...]:
        if base not in self._known_parts:
            self._known_parts[base] = self.parts(base)
        return self._known_parts[base]

    def base_of_modifier(self, modifier: str) -> str:
        """The word that a modifier is made of: Arbeits- → arbeit, Schul- → schule, Trink- → trinken."""
        bases = [(self._base_weight(modifier, link), -len(link), modifier.removesuffix(link)) for link in LINKS if modifier.endswith(link)]
        weight, _, base = max((entry for entry in bases if len(entry[2]) >= SHORTEST_PART), default=(0.0, 0, modifier))
        if weight >= SURE:
            return base
        lower, _ = self._evidence.uses(modifier + "en")
        _, capitalised = self._evidence.uses(modifier + "e")
        dropped, ending = max((capitalised, "e"), (lower * VERB_WEIGHT, "en"))
        return modifier + ending if dropped > weight else base

    def _base_weight(self, modifier: str, link: str) -> float:
        lower, capitalised = self._evidence.uses(modifier.removesuffix(link) if link else modifier)
        weight = max(float(capitalised), lower * VERB_WEIGHT)
        return weight * RARE_LINK_WEIGHT if link in RARE_LINKS else weight


def _extend(
    at_end: dict[int, tuple[float, tuple[str, ...]]], at_start: dict[int, tuple[float, tuple[str, ...]]], weight: float, modifier: str
) -> None:
    for number, (sum_of_weights, parts) in at_start.items():
        known = at_end.get(number + 1)
        if known is None or sum_of_weights + weight > known[0]:
            at_end[number + 1] = (sum_of_weights + weight, (*parts, modifier))


def is_full_adjective(form: str, evidence: Evidence) -> bool:
    """Whether the archive inflects the form, or its stem, with at least four of the five endings of an adjective."""
    for ending in ("em", "en", "er", "es", "e", ""):
        base = form.removesuffix(ending) if ending else form
        if (ending and base == form) or len(base) < SHORTEST_PART:
            continue
        if sum(evidence.uses(base + other)[0] > 0 for other in ADJECTIVE_ENDINGS) >= 4:
            return True
    return False
