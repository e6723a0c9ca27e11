"""Whoosh's own writer with our analysis: what our bulk writer is measured against. It is only built, never searched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from whoosh.analysis import Token
from whoosh.analysis.analyzers import Analyzer

from benchmarks.peers.stock_whoosh_peer import build_with, document_of
from search_service.analysis.bulk_tokenizer import ChunkTable
from search_service.release import Release
from search_service.schema import Field, field_texts

NAME = "Whoosh's writer, our analysis"
_AT_ONCE = 500


class ReadyTokens(Analyzer):  # type: ignore[misc]  # Whoosh ships no types
    """(term, position) pairs that were made before → tokens."""

    def __call__(self, value: list[tuple[str, int]], *, positions: bool = False, **options: Any) -> Iterator[Token]:
        token = Token(positions, **options)
        for token.text, token.pos in value:
            yield token


def build(releases: Iterable[Release], folder: Path) -> None:
    """A new index with every release."""
    build_with(ReadyTokens(), _documents(releases), folder)


def _documents(releases: Iterable[Release]) -> Iterator[dict[str, Any]]:
    """Analysed as many at a time as our own writer does."""
    chunks = ChunkTable()
    terms: list[str] = []
    waiting = iter(releases)
    while batch := list(islice(waiting, _AT_ONCE)):
        found = chunks.read([text for release in batch for text in field_texts(release).values()])
        terms += list(chunks.terms)[len(terms) :]
        pairs = iter(zip(map(terms.__getitem__, found.terms.tolist()), found.positions.tolist(), strict=True))
        lengths = iter(found.lengths.tolist())
        for release in batch:
            tokens = {field.value: [next(pairs) for _ in range(next(lengths))] for field in Field}
            stored = {f"_stored_{field.value}": text for field, text in field_texts(release).items()}
            yield document_of(release) | tokens | stored
