"""The Searcher over any engine: the newest published generation, one an answer, safe from any thread."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from search_service.answers.abbreviations import visible_abbreviations
from search_service.answers.also import also
from search_service.answers.completions import suggest
from search_service.answers.cursor import Cursor
from search_service.answers.marks import marks
from search_service.answers.named_values import under_known_names
from search_service.answers.names import names_in
from search_service.answers.origin import ReaderOfStore
from search_service.answers.result_page import order_of, result_page
from search_service.answers.similar import similar_to_release, similar_to_text
from search_service.answers.spellings import spellings
from search_service.answers.tiers import ids_in_tiers, whole
from search_service.answers.timelines import buckets
from search_service.archive import Archive
from search_service.config import Settings
from search_service.engines.base import IndexReader, Matcher, Searcher
from search_service.engines.cache import SizedT
from search_service.engines.registry import open_reader
from search_service.one_answer import once
from search_service.query.nodes import Node
from search_service.query.request import SearchRequest, Sort
from search_service.query.steered_words import steered
from search_service.results import AbbreviationEntry, Also, Bucket, CacheStatus, Completions, Hit, IndexStatus, Interval, ResultPage
from search_service.schema import Field
from search_service.standing_blocks import standing_flags
from search_service.steering.in_force import UNSTEERED_ALWAYS, SteeringInForce, steering_of
from search_service.steering.rules import Steering


def open_searcher(settings: Settings, archive: Archive | None = None) -> Searcher:
    """The searcher over the engine that the settings name, steered as they say; it opens no index before it is asked. Raises SettingsError.

    With ``archive`` it answers only while the index was made from that one.
    """
    reader = open_reader(settings)
    checked = reader if archive is None else ReaderOfStore(reader, archive.identity)
    return EngineSearcher(checked, recency=settings.recency, steering=steering_of(settings))


class EngineSearcher:
    """See ``Searcher`` for what each of its methods promises.

    Without ``recency`` newer releases never rank higher, whatever a request says. ``steering`` is asked for every search.
    """

    def __init__(self, reader: IndexReader, *, recency: bool = True, steering: SteeringInForce = UNSTEERED_ALWAYS) -> None:
        self._reader = reader
        self._recency = recency
        self._steering_in_force = steering
        self._told: tuple[tuple[IndexStatus, int, str], IndexStatus] | None = None

    def search(self, request: SearchRequest) -> ResultPage:
        """See ``Searcher.search``."""
        matcher = self._matcher_for(request)
        return result_page(matcher, self._read(request, matcher), recency=self._recency)

    def total(self, request: SearchRequest) -> int:
        """See ``Searcher.total``."""
        (total,) = self.totals([request])
        return total

    def totals(self, requests: Sequence[SearchRequest]) -> Sequence[int]:
        """See ``Searcher.totals``."""
        matcher = self._newest()
        return matcher.totals([whole(self._read(request, matcher)) for request in requests]) if requests else ()

    def hit_ids(self, request: SearchRequest) -> Sequence[str]:
        """See ``Searcher.hit_ids``."""
        matcher = self._newest()
        request = self._read(request, matcher)
        return ids_in_tiers(matcher, request, order_of(matcher, request, recency=self._recency))

    def also(self, request: SearchRequest, *, total: int) -> tuple[Also, ...]:
        """See ``Searcher.also``."""
        matcher = self._newest()
        return also(matcher, self._read(request, matcher), total=total)

    def timeline(self, request: SearchRequest, interval: Interval) -> tuple[Bucket, ...]:
        """See ``Searcher.timeline``."""
        matcher = self._newest()
        return buckets(matcher.periods(whole(self._read(request, matcher)), interval), interval)

    def similar(self, *, release_id: str | None = None, text: str | None = None, size: int = 5) -> tuple[Hit, ...]:
        """See ``Searcher.similar``."""
        if release_id is not None:
            return similar_to_release(self._newest(), release_id, size=size)
        return similar_to_text(self._newest(), text or "", size=size)

    def suggest(self, prefix: str, *, size: int = 8) -> Completions:
        """See ``Searcher.suggest``."""
        return suggest(self._newest(), prefix, size=size, steering=self._steering())

    def names_in(self, text: str) -> tuple[tuple[int, int], ...]:
        """See ``Searcher.names_in``."""
        return names_in(self._newest(), text)

    def spellings(self, word: str, *, size: int = 3) -> tuple[str, ...]:
        """See ``Searcher.spellings``."""
        return spellings(self._newest().lexicon, word, size=size)

    def abbreviations(self) -> tuple[AbbreviationEntry, ...]:
        """See ``Searcher.abbreviations``."""
        return visible_abbreviations(self._newest())

    def marks(self, texts: Mapping[Field, str], node: Node) -> dict[Field, tuple[tuple[int, int], ...]]:
        """See ``Searcher.marks``."""
        return marks(self._newest(), texts, steered(node, self._steering()))

    def standing(self, blocks: Sequence[str]) -> tuple[bool, ...]:
        """See ``Searcher.standing``."""
        return standing_flags(blocks, self._newest().recurring_blocks)

    def status(self) -> IndexStatus:
        """See ``Searcher.status``."""
        matcher = self._newest()
        told = matcher.status, matcher.visible(now()), self._steering().revision
        known = self._told
        if known is None or known[0] != told:  # mostly it is what was told before, which every request asks for
            known = self._told = told, replace(told[0], visible=told[1], steering=told[2])
        return known[1]

    def cache_status(self) -> CacheStatus:
        """See ``Searcher.cache_status``."""
        return self._newest().cache.status()

    def kept(self, key: Hashable, compute: Callable[[], SizedT]) -> SizedT:
        """See ``Searcher.kept``."""
        return self._newest().cache.get(("kept", key), compute)

    def close(self) -> None:
        """See ``Searcher.close``."""
        self._reader.close()

    def _newest(self) -> Matcher:
        return once((self, "newest"), self._reader.newest)

    def _steering(self) -> Steering:
        return once((self, "steering"), lambda: self._steering_in_force.current)

    def _matcher_for(self, request: SearchRequest) -> Matcher:
        """The newest; for a cursor by relevance the generation that its scores belong to."""
        if request.cursor is None or request.sort is not Sort.RELEVANCE:
            return self._newest()
        name = Cursor.decode(request.cursor, request.sort).generation
        return self._newest() if name is None else self._reader.named(name)

    def _read(self, request: SearchRequest, matcher: Matcher) -> SearchRequest:
        return as_answered(request, matcher, self._steering(), moment=now())


def now() -> datetime:
    """The moment of the answer that is made."""
    return once("now", lambda: datetime.now(UTC))


def as_answered(request: SearchRequest, matcher: Matcher, steering: Steering, *, moment: datetime) -> SearchRequest:
    """The request as it is answered: at its own moment or that, with the names of facets that the generation has, steered."""
    return under_known_names(request.but(moment=request.moment or moment, steering=steering), matcher.status.taxonomy)
