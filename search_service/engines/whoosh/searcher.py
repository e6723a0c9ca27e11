"""The engine's Searcher: always the newest published generation, one immutable snapshot per search, safe from any thread."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from search_service.analysis.meaning.abbreviations import Abbreviation
from search_service.engines.cache import Cache
from search_service.engines.generations import POINTER, Verifier, generation_folder, published_number
from search_service.engines.whoosh.answering.all_hits import hit_ids, timeline
from search_service.engines.whoosh.answering.hits import explainer_of
from search_service.engines.whoosh.answering.paging import Cursor
from search_service.engines.whoosh.answering.result_page import answer, partial_answer
from search_service.engines.whoosh.answering.similarity import similar_to_release, similar_to_text
from search_service.engines.whoosh.answering.suggesting import spellings, suggest
from search_service.engines.whoosh.answering.visible_abbreviations import visible_abbreviations
from search_service.engines.whoosh.evaluating.snapshot import Snapshot
from search_service.engines.whoosh.files.opening import open_snapshot
from search_service.errors import CursorExpiredError, IndexNotBuiltError
from search_service.query.nodes import Node
from search_service.query.request import SearchRequest, Sort
from search_service.results import (
    AbbreviationEntry,
    AbbreviationReading,
    Bucket,
    Completions,
    Hit,
    IndexStatus,
    Interval,
    ResultPage,
)
from search_service.schema import Field


class WhooshSearcher:
    """Reads the generations of one index folder; opens lazily, so it may be made before anything is published.

    Without ``recency`` newer releases never rank higher, whatever a request says.
    """

    def __init__(self, folder: Path, *, cache_megabytes: int = 128, recency: bool = True) -> None:
        self._folder = folder
        self._recency = recency
        self._cache = Cache(cache_megabytes << 20)
        self._verifier = Verifier()
        self._opening = threading.Lock()
        self._current: Snapshot | None = None
        self._pointer: tuple[int, int] | None = None

    def search(self, request: SearchRequest) -> ResultPage:
        """See ``Searcher.search``."""
        snapshot = self._snapshot_for(request)
        page = replace(answer(snapshot, self._ranked(request)), request=request)
        if page.total == 0 and request.page == 1 and request.cursor is None:
            return partial_answer(snapshot, request, page) or page
        return page

    def marks(self, texts: Mapping[Field, str], node: Node) -> dict[Field, tuple[tuple[int, int], ...]]:
        """See ``Searcher.marks``."""
        return explainer_of(self._newest(), node).marks(texts)

    def hit_ids(self, request: SearchRequest) -> tuple[str, ...]:
        """See ``Searcher.hit_ids``."""
        return hit_ids(self._newest(), self._ranked(request))

    def timeline(self, request: SearchRequest, interval: Interval) -> tuple[Bucket, ...]:
        """See ``Searcher.timeline``."""
        return timeline(self._newest(), request, interval)

    def similar(self, *, release_id: str | None = None, text: str | None = None, size: int = 5) -> tuple[Hit, ...]:
        """See ``Searcher.similar``."""
        if release_id is not None:
            return similar_to_release(self._newest(), release_id, size=size)
        return similar_to_text(self._newest(), text or "", size=size)

    def suggest(self, prefix: str, *, size: int = 8) -> Completions:
        """See ``Searcher.suggest``."""
        return suggest(self._newest(), prefix, size=size)

    def spellings(self, word: str, *, size: int = 3) -> tuple[str, ...]:
        """See ``Searcher.spellings``."""
        return spellings(self._newest(), word, size=size)

    def abbreviations(self) -> tuple[AbbreviationEntry, ...]:
        """See ``Searcher.abbreviations``."""
        snapshot = self._newest()
        return visible_abbreviations(snapshot, map(_entry, snapshot.lexicon.abbreviations))

    def status(self) -> IndexStatus:
        """See ``Searcher.status``."""
        snapshot = self._newest()
        visible = snapshot.visible_count(datetime.now(UTC).timestamp())
        known = snapshot.facts
        return known if known.visible == visible else replace(known, visible=visible)

    def close(self) -> None:
        """Let go of the snapshot; its maps are closed with the last search that uses it."""
        with self._opening:
            self._current = self._pointer = None

    def _ranked(self, request: SearchRequest) -> SearchRequest:
        return request if self._recency else request.but(recency=False)

    def _snapshot_for(self, request: SearchRequest) -> Snapshot:
        newest = self._newest()
        if request.cursor is None or request.sort is not Sort.RELEVANCE:
            return newest
        number = Cursor.decode(request.cursor, request.sort).generation
        if number is None or number == newest.number:
            return newest
        if not generation_folder(self._folder, number).is_dir():
            raise CursorExpiredError("the index has moved on since this cursor was given; start again from the first page")
        return open_snapshot(self._folder, number, self._cache, self._verifier, previous=newest)

    def _newest(self) -> Snapshot:
        """The published snapshot; the pointer file is looked at for every search (2 µs), opened only when it changed."""
        pointer = self._pointer_facts()
        current = self._current
        if current is not None and pointer == self._pointer:
            return current
        with self._opening:
            if self._current is None or pointer != self._pointer:
                number = published_number(self._folder)
                self._current = open_snapshot(self._folder, number, self._cache, self._verifier, previous=self._current)
                self._pointer = pointer
            return self._current

    def _pointer_facts(self) -> tuple[int, int]:
        try:
            facts = (self._folder / POINTER).stat()
        except FileNotFoundError as error:
            raise IndexNotBuiltError(f"there is no index in {self._folder} yet; build it with `news-indexer rebuild`") from error
        return facts.st_ino, facts.st_mtime_ns


def _entry(abbreviation: Abbreviation) -> AbbreviationEntry:
    readings = tuple(AbbreviationReading(reading.long, reading.count) for reading in abbreviation.readings)
    return AbbreviationEntry(abbreviation.short, readings, expanded=abbreviation.clear_reading is not None)
