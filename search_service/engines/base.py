"""The contract of a search engine: Matchers that read one generation each, and an Index that writes.

Promises that every engine keeps (tests/conformance): exact totals; the same hits and facet counts for the same nodes; order by
score or date, then id; facet counts over all matches that ignore the facet's own selection; a search never sees a half-built
state; exceptions of libraries mapped to ``search_service.errors``. Everything that shapes an answer the same way for every engine
is written once over the Matcher, in ``answers/``; what the web asks is the Searcher. What is not here: releases, versions and
changes come from the Archive, whatever the engine.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.meaning.lexicon import Lexicon
from search_service.engines.cache import GenerationCache, SizedT
from search_service.engines.found import Criterion, Found, IndexProblem, Order, PeriodCounts, Ranked, Slice
from search_service.explain.stored_document import StoredDocument
from search_service.explain.token_columns import TokenColumns
from search_service.query.alternatives import Concept
from search_service.query.nodes import Node, Words
from search_service.query.request import SearchRequest
from search_service.release import Release
from search_service.results import AbbreviationEntry, Also, Bucket, CacheStatus, Completions, Hit, IndexStatus, Interval, ResultPage
from search_service.schema import Field
from search_service.taxonomy import Taxonomy


class Searcher(Protocol):
    """Reads; safe from any thread; always answers from the newest published generation."""

    def search(self, request: SearchRequest) -> ResultPage:
        """Answer a search.

        Raises InvalidRequestError (a cursor that cannot be read, a page too deep), CursorExpiredError, or an EngineError.
        """
        ...

    def total(self, request: SearchRequest) -> int:
        """The exact number of hits, which takes a fraction of what their page takes."""
        ...

    def totals(self, requests: Sequence[SearchRequest]) -> Sequence[int]:
        """``total`` of each of some searches, for which a cluster is asked once."""
        ...

    def hit_ids(self, request: SearchRequest) -> Sequence[str]:
        """The ids of all hits in the order of ``request.sort``, whatever its page and size; partial matches are none."""
        ...

    def also(self, request: SearchRequest, *, total: int) -> tuple[Also, ...]:
        """What else the query suggests, each with its exact total: parts of compounds, and as filters the dates and values it names.

        ``total`` is that of the request itself, which is not asked again.
        """
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

    def names_in(self, text: str) -> tuple[tuple[int, int], ...]:
        """Where in a run of words those stand that the archive mostly writes together: start and end of each, ascending and apart."""
        ...

    def spellings(self, word: str, *, size: int = 3) -> tuple[str, ...]:
        """Words of the archive that a word which it lacks may have been meant to be, best first; none for a word that it has."""
        ...

    def abbreviations(self) -> tuple[AbbreviationEntry, ...]:
        """Everything that the archive defines as an abbreviation, in alphabetical order."""
        ...

    def marks(self, texts: Mapping[Field, str], node: Node) -> dict[Field, tuple[tuple[int, int], ...]]:
        """What of each text of one release matches, as (start, end), ascending and apart: the same matching as that of ``search``.

        The body has a block a line.
        """
        ...

    def standing(self, blocks: Sequence[str]) -> tuple[bool, ...]:
        """Which of all the blocks of one release stand there as in so many others that they are found by exact quotes alone."""
        ...

    def status(self) -> IndexStatus:
        """What the published generation holds. Raises IndexNotBuiltError and the other EngineErrors."""
        ...

    def cache_status(self) -> CacheStatus:
        """What the process keeps, and how often that helped. Raises as ``status``."""
        ...

    def kept(self, key: Hashable, compute: Callable[[], SizedT]) -> SizedT:
        """What ``compute`` makes of the newest generation, made once for a key and gone with its generation."""
        ...

    def close(self) -> None:
        """Give back files and memory; the searcher cannot be used afterwards."""
        ...


class Matcher(Protocol):
    """One published generation, opened: what matches, how well and how often. Immutable; safe from any thread.

    Documents are numbered; a number means something to the matcher that gave it. Of a SearchRequest a matcher reads ``node``, the
    filters and ``moment``, which is set: releases that may not be seen then are found nowhere. Every method raises EngineErrors.
    """

    @property
    def name(self) -> str:
        """Names this generation and no other, in at most 40 characters."""
        ...

    @property
    def status(self) -> IndexStatus:
        """What the generation holds, whatever may be seen of it."""
        ...

    @property
    def lexicon(self) -> Lexicon:
        """What its words mean."""
        ...

    @property
    def recurring_blocks(self) -> Set[int]:
        """The keys of the blocks that recur in the archive; those that stand in a release are no text of it (``standing_blocks``)."""
        ...

    @property
    def cache(self) -> GenerationCache:
        """What the process keeps of this generation; keys need not name it."""
        ...

    def concepts_of(self, words: Words) -> tuple[Concept, ...]:
        """The concepts of a run of words, by the lexicon of this generation."""
        ...

    def visible(self, moment: datetime) -> int:
        """How many releases may be seen at ``moment``: it tells what is seen at one time from what is seen at another."""
        ...

    def search(self, request: SearchRequest, order: Order, wanted: Slice, *, counts: bool) -> Found:
        """The hits of ``wanted`` in their order and, if asked for, the counts of facets, all of one state.

        Scores are as the order makes them; that a hit is lifted changes its place alone.
        """
        ...

    def totals(self, requests: Sequence[SearchRequest]) -> Sequence[int]:
        """The exact number of hits of each search."""
        ...

    def hit_ids(self, request: SearchRequest, order: Order) -> Sequence[str]:
        """The ids of all hits in their order."""
        ...

    def periods(self, request: SearchRequest, interval: Interval) -> PeriodCounts:
        """The hits counted by the day, month or year of Berlin's calendar in which they were published."""
        ...

    def rank(self, request: SearchRequest, criteria: Sequence[Criterion], *, size: int) -> Ranked:
        """The ``size`` best of the hits that have any criterion that admits, by what they gain, equals by id."""
        ...

    def class_sizes(self) -> NDArray[np.int64]:
        """How many releases about have any form of each class: int64 [classes]. Right to the order of magnitude, and at hand."""
        ...

    def class_frequencies(self, classes: Sequence[int], among: SearchRequest | None = None) -> NDArray[np.int64]:
        """How many hits of ``among``, or of all releases whenever they may be seen, have any form of each class: int64 [classes]."""
        ...

    def number_of(self, release_id: str, moment: datetime) -> int | None:
        """The document of a release; None if it is unknown or may not be seen at ``moment``."""
        ...

    def stored(self, documents: Sequence[int]) -> Sequence[StoredDocument]:
        """What is stored of each of ``documents``."""
        ...

    def token_columns(self, documents: Sequence[int], stored: Sequence[StoredDocument]) -> TokenColumns:
        """The texts of ``documents``, of which ``stored`` is stored, in their order (``columns_of`` gives the same, more slowly)."""
        ...


