"""Splits compounds into modifiers and a head, all of them words that the archive attests. No dictionary.

After Koehn & Knight (2003): the split with the highest mean log evidence of its parts. Parts keep their linking element.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import log1p

from search_service.analysis.meaning.classes.places import is_compound_place
from search_service.analysis.meaning.counts.evidence import CountedEvidence, Evidence
from search_service.analysis.meaning.parts.compound_lists import (
    BASES_OF_MODIFIERS,
    NEVER_HEADS,
    NEVER_MODIFIERS,
    ONLY_HEADS,
    SHORT_HEADS,
    SHORTEST_SIMPLE,
    SIMPLE_BEGINNINGS,
    SIMPLE_WORDS,
)
from search_service.analysis.meaning.parts.surnames import is_surname

SHORTEST_COMPOUND = 7
LONGEST_COMPOUND = 60
SHORTEST_PART = 3
HEAD_USES = 2
"""Uses from which a noun or adjective may be a head."""
MIXED_USES, MIXED_SHARE = 5, 0.15
"""A head that is mostly lower-case must be a noun this often, and in this share of its uses."""
FREE_USES = 5
"""Uses from which a piece of a part is a word that stands alone."""
PRODUCTIVE = 3.0
"""Weight from which a stem, in some 20 compounds, is as free as a word (Fahr-, not Weih-)."""
LONG_HEAD = 7
"""From this length one use makes a head."""
ADJECTIVE_ENDINGS = ("en", "e", "er", "es", "em")
INFLECTIONS = frozenset(("", "e", "en", "er", "ern", "es", "in", "innen", "n", "s"))
LINKS = ("", "s", "es", "n", "en", "er", "e", "ens", "ns")
RARE_LINKS = ("er", "e", "ens", "ns")
VERB_WEIGHT = 0.2
RARE_LINK_WEIGHT = 0.3
SURE = 3.0
"""A base form with less evidence than this may also be one whose ending was dropped (Schul-, Trink-)."""


@dataclass(frozen=True, slots=True)
class Piece:
    """``word[start:end]`` of a compound stands for the simple word ``base``; a linking element belongs to no piece."""

    base: str
    start: int
    end: int


class Heads:
    """The uses of forms as heads of compounds, 0 for those that cannot be one."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence

    def noun(self, form: str) -> int:
        """The uses of a noun as the head of nouns."""
        if form in NEVER_HEADS or (form in NEVER_MODIFIERS and form not in ONLY_HEADS):
            return 0
        if len(form) == SHORTEST_PART and form not in SHORT_HEADS:
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

    def starts(self, form: str, *, noun: bool) -> tuple[int, ...]:
        """Where a head may begin in a compound, in ascending order."""
        uses_of = self.noun if noun else self.adjective
        return tuple([start for start in _possible_starts(form) if uses_of(form[start:])])


class CountedHeads(Heads):
    """The heads of all forms, and where they begin in compounds, worked out once."""

    def __init__(self, evidence: CountedEvidence) -> None:
        super().__init__(evidence)
        heads, forms = Heads(evidence), evidence.forms.items()
        self._nouns = {form: uses for form, (_, capitalised) in forms if capitalised and (uses := heads.noun(form))}
        self._adjectives = {form: uses for form, (lower, _) in forms if lower and (uses := heads.adjective(form))}
        self._starts_of_nouns: dict[str, tuple[int, ...]] = {}
        self._starts_of_adjectives: dict[str, tuple[int, ...]] = {}

    def noun(self, form: str) -> int:
        return self._nouns.get(form, 0)

    def adjective(self, form: str) -> int:
        return self._adjectives.get(form, 0)

    def starts(self, form: str, *, noun: bool) -> tuple[int, ...]:
        known = self._starts_of_nouns if noun else self._starts_of_adjectives
        starts = known.get(form)
        if starts is None:
            heads = self._nouns if noun else self._adjectives
            starts = known[form] = tuple([start for start in _possible_starts(form) if form[start:] in heads])
        return starts


def _possible_starts(form: str) -> range:
    return range(SHORTEST_PART, len(form) - SHORTEST_PART + 1)


_Modifiers = tuple[float, tuple[str, ...]]
"""Modifiers that make up the beginning of a compound, with the sum of their weights."""


