"""Opens a published generation: checks what it is, verifies checksums, maps its files. Never repairs, never deletes."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

import whoosh
import whoosh.index
from cachetools import LRUCache

from search_service.analysis.meaning.lexicon import Lexicon
from search_service.engines.cache import Cache
from search_service.engines.generations import (
    GENERATION_GONE,
    POINTER,
    Sidecar,
    Verifier,
    Versions,
    generation_folder,
    number_in,
    published_number,
    read_sidecar,
    unreadable,
)
from search_service.engines.vocabulary_keeper import LEXICON_FOLDER
from search_service.engines.whoosh.evaluating.snapshot import Snapshot
from search_service.engines.whoosh.files.derived_lists import open_lists
from search_service.engines.whoosh.files.segment import open_segments
from search_service.errors import CursorExpiredError, IndexNotBuiltError, IndexOutdatedError

FORMAT_VERSION = 11
"""Raise it when files beside Whoosh's own change their form."""
VERSIONS = Versions(engine="whoosh", engine_version=".".join(map(str, whoosh.__version__)), format_version=FORMAT_VERSION)
OLD_KEPT = 2
"""Replaced generations that stay open while cursors ask for them, until the next one is published."""

_log = logging.getLogger(__name__)


class OpenedGenerations:
    """The generations of an index folder that a process has open: the published one, and a few old ones that cursors name.

    Nothing of a generation outlives it: its values leave the cache when it is let go of, its maps close with the last search on it.
    """

    def __init__(self, folder: Path, cache: Cache) -> None:
        self._folder = folder
        self._pointer_file = folder / POINTER
        self._cache = cache
        self._verifier = Verifier()
        self._opening = threading.Lock()
        self._current: Snapshot | None = None
        self._pointer: tuple[int, ...] | None = None
        self._old: LRUCache[str, Snapshot] = LRUCache(OLD_KEPT)

    def newest(self) -> Snapshot:
        """The published snapshot; the pointer file is looked at for every search, opened only when it changed.

        Whoever sees the change first opens the new one and waits until it is warm; meanwhile the one before answers all others.
        """
        pointer = self._pointer_facts()
        current = self._current
        if current is not None and (pointer == self._pointer or not self._opening.acquire(blocking=False)):
            return current
        if current is None:
            self._opening.acquire()
        try:
            if self._current is None or pointer != self._pointer:
                self._current, self._pointer = self._opened_anew(), pointer
            return self._current
        finally:
            self._opening.release()

    def _opened_anew(self) -> Snapshot:
        """The published generation, warmed; where a newer program has published (an upgrade), the one before to the end of this process."""
        try:
            opened = self._open(published_number(self._folder), previous=self._current)
        except IndexOutdatedError as error:
            if self._current is None:
                raise
            _log.warning("answering from generation %s until this process is started again: %s", self._current.name, error)
            return self._current
        opened.warm()
        self._let_go()
        return opened

    def named(self, name: str) -> Snapshot:
        """The generation of this name. Raises CursorExpiredError when it is none that is kept."""
        newest = self.newest()
        if name == newest.name:
            return newest
        with self._opening:
            known = self._old.get(name)
            return known if known is not None else self._open_old(name, newest)

    def _open_old(self, name: str, newest: Snapshot) -> Snapshot:
        number = number_in(name)
        if number is not None and generation_folder(self._folder, number).is_dir():
            opened = self._open(number, previous=newest)
            if opened.name == name:
                if len(self._old) == OLD_KEPT:
                    self._old.popitem()[1].cache.drop()
                self._old[name] = opened
                return opened
        raise CursorExpiredError(GENERATION_GONE)

    def _open(self, number: int, *, previous: Snapshot | None) -> Snapshot:
        return open_snapshot(self._folder, number, self._cache, self._verifier, previous=previous)

    def close(self) -> None:
        """Let go of all; maps are closed with the last search that uses them."""
        with self._opening:
            self._let_go()

    def _let_go(self) -> None:
        for snapshot in (*self._old.values(), *([self._current] if self._current else [])):
            snapshot.cache.drop()
        self._old.clear()
        self._current = self._pointer = None

    def _pointer_facts(self) -> tuple[int, ...]:
        """What tells one pointer file from another, even one of a folder that was removed and made anew."""
        try:
            facts = self._pointer_file.stat()
        except FileNotFoundError as error:
            raise IndexNotBuiltError(f"there is no index in {self._folder} yet; build it with `news-indexer rebuild`") from error
        except OSError as error:
            raise unreadable(self._pointer_file, error) from error
        return facts.st_ino, facts.st_mtime_ns, facts.st_ctime_ns


def open_snapshot(folder: Path, number: int, cache: Cache, verifier: Verifier, *, previous: Snapshot | None = None) -> Snapshot:
    """Open generation ``number`` of an index folder; segments that ``previous`` shares are not opened again.

    Raises IndexOutdatedError or IndexDamagedError.
    """
    generation = generation_folder(folder, number)
    sidecar = checked_sidecar(generation, verifier)
    shared = {} if previous is None else {segment.name: segment for segment in previous.segments}
    try:
        segments = open_segments(generation, reuse=shared)
        lists = tuple(open_lists(generation, segment) for segment in segments)
        lexicon = Lexicon.open(generation / LEXICON_FOLDER, before=previous.lexicon if previous else None)
        lexicon.phrases  # noqa: B018  # mapped now: the folder may be gone when they are asked for
    except KeyError as error:
        raise IndexOutdatedError(f"the index in {generation} lacks the array {error}; run `news-indexer rebuild`") from error
    except OSError as error:
        raise unreadable(generation, error) from error
    return Snapshot(sidecar, segments, lists, lexicon, cache.of_generation(sidecar.releases))


def checked_sidecar(generation: Path, verifier: Verifier) -> Sidecar:
    """The sidecar of a generation whose files are all as they were published."""
    sidecar = read_sidecar(generation, VERSIONS)
    verifier.verify(generation, sidecar.files)
    return sidecar
