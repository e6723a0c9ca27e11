"""The generations that a process has open: the published one, and a few old ones that cursors name. It writes nothing to the cluster."""

from __future__ import annotations

import logging
import math
import threading
import time

from cachetools import LRUCache

from search_service.analysis.meaning.lexicon import Lexicon
from search_service.engines.cache import Cache
from search_service.engines.generations import GENERATION_GONE, number_in
from search_service.engines.opensearch.cluster import Cluster
from search_service.engines.opensearch.matcher import OpenSearchMatcher
from search_service.engines.opensearch.published import Names, generations, published_index, read_published
from search_service.engines.opensearch.statistics import FOLDER as STATISTICS
from search_service.engines.opensearch.statistics import Statistics
from search_service.engines.opensearch.travelling import LocalGenerations
from search_service.engines.vocabulary_keeper import LEXICON_FOLDER
from search_service.errors import CursorExpiredError, EngineUnavailableError, IndexDamagedError, IndexOutdatedError

LOOKED_AT_SECONDS = 0.1
"""How long what the alias names is taken to be what it named: a busy machine asks ten times a second, not for every answer."""
OLD_KEPT = 2
"""Replaced generations that stay open while cursors ask for them, until the next one is published."""
_log = logging.getLogger(__name__)
ROOMS = (LEXICON_FOLDER, STATISTICS)
"""The folders of a generation's files that answering needs."""


class OpenSearchReader:
    """See ``IndexReader``. What was published is seen ``looked_at_seconds`` later at the latest."""

    def __init__(self, cluster: Cluster, names: Names, local: LocalGenerations, cache: Cache) -> None:
        self.looked_at_seconds = LOOKED_AT_SECONDS
        self._cluster = cluster
        self._names = names
        self._local = local
        self._cache = cache
        self._opening = threading.Lock()
        self._asking = threading.Lock()
        self._away: EngineUnavailableError | None = None
        self._current: tuple[str, OpenSearchMatcher] | None = None
        self._looked_at = -math.inf
        self._old: LRUCache[str, OpenSearchMatcher] = LRUCache(OLD_KEPT)

    def newest(self) -> OpenSearchMatcher:
        """See ``IndexReader.newest``; the alias is looked at for nearly every answer, an index opened only when it is another one.

        Whoever sees another one first opens it; meanwhile the one before answers all others.
        """
        current, now = self._current, time.monotonic()
        if current is not None and now < self._looked_at + self.looked_at_seconds:
            return current[1]
        index = self._index_to_ask()
        if current is None:
            self._opening.acquire()
        elif not self._opening.acquire(blocking=False):
            return current[1]
        try:
            matcher = self._followed(index)
        finally:
            self._opening.release()
        self._looked_at = now
        return matcher

    def _followed(self, index: str) -> OpenSearchMatcher:
        """What answers after ``index`` was seen; whoever calls it has the lock.

        What was seen may be of a node that is behind, or another thread has opened a later one meanwhile: then the manager says what is.
        """
        current = self._current
        if current is not None and index != current[0] and self._number(index) <= self._number(current[0]):
            index = published_index(self._cluster, self._names)
        if current is not None and index == current[0]:
            return current[1]
        opened = self._opened_anew(index)
        self._current = index, opened
        return opened

    def _index_to_ask(self) -> str:
        """What the alias names. While the cluster is away one thread tries whether it is back, all others are refused at once."""
        away = self._away
        if away is None:
            return self._looked_up()
        if not self._asking.acquire(blocking=False):
            raise EngineUnavailableError(str(away)) from away
        try:
            return self._looked_up()
        finally:
            self._asking.release()

    def _looked_up(self) -> str:
        """What the alias names. Any answer, even that it names nothing, says that the cluster is not away."""
        away = None
        try:
            return published_index(self._cluster, self._names, local=True)
        except EngineUnavailableError as error:
            away = error
            raise
        finally:
            self._away = away

    def _number(self, index: str) -> int:
        return number_in(self._names.generation(index) or "") or 0

    def _opened_anew(self, index: str) -> OpenSearchMatcher:
        """What the alias names; where a newer program has published (an upgrade), the one before to the end of this process."""
        before = self._current[1] if self._current else None
        try:
            opened = self._open(index, previous=before)
        except IndexOutdatedError as error:
            if before is None:
                raise
            _log.warning("answering from generation %s until this process is started again: %s", before.name, error)
            return before
        kept = [name for name in map(self._names.generation, generations(self._cluster, self._names)) if name]
        self._let_go()
        self._local.forget(kept)
        return opened

    def named(self, name: str) -> OpenSearchMatcher:
        """See ``IndexReader.named``."""
        newest = self.newest()
        if name == newest.name:
            return newest
        with self._opening:
            known = self._old.get(name)
            return known if known is not None else self._open_old(name, newest)

    def _open_old(self, name: str, newest: OpenSearchMatcher) -> OpenSearchMatcher:
        index = self._names.index(name)
        if number_in(name) is None or index not in generations(self._cluster, self._names):
            raise CursorExpiredError(GENERATION_GONE)
        if len(self._old) == OLD_KEPT:
            self._old.popitem()[1].cache.drop()
        self._old[name] = self._open(index, previous=newest)
        return self._old[name]

    def _open(self, index: str, *, previous: OpenSearchMatcher | None) -> OpenSearchMatcher:
        published = read_published(self._cluster, index)
        folder = self._local.folder(published, ROOMS)
        try:
            lexicon = Lexicon.open(folder / LEXICON_FOLDER, before=previous.lexicon if previous else None)
            lexicon.phrases  # noqa: B018  # mapped now: the folder may be gone when they are asked for
            statistics = Statistics.read(folder)
        except (KeyError, ValueError, OSError) as error:
            raise IndexDamagedError(f"the files of {index} in {folder} cannot be read ({error}); run `news-indexer rebuild`") from error
        return OpenSearchMatcher(self._cluster, published, lexicon, statistics, self._cache.of_generation(published.sidecar.releases))

    def close(self) -> None:
        """See ``IndexReader.close``."""
        with self._opening:
            self._let_go()

    def _let_go(self) -> None:
        for matcher in (*self._old.values(), *([self._current[1]] if self._current else [])):
            matcher.cache.drop()
        self._old.clear()
        self._current = None
