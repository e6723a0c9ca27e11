"""Whoosh's own writer with our analysis: what our bulk writer is measured against. It is only built, never searched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from whoosh.analysis import Token
from whoosh.analysis.analyzers import Analyzer

from benchmarks.peers.stock_whoosh_peer import build_with
from search_service.analysis.tokenizer import index_terms
from search_service.release import Release

NAME = "Whoosh's writer, our analysis"


class OurTerms(Analyzer):  # type: ignore[misc]  # Whoosh ships no types
    """Text → our index terms with positions, as Whoosh asks for them."""

    def __call__(self, value: str, *, positions: bool = False, start_pos: int = 0, **options: Any) -> Iterator[Token]:
        token = Token(positions, **options)
        for term, position in zip(*index_terms(value), strict=True):
            token.text, token.pos = term, start_pos + position
            yield token


def build(releases: Iterable[Release], folder: Path) -> None:
    """A new index with every release."""
    build_with(OurTerms(), releases, folder)
