"""Takes a release, or one of its versions, out of everything below the data folder for good; only its tombstone stays.

Each step can be done again: after a crash or an error the same command completes what it began, also where the store has nothing of
the release or version any more.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from indexer.quarantine import erase as erase_from_quarantine
from indexer.report import IndexingReport
from indexer.store import Store
from indexer.store_batch import Erasure
from indexer.watching.memory import MEMORY_NAME, WatchMemory
from search_service.config import Settings
from search_service.database import database_of
from search_service.engines.registry import open_index
from search_service.errors import IndexDamagedError, IndexOutdatedError


@dataclass(frozen=True, slots=True)
class Erased:
    """What was done, which files beside the store are copies of it that may hold the text still, and ``traces``, where its database may.

    ``was_gone`` tells that the store had nothing of it any more: what was made of the store was cleared all the same.
    """

    was_gone: bool
    indexing: IndexingReport
    quarantined: int
    copies: tuple[Path, ...]
    traces: str


def erase(
    store: Store,
    settings: Settings,
    release_id: str,
    *,
    version: int | None = None,
    take_out: Callable[[], object],
    rebuild: Callable[[], IndexingReport],
) -> Erased | None:
    """Erase a release, or only one earlier ``version`` of it; None when there never was one with this id, or no such version.

    ``take_out`` brings the index up to date, so that nobody finds the release while ``rebuild`` is at work.

    Raises StoreError for the current version, when the disk refuses, and when a reader keeps the old pages of the store; EngineErrors.
    """
    memory_path = settings.data / MEMORY_NAME
    if version is None and memory_path.exists() and (url := store.url_of(release_id)):  # first: the store soon knows no address
        with closing(WatchMemory.open(settings.data)) as memory:
            memory.erase(url)
    found = store.erase(release_id, version=version)
    if found is Erasure.NEVER_WAS:
        return None
    with suppress(IndexOutdatedError, IndexDamagedError):  # no search answers from such an index: the rebuild mends it
        take_out()
    store.wipe()
    indexing = rebuild()  # segments, lexicon and phrases are made of all texts: nothing less forgets a word
    open_index(settings).forget_earlier()
    quarantined = erase_from_quarantine(settings.quarantine_path, release_id) if version is None else 0
    traces = database_of(settings).traces()
    return Erased(found is Erasure.GONE_ALREADY, indexing, quarantined, copies_of_store(settings), traces)


def copies_of_store(settings: Settings) -> tuple[Path, ...]:
    """Copies of the store that migrations and ``restore`` kept beside it, and indexes of engines that are not in use."""
    kept = database_of(settings).copies()
    others = [path for path in settings.index_folder.parent.iterdir() if path.is_dir() and path != settings.index_folder]
    return tuple(sorted([*kept, *others]))
