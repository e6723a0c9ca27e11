"""Words with signs inside, such as Bürger:innen, Ku’damm and www.bund.de, as the archive writes them: found by their beginning."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.meaning.counts.evidence import CountedEvidence
from search_service.analysis.meaning.stored.string_table import StringTable
from search_service.analysis.normalize import normalize, xkey
from search_service.array_file import Arrays, ArrayWriter

_APOSTROPHES = str.maketrans("’‘`´", "''''")


class WholeChunks:
    """What ``write_whole_chunks`` wrote."""

    def __init__(self, arrays: Arrays) -> None:
        self._keys, self._texts = StringTable.of_arrays(arrays, "whole.keys"), StringTable.of_arrays(arrays, "whole.texts")
        self._uses: NDArray[np.int32] = arrays["whole.uses"]

    def beginning_with(self, text: str, *, most: int) -> list[str]:
        """The ``most`` frequent chunks that begin so, case, umlaut spelling and kind of apostrophe aside."""
        found = self._keys.with_prefix(chunk_key(text))
        best = found[np.argsort(-self._uses[found], kind="stable")][:most]
        return [self._texts[number] for number in best.tolist()]


def chunk_key(text: str) -> str:
    """What chunks are the same by."""
    return xkey(normalize(text).translate(_APOSTROPHES))


def write_whole_chunks(file: ArrayWriter, evidence: CountedEvidence) -> None:
    """Write the chunks, each in its most frequent spelling."""
    spelled: dict[str, Counter[str]] = defaultdict(Counter)
    for text, uses in evidence.whole.items():
        spelled[chunk_key(text)][text] += uses
    StringTable.of(list(spelled)).save(file, "whole.keys")
    StringTable.of([max(texts, key=lambda text: (texts[text], text)) for texts in spelled.values()]).save(file, "whole.texts")
    file.put("whole.uses", np.array([texts.total() for texts in spelled.values()], np.int32))
