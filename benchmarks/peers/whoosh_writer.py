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
from search_service.schema import field_texts

NAME = "Whoosh's writer, our analysis"
_AT_ONCE = 500


class AnalyzedText(str):
    """A text that brings its (term, position) pairs along: of lists Whoosh would count the positions itself."""

    pairs: list[tuple[str, int]]


class ReadyTokens(Analyzer):  # type: ignore[misc]  # Whoosh ships no types
    """The tokens of texts that were analysed before."""

    def __call__(self, value: AnalyzedText, *, positions: bool = False, **options: Any) -> Iterator[Token]:
        token = Token(positions, **options)
        for token.text, token.pos in value.pairs:
            yield token


def build(releases: Iterable[Release], folder: Path) -> None:
    """A new index with every release."""
    build_with(ReadyTokens(), _documents(releases), folder)


def _documents(releases: Iterable[Release]) -> Iterator[dict[str, Any]]:
    """Analysed as many at a time as our own writer does."""
    chunks = ChunkTable()
    waiting = iter(releases)
    while batch := list(islice(waiting, _AT_ONCE)):
        found = chunks.read([text for release in batch for text in field_texts(release).values()])
        terms = map(chunks.terms.strings.__getitem__, found.terms.tolist())
        pairs = iter(zip(terms, found.positions.tolist(), strict=True))
        lengths = iter(found.lengths.tolist())
        for release in batch:
            texts = {field.value: AnalyzedText(text) for field, text in field_texts(release).items()}
            for text in texts.values():
                text.pairs = list(islice(pairs, next(lengths)))
            yield document_of(release) | texts
