"""One chunk of text between white space → its pieces, by the first rule that fits. Knows no neighbours and no lexicon; cached."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from search_service.analysis.dates_in_text import DAY_MONTH, DAY_MONTH_YEAR, ISO_DATE, MONTHS, date_pieces, is_day, month_of, with_dates
from search_service.analysis.gender_signs import GenderForm, gender_form, word_before_ending
from search_service.analysis.joined_words import with_joined
from search_service.analysis.normalize import normalize_with_offsets, xkey
from search_service.analysis.pieces import Piece, word_piece
from search_service.analysis.stopwords import is_stop_word
from search_service.analysis.tokens import Kind, Term

BLOCK_GAP = 10
"""Positions left free between lines, and around the segments of a URL: more than any window, so that nothing matches across."""
LONGEST_CHUNK = 500
"""Characters without a blank that are read as one chunk; what is longer is read as several. No word and hardly an address is so long, and
what is found in a chunk (words in words, signs that repeat) may cost the square of its length."""
CHUNK = re.compile(rf"\S{{1,{LONGEST_CHUNK}}}")
CACHED_CHUNKS = 1 << 15
LONGEST_WITH_POINT = 20
"""Longer chunks are no acronym and no date; spares two expressions at every end of a sentence."""

MOST_LETTERS = 3
"""Letters before a number that name something with it (A 100, U 5, RE 1, BAB 100)."""
MAGNITUDES = {
    **dict.fromkeys(("million", "millionen", "mio"), "million"),
    **dict.fromkeys(("milliarde", "milliarden", "mrd"), "milliarde"),
    **dict.fromkeys(("billion", "billionen"), "billion"),
    **dict.fromkeys(("tausend", "tsd"), "tausend"),
}
SECTION_SIGNS = frozenset(("§", "paragraf", "paragrafen", "paragraph", "paragraphen"))
SYMBOLS = {"€": "euro", "%": "prozent", "&": "und", "§": "§", "§§": "§", "$": "dollar", "£": "pfund"}
OUTER_SIGNS = "\"'„“”‚‘’«»‹›()[]{}<>,;!?…•·|–—:.*_=+~`^/\\"
_SECTION = re.compile(r"(§+)(\d.*)")
_AMOUNT = re.compile(r"(\d[\d.,]*)([%€$£])")
_URL = re.compile(
    r"(?:https?://|www\.)\S+|[^\s@]+@\S+\.\w+|[\w-]+(?:\.[\w-]+)*\.(?:de|eu|org|com|net|info|at|ch|gov|int|berlin)(?:/\S*)?", re.IGNORECASE
)
_ACRONYM = re.compile(r"(?:[^\W\d_]\.){2,}[^\W\d_]?\.?")
_GROUPED_NUMBER = re.compile(r"\d{1,3}(?:[.'’]\d{3})+(?:,\d+)?")
_SEGMENT = re.compile(r"[^-–—/]+")
_WORD = re.compile(r"\d+,\d+|[^\W_]+")
_WORD_IN_URL = re.compile(r"[^\W_]+")
_POINTS = str.maketrans("", "", ".'’")


class Hint:
    """What a chunk may form together with the chunks around it: bits (plain numbers; an IntFlag takes ten times as long to ask)."""

    NONE = 0
    SECTION_SIGN = 1
    DAY = 2
    DAY_MONTH = 4
    SUSPENDED = 8
    """``Bus-``"""
    TAIL = 16
    """``-beratung``"""
    MONTH = 32
    """Begins with the name of a month; means nothing without a day before it."""
    LETTERS = 64
    """Ends with letters that a number may belong to: ``A`` in "A 100"."""
    NUMBER = 128
    """Ends with a number; means nothing without a magnitude after it."""
    MAGNITUDE = 256
    """Begins with a magnitude, ``Mio.`` in "1,5 Mio."; means nothing without a number before it."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """The pieces of a chunk and where they stand: ``offsets`` are positions from the chunk's first, ``advance`` is what it takes up.

    ``core`` is its text without outer signs, ``terms`` the texts of all terms, each with its position in ``term_offsets``.
    """

    core: str
    pieces: tuple[Piece, ...]
    offsets: tuple[int, ...]
    advance: int
    terms: tuple[str, ...]
    term_offsets: tuple[int, ...]
    hint: int


def plain_word(raw: str) -> tuple[str, int]:
    """The word of a chunk that is nothing else but signs around it, and where it begins; ("", 0) for the one chunk in ten that is more."""
    core = raw.strip(OUTER_SIGNS)
    if core.isalpha() and core[1:].islower() and unicodedata.is_normalized("NFKC", core):
        return core, raw.index(core)
    return "", 0


@lru_cache(maxsize=CACHED_CHUNKS)
def analyze_chunk(raw: str) -> Chunk:
    """Split a chunk (no white space in it) into pieces with offsets into ``raw``."""
    text, given = normalize_with_offsets(raw)
    core, start = strip_outer(text)
    suspended = len(core) > 1 and core[-1] == "-" and core[0].isalpha()
    tail = core[:1] == "-"
    pieces = tuple(piece.moved(start + tail, given) for piece in with_dates(_pieces(core[tail : len(core) - suspended])))
    hint = _hint(pieces)
    if pieces and (suspended or tail):
        hint |= Hint.SUSPENDED if suspended else Hint.TAIL
    elif pieces and pieces[-1].end == len(raw):
        hint |= _hint_of_end(pieces[-1])
    return _chunk(core, pieces, hint)


def _chunk(core: str, pieces: tuple[Piece, ...], hint: int) -> Chunk:
    url = bool(pieces) and pieces[0].terms[0].kind is Kind.URL
    step = BLOCK_GAP if url else 1
    offsets = tuple(range(BLOCK_GAP, BLOCK_GAP * (len(pieces) + 1), step) if url else range(len(pieces)))
    placed = [(term.text, offset) for piece, offset in zip(pieces, offsets, strict=True) for term in piece.terms]
    return Chunk(
        core=core,
        pieces=pieces,
        offsets=offsets,
        advance=(len(pieces) + url) * step,
        terms=tuple(text for text, _ in placed),
        term_offsets=tuple(offset for _, offset in placed),
        hint=hint,
    )


def strip_outer(text: str) -> tuple[str, int]:
    """The chunk without the signs around it, and where that begins; a point or bracket that belongs to the word stays."""
    left = text.lstrip(OUTER_SIGNS)
    core = left.rstrip(OUTER_SIGNS)
    start = len(text) - len(left)
    after = left[len(core) : len(core) + 1]
    if after == "." and len(core) < LONGEST_WITH_POINT and (_ACRONYM.fullmatch(core + ".") or DAY_MONTH.fullmatch(core + ".")):
        core += "."
    elif after == ")" and "(" in core:
        core += ")"
    if core[:1] == "-" and not core[1:3].isalpha():
        inner = core.lstrip("-" + OUTER_SIGNS)
        core, start = inner, start + len(core) - len(inner)
    return core, start


def _pieces(word: str) -> Sequence[Piece]:
    if word.isalpha() and "I" not in word[1:]:
        return [_word(word, 0, len(word))]
    for rule in _RULES:
        pieces = rule(word)
        if pieces is not None:
            return pieces
    return _segments(word)


def _word(text: str, start: int, end: int) -> Piece:
    return word_piece(text, start, end, term=xkey(text))


def _symbol(word: str) -> Sequence[Piece] | None:
    name = SYMBOLS.get(word)
    return None if name is None else [word_piece(word, 0, len(word), term=name)]


def _section(word: str) -> Sequence[Piece] | None:
    found = _SECTION.fullmatch(word)
    if found is None:
        return None
    sign = word_piece(found[1], 0, found.end(1), term="§")
    numbers = [piece.moved(found.end(1)) for piece in _segments(found[2])]
    return [sign.plus((section_term(numbers[0]),)), *numbers]


def section_term(number: Piece) -> Term:
    """The term of a section sign and the number that follows it."""
    return Term("§" + number.text, Kind.SECTION, width=2)


def _amount(word: str) -> Sequence[Piece] | None:
    found = _AMOUNT.fullmatch(word)
    if found is None:
        return None
    unit = word_piece(found[2], found.start(2), found.end(2), term=SYMBOLS[found[2]])
    return [*_segments(found[1].rstrip(".,")), unit]


def _url(word: str) -> Sequence[Piece] | None:
    if "." not in word or _URL.fullmatch(word) is None:
        return None
    found = [m for m in _WORD_IN_URL.finditer(word) if m.group().lower() not in ("http", "https", "www")]
    return [word_piece(m.group(), m.start(), m.end(), term=xkey(m.group()), kind=Kind.URL) for m in found]


def _acronym(word: str) -> Sequence[Piece] | None:
    if _ACRONYM.fullmatch(word) is None:
        return None
    return [word_piece(word, 0, len(word), term=xkey(word.replace(".", "")))]


def _date(word: str) -> Sequence[Piece] | None:
    found = DAY_MONTH_YEAR.fullmatch(word) or DAY_MONTH.fullmatch(word) or ISO_DATE.fullmatch(word)
    return date_pieces(found) if found else None


def _gender(word: str) -> Sequence[Piece] | None:
    form = gender_form(word)
    if form is not None:
        return _gender_pieces(form)
    base = word_before_ending(word)
    return [word_piece(word, 0, len(word), term=xkey(base))] if base else None


def _gender_pieces(form: GenderForm) -> Sequence[Piece]:
    before = _pieces(form.text[: form.start].rstrip("-–—/")) if form.start else ()
    rest = [_word(m.group(), m.start(), m.end()) for m in _WORD.finditer(form.text, form.rest_start)]
    text = f"{xkey(form.base)}:{form.suffix}"
    end = form.rest_start if rest else len(form.text)
    own = word_piece(form.text[form.start : end], form.start, end, term=text, kind=Kind.GENDER)
    if rest:
        own = own.plus((Term("+" + text + "".join(piece.text for piece in rest), Kind.JOINED, width=1 + len(rest)),))
    return [*before, own, *rest]


def _segments(word: str) -> Sequence[Piece]:
    """Words between hyphens, dashes and slashes, each with its own offsets, and what they are together."""
    return with_joined([piece for segment in _SEGMENT.finditer(word) for piece in _words_of_segment(segment)], word)


def _words_of_segment(segment: re.Match[str]) -> Sequence[Piece]:
    text, start = segment.group(), segment.start()
    if _GROUPED_NUMBER.fullmatch(text):
        return [word_piece(text, start, segment.end(), term=text.translate(_POINTS))]
    return [word_piece(m.group(), start + m.start(), start + m.end(), term=_plain(m.group())) for m in _WORD.finditer(text)]


def _plain(word: str) -> str:
    short_number = len(word) <= 2 and word.isascii() and word.isdigit()
    return str(int(word)) if short_number else xkey(word)


def _hint(pieces: Sequence[Piece]) -> int:
    if not pieces:
        return Hint.NONE
    begins = Hint.MONTH if month_of(pieces[0]) else Hint.MAGNITUDE if pieces[0].text in MAGNITUDES else Hint.NONE
    if pieces[-1].text in SECTION_SIGNS:
        return begins | Hint.SECTION_SIGN
    if len(pieces) > 1 and is_day(pieces[-2]) and month_of(pieces[-1]):
        return begins | Hint.DAY_MONTH
    return begins | Hint.DAY if is_day(pieces[-1]) else begins


def hint_of_word(term: str) -> int:
    """The hint of a chunk that is one plain word."""
    return _HINTS_OF_WORDS.get(term, Hint.NONE)


def _hint_of_end(piece: Piece) -> int:
    """What the last piece of a chunk may form with the next, where no sign stands between them."""
    word = piece.surface
    if word[0].isdigit() and piece.text.replace(",", "").isdigit():
        return Hint.NUMBER
    letters = word.isascii() and word.isalpha() and len(word) <= MOST_LETTERS and (len(word) == 1 or word.isupper())
    return Hint.LETTERS if letters and not is_stop_word(word) else Hint.NONE


_HINTS_OF_WORDS = {
    **dict.fromkeys(MONTHS, Hint.MONTH),
    **dict.fromkeys(MAGNITUDES, Hint.MAGNITUDE),
    **dict.fromkeys(SECTION_SIGNS, Hint.SECTION_SIGN),
}
_RULES: tuple[Callable[[str], Sequence[Piece] | None], ...] = (_symbol, _section, _amount, _url, _acronym, _date, _gender)
