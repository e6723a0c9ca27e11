"""Tokens → what a release is found by: texts of numbers for the positions, and features, which are what BM25F counts of it.

f12     the form 12 of the lexicon      c3      any form of class 3      p7        a compound with class 7 among its parts
r3-7    parts in a longer compound      j3-7    parts that are all of it  l3-7     nouns that explain each other (Bau der Brücke)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import add

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.chunk_lines import Numbering
from search_service.analysis.meaning.lexicon import KINDS, Lexicon
from search_service.analysis.noun_phrases import WordShapes, WrittenTokens, noun_links
from search_service.analysis.tokens import Kind
from search_service.engines.opensearch.features import run_name
from search_service.engines.opensearch.mapping import NO_WORD, TOGETHER
from search_service.engines.opensearch.writing.tokens import TokenizedRecords
from search_service.engines.scoring import field_factors_of
from search_service.explain.token_columns import POSITION_BITS
from search_service.ranges import places_in
from search_service.schema import FIELDS, Field

_HALF = [KINDS.index(kind) for kind in (Kind.JOINED, Kind.PAIR, Kind.GENDER)]
"""Forms that the text only implies count one half as one of their class."""
_FORM, _CLASS, _PART, _NAMED = range(4)
_LETTERS = ("f", "c", "p", "")
_KIND_BITS, _ID_BITS = 2, 40
LONGEST_CHAIN = 4
"""Nouns that explain each other in a row: a compound of more parts is not looked for in words."""
_TITLE = FIELDS.index(Field.TITLE)


@dataclass(frozen=True, slots=True)
class Features:
    """One row for each record and each thing that it has.

    records int64 [n]    ascending
    kinds   int64 [n]    form, class, part, or named
    ids     int64 [n]    the number of that
    values  float64 [n]  tf' over all fields
    titles  float64 [n]  tf' in the title
    """

    records: NDArray[np.int64]
    kinds: NDArray[np.int64]
    ids: NDArray[np.int64]
    values: NDArray[np.float64]
    titles: NDArray[np.float64]

    def sizes(self, kind: int, *, length: int) -> NDArray[np.int64]:
        """How many records have each id of a kind: int64 [length]."""
        return np.bincount(self.ids[self.kinds == kind], minlength=length)


class FieldMaker:
    """Makes the fields of records with one lexicon; ``average_lengths`` float64 [fields] are those of the archive."""

    def __init__(self, lexicon: Lexicon, average_lengths: NDArray[np.float64]) -> None:
        self._lexicon = lexicon
        self._average_lengths = average_lengths
        self._shapes = WordShapes(lexicon)
        self._names = Numbering()
        self._together: dict[int, str] = {}
        self._runs: dict[int, list[int]] = {}

    def texts(self, batch: TokenizedRecords) -> list[str]:
        """The tokens of every slot as the mapping wants them."""
        slots, positions = batch.keys >> POSITION_BITS, batch.keys & ((1 << POSITION_BITS) - 1)
        same = np.zeros(len(slots), np.bool_)
        same[1:] = batch.keys[1:] == batch.keys[:-1]
        steps = np.diff(positions, prepend=0)
        firsts = np.searchsorted(slots, np.arange(len(batch.records) * len(FIELDS) + 1))
        known = self._together
        tokens = [known.get(form) or self._token(form) for form in batch.forms.tolist()]
        return [_line(tokens[first:end], same[first:end].tolist(), steps[first:end].tolist()) for first, end in pairwise(firsts.tolist())]

    def _token(self, form: int) -> str:
        """What stands at the position of a form, which is kept."""
        class_id, parts = int(self._lexicon.class_of[form]), dict.fromkeys(self._lexicon.parts_of(form).tolist())
        names = [f"f{form}", *([f"c{class_id}"] if class_id >= 0 else []), *(f"p{part}" for part in parts)]
        return self._together.setdefault(form, TOGETHER.join(names))

    def features(self, batch: TokenizedRecords) -> Features:
        """What BM25F counts of every record."""
        slots = batch.keys >> POSITION_BITS
        factors = field_factors_of(_lengths(slots, len(batch.records)), self._average_lengths).astype(np.float64)
        full = factors.ravel()[slots]
        counted = full * np.where(np.isin(self._lexicon.kinds[batch.forms], _HALF), 0.5, 1.0)
        classes = self._lexicon.class_of[batch.forms].astype(np.int64)
        has = np.flatnonzero(classes >= 0)
        lists = self._lexicon.form_parts
        lengths = np.diff(lists.offsets)[batch.forms]
        parts = lists.ids[places_in(lists.offsets[:-1][batch.forms], lengths)].astype(np.int64)
        of_parts = np.repeat(np.arange(len(slots)), lengths)
        runs, of_runs = self._runs_of(batch.forms)
        links, of_links = self._links(batch)
        return _summed(
            slots=np.concatenate([slots, slots[has], slots[of_parts], slots[of_runs], slots[of_links]]),
            kinds=np.repeat([_FORM, _CLASS, _PART, _NAMED], [len(slots), len(has), len(parts), len(runs) + len(links)]),
            ids=np.concatenate([batch.forms.astype(np.int64), classes[has], parts, runs, links]),
            values=np.concatenate([full, counted[has], counted[of_parts], full[of_runs], full[of_links]]),
        )

    def names(self, features: Features) -> list[str]:
        """What each row is called."""
        letters, known = map(_LETTERS.__getitem__, features.kinds.tolist()), self._names.strings
        names = list(map(add, letters, map(str, features.ids.tolist())))
        for place in np.flatnonzero(features.kinds == _NAMED).tolist():
            names[place] = known[int(features.ids[place])]
        return names

    def _runs_of(self, forms: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Runs of parts of compounds: their numbers, and the token of each."""
        compounds = np.flatnonzero(self._lexicon.part_counts[forms] > 1)
        runs = [self._runs_of_form(form) for form in forms[compounds].tolist()]
        lengths = np.fromiter(map(len, runs), np.int64, len(runs))
        return np.array([run for of_form in runs for run in of_form], np.int64), np.repeat(compounds, lengths)

    def _runs_of_form(self, form: int) -> list[int]:
        known = self._runs.get(form)
        if known is None:
            parts = self._lexicon.parts_of(form).tolist()
            runs = {run for size in range(2, len(parts)) for run in _windows(parts, size)}
            names = [run_name("r", run) for run in runs if len(run) < len(parts)]
            known = self._runs[form] = [self._names[name] for name in (*names, run_name("j", parts))]
        return known

    def _links(self, batch: TokenizedRecords) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Chains of nouns that explain each other: their numbers, and the first token of each."""
        tokens = WrittenTokens(batch.forms, batch.keys, batch.begins, batch.ends)
        classes = self._lexicon.class_of[batch.forms]
        nouns, others = noun_links(tokens, classes >= 0, self._shapes)
        keys, class_ids = batch.keys, classes
        pairs = {
            (int(keys[first]), int(class_ids[first]), int(keys[second]), int(class_ids[second])): first
            for first, second in zip(nouns.tolist(), others.tolist(), strict=True)
        }
        found = {(run_name("l", chain), places): token for chain, places, token in _chains(pairs)}
        numbers = np.array([self._names[name] for name, _ in found], np.int64)
        return numbers, np.array(list(found.values()), np.int64)


def _windows(parts: Sequence[int], size: int) -> Iterator[tuple[int, ...]]:
    return (tuple(parts[at : at + size]) for at in range(len(parts) - size + 1))


_Noun = tuple[int, int]
"""Where a noun stands, and its class."""


def _chains(pairs: dict[tuple[int, int, int, int], int]) -> Iterator[tuple[tuple[int, ...], tuple[int, int], int]]:
    """Classes of each chain, the places of its first and last noun, and the token of the first."""
    after: dict[_Noun, list[_Noun]] = defaultdict(list)
    for place, class_id, other_place, other in pairs:
        after[place, class_id].append((other_place, other))
    chains: list[tuple[tuple[_Noun, ...], int]] = [(((key[0], key[1]), (key[2], key[3])), token) for key, token in pairs.items()]
    for _ in range(LONGEST_CHAIN - 1):
        yield from ((tuple(noun[1] for noun in chain), (chain[0][0], chain[-1][0]), token) for chain, token in chains)
        chains = [((*chain, noun), token) for chain, token in chains for noun in after[chain[-1]]]


def _line(tokens: Sequence[str], same: Sequence[bool], steps: Sequence[int]) -> str:
    """Tokens of a slot, those of one position together, with a sign for each position that has none."""
    words: list[str] = []
    for token, stays, step in zip(tokens, same, steps, strict=True):
        if stays:
            words[-1] += TOGETHER + token
        else:
            if step > 1 and words:
                words.extend([NO_WORD] * (step - 1))
            words.append(token)
    return " ".join(words)


def _lengths(slots: NDArray[np.int64], records: int) -> NDArray[np.float32]:
    return np.bincount(slots, minlength=records * len(FIELDS)).reshape(-1, len(FIELDS)).astype(np.float32)


def _summed(*, slots: NDArray[np.int64], kinds: NDArray[np.int64], ids: NDArray[np.int64], values: NDArray[np.float64]) -> Features:
    """One row for all uses of a thing in a record."""
    records, fields = np.divmod(slots, len(FIELDS))
    keys = (records << _KIND_BITS | kinds) << _ID_BITS | ids
    distinct, places = np.unique(keys, return_inverse=True)
    sums = np.bincount(places, values, minlength=len(distinct)).astype(np.float64)
    titles = np.bincount(places, np.where(fields == _TITLE, values, 0.0), minlength=len(distinct)).astype(np.float64)
    kinds_of = distinct >> _ID_BITS & ((1 << _KIND_BITS) - 1)
    return Features(distinct >> (_ID_BITS + _KIND_BITS), kinds_of, distinct & ((1 << _ID_BITS) - 1), sums, titles)


FORMS, CLASSES, PARTS = _FORM, _CLASS, _PART
