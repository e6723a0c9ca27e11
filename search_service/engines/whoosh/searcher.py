"""The engine's Searcher: always the newest published generation, one immutable snapshot per search, safe from any thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from search_service.analysis.meaning.abbreviations import Abbreviation
from search_service.engines.cache import Cache
from search_service.engines.whoosh.answering.all_hits import hit_ids, timeline
from search_service.engines.whoosh.answering.hits import explainer_of
from search_service.engines.whoosh.answering.paging import Cursor
from search_service.engines.whoosh.answering.result_page import answer, partial_answer
from search_service.engines.whoosh.answering.similarity import similar_to_release, similar_to_text
from search_service.engines.whoosh.answering.suggesting import spellings, suggest
from search_service.engines.whoosh.answering.visible_abbreviations import visible_abbreviations
from search_service.engines.whoosh.evaluating.filtering import at_one_moment
from search_service.engines.whoosh.evaluating.snapshot import Snapshot
from search_service.engines.whoosh.files.opening import OpenedGenerations
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
        self._recency = recency
        self._generations = OpenedGenerations(folder, Cache(cache_megabytes << 20))

    def search(self, request: SearchRequest) -> ResultPage:
        """See ``Searcher.search``."""
        request = at_one_moment(request)
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
        return hit_ids(self._newest(), self._ranked(at_one_moment(request)))

    def timeline(self, request: SearchRequest, interval: Interval) -> tuple[Bucket, ...]:
        """See ``Searcher.timeline``."""
        return timeline(self._newest(), at_one_moment(request), interval)

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
        """See ``Searcher.close``."""
        self._generations.close()

    def _ranked(self, request: SearchRequest) -> SearchRequest:
        return request if self._recency else request.but(recency=False)

    def _newest(self) -> Snapshot:
        return self._generations.newest()

    def _snapshot_for(self, request: SearchRequest) -> Snapshot:
        if request.cursor is None or request.sort is not Sort.RELEVANCE:
            return self._newest()
        name = Cursor.decode(request.cursor, request.sort).generation
        return self._newest() if name is None else self._generations.named(name)


def _entry(abbreviation: Abbreviation) -> AbbreviationEntry:
    readings = tuple(AbbreviationReading(reading.long, reading.count) for reading in abbreviation.readings)
    return AbbreviationEntry(abbreviation.short, readings, expanded=abbreviation.clear_reading is not None)
