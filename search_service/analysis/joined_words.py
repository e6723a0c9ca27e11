"""What the words of one chunk are together: hyphen compounds, Ku'damm, numbers with signs inside. Extra terms on their first word."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from search_service.analysis.pieces import Piece
from search_service.analysis.tokens import Kind, Term, kind_of_term

APOSTROPHES = frozenset("'’‘`´")
_DASHES = frozenset("-–—")
_NUMBER_SIGNS = {"-": "-", "–": "-", "/": "/", ".": ".", ":": "."}
"""Signs inside numbers, as they are written in index terms (10:30 is 10.30)."""
MOST_NUMBERS = 4


def with_joined(pieces: Sequence[Piece], word: str) -> Sequence[Piece]:
    """The pieces of ``word`` with the terms that they form together."""
    if len(pieces) < 2:
        return pieces
    signs = [word[left.end : right.start] for left, right in pairwise(pieces)]
    if all(piece.surface[0].isdigit() for piece in pieces):
        return _with_number(pieces, signs)
    compound = all(sign in _DASHES or sign in APOSTROPHES for sign in signs) and ("-" in signs or not APOSTROPHES.isdisjoint(signs))
    return _with_compound(pieces, signs) if compound else pieces


def _with_number(pieces: Sequence[Piece], signs: Sequence[str]) -> Sequence[Piece]:
    """``11-47``, ``24/7``, ``2016/17``, ``10:30``: one sign throughout."""
    sign = _NUMBER_SIGNS.get(signs[0]) if len(set(signs)) == 1 and len(pieces) <= MOST_NUMBERS else None
    if sign is None:
        return pieces
    text = sign.join(piece.text for piece in pieces)
    return [pieces[0].plus((Term("+" + text, Kind.NUMBER, width=len(pieces)),)), *pieces[1:]]


def _with_compound(pieces: Sequence[Piece], signs: Sequence[str]) -> Sequence[Piece]:
    """The compound on its first word; pairs within it on theirs: S-Bahn in Berliner-S-Bahn, A-100 in A-100-Ausbau, Ku'damm."""
    texts = [piece.text for piece in pieces]
    joined: dict[int, tuple[Term, ...]] = {0: (_joined(texts),)}
    for i, sign in enumerate(signs if len(texts) > 2 else ()):
        letters = len(texts[i]) == 1 and (i > 0 or texts[1].isdigit())
        if sign in APOSTROPHES or letters:
            joined[i] = (*joined.get(i, ()), _joined(texts[i : i + 2]))
    return [piece.plus(joined[i]) if i in joined else piece for i, piece in enumerate(pieces)]


def _joined(texts: Sequence[str]) -> Term:
    text = "+" + "".join(texts)
    return Term(text, kind_of_term(text), width=len(texts))
