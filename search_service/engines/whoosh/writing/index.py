"""The engine's Index: builds a new generation beside the published one, from its files or from nothing, and publishes it whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

from search_service.analysis.meaning.lexicon import KINDS, Lexicon
from search_service.analysis.meaning.lexicon_builder import build_lexicon, extend_lexicon
from search_service.analysis.meaning.vocabulary import WordCounts
from search_service.analysis.tokenizer import index_terms
from search_service.analysis.tokens import Kind
from search_service.dates import BERLIN
from search_service.engines.base import StoreState
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
    published_number,
    read_sidecar,
    write_lock,
)
from search_service.engines.whoosh.files.lists import LISTS_FOLDER, has_lists, write_lists
from search_service.engines.whoosh.files.opening import LEXICON_FOLDER, WHOOSH_VERSION
from search_service.engines.whoosh.files.segment import SegmentView, open_segments
from search_service.engines.whoosh.files.whoosh_schema import FACET_FIELDS, index_document
from search_service.engines.whoosh.writing.bulk_writer import BulkWriter, no_check
from search_service.explain.stored_document import StoredDocument
from search_service.release import Release
from search_service.results import IndexStatus, VocabularyStatus

COUNTS_FOLDER = "counts"
_COMPUTED = frozenset({SIDECAR, LEXICON_FOLDER, COUNTS_FOLDER, LISTS_FOLDER})
"""What every generation has of its own; everything else is linked from the one before."""
REFRESHED_AT = 1.01
"""Growth of the vocabulary at which classes and splits are computed anew instead of extended: then 0.04 % of the splits of a large
archive have changed (measured from 13,000 to 66,000 releases), and a publish that takes longer comes once for every hundred that do not."""


class WhooshIndex:
    """Writes the generations of one index folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._verifier = Verifier()

    def status(self) -> IndexStatus:
        """See ``Index.status``."""
        published = generation_folder(self._folder, published_number(self._folder))
        return index_status(read_sidecar(published, engine_version=WHOOSH_VERSION))

    def taken_in(self, store: StoreState) -> int:
        """See ``Index.taken_in``."""
        published = generation_folder(self._folder, published_number(self._folder))
        sidecar = read_sidecar(published, engine_version=WHOOSH_VERSION)
        check_store(published, sidecar, store)
        return sidecar.sequence

    @contextmanager
    def update(self, store: StoreState | None = None) -> Iterator[GenerationWriter]:
        """See ``Index.update``."""
        published_number(self._folder)  # nothing to change: say so before a folder or a lock is made
        with write_lock(self._folder):
            published = generation_folder(self._folder, published_number(self._folder))
            previous = _Previous(published, read_sidecar(published, engine_version=WHOOSH_VERSION), self._verifier)
            if store is not None:
                check_store(published, previous.sidecar, store)
            previous.check()
            number = previous.sidecar.generation + 1
            with build_generation(self._folder, number) as partial:
                link_files(published, partial, left_out=_COMPUTED)
                counts = WordCounts.load(published / COUNTS_FOLDER)
                yield from _written(partial, number, counts, store=previous.sidecar.store, previous=previous)

    @contextmanager
    def rebuild(self, store: StoreState | None = None) -> Iterator[GenerationWriter]:
        """See ``Index.rebuild``."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with write_lock(self._folder):
            number = next_number(self._folder)
            with build_generation(self._folder, number) as partial:
                yield from _written(partial, number, WordCounts(), store=store.identity if store else "", previous=None)


@dataclass(frozen=True, slots=True)
class _Previous:
    """The generation that an update begins with.

    Its checksums are compared only for files whose content goes into new ones; the others are linked with the checksums that they
    were published with, so that a searcher finds any damage. To read a gigabyte for one release more would take half a second.
    """

    folder: Path
    sidecar: Sidecar
    verifier: Verifier

    def check(self) -> None:
        """Raises IndexDamagedError when a file is missing or cut off, or the counts or the lexicon are not what was published."""
        check_sizes(self.folder, self.sidecar.files)
        self._verify(lambda name: name.startswith((f"{COUNTS_FOLDER}/", f"{LEXICON_FOLDER}/")))

    def check_segment(self, segment: str) -> None:
        """Raises IndexDamagedError when the files of a segment are not what was published; one that is new has none yet."""
        self._verify(lambda name: segment in name)

    def _verify(self, wanted: Callable[[str], bool]) -> None:
        self.verifier.verify(self.folder, {name: facts for name, facts in self.sidecar.files.items() if wanted(name)})


def _written(folder: Path, number: int, counts: WordCounts, *, store: str, previous: _Previous | None) -> Iterator[GenerationWriter]:
    """Yield a writer on the unfinished generation; then complete it with everything that is computed from the segments."""
    sequence = previous.sidecar.sequence if previous else 0
    with BulkWriter(folder, before_merging=previous.check_segment if previous else no_check, observer=counts.add_lines) as segments:
        writer = GenerationWriter(segments, counts, sequence)
        yield writer
    views = open_segments(folder)
    counts.save(_made(folder / COUNTS_FOLDER))
    computed = _write_lexicon_and_lists(views, counts, folder, previous)
    first, last, releases = _span(views)
    sidecar = Sidecar(
        engine_version=WHOOSH_VERSION,
        generation=number,
        store=store,
        sequence=writer.sequence,
        releases=releases,
        built_at=datetime.now(UTC),
        first=first,
        last=last,
        vocabulary=computed.vocabulary,
        refreshed_forms=computed.refreshed_forms,
        files=all_file_facts(folder, before=previous.folder if previous else None, known=previous.sidecar.files if previous else {}),
    )
    (folder / SIDECAR).write_text(sidecar.sealed().model_dump_json(indent=1), encoding="utf-8")


class GenerationWriter:
    """The engine's IndexWriter: one generation being written."""

    def __init__(self, segments: BulkWriter, counts: WordCounts, sequence: int) -> None:
        self._segments = segments
        self._counts = counts
        self._waiting: set[str] = set()
        self.sequence = sequence

    def add(self, release: Release) -> None:
        """See ``IndexWriter.add``; whatever can be wrong with the release is found before anything is touched."""
        document = index_document(release)
        self.delete(release.id)
        self._segments.add(document)
        self._waiting.add(release.id)
        for values in document.facet_values.values():
            for value in values:
                self._counts.add(value)

    def delete(self, release_id: str) -> None:
        """See ``IndexWriter.delete``."""
        if release_id in self._waiting:
            self._segments.flush()
            self._waiting.clear()
        stored = self._segments.stored(release_id)
        if stored is not None:
            self._segments.delete(release_id)
            for text in stored_texts(stored):
                self._counts.subtract(text)

    def reached(self, sequence: int) -> None:
        """See ``IndexWriter.reached``."""
        self.sequence = sequence


