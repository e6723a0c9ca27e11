"""The evidence that a lexicon was built from, on disk: for words of queries that the archive does not have."""

from __future__ import annotations

import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from functools import lru_cache, partial

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.meaning.counts.evidence import NOT_USED, CountedEvidence, Evidence, Uses, is_written_short
from search_service.analysis.meaning.mistyped.spelling_candidates import SpellingCandidates, write_candidates
from search_service.analysis.meaning.stored.string_table import StringTable
from search_service.analysis.meaning.stored.surfaces import Surfaces
from search_service.analysis.meaning.stored.whole_chunks import WholeChunks, write_whole_chunks
from search_service.analysis.normalize import loose, xkey
from search_service.array_file import Arrays, ArrayWriter

CACHED_USES = 1 << 15
"""Forms whose uses are kept, about 5 MB: to take one compound apart asks for dozens, the same again and again."""


class StoredEvidence(Evidence):
    """Evidence looked up in mapped arrays."""

    def __init__(self, arrays: Arrays) -> None:
        self._words = StringTable.of_arrays(arrays, "words")
        self._found = lru_cache(CACHED_USES)(partial(_uses, self._words, arrays["words.uses"]))
        self._modifiers = StringTable.of_arrays(arrays, "modifiers")
        self._weights: NDArray[np.float32] = arrays["modifiers.weights"]
        self._loose_hashes = arrays["loose.hashes"].data
        self._loose_words: NDArray[np.int32] = arrays["loose.words"]
        self.surfaces = Surfaces(arrays)
        """How words are written."""
        self.spelling_candidates = SpellingCandidates(arrays)
        """The words that can be offered for a mistyped one."""
        self.whole_chunks = WholeChunks(arrays)
        """Words with signs inside."""

    def uses(self, form: str) -> Uses:
        return self._found(form)

    def umlaut_spellings(self, key: str) -> Sequence[str]:
        wanted = _hash(key)
        first = bisect_left(self._loose_hashes, wanted)
        end = bisect_right(self._loose_hashes, wanted, lo=first)
        forms = [self._words[number] for number in self._loose_words[first:end].tolist()]
        return [form for form in forms if loose(form) == key]

    def is_abbreviation(self, form: str) -> bool:
        return is_written_short(self.surfaces.written(xkey(form)) or "")

    def modifier_weight(self, modifier: str) -> float:
        """The weight of a modifier of compounds, 0 if it is none."""
        number = self._modifiers.find(modifier)
        return float(self._weights[number]) if number >= 0 else 0.0


def _uses(words: StringTable, uses: NDArray[np.int32], form: str) -> Uses:
    number = words.find(form)
    if number < 0:
        return NOT_USED
    lower, capitalised = uses[number].tolist()
    return lower, capitalised


def write_evidence(file: ArrayWriter, evidence: CountedEvidence, weights: Mapping[str, float]) -> None:
    """Write the evidence and the modifiers found in it."""
    forms = sorted(evidence.forms)
    StringTable.of(forms).save(file, "words")
    file.put("words.uses", np.array([evidence.forms[form] for form in forms], np.int32).reshape(-1, 2))
    write_candidates(file, evidence)
    write_whole_chunks(file, evidence)
    StringTable.of(list(weights)).save(file, "modifiers")
    file.put("modifiers.weights", np.fromiter(weights.values(), np.float32, len(weights)))
    numbers = {form: number for number, form in enumerate(forms)}
    pairs = sorted((_hash(key), numbers[form]) for key, spelled in evidence.by_loose_key.items() for form in spelled)
    file.put("loose.hashes", np.array([key for key, _ in pairs], np.uint32))
    file.put("loose.words", np.array([number for _, number in pairs], np.int32))


def _hash(key: str) -> int:
    return zlib.crc32(key.encode())
