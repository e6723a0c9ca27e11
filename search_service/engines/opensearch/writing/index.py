"""The engine's Index: builds a new generation beside the published one and lets the alias name it when it is whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from search_service.config import Settings
from search_service.database import database_of
from search_service.engines.base import StoreState
from search_service.engines.found import IndexProblem
from search_service.engines.generations import KEPT, check_store, index_status, write_lock
from search_service.engines.opensearch.cluster import Cluster
from search_service.engines.opensearch.published import (
    Names,
    Published,
    check_name,
    check_there,
    generations,
    lexicons_of,
    named_by_alias,
    of_another_store,
    pieces_of,
    published_index,
    read_published,
    store_of,
    switch,
)
from search_service.engines.opensearch.records import Record
from search_service.engines.opensearch.statistics import Statistics
from search_service.engines.opensearch.travelling import LocalGenerations, forget_lexicons, forget_pieces, lexicons_of_a_rebuild
from search_service.engines.opensearch.writing.building import ROOMS, Building, Origin, Previous
from search_service.engines.opensearch.writing.checking import problems_of
from search_service.engines.opensearch.writing.reading_back import PublishedRecords
from search_service.engines.opensearch.writing.spool import Spool
from search_service.errors import IndexLockedError
from search_service.release import Release
from search_service.results import IndexStatus
from search_service.taxonomy import UNNAMED, Taxonomy


class OpenSearchIndex:
    """Writes the generations of one alias; ``folder`` is this machine's own."""

    def __init__(self, settings: Settings, cluster: Cluster, taxonomy: Taxonomy = UNNAMED) -> None:
        self._settings = settings
        self._folder = settings.index_folder
        self._cluster = cluster
        self._taxonomy = taxonomy
        self._names = Names(settings.opensearch_index)
        self._local = LocalGenerations(self._folder, cluster, self._names)

    @property
    def taxonomy(self) -> Taxonomy:
        """See ``Index.taxonomy``."""
        return self._taxonomy

    def status(self) -> IndexStatus:
        """See ``Index.status``."""
        published = self._published()
        check_there(self._cluster, published.index)
        return index_status(published.sidecar)

    def taken_in(self, store: StoreState) -> int:
        """See ``Index.taken_in``."""
        published = self._published()
        self._check_store(published, store)
        return published.sidecar.sequence

    def problems(self, releases: Iterable[Release]) -> Iterator[IndexProblem]:
        """See ``Index.problems``."""
        published = self._published()
        statistics = Statistics.read(self._local.folder(published, ROOMS))
        return problems_of(PublishedRecords(self._cluster, published.index), statistics, releases)

    def forget_earlier(self) -> None:
        """See ``Index.forget_earlier``."""
        with self._turn():
            self._prune(self._published(), kept=1)

    @contextmanager
    def update(self, store: StoreState | None = None) -> Iterator[ReleaseWriter]:
        """See ``Index.update``."""
        self._published()  # nothing to change: say so before a folder or a lock is made
        with self._turn():
            previous = self._previous(store)
            yield from self._written(previous.followed(self._taxonomy), previous)

    @contextmanager
    def rebuild(self, store: StoreState | None = None, *, overwrite: bool = False) -> Iterator[ReleaseWriter]:
        """See ``Index.rebuild``; also raises SettingsError where the alias cannot be made."""
        with self._turn():
            check_name(self._cluster, self._names)
            if store is not None and not overwrite:
                self._check_nobody_elses(store)
            lexicons = lexicons_of_a_rebuild(self._cluster, self._names, self._used_lexicons())
            yield from self._written(Origin(store.identity if store else "", self._taxonomy, lexicons), None)

    def settle(self, store: StoreState | None = None) -> bool:
        """See ``Index.settle``."""
        if self.status().settled:
            return False
        with self._turn():
            previous = self._previous(store, anew=True)
            for _ in self._written(previous.followed(previous.sidecar.taxonomy), previous):
                pass  # no release changes
        return True

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Keep other writers out, here and on every machine that shares the store. Raises IndexLockedError at once."""
        with write_lock(self._folder), database_of(self._settings).turn(f"index {self._settings.opensearch_index}") as ours:
            if not ours:
                raise IndexLockedError("another machine is writing this index; wait until it has ended, then run the command again")
            yield

    def _published(self) -> Published:
        return read_published(self._cluster, published_index(self._cluster, self._names))

    def _check_store(self, published: Published, store: StoreState) -> None:
        if published.sidecar.store != store.identity:
            raise of_another_store(self._names)
        check_store(published.index, published.sidecar, store)

    def _check_nobody_elses(self, store: StoreState) -> None:
        """Raises IndexOutdatedError where the alias names what was made from another store, by whichever version of the program."""
        made_from = {store_of(self._cluster, index) for index in named_by_alias(self._cluster, self._names)}
        if made_from - {"", store.identity}:
            raise of_another_store(self._names)

    def _used_lexicons(self) -> str | None:
        """Where the pieces of what is published lie, whichever version of the program wrote it."""
        found = named_by_alias(self._cluster, self._names)
        return lexicons_of(self._cluster, found[0]) if found else None

    def _previous(self, store: StoreState | None, *, anew: bool = False) -> Previous:
        published = self._published()
        if store is not None:
            self._check_store(published, store)
        return Previous(self._cluster, published, self._local.folder(published, ROOMS), anew=anew)

    def _written(self, origin: Origin, previous: Previous | None) -> Iterator[ReleaseWriter]:
        before = named_by_alias(self._cluster, self._names)
        number = self._remove_unpublished(before) + 1
        with TemporaryDirectory(dir=self._folder, prefix="building-") as folder, closing(Spool(Path(folder))) as spool:
            writer = ReleaseWriter(spool, previous.sidecar.sequence if previous else 0)
            yield writer
            building = Building(self._cluster, self._names, self._settings, Path(folder))
            made = building.build(writer, replace(origin, number=number), previous)
            self._local.keep(made, Path(folder), ROOMS)
        switch(self._cluster, self._names, made.index, before=before)
        self._prune(made, kept=KEPT)

    def _remove_unpublished(self, published: Sequence[str]) -> int:
        """Remove what a crash left: generations that nobody was ever shown. The highest number of those that stay."""
        numbers = generations(self._cluster, self._names)
        last = max((numbers[index] for index in published if index in numbers), default=0)
        for index, number in numbers.items():
            if number > last:
                self._remove(index)
        return last

    def _prune(self, published: Published, *, kept: int) -> None:
        """Remove all but the newest ``kept`` generations, and the files that none of these needs."""
        numbers = generations(self._cluster, self._names)
        old = {index for index, number in numbers.items() if number <= published.sidecar.generation - kept}
        for index in old:
            self._remove(index)
        left = numbers.keys() - old  # some may be of another version of the program, whose processes still answer from them
        lexicons = published.lexicons or self._names.lexicons
        forget_lexicons(self._cluster, self._names, lexicons)
        forget_pieces(self._cluster, lexicons, [pieces_of(self._cluster, index) for index in left])
        self._local.forget(name for name in map(self._names.generation, left) if name)

    def _remove(self, index: str) -> None:
        with self._cluster.errors():
            self._cluster.client.indices.delete(index=index, params={"ignore_unavailable": "true"})


class ReleaseWriter:
    """The engine's IndexWriter: what one batch changes."""

    def __init__(self, spool: Spool, sequence: int) -> None:
        self.added = spool
        self.touched: set[str] = set()
        self.sequence = sequence

    def add(self, release: Release) -> None:
        """See ``IndexWriter.add``; whatever can be wrong with the release is found before anything is touched."""
        record = Record.of(release)
        self.touched.add(release.id)
        self.added.put(record)

    def delete(self, release_id: str) -> None:
        """See ``IndexWriter.delete``."""
        self.touched.add(release_id)
        self.added.drop(release_id)

    def reached(self, sequence: int) -> None:
        """See ``IndexWriter.reached``."""
        self.sequence = sequence