class IndexReader(Protocol):
    """Opens what is published, when it is asked for; safe from any thread."""

    def newest(self) -> Matcher:
        """The published generation; the same matcher until another one is published. Raises IndexNotBuiltError and its like."""
        ...

    def named(self, name: str) -> Matcher:
        """The generation with this name. Raises CursorExpiredError when it is gone, or never was."""
        ...

    def close(self) -> None:
        """Give back files and memory; a matcher that is still in use answers to its end."""
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

    @property
    def taxonomy(self) -> Taxonomy:
        """The names that the settings ask for: whoever adds releases applies it, and each generation remembers it (``status``)."""
        ...

    def taken_in(self, store: StoreState) -> int:
        """The last change of ``store`` that the published generation holds. Raises IndexNotBuiltError and the other EngineErrors."""
        ...

    def update(self, store: StoreState | None = None) -> AbstractContextManager[IndexWriter]:
        """Change the published generation. Leaving without an error publishes; with one, nothing is published."""
        ...

    def rebuild(self, store: StoreState | None = None, *, overwrite: bool = False) -> AbstractContextManager[IndexWriter]:
        """Build a generation from nothing and publish it in place of the old one, which answers until then.

        Where several archives may write side by side, an index that was made from another store is replaced with ``overwrite`` alone;
        without, IndexOutdatedError.
        """
        ...

    def settle(self, store: StoreState | None = None) -> bool:
        """Compute anew what publishes only extended, and publish: then it finds what a rebuilt index finds. False: it does so already.

        The published generation answers until then; its releases and their names stay what they are.
        """
        ...

    def status(self) -> IndexStatus:
        """What is published. Raises IndexNotBuiltError and the other EngineErrors."""
        ...

    def forget_earlier(self) -> None:
        """Remove every generation but the published one, and what a crash left: nothing of them is on the disk any more."""
        ...

    def problems(self, releases: Iterable[Release]) -> Iterator[IndexProblem]:
        """What of the published generation does not hold together, or is otherwise than ``releases``: all that it should hold.

        Raises IndexNotBuiltError and the other EngineErrors where nothing can be compared; changes nothing.
        """
        ...
