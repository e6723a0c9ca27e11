"""The engine's Index: builds a new generation beside the published one, from its files or from nothing, and publishes it whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

from search_service.analysis.tokenizer import index_terms
from search_service.dates import BERLIN
from search_service.engines.base import StoreState
from search_service.engines.found import IndexProblem
from search_service.engines.generations import (
    SIDECAR,
    Sidecar,
    Verifier,
    all_file_facts,
    build_generation,
    check_sizes,
    check_store,
    generation_folder,
    index_status,
    link_files,
    next_number,
    prune,
    published_number,
    read_sidecar,
    write_lock,
)
from search_service.engines.phrase_mining import write_mined_phrases
from search_service.engines.vocabulary_keeper import FOLDERS, KeptLexicon, LexiconFacts, VocabularyKeeper
from search_service.engines.whoosh.checking import problems_of
from search_service.engines.whoosh.files.derived_lists import LISTS_FOLDER, has_lists, write_lists
from search_service.engines.whoosh.files.segment import SegmentView, open_segments
from search_service.engines.whoosh.files.whoosh_schema import FACET_FIELDS, IndexDocument, document_of, index_document
from search_service.engines.whoosh.opening import VERSIONS
from search_service.engines.whoosh.writing.bulk_writer import BulkWriter, no_check
from search_service.engines.whoosh.writing.recurring_blocks import RecurringBlocks
from search_service.engines.whoosh.writing.sampled_texts import sampled_columns
from search_service.release import Release
from search_service.results import IndexStatus
from search_service.taxonomy import UNNAMED, Taxonomy

_COMPUTED = frozenset({SIDECAR, *FOLDERS, LISTS_FOLDER})
"""What every generation has of its own; everything else is linked from the one before."""


class WhooshIndex:
    """Writes the generations of one index folder."""

    def __init__(self, folder: Path, taxonomy: Taxonomy = UNNAMED) -> None:
        self._folder = folder
        self._taxonomy = taxonomy
        self._verifier = Verifier()

    def status(self) -> IndexStatus:
        """See ``Index.status``."""
        published = generation_folder(self._folder, published_number(self._folder))
        return index_status(read_sidecar(published, VERSIONS))

    @property
    def taxonomy(self) -> Taxonomy:
        """See ``Index.taxonomy``."""
        return self._taxonomy

    def problems(self, releases: Iterable[Release]) -> Iterator[IndexProblem]:
        """See ``Index.problems``."""
        return problems_of(self._folder, releases)

    def forget_earlier(self) -> None:
        """See ``Index.forget_earlier``."""
        with write_lock(self._folder):
            prune(self._folder, published_number(self._folder), kept=1)

    def taken_in(self, store: StoreState) -> int:
        """See ``Index.taken_in``."""
        published = generation_folder(self._folder, published_number(self._folder))
        sidecar = read_sidecar(published, VERSIONS)
        check_store(published, sidecar, store)
        return sidecar.sequence

    @contextmanager
    def update(self, store: StoreState | None = None) -> Iterator[GenerationWriter]:
        """See ``Index.update``."""
        with self._after_published(store) as (partial, previous):
            yield from _written(partial, previous.followed(self._taxonomy), previous)

    def settle(self, store: StoreState | None = None) -> bool:
        """See ``Index.settle``."""
        if self.status().settled:
            return False
        with self._after_published(store, anew=True) as (partial, previous):
            for _ in _written(partial, previous.followed(previous.sidecar.taxonomy), previous):
                pass  # no release changes
        return True

    @contextmanager
    def _after_published(self, store: StoreState | None, *, anew: bool = False) -> Iterator[tuple[Path, _Previous]]:
        """A folder for the next generation, with the files of the published one."""
        published_number(self._folder)  # nothing to change: say so before a folder or a lock is made
        with write_lock(self._folder):
            published = generation_folder(self._folder, published_number(self._folder))
            previous = _Previous(published, read_sidecar(published, VERSIONS), self._verifier, anew)
            if store is not None:
                check_store(published, previous.sidecar, store)
            previous.check()
            with build_generation(self._folder, previous.followed(self._taxonomy).number) as partial:
                link_files(published, partial, left_out=_COMPUTED)
                yield partial, previous

    @contextmanager
    def rebuild(self, store: StoreState | None = None, *, overwrite: bool = False) -> Iterator[GenerationWriter]:
        """See ``Index.rebuild``; the folder is one archive's alone, so ``overwrite`` changes nothing."""
        with write_lock(self._folder):
            number = next_number(self._folder)
            with build_generation(self._folder, number) as partial:
                yield from _written(partial, _Origin(number, store.identity if store else "", self._taxonomy), None)


@dataclass(frozen=True, slots=True)
class _Origin:
    """What a generation is made of: releases of the store with this identity, under these names; and its number."""

    number: int
    store: str
    taxonomy: Taxonomy


