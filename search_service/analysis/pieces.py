"""A piece: one word of a chunk with its index terms, before it gets a position in a text."""

from __future__ import annotations

from dataclasses import dataclass, replace

from search_service.analysis.normalize import given_span
from search_service.analysis.tokens import Kind, Term


@dataclass(frozen=True, slots=True)
class Piece:
    """``start`` and ``end`` are offsets into the chunk; ``terms`` begins with the piece's own term."""

    start: int
    end: int
    surface: str
    terms: tuple[Term, ...]

    @property
    def text(self) -> str:
        """The piece's own index term."""
        return self.terms[0].text

    def moved(self, shift: int, offsets: list[int] | None = None) -> Piece:
        """The piece further right; ``offsets`` then leads from the normalized chunk to the given one."""
        start, end = self.start + shift, self.end + shift
        if offsets is not None:
            start, end = given_span(offsets, start, end)
        return self if start == self.start and end == self.end else replace(self, start=start, end=end)

    def plus(self, terms: tuple[Term, ...]) -> Piece:
        """The piece with more terms at its position; what it has already is not added."""
        return replace(self, terms=tuple(dict.fromkeys((*self.terms, *terms))))


def word_piece(text: str, start: int, end: int, *, term: str, kind: Kind = Kind.WORD) -> Piece:
    """A piece with one term."""
    return Piece(start=start, end=end, surface=text, terms=(Term(term, kind),))
