"""Which words of the archive a typed one may have been meant to be: all words with two uses, as arrays that are looked through at once.

Two words that differ by a few letters differ in few of the letters that they have (a mask of 64 bits) and in few of their pairs of
letters (another); the few words that pass both are compared letter by letter. What is the best of them is said elsewhere.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from operator import neg

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.meaning.counts.evidence import CountedEvidence
from search_service.analysis.meaning.mistyped.letters import BARE, LetterModel, LetterRows, letter_rows
from search_service.analysis.meaning.mistyped.slips import slip_costs
from search_service.analysis.meaning.stored.string_table import StringTable
from search_service.analysis.normalize import fold
from search_service.array_file import Arrays, ArrayWriter

SHORTEST, LONGEST = 4, 40
FEWEST_USES = 2
MOST_BITS = {1: 2, 2: 4}
"""Places in which the masks of letters of two words can differ, by the number of slips: one letter goes, another comes."""
MOST_PAIRS = {1: 6, 2: 10}
"""The same for pairs: swapped neighbours change three. Two swaps far apart are left out, for they cost half of the time."""
MOST_LETTERS = 2
"""Letters by which a word may be longer or shorter, whatever the slips: Rytmus lacks two that nobody hears."""
_TABLE = "spellings"
_ARRAYS = tuple(f"{_TABLE}.{name}" for name in ("uses", "masks", "pairs", "starts", "letters", "model"))


@dataclass(frozen=True, slots=True)
class Candidates:
    """Casefolded ``words`` near a typed one, ``uses`` int32 [n], ``costs`` float32 [n].

    ``gains`` float32 [n]: by how much likelier the archive's letters make each word than the typed one were it as long, as a natural
    logarithm.
    """

    words: tuple[str, ...]
    uses: NDArray[np.int32]
    costs: NDArray[np.float32]
    gains: NDArray[np.float32]


_NO_CANDIDATES = Candidates((), np.empty(0, np.int32), np.empty(0, np.float32), np.empty(0, np.float32))


class SpellingCandidates:
    """All words that can be offered, those with most uses first: what ``write_candidates`` wrote."""

    def __init__(self, arrays: Arrays) -> None:
        self._words = StringTable.of_arrays(arrays, _TABLE)
        self._uses, self._masks, self._pairs, starts, letters, model = (arrays[name] for name in _ARRAYS)
        self._rows = LetterRows(letters, starts)
        self._model = LetterModel(model)

    def near(
        self, typed: NDArray[np.uint8], *, slips: int, most: float, fewest_uses: int = FEWEST_USES, first: int | None = None
    ) -> Candidates:
        """The words near ``typed`` uint8 [letters] that cost at most ``most``, have ``fewest_uses``, and begin with the letter ``first``.

        Near is one slip or two cheap ones away (``slips`` 1), or any two (2).
        """
        end = bisect_right(self._uses.data, -fewest_uses, key=neg)
        among = slice(end) if first is None else np.flatnonzero(self._rows.letters[self._rows.starts[:end]] == first)
        if not (end if isinstance(among, slice) else len(among)):  # mostly: few words are much more frequent than one that people ask for
            return _NO_CANDIDATES
        rows = LetterRows(typed, np.array([0, len(typed)], np.int32))
        (mask,), (pairs,) = letter_masks(rows), pair_masks(rows)
        found = np.flatnonzero(np.bitwise_count(self._masks[among] ^ mask) <= MOST_BITS[slips])
        found = found if isinstance(among, slice) else among[found]
        found = found[np.bitwise_count(self._pairs[found] ^ pairs) <= MOST_PAIRS[slips]]
        lengths = self._rows.starts[found + 1] - self._rows.starts[found]
        found = found[np.abs(lengths - len(typed)) <= MOST_LETTERS]
        if not len(found):
            return _NO_CANDIDATES
        costs = slip_costs(typed, self._rows.matrix(found))
        kept = costs <= most
        found = found[kept]
        words = tuple(map(self._words.__getitem__, found.tolist()))
        return Candidates(words, self._uses[found], costs[kept], self._gains(typed, found))

    def _gains(self, typed: NDArray[np.uint8], found: NDArray[np.int64]) -> NDArray[np.float32]:
        own = self._model.log_likelihood(typed) / (len(typed) + 1)
        rows = map(self._rows.row, found.tolist())
        return np.fromiter((self._model.log_likelihood(row) - own * (len(row) + 1) for row in rows), np.float32, len(found))


def letter_masks(rows: LetterRows) -> NDArray[np.uint64]:
    """For each word which letters it has once and which twice, umlauts aside: uint64 [words]."""
    owners = np.repeat(np.arange(len(rows.starts) - 1), np.diff(rows.starts))
    counts = np.bincount(owners * 32 + BARE[rows.letters], minlength=32 * (len(rows.starts) - 1)).reshape(-1, 32)
    bits = np.concatenate([counts >= 1, counts >= 2], axis=1)
    return np.packbits(bits, axis=1, bitorder="little").view("<u8").ravel()


def pair_masks(rows: LetterRows) -> NDArray[np.uint64]:
    """For each word which of 64 kinds of neighbouring letters it has, umlauts aside: uint64 [words]."""
    owners = np.repeat(np.arange(len(rows.starts) - 1), np.diff(rows.starts))
    bare = BARE[rows.letters].astype(np.int64)
    inside = owners[1:] == owners[:-1]
    kinds = (bare[:-1] * 31 + bare[1:])[inside] * 0x9E3779B1 >> 7 & 63  # Knuth's multiplicative hashing
    masks = np.zeros(len(rows.starts) - 1, np.uint64)
    np.bitwise_or.at(masks, owners[1:][inside], np.uint64(1) << kinds.astype(np.uint64))
    return masks


def write_candidates(file: ArrayWriter, evidence: CountedEvidence) -> None:
    """Write the words that can be offered."""
    uses = Counter({form: sum(counted) for form, counted in evidence.forms.items()})
    for text, count in evidence.written.items():
        if not text.islower():
            uses[fold(text)] += count
    offered = sorted((-count, form) for form, count in uses.items() if count >= FEWEST_USES and _can_be_offered(form))
    rows = letter_rows([form for _, form in offered])
    counts = np.array([-count for count, _ in offered], np.int32)
    arrays: tuple[NDArray[np.generic], ...] = (
        counts,
        letter_masks(rows),
        pair_masks(rows),
        rows.starts,
        rows.letters,
        LetterModel.of(rows).logs,
    )
    for name, array in zip(_ARRAYS, arrays, strict=True):
        file.put(name, array)
    StringTable.of([form for _, form in offered]).save(file, _TABLE)


def _can_be_offered(form: str) -> bool:
    return SHORTEST <= len(form) <= LONGEST and form.isalpha()