@dataclass(frozen=True, slots=True)
class _Previous:
    """The generation that an update begins with; with ``anew`` nothing is kept that can be computed from its segments and counts.

    Its checksums are compared only for files whose content goes into new ones; the others are linked with the checksums that they
    were published with, so that a searcher finds any damage. To read a gigabyte for one release more would take half a second.
    """

    folder: Path
    sidecar: Sidecar
    verifier: Verifier
    anew: bool

    def check(self) -> None:
        """Raises IndexDamagedError when a file is missing or cut off, or the counts or the lexicon are not what was published."""
        check_sizes(self.folder, self.sidecar.files)
        self._verify(lambda name: name.startswith(tuple(f"{folder}/" for folder in FOLDERS)))

    def check_segment(self, segment: str) -> None:
        """Raises IndexDamagedError when the files of a segment are not what was published; one that is new has none yet."""
        self._verify(lambda name: segment in name)

    def followed(self, taxonomy: Taxonomy) -> _Origin:
        """The generation after it, with releases under these names."""
        return _Origin(self.sidecar.generation + 1, self.sidecar.store, taxonomy)

    def keeper(self) -> VocabularyKeeper:
        """What goes on with its vocabulary."""
        facts = LexiconFacts(self.sidecar.vocabulary, self.sidecar.refreshed_forms)
        return VocabularyKeeper.after(self.folder, facts, anew=self.anew)

    def _verify(self, wanted: Callable[[str], bool]) -> None:
        self.verifier.verify(self.folder, {name: facts for name, facts in self.sidecar.files.items() if wanted(name)})


def _written(folder: Path, origin: _Origin, previous: _Previous | None) -> Iterator[GenerationWriter]:
    """Yield a writer on the unfinished generation; then complete it with everything that is computed from the segments."""
    keeper = previous.keeper() if previous else VocabularyKeeper.anew()
    before_merging = previous.check_segment if previous else no_check
    with BulkWriter(folder, before_merging=before_merging, observer=keeper.count_texts) as segments:
        writer = GenerationWriter(segments, keeper, previous.sidecar.sequence if previous else 0)
        yield writer
        writer.finish()
    views = open_segments(folder)
    kept = _write_lexicon_and_lists(views, keeper, folder, previous)
    first, last, releases = _span(views)
    sidecar = Sidecar(
        **VERSIONS.model_dump(),
        generation=origin.number,
        store=origin.store,
        taxonomy=origin.taxonomy,
        sequence=writer.sequence,
        releases=releases,
        built_at=datetime.now(UTC),
        first=first,
        last=last,
        vocabulary=kept.facts.vocabulary,
        refreshed_forms=kept.facts.refreshed_forms,
        settled=not kept.extended,
        standing_blocks=writer.standing_blocks,
        files=all_file_facts(folder, before=previous.folder if previous else None, known=previous.sidecar.files if previous else {}),
    )
    (folder / SIDECAR).write_text(sidecar.sealed().model_dump_json(indent=1), encoding="utf-8")


class GenerationWriter:
    """The engine's IndexWriter: one generation being written."""

    def __init__(self, segments: BulkWriter, keeper: VocabularyKeeper, sequence: int) -> None:
        self._segments = segments
        self._keeper = keeper
        self._waiting: set[str] = set()
        self._recurring = RecurringBlocks(segments.known_to_recur())
        self.sequence = sequence
        self.standing_blocks = 0

    def add(self, release: Release) -> None:
        """See ``IndexWriter.add``; whatever can be wrong with the release is found before anything is touched."""
        document = index_document(release, self._recurring.keys)
        self.delete(release.id)
        self._add(document)
        self._waiting.add(release.id)
        self._recurring.meet(document.recurring.keys())

    def _add(self, document: IndexDocument) -> None:
        self._segments.add(document)
        self._keeper.count_values(document.facet_values)

    def delete(self, release_id: str) -> None:
        """See ``IndexWriter.delete``."""
        if release_id in self._waiting:
            self._segments.flush()
            self._waiting.clear()
        stored = self._segments.stored(release_id)
        if stored is not None:
            self._segments.delete(release_id)
            self._keeper.take_back(stored)

    def reached(self, sequence: int) -> None:
        """See ``IndexWriter.reached``."""
        self.sequence = sequence

    def finish(self) -> None:
        """Take in again what was taken in as if other blocks recurred than do now that all changes are known."""
        self._segments.flush()
        keys = self._segments.recurring()
        recurring = frozenset(keys.tolist())
        for stored, numbers in self._segments.taken_out(keys):
            self._keeper.take_back(stored)
            self._add(document_of(stored.among(recurring), numbers, recurring))
        self.standing_blocks = len(recurring)
        self._waiting.clear()


def _write_lexicon_and_lists(
    views: tuple[SegmentView, ...], keeper: VocabularyKeeper, folder: Path, previous: _Previous | None
) -> KeptLexicon:
    def new_terms() -> set[str]:
        return _terms([view for view in views if previous is None or not has_lists(previous.folder, view)])

    def all_terms() -> set[str]:
        if previous is not None:
            for view in views:
                previous.check_segment(view.name)
        return _terms(views)

    kept = keeper.write(folder, new_terms=new_terms, all_terms=all_terms)
    write_lists(views, kept.lexicon, folder, reusable=previous.folder if previous and kept.extended else None)
    if not kept.extended:
        write_mined_phrases(sampled_columns(views, folder), kept.lexicon)
    return kept


def _terms(views: Sequence[SegmentView]) -> set[str]:
    """All index terms of segments, and those of the values of their facets, which query fields look for."""
    values = {value for view in views for name in FACET_FIELDS for value in view.facet(name).values}
    in_values = {term for value in values for term in index_terms(value)[0]}
    return in_values.union(*(view.tokens.terms() for view in views))


def _span(views: tuple[SegmentView, ...]) -> tuple[date | None, date | None, int]:
    """First and last day, and the number, of live releases."""
    published = np.concatenate([np.empty(0, np.int64), *(np.delete(view.numbers("published"), view.deleted) for view in views)])
    if not len(published):
        return None, None, 0
    first, last = (datetime.fromtimestamp(int(moment), BERLIN).date() for moment in (published.min(), published.max()))
    return first, last, len(published)
