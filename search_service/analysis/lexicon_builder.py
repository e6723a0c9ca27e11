"""Writes a lexicon: classes and parts of all index terms of an archive, from the archive's own vocabulary."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.abbreviations import Abbreviation, group_definitions, write_abbreviations
from search_service.analysis.compounds import CountedHeads, Heads, Splitter
from search_service.analysis.evidence import ChangedEvidence, CountedEvidence
from search_service.analysis.id_lists import IdLists
from search_service.analysis.lexicon import KINDS, Lexicon
from search_service.analysis.modifiers import modifier_weights
from search_service.analysis.normalize import xkey
from search_service.analysis.stored_evidence import StoredEvidence, copy_evidence, write_evidence
from search_service.analysis.string_table import StringTable
from search_service.analysis.surfaces import write_surfaces
from search_service.analysis.term_meanings import TermMeaning, TermMeanings
from search_service.analysis.tokenizer import tokenize
from search_service.analysis.tokens import kind_of_term
from search_service.analysis.vocabulary import WordCounts

NO_CLASS = -1
LONGEST_ENDING = 3
_Split = list[tuple[str, tuple[str, ...]]]
"""Terms with the keys of their parts."""


def build_lexicon(counts: WordCounts, terms: Iterable[str], folder: Path) -> Lexicon:
    """Compute and write the lexicon of an archive.

    ``counts`` are those of its live releases, ``terms`` all distinct index terms. The caller makes the files durable (fsync).
    """
    evidence = CountedEvidence(counts)
    heads = CountedHeads(evidence)
    weights = modifier_weights(evidence, heads)
    write_evidence(folder, evidence, weights)
    write_surfaces(folder, counts, evidence)
    meanings = TermMeanings(evidence, Splitter(evidence, modifier=lambda modifier: weights.get(modifier, 0.0), heads=heads))
    forms = sorted(set(terms))
    of_forms = _with_parts_of_class(forms, list(map(meanings.of_term, forms)), {})
    numbers = _numbered(of_forms, {}, first=0)
    StringTable.of(forms).save(folder, "forms")
    StringTable.of(list(numbers)).save(folder, "classes")
    _FormArrays.of(forms, of_forms, numbers).save(folder, classes=len(numbers))
    write_abbreviations(folder, _abbreviations(counts, meanings, numbers))
    return Lexicon.open(folder)


def extend_lexicon(old: Lexicon, counts: WordCounts, new_terms: Iterable[str], folder: Path) -> Lexicon:
    """Write the old lexicon with more terms, classed and split by what is known now; numbers of old forms and classes stay.

    ``folder`` is another one than the old lexicon's; terms that it has already are passed over, but cost a lookup. What is new
    becomes evidence for other words, and abbreviations are read again, with the next ``build_lexicon``.
    """
    stored = StoredEvidence.open(old.folder)
    evidence = ChangedEvidence(counts, stored)
    meanings = TermMeanings(evidence, Splitter(evidence, modifier=stored.modifier_weight, heads=Heads(evidence)))
    forms = old.terms.missing(new_terms)
    own = list(map(meanings.of_term, forms))
    of_forms = _with_parts_of_class(forms, own, {meaning.key: _split_forms(old, meaning.key) for meaning in own if meaning.key is not None})
    numbers = _numbered(of_forms, {key: old.class_keys.find(key) for meaning in of_forms for key in meaning.keys}, first=old.classes)
    classes = old.class_keys.extended([key for key, number in numbers.items() if number >= old.classes])
    copy_evidence(old.folder, folder)
    old.terms.extended(forms).save(folder, "forms")
    classes.save(folder, "classes")
    _FormArrays.of_lexicon(old).extended(_FormArrays.of(forms, of_forms, numbers)).save(folder, classes=len(classes))
    write_abbreviations(folder, old.abbreviations)
    return Lexicon.open(folder)


def _with_parts_of_class(terms: Sequence[str], meanings: Sequence[TermMeaning], known: Mapping[str, _Split]) -> list[TermMeaning]:
    """Give a form that could not be split the parts of the same word with a shorter ending: the archive may lack the head's genitive.

    ``known`` are split forms beside ``terms``, by class key.
    """
    split: dict[str, _Split] = defaultdict(list, {key: list(forms) for key, forms in known.items()})
    for term, meaning in zip(terms, meanings, strict=True):
        if meaning.parts and meaning.key is not None:
            split[meaning.key].append((term, meaning.parts))
    return [
        meaning if meaning.parts or meaning.key not in split else replace(meaning, parts=_parts_of_shorter(term, split[meaning.key]))
        for term, meaning in zip(terms, meanings, strict=True)
    ]


def _parts_of_shorter(term: str, split: _Split) -> tuple[str, ...]:
    return next((parts for other, parts in split if term.startswith(other) and len(term) - len(other) <= LONGEST_ENDING), ())


def _split_forms(lexicon: Lexicon, key: str) -> _Split:
    class_id = lexicon.class_keys.find(key)
    forms = lexicon.forms_of_class(class_id).tolist() if class_id >= 0 else []
    return [(lexicon.form(form), tuple(map(lexicon.class_key, parts))) for form in forms if (parts := lexicon.parts_of(form).tolist())]


def _numbered(meanings: Sequence[TermMeaning], known: Mapping[str, int], *, first: int) -> dict[str, int]:
    """A number for every key: the known one, or the next."""
    numbers = {key: number for key, number in known.items() if number >= 0}
    for meaning in meanings:
        for key in meaning.keys:
            if key not in numbers:
                numbers[key] = first
                first += 1
    return numbers


@dataclass(frozen=True, slots=True)
class _FormArrays:
    """Facts about forms, by form: class_of int32 [n], kinds uint8 [n], and the parts of all forms end to end, lengths int64 [n]."""

    class_of: NDArray[np.int32]
    kinds: NDArray[np.uint8]
    part_lengths: NDArray[np.int64]
    parts: NDArray[np.int32]

    @classmethod
    def of(cls, forms: Sequence[str], meanings: Sequence[TermMeaning], numbers: Mapping[str, int]) -> _FormArrays:
        return cls(
            np.array([NO_CLASS if meaning.key is None else numbers[meaning.key] for meaning in meanings], np.int32),
            np.array([KINDS.index(kind_of_term(form)) for form in forms], np.uint8),
            np.array([len(meaning.parts) for meaning in meanings], np.int64),
            np.array([numbers[key] for meaning in meanings for key in meaning.parts], np.int32),
        )

    @classmethod
    def of_lexicon(cls, lexicon: Lexicon) -> _FormArrays:
        return cls(lexicon.class_of, lexicon.kinds, lexicon.part_counts, lexicon.form_parts.ids)

    def extended(self, other: _FormArrays) -> _FormArrays:
        return _FormArrays(
            np.concatenate([self.class_of, other.class_of]),
            np.concatenate([self.kinds, other.kinds]),
            np.concatenate([self.part_lengths, other.part_lengths]),
            np.concatenate([self.parts, other.parts]),
        )

    def save(self, folder: Path, *, classes: int) -> None:
        """Write the facts, and the lists that lead from classes and parts to forms."""
        classed = np.flatnonzero(self.class_of >= 0).astype(np.int32)
        owners = np.repeat(np.arange(len(self.class_of), dtype=np.int32), self.part_lengths)
        np.save(folder / "forms.class.npy", self.class_of)
        np.save(folder / "forms.kind.npy", self.kinds)
        IdLists.of_pairs(self.class_of[classed], classed, count=classes).save(folder, "class-forms")
        IdLists.of_pairs(owners, self.parts, count=len(self.class_of)).save(folder, "form-parts")
        IdLists.of_pairs(self.parts, owners, count=classes).save(folder, "part-forms")


def _abbreviations(counts: WordCounts, meanings: TermMeanings, numbers: dict[str, int]) -> list[Abbreviation]:
    def classes_of(long: str) -> tuple[int, ...]:
        own_terms = (token.terms[0].text for token in tokenize(long))
        return tuple(numbers.get(meanings.of_term(term).key or "", NO_CLASS) for term in own_terms)

    def parts_of(word: str) -> int:
        return len(meanings.of_term(xkey(word)).parts)

    return group_definitions(counts.definitions, classes_of=classes_of, parts_of=parts_of)