def stored_texts(stored: StoredDocument) -> tuple[str, ...]:
    """The texts that were counted when the document was added: the searched fields and the values of facets."""
    values = (value for of_facet in stored.facet_values.values() for value in of_facet)
    return (stored.title, stored.teaser, stored.body, stored.caption, *values)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


@dataclass(frozen=True, slots=True)
class _Computed:
    """A lexicon, how many forms it had when it was last computed anew, and what of it status tells."""

    refreshed_forms: int
    vocabulary: VocabularyStatus


def _write_lexicon_and_lists(views: tuple[SegmentView, ...], counts: WordCounts, folder: Path, previous: _Previous | None) -> _Computed:
    """Extend the previous lexicon, or compute a new one."""
    target = _made(folder / LEXICON_FOLDER)
    if previous is not None:
        old = Lexicon.open(previous.folder / LEXICON_FOLDER)
        unlisted = [view for view in views if not has_lists(previous.folder, view)]
        new_terms = {term for term in _terms(unlisted) if old.form_id(term) < 0}
        known = previous.sidecar
        if old.forms + len(new_terms) <= REFRESHED_AT * known.refreshed_forms:
            lexicon = extend_lexicon(old, counts, new_terms, target)
            write_lists(views, lexicon, folder, reusable=previous.folder)
            return _Computed(known.refreshed_forms, _vocabulary(lexicon, abbreviations=known.vocabulary.abbreviations))
        for view in views:
            previous.check_segment(view.name)
    lexicon = build_lexicon(counts, _terms(views), target)
    write_lists(views, lexicon, folder, reusable=None)
    return _Computed(lexicon.forms, _vocabulary(lexicon, abbreviations=len(list(lexicon.abbreviations))))


def _terms(views: Sequence[SegmentView]) -> set[str]:
    """All index terms of segments, and those of the values of their facets, which query fields look for."""
    values = {value for view in views for name in FACET_FIELDS for value in view.facet(name).values}
    in_values = {term for value in values for term in index_terms(value)[0]}
    return in_values.union(*(view.tokens.terms() for view in views))


def _vocabulary(lexicon: Lexicon, *, abbreviations: int) -> VocabularyStatus:
    plain = lexicon.kinds == KINDS.index(Kind.WORD)
    return VocabularyStatus(
        words=int(plain.sum()),
        compounds=int((plain & (lexicon.part_counts > 1)).sum()),
        abbreviations=abbreviations,
    )


def _span(views: tuple[SegmentView, ...]) -> tuple[date | None, date | None, int]:
    """First and last day, and the number, of live releases."""
    published = np.concatenate([np.empty(0, np.int64), *(np.delete(view.numbers("published"), view.deleted) for view in views)])
    if not len(published):
        return None, None, 0
    first, last = (datetime.fromtimestamp(int(moment), BERLIN).date() for moment in (published.min(), published.max()))
    return first, last, len(published)
