"""Writes a lexicon: classes and parts of all index terms of an archive, from the archive's own vocabulary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.meaning.counts.evidence import ChangedEvidence, CountedEvidence
from search_service.analysis.meaning.counts.vocabulary import WordCounts
from search_service.analysis.meaning.lexicon import BORDER_BITS, EVIDENCE_FILE, FORMS_FILE, KINDS, Lexicon
from search_service.analysis.meaning.parts.compounds import CountedHeads, Heads, Splitter
from search_service.analysis.meaning.parts.modifiers import modifier_weights
from search_service.analysis.meaning.readings.abbreviations import READINGS_FILE, Abbreviation, group_definitions, write_abbreviations
from search_service.analysis.meaning.stored.id_lists import IdLists
from search_service.analysis.meaning.stored.stored_evidence import write_evidence
from search_service.analysis.meaning.stored.string_table import StringTable
from search_service.analysis.meaning.stored.surfaces import write_surfaces
from search_service.analysis.meaning.term_meanings import PartStretch, TermMeanings
from search_service.analysis.normalize import xkey
from search_service.analysis.tokenizer import tokenize
from search_service.analysis.tokens import kind_of_term
from search_service.array_file import ArrayWriter, link_or_copy, open_arrays

NO_CLASS = -1
_LISTS = ("class-forms", "form-parts", "part-forms", "form-pieces", "form-borders")
_Keys = Sequence[str | None]
"""The class key of each form."""
_Parts = Sequence[tuple[str, ...]]
"""The keys of the parts of each form."""


def build_lexicon(counts: WordCounts, terms: Iterable[str], folder: Path) -> Lexicon:
    """Compute and write the lexicon of an archive.

    ``counts`` are those of its live releases, ``terms`` all distinct index terms. The caller makes the files durable (fsync).
    """
    evidence = CountedEvidence(counts)
    heads = CountedHeads(evidence)
    weights = modifier_weights(evidence, heads)
    with ArrayWriter(folder / EVIDENCE_FILE) as file:
        write_evidence(file, evidence, weights)
        write_surfaces(file, evidence)
    meanings = TermMeanings(evidence, Splitter(evidence, modifier=lambda modifier: weights.get(modifier, 0.0), heads=heads))
    forms = sorted(set(terms))
    keys, parts, stretches = meanings.of_terms(forms)
    numbers = _numbered(keys, parts, {}, first=0)
    classes = StringTable.of(list(numbers))
    arrays = _FormArrays.empty().extended(forms, keys, parts, stretches, numbers=numbers, classes=classes)
    _write_forms(folder, StringTable.of(forms), classes, arrays)
    write_abbreviations(folder, _abbreviations(counts, meanings, numbers))
    return Lexicon.open(folder)


def extend_lexicon(old: Lexicon, counts: WordCounts, new_terms: Iterable[str], folder: Path) -> Lexicon:
    """Write the old lexicon with more terms, classed and split by what is known now; numbers of old forms and classes stay.

    ``folder`` is another one than the old lexicon's; terms that it has already are passed over, but cost a lookup. What is new
    becomes evidence for other words, and abbreviations are read again, with the next ``build_lexicon``.
    """
    evidence = ChangedEvidence(counts, old.evidence)
    meanings = TermMeanings(evidence, Splitter(evidence, modifier=old.evidence.modifier_weight, heads=Heads(evidence)))
    forms = old.terms.missing(new_terms)
    keys, own_parts, stretches = meanings.of_terms(forms)
    known = {key: old.parts_of_class(number) for key in set(keys) if key is not None and (number := old.class_keys.find(key)) >= 0}
    parts = [own if key is None else known.get(key, own) for key, own in zip(keys, own_parts, strict=True)]
    numbers = _numbered(keys, parts, {key: old.class_keys.find(key) for key in _all_keys(keys, parts)}, first=old.classes)
    classes = old.class_keys.extended([key for key, number in numbers.items() if number >= old.classes])
    arrays = _FormArrays.open(old.folder).extended(forms, keys, parts, stretches, numbers=numbers, classes=classes)
    _write_forms(folder, old.terms.extended(forms), classes, arrays)
    for name in (EVIDENCE_FILE, READINGS_FILE):
        link_or_copy(old.folder / name, folder / name)
    return Lexicon.open(folder)


def _write_forms(folder: Path, forms: StringTable, classes: StringTable, arrays: _FormArrays) -> None:
    with ArrayWriter(folder / FORMS_FILE) as file:
        forms.save(file, "forms")
        classes.save(file, "classes")
        arrays.save(file)


def _numbered(keys: _Keys, parts: _Parts, known: Mapping[str, int], *, first: int) -> dict[str, int]:
    """A number for every key: the known one, or the next."""
    numbers = {key: number for key, number in known.items() if number >= 0}
    for key in _all_keys(keys, parts):
        if key not in numbers:
            numbers[key] = first
            first += 1
    return numbers


def _all_keys(keys: _Keys, parts: _Parts) -> Iterator[str]:
    for key, own in zip(keys, parts, strict=True):
        if key is not None:
            yield key
        yield from own


@dataclass(frozen=True, slots=True)
class _FormArrays:
    """Facts about forms, by form: class_of int32 [n], kinds uint8 [n], parts; and what leads from classes and parts to forms.

    form_pieces has the classes of a form's own parts (-1: none has it), form_borders where they stand: begin << ``BORDER_BITS`` | end.
    """

    class_of: NDArray[np.int32]
    kinds: NDArray[np.uint8]
    class_forms: IdLists
    form_parts: IdLists
    part_forms: IdLists
    form_pieces: IdLists
    form_borders: IdLists

    @classmethod
    def empty(cls) -> _FormArrays:
        none, no_lists = np.empty(0, np.int32), IdLists.of_pairs(np.empty(0, np.int32), np.empty(0, np.int32), count=0)
        return cls(none, none.astype(np.uint8), *(no_lists for _ in _LISTS))

    @classmethod
    def open(cls, folder: Path) -> _FormArrays:
        arrays = open_arrays(folder / FORMS_FILE)
        return cls(arrays["forms.class"], arrays["forms.kind"], *(IdLists.of_arrays(arrays, name) for name in _LISTS))

    def extended(
        self,
        forms: Sequence[str],
        keys: _Keys,
        part_keys: _Parts,
        stretches: Sequence[tuple[PartStretch, ...]],
        *,
        numbers: Mapping[str, int],
        classes: StringTable,
    ) -> _FormArrays:
        """These and more forms; ``numbers`` are those of their keys, ``classes`` all keys that there are then."""
        first, total = len(self.class_of), len(self.class_of) + len(forms)
        class_of = np.array([NO_CLASS if key is None else numbers[key] for key in keys], np.int32)
        kinds = np.array([KINDS.index(kind_of_term(form)) for form in forms], np.uint8)
        classed = np.flatnonzero(class_of >= 0).astype(np.int32)
        owners = np.repeat(np.arange(first, total, dtype=np.int32), list(map(len, part_keys)))
        parts = np.array(list(map(numbers.__getitem__, chain.from_iterable(part_keys))), np.int32)
        cut = np.repeat(np.arange(first, total, dtype=np.int32), list(map(len, stretches)))
        pieces = list(chain.from_iterable(stretches))
        return _FormArrays(
            np.concatenate([self.class_of, class_of]),
            np.concatenate([self.kinds, kinds]),
            self.class_forms.extended(class_of[classed], classed + np.int32(first), count=len(classes)),
            self.form_parts.extended(owners, parts, count=total),
            self.part_forms.extended(parts, owners, count=len(classes)),
            self.form_pieces.extended(cut, np.array([classes.find(each.key) for each in pieces], np.int32), count=total),
            self.form_borders.extended(cut, np.array([each.start << BORDER_BITS | each.end for each in pieces], np.int32), count=total),
        )

    def save(self, file: ArrayWriter) -> None:
        file.put("forms.class", self.class_of)
        file.put("forms.kind", self.kinds)
        all_lists = (self.class_forms, self.form_parts, self.part_forms, self.form_pieces, self.form_borders)
        for lists, name in zip(all_lists, _LISTS, strict=True):
            lists.save(file, name)


def _abbreviations(counts: WordCounts, meanings: TermMeanings, numbers: dict[str, int]) -> list[Abbreviation]:
    def classes_of(long: str) -> tuple[int, ...]:
        own_terms = (token.terms[0].text for token in tokenize(long))
        return tuple(numbers.get(meanings.of_term(term).key or "", NO_CLASS) for term in own_terms)

    def parts_of(word: str) -> int:
        return len(meanings.of_term(xkey(word)).parts)

    return group_definitions(counts.definitions, classes_of=classes_of, parts_of=parts_of)
