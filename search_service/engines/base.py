"""The contract of a search engine: a Searcher that reads and an Index that writes.

Promises that every engine keeps (tests/conformance): exact totals; the same hits and facet counts for the same nodes; order by
score or date, then id; facet counts over all matches that ignore the facet's own selection; a search never sees a half-built
state; exceptions of libraries mapped to ``search_service.errors``. What is not here: releases, versions and changes come from
the Archive, whatever the engine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from search_service.query.nodes import Node
from search_service.query.request import SearchRequest
from search_service.release import Release
from search_service.results import AbbreviationEntry, Bucket, Completions, Hit, IndexStatus, Interval, ResultPage
from search_service.schema import Field


class Searcher(Protocol):
    """Reads; safe from any thread; always answers from the newest published generation."""

    def search(self, request: SearchRequest) -> ResultPage:
        """Answer a search.

        Raises InvalidRequestError (a cursor that cannot be read, a page too deep), CursorExpiredError, or an EngineError.
        """
        ...

    def hit_ids(self, request: SearchRequest) -> Sequence[str]:
        """The ids of all hits in the order of ``request.sort``, whatever its page and size; partial matches are none."""
        ...

    def timeline(self, request: SearchRequest, interval: Interval) -> tuple[Bucket, ...]:
        """Hits of a search per day, month or year, ascending and without gaps from the first hit to the last.

        Raises InvalidRequestError when these lie more than 25,000 intervals apart.
        """
        ...

    def similar(self, *, release_id: str | None = None, text: str | None = None, size: int = 5) -> tuple[Hit, ...]:
        """The releases nearest to one release (itself left out) or to a text, best first; none for an unknown release."""
        ...

    def suggest(self, prefix: str, *, size: int = 8) -> Completions:
        """What the beginning of a word can become: words, topics, ministries and titles, at most ``size`` of each."""
        ...

    def spellings(self, word: str, *, size: int = 3) -> tuple[str, ...]:
        """Words of the archive that a word which it lacks may have been meant to be, best first; none for a word that it has."""
        ...

    def abbreviations(self) -> tuple[AbbreviationEntry, ...]:
        """Everything that the archive defines as an abbreviation, in alphabetical order."""
        ...

    def marks(self, texts: Mapping[Field, str], node: Node) -> dict[Field, tuple[tuple[int, int], ...]]:
        """What of each text of one release matches, as (start, end), ascending and apart: the same matching as that of ``search``."""
        ...

    def status(self) -> IndexStatus:
        """What the published generation holds. Raises IndexNotBuiltError and the other EngineErrors."""
        ...

    def close(self) -> None:
        """Give back files and memory; the searcher cannot be used afterwards."""
        ...


@dataclass(frozen=True, slots=True)
class StoreState:
    """The store that an index is made from: its identity, made with it and never changed, and the number of its last change."""

    identity: str
    sequence: int


class IndexWriter(Protocol):
    """One batch of changes, published as a whole."""

    def add(self, release: Release) -> None:
        """Add a release, or replace the one with the same id."""
        ...

    def delete(self, release_id: str) -> None:
        """Take a release out; an unknown id is no error."""
        ...

    def reached(self, sequence: int) -> None:
        """Note the last change of the store that this batch takes in."""
        ...


class Index(Protocol):
    """Writes; one writer at a time (IndexLockedError). Opening never repairs or deletes.

    An index remembers the store that ``rebuild`` was given. Given another one, or one that is behind the index, ``taken_in`` and
    ``update`` raise IndexOutdatedError.
    """

    def taken_in(self, store: StoreState) -> int:
        """The last change of ``store`` that the published generation holds. Raises IndexNotBuiltError and the other EngineErrors."""
        ...

    def update(self, store: StoreState | None = None) -> AbstractContextManager[IndexWriter]:
        """Change the published generation. Leaving without an error publishes; with one, nothing is published."""
        ...

    def rebuild(self, store: StoreState | None = None) -> AbstractContextManager[IndexWriter]:
        """Build a generation from nothing and publish it in place of the old one, which answers until then."""
        ...

    def status(self) -> IndexStatus:
        """What is published. Raises IndexNotBuiltError and the other EngineErrors."""
        ...
