"""How a text uses its words, as evidence for the lexicon: in lower case, Capitalised, at the beginning of a sentence, before a hyphen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from search_service.analysis.chunks import analyze_chunk, plain_word, strip_outer
from search_service.analysis.gender_signs import gender_form
from search_service.analysis.meaning.classes.irregular import PRODUCTIVE_ENDINGS
from search_service.analysis.normalize import fold, normalize
from search_service.analysis.tokens import Kind

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*-?")
_SIGNS = frozenset('.!?:„“"»')
_SENTENCE_SIGN = re.compile(r"[.!?:„“\"»]")
_PUNCTUATION = '.,:;!?()„“"-–'
_SPECIAL_SIGNS = frozenset(".@/:*_·’(")
"""Without any of them a chunk is no address and has no gender sign."""

_WITH_SIGN = re.compile(r"[^\W_]+[-:*_'’‘./@·&].*[^\W_]")
LONGEST_WHOLE = 60
"""Characters of a chunk that anybody types to its end."""


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
    """How a word is written, where lower case and Capitalised do not tell: ``straße``, ``café``, ``BVG``, ``GmbH``; not folded."""
    WHOLE = 6
    """A chunk with signs inside, as it is written: ``Bürger:innen``, ``S-Bahn-Ring``, ``www.bund.de``; not casefolded."""


@dataclass(frozen=True, slots=True)
class ChunkUses:
    """The uses in a chunk inside a sentence; ``opens`` and ``closes``: whether one may begin before its first word, after its last."""

    uses: tuple[tuple[Use, str], ...]
    opens: bool
    closes: bool


def chunk_uses(raw: str) -> ChunkUses:
    """What a chunk uses; at the beginning of a sentence, or where it opens one itself, CAPITALISED of its first word means INITIAL."""
    core, start = plain_word(raw)
    if core:
        opens, closes = (not _SIGNS.isdisjoint(around) for around in (raw[:start], raw[start + len(core) :]))
        return ChunkUses(tuple(_uses_of_segment(core, shortest=2)), opens, closes)
    return _uses_of_mixed(raw)


def whole_chunk(raw: str) -> str:
    """A chunk that begins with a letter and has a sign inside, without the signs around it; empty for all others."""
    if raw.isalpha() or len(raw) > LONGEST_WHOLE:
        return ""
    core, _ = strip_outer(normalize(raw))
    return core if core[:1].isalpha() and _WITH_SIGN.fullmatch(core) else ""


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
    if _SPECIAL_SIGNS.isdisjoint(core) and "I" not in core[1:] and normalize(core) == core:
        return Kind.WORD
    kinds = {piece.terms[0].kind for piece in analyze_chunk(raw).pieces}
    return Kind.GENDER if Kind.GENDER in kinds else Kind.URL if Kind.URL in kinds else Kind.WORD


def _gendered_uses(raw: str) -> Iterator[tuple[Use, str]]:
    """``Bürger:innen`` attests Bürgerinnen and Bürger; ``Ärzt:innen`` only the feminine, for its base is no word."""
    for piece in analyze_chunk(raw).pieces:
        form = gender_form(piece.surface) if piece.terms[0].kind is Kind.GENDER else None
        if form is None or not form.base[0].isupper():
            continue
        base = fold(form.base)
        yield Use.CAPITALISED, base + form.suffix
        if base.endswith(PRODUCTIVE_ENDINGS):
            yield Use.CAPITALISED, base


def _uses_of_word(word: str) -> Iterator[tuple[Use, str]]:
    segments = word.removesuffix("-").split("-")
    if word[-1] == "-":
        if len(segments) == 1:
            yield Use.SUSPENDED, fold(segments[0])
        elif segments[0][0].isupper():
            yield Use.HYPHENED, fold(segments[0])
        return
    if len(segments) > 1 and segments[0][0].isupper():
        yield Use.HYPHENED, fold(segments[0])
    yield from _uses_of_segment(segments[-1], shortest=3 if len(segments) > 1 else 2)


def _uses_of_segment(word: str, *, shortest: int) -> Iterator[tuple[Use, str]]:
    if len(word) < shortest:
        return
    folded = fold(word)
    if word[0].islower():
        yield Use.LOWER, folded
    elif word[1:].islower():
        yield Use.CAPITALISED, folded
    else:
        yield Use.WRITTEN, word
    if word.lower() != folded:
        yield Use.WRITTEN, word.lower()
