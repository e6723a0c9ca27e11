"""The evidence that a lexicon was built from, on disk: for words of queries that the archive does not have."""

from __future__ import annotations

import os
import shutil
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.meaning.evidence import NOT_USED, CountedEvidence, Evidence, Uses
from search_service.analysis.meaning.spelling_candidates import CANDIDATE_FILES, SpellingCandidates, write_candidates
from search_service.analysis.meaning.string_table import StringTable, load_array
from search_service.analysis.meaning.surfaces import KEYS, TEXTS
from search_service.analysis.normalize import loose

EVIDENCE_FILES = (
    *(f"{table}.{part}.npy" for table in ("words", "modifiers", KEYS, TEXTS) for part in ("text", "offsets", "order")),
    *("words.uses.npy", "modifiers.weights.npy", "loose.hashes.npy", "loose.words.npy"),
    *CANDIDATE_FILES,
)


class StoredEvidence(Evidence):
    """Evidence looked up in mapped arrays."""

    def __init__(self, folder: Path) -> None:
        self._words = StringTable.open(folder, "words")
        self._uses: NDArray[np.int32] = load_array(folder / "words.uses.npy").astype(np.int32, copy=False)
        self._modifiers = StringTable.open(folder, "modifiers")
        self._weights: NDArray[np.float32] = load_array(folder / "modifiers.weights.npy").astype(np.float32, copy=False)
        self._loose_hashes = load_array(folder / "loose.hashes.npy").astype(np.uint32, copy=False).data
        self._loose_words: NDArray[np.int32] = load_array(folder / "loose.words.npy").astype(np.int32, copy=False)
        self.spelling_candidates = SpellingCandidates.open(folder)
        """The words that can be offered for a mistyped one."""

    @classmethod
    def open(cls, folder: Path) -> StoredEvidence:
        """Map the evidence in a lexicon's folder."""
        return cls(folder)

    def uses(self, form: str) -> Uses:
        number = self._words.find(form)
        if number < 0:
            return NOT_USED
        lower, capitalised = self._uses[number].tolist()
        return lower, capitalised

    def umlaut_spellings(self, key: str) -> Sequence[str]:
        wanted = _hash(key)
        first = bisect_left(self._loose_hashes, wanted)
        end = bisect_right(self._loose_hashes, wanted, lo=first)
        forms = [self._words[number] for number in self._loose_words[first:end].tolist()]
        return [form for form in forms if loose(form) == key]

    def modifier_weight(self, modifier: str) -> float:
        """The weight of a modifier of compounds, 0 if it is none."""
        number = self._modifiers.find(modifier)
        return float(self._weights[number]) if number >= 0 else 0.0


def write_evidence(folder: Path, evidence: CountedEvidence, weights: Mapping[str, float]) -> None:
    """Write the evidence and the modifiers found in it."""
    forms = sorted(evidence.forms)
    StringTable.of(forms).save(folder, "words")
    np.save(folder / "words.uses.npy", np.array([evidence.forms[form] for form in forms], np.int32).reshape(-1, 2))
    write_candidates(folder, evidence)
    StringTable.of(list(weights)).save(folder, "modifiers")
    np.save(folder / "modifiers.weights.npy", np.fromiter(weights.values(), np.float32, len(weights)))
    numbers = {form: number for number, form in enumerate(forms)}
    pairs = sorted((_hash(key), numbers[form]) for key, spelled in evidence.by_loose_key.items() for form in spelled)
    np.save(folder / "loose.hashes.npy", np.array([key for key, _ in pairs], np.uint32))
    np.save(folder / "loose.words.npy", np.array([number for _, number in pairs], np.int32))


def copy_files(source: Path, target: Path, names: Iterable[str]) -> None:
    """Give another lexicon the same files; they never change, so a link serves where the file system has them."""
    for name in names:
        try:
            os.link(source / name, target / name)
        except OSError:
            shutil.copy2(source / name, target / name)


def _hash(key: str) -> int:
    return zlib.crc32(key.encode())
