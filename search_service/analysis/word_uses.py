"""How a text uses its words, as evidence for the lexicon: in lower case, Capitalised, at the beginning of a sentence, before a hyphen."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from search_service.analysis.chunks import OUTER_SIGNS, analyze_chunk
from search_service.analysis.gender_signs import gender_form
from search_service.analysis.irregular import PRODUCTIVE_ENDINGS
from search_service.analysis.normalize import normalize
from search_service.analysis.tokens import Kind

CACHED_CHUNKS = 1 << 15
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*-?")
_SIGNS = frozenset('.!?:„“"»')
_SENTENCE_SIGN = re.compile(r"[.!?:„“\"»]")
_PUNCTUATION = '.,:;!?()„“"-–'


class Use(IntEnum):
    """What is counted of a word, under its casefolded form unless said otherwise."""

    LOWER = 0
    CAPITALISED = 1
    INITIAL = 2
    """Capitalised at the beginning of a sentence: says nothing about the word."""
    SUSPENDED = 3
    """``Bus-`` in "Bus- und Bahnverkehr"."""
    HYPHENED = 4
    """``Corona`` in "Corona-Pandemie"."""
    WRITTEN = 5
    """How a word is written, where lower case and Capitalised do not tell: ``straße``, ``BVG``, ``GmbH``; not casefolded."""


@dataclass(frozen=True, slots=True)
class ChunkUses:
    """The uses in a chunk; ``opens`` and ``closes`` tell whether a sentence may begin before its first word or after its last."""

    uses: tuple[tuple[Use, str], ...]
    opens: bool
    closes: bool

    def at(self, *, beginning: bool) -> tuple[tuple[Use, str], ...]:
        """The uses when the chunk stands where a sentence may begin, or not."""
        if self.uses and (beginning or self.opens) and self.uses[0][0] is Use.CAPITALISED:
            return ((Use.INITIAL, self.uses[0][1]), *self.uses[1:])
        return self.uses


def count_chunks(text: str, inside: dict[str, int], beginning: dict[str, int], step: int) -> None:
    """Add ``step`` for every chunk of a text to the counts of those ``inside`` a sentence or at the ``beginning`` of one.

    What a chunk uses is worked out once for all its occurrences: text is counted at a million words a second.
    """
    for line in text.split("\n"):
        begins = True
        for raw in line.split():
            table = beginning if begins else inside
            table[raw] = table.get(raw, 0) + step
            begins = _BEGINNING_AFTER[raw] if not begins else _STILL_BEGINNING_AFTER[raw]


class _Flow(dict[str, bool]):
    """Chunk → whether a sentence may begin after it; emptied when it is full."""

    capacity = 1 << 17

    def __init__(self, *, wordless: bool) -> None:
        super().__init__()
        self._wordless = wordless

    def __missing__(self, raw: str) -> bool:
        if len(self) >= self.capacity:
            self.clear()
        chunk = chunk_uses(raw)
        flow = self[raw] = chunk.closes or (self._wordless and not chunk.uses)
        return flow


_BEGINNING_AFTER = _Flow(wordless=False)
_STILL_BEGINNING_AFTER = _Flow(wordless=True)
"""At the beginning of a sentence a chunk without words, such as a dash, leaves the next one at the beginning."""


def word_uses(text: str) -> list[tuple[Use, str]]:
    """Every use of a word in a text, those inside sentences first."""
    inside: dict[str, int] = {}
    beginning: dict[str, int] = {}
    count_chunks(text, inside, beginning, 1)
    counted = [
        (chunk_uses(raw).at(beginning=first), count)
        for table, first in ((inside, False), (beginning, True))
        for raw, count in table.items()
    ]
    return [use for uses, count in counted for use in uses * count]


@lru_cache(maxsize=CACHED_CHUNKS)
def chunk_uses(raw: str) -> ChunkUses:
    """What a chunk uses."""
    core = raw.strip(OUTER_SIGNS)
    if core.isalpha() and core[1:].islower() and unicodedata.is_normalized("NFKC", core):
        start = raw.find(core)
        opens, closes = (not _SIGNS.isdisjoint(around) for around in (raw[:start], raw[start + len(core) :]))
        return ChunkUses(tuple(_uses_of_segment(core, shortest=2)), opens, closes)
    return _uses_of_mixed(raw)


def _uses_of_mixed(raw: str) -> ChunkUses:
    text = normalize(raw)
    kind = _kind(raw)
    if kind is Kind.GENDER:
        return ChunkUses(uses=tuple(_gendered_uses(raw)), opens=False, closes=_SENTENCE_SIGN.search(text[-1:]) is not None)
    words = [] if kind is Kind.URL else list(_WORD.finditer(text))
    if not words:
        return ChunkUses(uses=(), opens=False, closes=_SENTENCE_SIGN.search(text) is not None)
    uses: list[tuple[Use, str]] = []
    end = 0
    for word in words:
        inside = end > 0 and _SENTENCE_SIGN.search(text, end, word.start()) is not None
        uses.extend((Use.INITIAL if inside and use is Use.CAPITALISED else use, form) for use, form in _uses_of_word(word.group()))
        end = word.end()
    opens = _SENTENCE_SIGN.search(text, 0, words[0].start()) is not None
    return ChunkUses(uses=tuple(uses), opens=opens, closes=_SENTENCE_SIGN.search(text, end) is not None)


def _kind(raw: str) -> Kind:
    core = raw.strip(_PUNCTUATION)
    if core.isalpha() and "I" not in core[1:]:
        return Kind.WORD
    kinds = {piece.terms[0].kind for piece in analyze_chunk(raw).pieces}
    return Kind.GENDER if Kind.GENDER in kinds else Kind.URL if Kind.URL in kinds else Kind.WORD


def _gendered_uses(raw: str) -> Iterator[tuple[Use, str]]:
    """``Bürger:innen`` attests Bürgerinnen and Bürger; ``Ärzt:innen`` only the feminine, for its base is no word."""
    for piece in analyze_chunk(raw).pieces:
        form = gender_form(piece.surface) if piece.terms[0].kind is Kind.GENDER else None
        if form is None or not form.base[0].isupper():
            continue
        base = form.base.casefold()
        yield Use.CAPITALISED, base + form.suffix
        if base.endswith(PRODUCTIVE_ENDINGS):
            yield Use.CAPITALISED, base


def _uses_of_word(word: str) -> Iterator[tuple[Use, str]]:
    segments = word.removesuffix("-").split("-")
    if word[-1] == "-":
        if len(segments) == 1:
            yield Use.SUSPENDED, segments[0].casefold()
        elif segments[0][0].isupper():
            yield Use.HYPHENED, segments[0].casefold()
        return
    if len(segments) > 1 and segments[0][0].isupper():
        yield Use.HYPHENED, segments[0].casefold()
    yield from _uses_of_segment(segments[-1], shortest=3 if len(segments) > 1 else 2)


def _uses_of_segment(word: str, *, shortest: int) -> Iterator[tuple[Use, str]]:
    if len(word) < shortest:
        return
    if word[0].islower():
        yield Use.LOWER, word.casefold()
    elif word[1:].islower():
        yield Use.CAPITALISED, word.casefold()
    else:
        yield Use.WRITTEN, word
    if "ß" in word:
        yield Use.WRITTEN, word.lower()