class Splitter:
    """``modifier`` gives the weight of a modifier (0: none), as ``modifiers.modifier_weights`` finds them in the archive."""

    def __init__(self, evidence: Evidence, *, modifier: Callable[[str], float], heads: Heads) -> None:
        self._evidence = evidence
        self._modifier = modifier
        self._heads = heads
        self._known_beginnings: dict[str, tuple[_Modifiers, ...]] = {"": ((0.0, ()),)}
        self._known_bases: dict[str, str] = {}
        self._known_pieces: dict[str, tuple[Piece, ...]] = {}

    def split(self, form: str, *, noun: bool) -> tuple[str, ...]:
        """The parts of a casefolded compound, empty for other words; the head of a noun is a noun, of others an adjective."""
        if not (SHORTEST_COMPOUND <= len(form) <= LONGEST_COMPOUND and form.isalpha()):
            return ()
        starts = self._heads.starts(form, noun=noun)
        if not starts or is_compound_place(form, self._evidence) or is_surname(form, self._evidence):
            return ()
        inside = inside_simple_word(form)
        uses_of = self._heads.noun if noun else self._heads.adjective
        best: tuple[str, ...] = ()
        best_mean = 0.0
        for start in starts:
            for weight, modifiers in () if start in inside else self._modifiers_of(form[:start]):
                mean = (weight + log1p(uses_of(form[start:]))) / (len(modifiers) + 1)
                if mean > best_mean:
                    best, best_mean = (*modifiers, form[start:]), mean
        return best

    def _modifiers_of(self, beginning: str) -> tuple[_Modifiers, ...]:
        """For each number of modifiers that make up the beginning of a compound, the heaviest of them."""
        known = self._known_beginnings.get(beginning)
        if known is None:
            known = self._known_beginnings[beginning] = tuple(self._find_modifiers_of(beginning).values())
        return known

    def _find_modifiers_of(self, beginning: str) -> dict[int, _Modifiers]:
        heaviest: dict[int, _Modifiers] = {}
        inside = inside_simple_word(beginning)
        for start in range(len(beginning) - SHORTEST_PART + 1):
            modifier = beginning[start:]
            weight = 0.0 if start in inside or (start and is_surname(beginning, self._evidence)) else self._modifier(modifier)
            for weight_before, before in self._modifiers_of(beginning[:start]) if weight else ():
                number = len(before) + 1
                if number not in heaviest or weight_before + weight > heaviest[number][0]:
                    heaviest[number] = (weight_before + weight, (*before, modifier))
        return heaviest

    def parts(self, form: str) -> tuple[str, ...]:
        """The simple words that a compound is made of, in their base form, empty for other words."""
        return tuple([piece.base for piece in self.pieces(form)])

    def pieces(self, form: str) -> tuple[Piece, ...]:
        """Where in a compound its ``parts`` stand, in order; the head reaches to the end.

        Parts that are compounds themselves are split again: Haushaltsplan has all parts that Haushalt has.
        """
        split = self.split(form, noun=self._evidence.may_be_noun(form)) if len(form) >= SHORTEST_COMPOUND else ()
        found: list[Piece] = []
        start = 0
        for piece in split[:-1]:
            base = self._base_of_modifier(piece)
            found.extend(self._pieces_of(base, start, start + min(len(base), len(piece))))
            start += len(piece)
        if split:
            found.extend(self._pieces_of(split[-1], start, len(form)))
        return tuple(found)

    def _pieces_of(self, base: str, start: int, end: int) -> list[Piece]:
        """The simple words of a part that stands from ``start`` to ``end``; of its base the last letters may be dropped there."""
        known = self._known_pieces.get(base)
        if known is None:
            simple = self.pieces(base) if self._is_free_compound(base) else ()
            known = self._known_pieces[base] = simple or (Piece(base, 0, len(base)),)
        *before, last = known
        return [
            *(Piece(each.base, start + each.start, min(start + each.end, end)) for each in before),
            Piece(last.base, start + last.start, end),
        ]

    def _base_of_modifier(self, modifier: str) -> str:
        known = self._known_bases.get(modifier)
        if known is None:
            known = self._known_bases[modifier] = self.base_of_modifier(modifier)
        return known

    def _is_free_compound(self, base: str) -> bool:
        """Whether a part is a compound of words that stand alone: Haushalt is, Weihnacht (weih-en, Nacht) is one word."""
        split = self.split(base, noun=self._evidence.may_be_noun(base))
        return all(map(self._stands_alone, split[:-1]))

    def _stands_alone(self, modifier: str) -> bool:
        if self._modifier(modifier) >= PRODUCTIVE:
            return True
        forms = (modifier.removesuffix(link) for link in LINKS if modifier.endswith(link))
        return any(self._evidence.count(form) >= FREE_USES for form in (*forms, modifier + "e") if len(form) >= SHORTEST_PART)

    def base_of_modifier(self, modifier: str) -> str:
        """The word that a modifier is made of: Arbeits- → arbeit, Schul- → schule, Trink- → trinken."""
        if modifier in BASES_OF_MODIFIERS:
            return BASES_OF_MODIFIERS[modifier]
        bases = [(self._base_weight(modifier, link), -len(link), modifier.removesuffix(link)) for link in LINKS if modifier.endswith(link)]
        possible = (entry for entry in bases if len(entry[2]) >= SHORTEST_PART and entry[2] not in NEVER_MODIFIERS)
        weight, _, base = max(possible, default=(0.0, 0, modifier))
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


def inside_simple_word(form: str) -> frozenset[int]:
    """Where a form may not be cut: inside one of ``SIMPLE_WORDS`` that it begins with, or ends with but for an inflection."""
    found: set[int] = set()
    for start in range(len(form) - SHORTEST_SIMPLE + 1):
        if form[start : start + SHORTEST_SIMPLE] in SIMPLE_BEGINNINGS:
            ends = range(start + SHORTEST_SIMPLE, len(form) + 1)
            lengths = (end for end in ends if form[start:end] in SIMPLE_WORDS and (start == 0 or form[end:] in INFLECTIONS))
            found.update(place for end in lengths for place in range(start + 1, end))
    return frozenset(found)


def is_full_adjective(form: str, evidence: Evidence) -> bool:
    """Whether the archive inflects the form, or its stem, with at least four of the five endings of an adjective."""
    for ending in ("em", "en", "er", "es", "e", ""):
        base = form.removesuffix(ending) if ending else form
        if (ending and base == form) or len(base) < SHORTEST_PART:
            continue
        if sum(evidence.uses(base + other)[0] > 0 for other in ADJECTIVE_ENDINGS) >= 4:
            return True
    return False
