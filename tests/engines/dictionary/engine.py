"""The engine around the dictionary: what an index folder holds lives in this process; there is no more to it than the contract asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from cachetools import LRUCache

from search_service.config import Settings
from search_service.dates import BERLIN
from search_service.engines.base import StoreState
from search_service.engines.found import IndexProblem
from search_service.engines.generations import GENERATION_GONE, KEPT
from search_service.engines.phrase_mining import write_mined_phrases
from search_service.errors import CursorExpiredError, IndexLockedError, IndexNotBuiltError, IndexOutdatedError
from search_service.explain.token_columns import columns_of
from search_service.release import Release
from search_service.results import IndexStatus, VocabularyStatus
from search_service.schema import Field, facet_values, field_texts
from search_service.standing_blocks import blocks_of, parted
from search_service.taxonomy import Taxonomy
from search_service.taxonomy_file import taxonomy_of
from tests.analysis.small_archives import lexicon_of
from tests.engines.dictionary.matcher import DictionaryMatcher
from tests.oracle import recurring_among


@dataclass
class _Published:
    """What an index folder holds: releases, the store that they are of, and a matcher for each generation, newest last."""

    releases: dict[str, Release]
    store: str
    matchers: list[DictionaryMatcher]


_FOLDERS: LRUCache[Path, _Published] = LRUCache(16)
"""More than a test has at once; each generation has files open."""
_WRITING: set[Path] = set()


class DictionaryReader:
    """See ``IndexReader``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def newest(self) -> DictionaryMatcher:
        return _published(self._folder).matchers[-1]

    def named(self, name: str) -> DictionaryMatcher:
        for matcher in _published(self._folder).matchers:
            if matcher.name == name:
                return matcher
        raise CursorExpiredError(GENERATION_GONE)

    def close(self) -> None:
        pass


class DictionaryWriter:
    """See ``IndexWriter``."""

    def __init__(self, releases: dict[str, Release], sequence: int) -> None:
        self.releases, self.sequence = dict(releases), sequence

    def add(self, release: Release) -> None:
        self.releases[release.id] = release

    def delete(self, release_id: str) -> None:
        self.releases.pop(release_id, None)

    def reached(self, sequence: int) -> None:
        self.sequence = sequence


class DictionaryIndex:
    """See ``Index``."""

    def __init__(self, folder: Path, taxonomy: Taxonomy) -> None:
        self.folder = self._folder = folder
        self.taxonomy = taxonomy

    def settle(self, store: StoreState | None = None) -> bool:
        return False

    def status(self) -> IndexStatus:
        return _published(self._folder).matchers[-1].status

    def taken_in(self, store: StoreState) -> int:
        known, sequence = _published(self._folder).store, self.status().sequence
        if store.identity != known or store.sequence < sequence:
            raise IndexOutdatedError("run `news-indexer rebuild`")
        return sequence

    def forget_earlier(self) -> None:
        known = _published(self._folder)
        _FOLDERS[self._folder] = _Published(known.releases, known.store, known.matchers[-1:])

    def problems(self, releases: Iterable[Release]) -> Iterator[IndexProblem]:
        held, wanted = dict(_published(self._folder).releases), {release.id: release for release in releases}
        for release_id in sorted(held.keys() | wanted.keys()):
            if held.get(release_id) != wanted.get(release_id):
                yield IndexProblem(f"release {release_id} is otherwise in the index; run `news-indexer rebuild`", release_id)

    @contextmanager
    def update(self, store: StoreState | None = None) -> Iterator[DictionaryWriter]:
        known = _published(self._folder)
        if store is not None:
            self.taken_in(store)
        yield from self._written(DictionaryWriter(known.releases, self.status().sequence), known.store)

    @contextmanager
    def rebuild(self, store: StoreState | None = None, *, overwrite: bool = False) -> Iterator[DictionaryWriter]:
        yield from self._written(DictionaryWriter({}, 0), store.identity if store else "")

    def _written(self, writer: DictionaryWriter, store: str) -> Iterator[DictionaryWriter]:
        if self._folder in _WRITING:
            raise IndexLockedError("another writer is at work")
        _WRITING.add(self._folder)
        try:
            yield writer
            before = _FOLDERS[self._folder].matchers if self._folder in _FOLDERS else []
            matcher = _matcher(writer, self, before[-1].status.generation + 1 if before else 1)
            _FOLDERS[self._folder] = _Published(writer.releases, store, [*before, matcher][-KEPT:])
        finally:
            _WRITING.discard(self._folder)


def _matcher(writer: DictionaryWriter, index: DictionaryIndex, number: int) -> DictionaryMatcher:
    releases = writer.releases.values()
    recurring = recurring_among(list(releases))
    own = [{**field_texts(release), Field.BODY: parted(blocks_of(release), recurring)[0]} for release in releases]
    texts = [*chain(*(each.values() for each in own)), *(value for release in releases for value in chain(*facet_values(release).values()))]
    days = [release.published.astimezone(BERLIN).date() for release in releases]
    status = IndexStatus(
        engine="dictionary",
        generation=number,
        releases=len(days),
        sequence=writer.sequence,
        built_at=datetime.now(UTC),
        vocabulary=VocabularyStatus(0, 0, 0),
        first=min(days, default=None),
        last=max(days, default=None),
        visible=len(days),
        standing_blocks=len(recurring),
        taxonomy=index.taxonomy,
    )
    lexicon = lexicon_of(texts, index.folder / f"lexicon-{number}")
    write_mined_phrases(columns_of(own, lexicon), lexicon)
    return DictionaryMatcher(writer.releases, lexicon, status, f"{number}-{id(writer):x}", recurring)


def _published(folder: Path) -> _Published:
    if folder not in _FOLDERS:
        raise IndexNotBuiltError("there is no index yet; build it with `news-indexer rebuild`")
    return _FOLDERS[folder]


def open_reader(settings: Settings) -> DictionaryReader:
    return DictionaryReader(settings.index_folder)


def open_index(settings: Settings) -> DictionaryIndex:
    return DictionaryIndex(settings.index_folder, taxonomy_of(settings))
