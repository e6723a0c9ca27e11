"""What an index term means, from its spelling and the archive's evidence: its class key and the keys of its parts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from search_service.analysis.meaning.classes.gender import masculine
from search_service.analysis.meaning.classes.inflection import class_key
from search_service.analysis.meaning.classes.irregular import irregular_base
from search_service.analysis.meaning.classes.spelling import attested_umlauts, canonical, umlaut_variants
from search_service.analysis.meaning.counts.evidence import Evidence, has_digraph
from search_service.analysis.meaning.parts.class_parts import Member, parts_of_class
from search_service.analysis.meaning.parts.compounds import Splitter
from search_service.analysis.meaning.parts.ellipsis import restore_beginning, restore_tail
from search_service.analysis.meaning.readings.short_forms import long_form
from search_service.analysis.normalize import xkey
from search_service.analysis.tokens import Kind, kind_of_term

_LEADING_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class TermMeaning:
    """Keys of classes; ``key`` is None for terms without one (dates, sections, ellipses that cannot be restored)."""

    key: str | None
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PartStretch:
    """Letters ``start`` to ``end`` of a compound, folded as index terms are, are the part with this key."""

    key: str
    start: int
    end: int


class TermMeanings:
    """Meanings under one state of the evidence; the keys of parts are kept, for they come again and again."""

    def __init__(self, evidence: Evidence, splitter: Splitter) -> None:
        self._evidence = evidence
        self._splitter = splitter
        self._keys_of_parts: dict[str, str] = {}

    def of_term(self, term: str) -> TermMeaning:
        """The meaning of an index term of any kind."""
        (key,), (parts,), _ = self.of_terms([term])
        return TermMeaning(key, parts)

    def of_terms(self, terms: Iterable[str]) -> tuple[list[str | None], list[tuple[str, ...]], list[tuple[PartStretch, ...]]]:
        """``key`` and ``parts`` of each of many terms, and where in the word that it stands for its own parts stand.

        Terms with one key have the same parts, worked out from all of them. All terms pass one rule before the next, which is faster
        than word by word.
        """
        written = list(map(self._form_of, terms))
        forms = [None if form is None else canonical(form, self._evidence) for form in written]
        keys = [None if form is None else class_key(form, self._evidence) for form in forms]
        stretches = [() if form is None else self._stretches_of_parts(form) for form in written]
        own = [
            ()
            if form is None
            else tuple(dict.fromkeys([each.key for each in (at if form == as_written else self._stretches_of_parts(form))]))
            for form, as_written, at in zip(forms, written, stretches, strict=True)
        ]
        members: dict[str, list[Member]] = defaultdict(list)
        for form, key, parts in zip(forms, keys, own, strict=True):
            if form is not None and key is not None:
                members[key].append(Member(form, parts))
        of_class = {key: self._parts_of_class(same) for key, same in members.items()}
        return keys, [() if key is None else of_class[key] for key in keys], stretches

    def word_of_term(self, term: str) -> str | None:
        """The casefolded word that a term stands for: an ellipsis completed, the masculine of a gender form; None if there is none."""
        form = self._form_of(term)
        return form if form is None else masculine(form, self._evidence) or form

    def _stretches_of_parts(self, form: str) -> tuple[PartStretch, ...]:
        word = masculine(form, self._evidence) or form
        folded = len if word.isascii() else lambda letters: len(xkey(letters))
        return tuple(
            [
                PartStretch(self._part_key(each.base), folded(word[: each.start]), folded(word[: each.end]))
                for each in self._splitter.pieces(word)
            ]
        )

    def _parts_of_class(self, members: Iterable[Member]) -> tuple[str, ...]:
        members = list(dict.fromkeys(members))
        first = members[0].parts
        if all(member.parts == first for member in members):
            return first
        return parts_of_class(members, self._evidence, key_of=self._part_key)

    def _form_of(self, term: str) -> str | None:
        """The casefolded word that a term stands for, None if there is none."""
        if term.isalpha():
            return long_form(term) or self.spelled(term)
        kind = kind_of_term(term)
        if kind in (Kind.DATE, Kind.SECTION):
            return None
        return self._form_of_pair(term) if kind is Kind.PAIR else self._form_of_compound(term.removeprefix("+"))

    def _part_key(self, base: str) -> str:
        key = self._keys_of_parts.get(base)
        if key is None:
            form = canonical(long_form(base) or base, self._evidence)
            key = self._keys_of_parts[base] = class_key(form, self._evidence)
        return key

    def _form_of_compound(self, text: str) -> str:
        """``buerger:innen`` → bürger, ``besucher:innenzentrum`` → besucherzentrum; other terms with their umlauts."""
        base, sign, rest = text.partition(":")
        if not sign:
            return long_form(text) or self.spelled(text)
        ending = "innen" if rest.startswith("innen") else "in"
        return self._masculine_of_sign(base, ending) + self.spelled(rest.removeprefix(ending))

    def _masculine_of_sign(self, base: str, ending: str) -> str:
        feminine = self.spelled(base + ending)
        return masculine(feminine, self._evidence) or irregular_base(feminine) or feminine.removesuffix(ending)

    def _form_of_pair(self, term: str) -> str | None:
        if ">" in term:
            first, _, completing = term.partition(">")
            return restore_tail(self.spelled(first), self._form_of_compound(completing), splitter=self._splitter, evidence=self._evidence)
        completing, _, tail = term.partition("<")
        return restore_beginning(self._form_of_compound(completing), self.spelled(tail), splitter=self._splitter, evidence=self._evidence)

    def spelled(self, folded: str) -> str:
        """A folded form with its umlauts: as the archive has it, else as it can be split, else as it is."""
        if not has_digraph(folded):
            return folded
        if not folded.isalpha():
            number = _LEADING_NUMBER.match(folded)
            return number.group() + self.spelled(folded[number.end() :]) if number and number.end() < len(folded) else folded
        attested = attested_umlauts(folded, self._evidence)
        if attested is not None or self._evidence.count(folded):
            return attested or folded
        return next((variant for variant in (*umlaut_variants(folded), folded) if self._splitter.parts(variant)), folded)
