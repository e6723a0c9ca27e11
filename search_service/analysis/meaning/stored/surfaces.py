"""How words are written, for showing them: Straße and not strasse, BVG and not bvg."""

from __future__ import annotations

from search_service.analysis.meaning.counts.evidence import CountedEvidence, Evidence
from search_service.analysis.meaning.stored.string_table import StringTable
from search_service.analysis.normalize import fold, xkey
from search_service.array_file import Arrays, ArrayWriter

KEYS, TEXTS = "written-keys", "written"


class Surfaces:
    """Spellings by index term."""

    def __init__(self, arrays: Arrays) -> None:
        self._keys = StringTable.of_arrays(arrays, KEYS)
        self._texts = StringTable.of_arrays(arrays, TEXTS)

    def written(self, term: str) -> str | None:
        """``straße`` (its capital is another matter) or ``BVG``; None for words written as they sound."""
        number = self._keys.find(term)
        return self._texts[number] if number >= 0 else None

    def shown(self, form: str, evidence: Evidence) -> str:
        """A casefolded form as a reader expects to see it."""
        written = self.written(xkey(form)) or form
        if not written.islower():
            return written
        return written[:1].upper() + written[1:] if evidence.nouns(form) else written


def write_surfaces(file: ArrayWriter, evidence: CountedEvidence) -> None:
    """Write the usual spellings among those counted as ``Use.WRITTEN``."""
    best: dict[str, tuple[int, str]] = {}
    for text, count in evidence.written.items():
        if _is_usual(text, count, evidence):
            key = xkey(text)
            best[key] = max(best.get(key, (0, "")), (count, text))
    StringTable.of(list(best)).save(file, KEYS)
    StringTable.of([text for _, text in best.values()]).save(file, TEXTS)


def _is_usual(text: str, count: int, evidence: Evidence) -> bool:
    """With ß or a foreign mark in half of the uses, with capitals inside in more uses than without."""
    uses = evidence.count(fold(text))
    return 2 * count >= uses if text.islower() else count > uses
