"""What neighbouring chunks of a line form together: dates in words, sections of laws, A 100, 1,5 Mio., hyphen ellipses. No lexicon."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import overload

from search_service.analysis.chunks import MAGNITUDES, Chunk, Hint, analyze_chunk, section_term
from search_service.analysis.dates_in_text import date_terms
from search_service.analysis.normalize import xkey
from search_service.analysis.pieces import Piece
from search_service.analysis.tokens import Kind, Term

CONJUNCTIONS = frozenset({"und", "oder", "bzw", "sowie", "&", "bis", "beziehungsweise", "und/oder", "noch", "als", "wie", "statt"})
ELLIPSIS_REACH = 6
"""Chunks after ``X-`` among which the word must come that completes it."""
SHORTEST_COMPLETION = 5
MOST_DIGITS = 3
"""Digits of a number that letters before it name: BVG 2024 is no name."""
REACH_BACK, REACH_ON = 2, ELLIPSIS_REACH + 1
"""How many chunks before and after it a chunk may form something with."""

Extras = dict[int, dict[int, tuple[Term, ...]]]
"""Chunk of the line → piece of the chunk → terms to add there."""


class LineOfChunks(Sequence[Chunk]):
    """The chunks of a line, each analysed when it is asked for."""

    def __init__(self, raws: Sequence[str]) -> None:
        self._raws = raws

    def __len__(self) -> int:
        return len(self._raws)

    @overload
    def __getitem__(self, at: int) -> Chunk: ...
    @overload
    def __getitem__(self, at: slice) -> list[Chunk]: ...
    def __getitem__(self, at: int | slice) -> Chunk | list[Chunk]:
        if isinstance(at, slice):
            return [analyze_chunk(raw) for raw in self._raws[at]]
        return analyze_chunk(self._raws[at])


def extra_terms(chunks: Sequence[Chunk], numbers: Iterable[int]) -> Extras:
    """The terms that only neighbours explain, for the chunks with these ``numbers``; plain words have none."""
    extras: Extras = {}
    for i in numbers:
        chunk = chunks[i]
        hint = chunk.hint
        last = len(chunk.pieces) - 1
        if hint & (Hint.DAY | Hint.DAY_MONTH):
            at = last if hint & Hint.DAY else last - 1
            _note(extras, i, at, _date_across(chunks, i, at))
        if hint & Hint.SECTION_SIGN:
            _note(extras, i, last, _section_across(chunks, i))
        if hint & Hint.LETTERS:
            _note(extras, i, last, _numbered(chunks, i))
        if hint & Hint.NUMBER:
            _note(extras, i, last, _magnitude(chunks, i))
        if hint & Hint.SUSPENDED:
            _note(extras, i, last, _completed(chunks, i))
        if hint & Hint.TAIL:
            _note(extras, i, 0, _continued(chunks, i))
    return extras


def _note(extras: Extras, chunk: int, piece: int, terms: tuple[Term, ...]) -> None:
    if terms:
        of_chunk = extras.setdefault(chunk, {})
        of_chunk[piece] = of_chunk.get(piece, ()) + terms


def _date_across(chunks: Sequence[Chunk], i: int, at: int) -> tuple[Term, ...]:
    window: list[Piece] = list(chunks[i].pieces[at:])
    for chunk in chunks[i + 1 : i + 3]:
        window.extend(chunk.pieces)
    known = set(chunks[i].pieces[at].terms)
    return tuple(term for term in date_terms(window, 0) if term not in known)


def _section_across(chunks: Sequence[Chunk], i: int) -> tuple[Term, ...]:
    following = chunks[i + 1].pieces if i + 1 < len(chunks) else ()
    return (section_term(following[0]),) if following and following[0].text[0].isdigit() else ()


def _numbered(chunks: Sequence[Chunk], i: int) -> tuple[Term, ...]:
    """``A 100``, the same as A100 and A-100."""
    following = chunks[i + 1].pieces[0] if i + 1 < len(chunks) and chunks[i + 1].pieces else None
    if following is None or following.start or not following.text.isdigit() or len(following.text) > MOST_DIGITS:
        return ()
    return (Term(f"+{chunks[i].pieces[-1].text}{following.text}", Kind.NUMBER, width=2),)


def _magnitude(chunks: Sequence[Chunk], i: int) -> tuple[Term, ...]:
    """``1,5 Millionen``, the same as 1,5 Mio."""
    following = chunks[i + 1] if i + 1 < len(chunks) and chunks[i + 1].hint & Hint.MAGNITUDE else None
    if following is None:
        return ()
    return (Term(f"+{chunks[i].pieces[-1].text}{MAGNITUDES[following.pieces[0].text]}", Kind.NUMBER, width=2),)


def _completed(chunks: Sequence[Chunk], i: int) -> tuple[Term, ...]:
    """``Bus- und Bahnverkehr``: the word after the conjunction completes ``Bus``, over one adjective at most."""
    after_conjunction = False
    for j in range(i + 1, min(len(chunks), i + 1 + ELLIPSIS_REACH)):
        core = chunks[j].core
        if core.casefold().rstrip(".") in CONJUNCTIONS:
            after_conjunction = True
        elif not chunks[j].hint & Hint.SUSPENDED:
            return _pair(chunks, i, j) if after_conjunction else ()
    return ()


def _pair(chunks: Sequence[Chunk], i: int, j: int) -> tuple[Term, ...]:
    if not _completes(chunks[j].core):
        adjective = chunks[j].core.islower()
        if not (adjective and j + 1 < len(chunks) and _completes(chunks[j + 1].core) and chunks[j + 1].core[0].isupper()):
            return ()
        j += 1
    return (Term(f"{chunks[i].pieces[-1].text}>{_compound_text(chunks[j])}", Kind.PAIR),)


def _completes(core: str) -> bool:
    return len(core) >= SHORTEST_COMPLETION and core[0].isalpha()


def _compound_text(chunk: Chunk) -> str:
    """The chunk as the right side of a pair: its hyphens stay, they say where it may be cut."""
    first = chunk.pieces[0]
    joined = next((term.text[1:] for term in first.terms if term.kind is Kind.JOINED), None)
    if ":" in first.text:
        return joined or first.text
    return "-".join(piece.text for piece in chunk.pieces) if joined else first.text


def _continued(chunks: Sequence[Chunk], i: int) -> tuple[Term, ...]:
    """``Integrationskurse und -beratung``: the tail goes on the word before the conjunction."""
    if i < REACH_BACK or chunks[i - 1].core.casefold().rstrip(".") not in CONJUNCTIONS or not chunks[i - 2].pieces:
        return ()
    return (Term(f"{chunks[i - 2].pieces[-1].text}<{xkey(chunks[i].pieces[0].surface)}", Kind.PAIR),)
