"""How a text uses its words, as evidence for the lexicon: in lower case, Capitalised, at the beginning of a sentence, before a hyphen."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.chunks import analyze_chunk, plain_word
from search_service.analysis.gender_signs import gender_form
from search_service.analysis.irregular import PRODUCTIVE_ENDINGS
from search_service.analysis.lines import Lines
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


class ChunkCounts:
    """Counts distinct chunks, those inside a sentence and those at the beginning of one; what a chunk uses is worked out later, once."""

    def __init__(self) -> None:
        self._flows = _Flows()
        self._counts = np.zeros((2, 0), np.int64)

    def change(self, texts: Sequence[str], step: int) -> None:
        """Add ``step`` for every chunk of ``texts``."""
        lines = Lines.of(texts, self._flows)
        size = len(self._flows)
        self._counts = np.pad(self._counts, ((0, 0), (0, size - self._counts.shape[1])))
        begins = _at_beginning(lines, np.array(self._flows.after, np.int8)[lines.chunks])
        for place, mask in enumerate((~begins, begins)):
            self._counts[place] += step * np.bincount(lines.chunks[mask], minlength=size)

    def taken(self) -> Iterator[tuple[str, int, int]]:
        """(chunk, count inside, count at beginnings) of every chunk whose counts are not 0; they are 0 afterwards."""
        changed = np.flatnonzero(self._counts.any(axis=0))
        chunks = list(self._flows)
        inside, beginning = self._counts[:, changed].tolist()
        self._counts[:] = 0
        yield from zip(map(chunks.__getitem__, changed.tolist()), inside, beginning, strict=True)


class _Flows(dict[str, int]):
    """Numbers chunks; ``after`` tells of each whether a sentence may begin after it: 0 no, 1 yes, KEEPS as before it."""

    def __init__(self) -> None:
        super().__init__()
        self.after = array("b")

    def __missing__(self, raw: str) -> int:
        number = self[raw] = len(self)
        chunk = chunk_uses(raw)
        self.after.append(1 if chunk.closes else 0 if chunk.uses else _KEEPS)
        return number


_KEEPS = 2
"""A chunk without words, such as a dash, leaves the next one at the beginning of a sentence if it stands there itself."""


def _at_beginning(lines: Lines, after: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Which chunks of ``lines`` stand where a sentence may begin; ``after`` int8 [chunks] is the flow of each."""
    telling = np.where(after == _KEEPS, -1, np.arange(len(after)))
    before = np.append(-1, np.maximum.accumulate(telling)[:-1]) if len(after) else telling
    line_begins = np.repeat(lines.ends[:-1], np.diff(lines.ends))
    return np.asarray((before < line_begins) | (after[before] == 1), np.bool_)


def word_uses(text: str) -> list[tuple[Use, str]]:
    """Every use of a word in a text, those inside sentences first."""
    counts = ChunkCounts()
    counts.change([text], 1)
    counted = list(counts.taken())
    inside = [use for raw, count, _ in counted for use in chunk_uses(raw).at(beginning=False) * count]
    return inside + [use for raw, _, count in counted for use in chunk_uses(raw).at(beginning=True) * count]


@lru_cache(maxsize=CACHED_CHUNKS)
def chunk_uses(raw: str) -> ChunkUses:
    """What a chunk uses."""
    core, start = plain_word(raw)
    if core:
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
        return ChunkUses(uses=(), opens=False, closes=_closes_after_numbers(text))
    uses: list[tuple[Use, str]] = []
    end = 0
    for word in words:
        inside = end > 0 and _SENTENCE_SIGN.search(text, end, word.start()) is not None
        uses.extend((Use.INITIAL if inside and use is Use.CAPITALISED else use, form) for use, form in _uses_of_word(word.group()))
        end = word.end()
    opens = _SENTENCE_SIGN.search(text, 0, words[0].start()) is not None
    return ChunkUses(uses=tuple(uses), opens=opens, closes=_SENTENCE_SIGN.search(text, end) is not None)


def _closes_after_numbers(text: str) -> bool:
    """ "19." may end a sentence, "20.000" does not, nor does "www.bund.de"."""
    end = max((place + 1 for place, character in enumerate(text) if character.isalnum()), default=0)
    return _SENTENCE_SIGN.search(text, end) is not None


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
