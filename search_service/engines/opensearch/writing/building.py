"""Builds one generation: the changes of a batch on a copy of the index before, or all releases anew where the lexicon is.

Documents hold numbers of the lexicon's forms and classes. While it is extended these stay what they are: the index is copied within the
cluster, which costs nothing, and only what changes is sent. A lexicon that was computed anew numbers otherwise: all is sent again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.meaning.lexicon import Lexicon
from search_service.analysis.tokenizer import index_terms
from search_service.config import Settings
from search_service.dates import BERLIN
from search_service.engines.generations import Sidecar, all_file_facts
from search_service.engines.opensearch.cluster import Cluster
from search_service.engines.opensearch.mapping import VERSIONS, index_mapping, index_settings
from search_service.engines.opensearch.published import Names, Published, complete
from search_service.engines.opensearch.records import Record
from search_service.engines.opensearch.statistics import FOLDER as STATISTICS
from search_service.engines.opensearch.statistics import Statistics
from search_service.engines.opensearch.travelling import send_files
from search_service.engines.opensearch.writing.block_counts import BlockCounts
from search_service.engines.opensearch.writing.bulk import BulkSender, Operation
from search_service.engines.opensearch.writing.documents import DocumentMaker
from search_service.engines.opensearch.writing.reading_back import PublishedRecords
from search_service.engines.opensearch.writing.spool import Spool
from search_service.engines.opensearch.writing.tokens import TokenizedTexts
from search_service.engines.phrase_mining import write_mined_phrases
from search_service.engines.vocabulary_keeper import COUNTS_FOLDER, LEXICON_FOLDER, KeptLexicon, LexiconFacts, VocabularyKeeper
from search_service.errors import IndexDamagedError
from search_service.taxonomy import Taxonomy

BLOCKS = "blocks"
ROOMS = (LEXICON_FOLDER, STATISTICS, COUNTS_FOLDER, BLOCKS)
"""The folders of a generation's files; a writer needs all of them."""
_SPREAD_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Origin:
    """The store that a generation is of, its names, the index for pieces of its files, and its number."""

    store: str
    taxonomy: Taxonomy
    lexicons: str | None
    number: int = 0


class Changes(Protocol):
    """What a batch changes: releases ``added``, and the ids ``touched``, which the index before may have."""

    added: Spool
    touched: set[str]
    sequence: int


class Previous:
    """The generation that another one begins with; with ``anew`` nothing of its lexicon is kept."""

    def __init__(self, cluster: Cluster, published: Published, folder: Path, *, anew: bool = False) -> None:
        self.index, self.sidecar, self.lexicons = published.index, published.sidecar, published.lexicons
        self.records = PublishedRecords(cluster, published.index)
        self.statistics = Statistics.read(folder)
        self.blocks = BlockCounts.read(folder / BLOCKS)
        self._folder = folder
        self._anew = anew

    def followed(self, taxonomy: Taxonomy) -> Origin:
        """The generation after it, with releases under these names."""
        return Origin(self.sidecar.store, taxonomy, self.lexicons)

    def keeper(self) -> VocabularyKeeper:
        """What goes on with its vocabulary."""
        facts = LexiconFacts(self.sidecar.vocabulary, self.sidecar.refreshed_forms)
        return VocabularyKeeper.after(self._folder, facts, anew=self._anew)


@dataclass(frozen=True, slots=True)
class _Taken:
    """What changes, with all consequences: records ``removed`` from the index before, and all that come or come again."""

    removed: list[Record]
    texts: TokenizedTexts
    blocks: BlockCounts
    recurring: NDArray[np.int64]
    values: set[str]


class Building:
    """Builds generations in ``folder`` and in the cluster."""

    def __init__(self, cluster: Cluster, names: Names, settings: Settings, folder: Path) -> None:
        self._cluster = cluster
        self._names = names
        self._settings = settings
        self._folder = folder

    def build(self, changes: Changes, origin: Origin, previous: Previous | None) -> Published:
        """A complete generation that nothing names yet; what is left in the cluster after an error goes with the next batch."""
        keeper = previous.keeper() if previous else VocabularyKeeper.anew()
        taken = self._take(changes, previous, keeper)
        kept = self._write_lexicon(taken, keeper, previous)
        sidecar = Sidecar(
            **VERSIONS.model_dump(),
            generation=origin.number,
            store=origin.store,
            taxonomy=origin.taxonomy,
            sequence=changes.sequence,
            releases=(previous.sidecar.releases if previous else 0) - len(taken.removed) + len(changes.added),
            built_at=datetime.now(UTC),
            first=None,
            last=None,
            vocabulary=kept.facts.vocabulary,
            refreshed_forms=kept.facts.refreshed_forms,
            settled=not kept.extended,
            standing_blocks=len(taken.recurring),
            files={},
        )
        return self._published(sidecar, taken, kept, previous, lexicons=origin.lexicons or self._names.lexicons)

    def _take(self, changes: Changes, previous: Previous | None, keeper: VocabularyKeeper) -> _Taken:
        """Take in what is added, and again what has blocks that begin or cease to recur."""
        removed = list(previous.records.with_ids(sorted(changes.touched))) if previous else []
        before = previous.blocks if previous else BlockCounts.none()
        added = (record.blocks for record in changes.added)
        blocks = before.changed(added=added, removed=(record.blocks for record in removed))
        releases = (previous.sidecar.releases if previous else 0) - len(removed) + len(changes.added)
        recurring = blocks.recurring(releases)
        if previous:
            turned = np.setxor1d(recurring, previous.statistics.recurring).tolist()
            again = {each.stored.id: each for each in previous.records.with_blocks(turned) if each.stored.id not in changes.touched}
            for record in again.values():
                changes.added.put(record)
            removed += again.values()
        for record in removed:
            keeper.take_back(record.stored)
        texts, keys = TokenizedTexts(_made(self._folder / "texts")), frozenset(recurring.tolist())
        texts.take_in(_counted((record.among(keys) for record in changes.added), keeper), keeper.count_texts)
        return _Taken(removed, texts, blocks, recurring, _values_after(previous, changes.added, removed))

    def _write_lexicon(self, taken: _Taken, keeper: VocabularyKeeper, previous: Previous | None) -> KeptLexicon:
        in_values = {term for value in taken.values for term in index_terms(value)[0]}

        def new_terms() -> set[str]:
            return taken.texts.terms() | in_values

        def all_terms() -> set[str]:
            if previous:
                gone = {record.stored.id for record in taken.removed}
                taken.texts.take_in(record for record in previous.records.every() if record.stored.id not in gone)
            return new_terms()

        kept = keeper.write(self._folder, new_terms=new_terms, all_terms=all_terms)
        if not kept.extended:
            write_mined_phrases(taken.texts.sample(kept.lexicon), kept.lexicon)
        return kept

    def _published(self, sidecar: Sidecar, taken: _Taken, kept: KeptLexicon, previous: Previous | None, *, lexicons: str) -> Published:
        index = self._names.index(sidecar.name)
        if previous and kept.extended:
            self._copy(previous.index, index)
            statistics = self._send_changes(index, sidecar, taken, kept.lexicon, previous)
        else:
            self._create(index)
            maker = DocumentMaker(kept.lexicon, Statistics.empty(taken.texts.average_lengths))
            statistics = self._send(index, sidecar, taken, maker, set())
        first, last = self._finish(index, sidecar.releases)
        statistics.write(self._folder)
        (self._folder / BLOCKS).mkdir()
        taken.blocks.write(self._folder / BLOCKS)
        facts = {name: each for name, each in all_file_facts(self._folder, known={}).items() if name.split("/")[0] in ROOMS}
        pieces = send_files(self._cluster, lexicons, self._folder, facts, replicas=self._settings.opensearch_replicas)
        whole = Published(index, sidecar.model_copy(update={"first": first, "last": last, "files": facts}).sealed(), pieces, lexicons)
        complete(self._cluster, whole)
        return whole

    def _create(self, index: str) -> None:
        body = {"settings": {"index": index_settings(shards=self._settings.opensearch_shards)}, "mappings": index_mapping()}
        with self._cluster.making():
            self._cluster.client.indices.create(index=index, body=body)

    def _copy(self, before: str, index: str) -> None:
        """A second index over the same files, which can be written; the cluster links them."""
        settings = {"index.number_of_replicas": 0, "index.refresh_interval": "-1", "index.blocks.write": None}
        with self._cluster.making():
            self._cluster.client.indices.clone(index=before, target=index, body={"settings": settings})
        self._wait(index, wait_for_status="yellow")

    def _send_changes(self, index: str, sidecar: Sidecar, taken: _Taken, lexicon: Lexicon, previous: Previous) -> Statistics:
        maker = DocumentMaker(lexicon, previous.statistics)
        removed = TokenizedTexts(_made(self._folder / "removed"))
        removed.take_in(taken.removed)
        for batch in removed.numbered(lexicon):
            maker.take_back(batch)
        return self._send(index, sidecar, taken, maker, {record.stored.id for record in taken.removed})

    def _send(self, index: str, sidecar: Sidecar, taken: _Taken, maker: DocumentMaker, removed: set[str]) -> Statistics:
        """Send all documents, and delete those ``removed`` that do not come again."""
        lexicon, sent = maker.lexicon, set[str]()

        def operations() -> Iterator[Operation]:
            for batch in taken.texts.numbered(lexicon):
                for release_id, document in maker.documents(batch):
                    sent.add(release_id)
                    yield Operation(release_id, document)
            yield from (Operation(release_id, None) for release_id in removed - sent)

        BulkSender(self._cluster, index, version=max(1, sidecar.sequence)).send(operations())
        return maker.statistics(taken.recurring)

    def _finish(self, index: str, releases: int) -> tuple[date | None, date | None]:
        """Close an index to writers, spread its copies, and see that nothing is lost. The first and the last day."""
        client = self._cluster.client
        settings = {"number_of_replicas": self._settings.opensearch_replicas, "blocks.write": True, "refresh_interval": None}
        with self._cluster.errors():
            client.indices.refresh(index=index)
            client.indices.flush(index=index)  # a copy then takes files over, instead of indexing everything once more
            client.indices.put_settings(index=index, body={"index": settings})
        self._wait(index, wait_for_no_initializing_shards="true", wait_for_events="languid")
        ends = {name: {name: {"field": "published"}} for name in ("min", "max")}
        found = self._cluster.search(index, {"size": 0, "track_total_hits": True, "aggs": ends})
        if found["hits"]["total"]["value"] != releases:
            held = found["hits"]["total"]["value"]
            raise IndexDamagedError(f"the index {index} holds {held} releases, not {releases}; run `news-indexer rebuild`")
        if not releases:
            return None, None
        first, last = (datetime.fromtimestamp(int(found["aggregations"][name]["value"]), BERLIN).date() for name in ends)
        return first, last

    def _wait(self, index: str, **conditions: str) -> None:
        """Wait for shards, but not for ever: copies that no node can take do not come."""
        params = {**conditions, "timeout": f"{_SPREAD_SECONDS}s"}
        with self._cluster.errors():
            self._cluster.client.cluster.health(index=index, params=params, request_timeout=_SPREAD_SECONDS + 10, ignore=408)


def _counted(records: Iterable[Record], keeper: VocabularyKeeper) -> Iterator[Record]:
    for record in records:
        keeper.count_values(record.stored.facet_values)
        yield record


def _values_after(previous: Previous | None, added: Iterable[Record], removed: Iterable[Record]) -> set[str]:
    """The values of all facets that releases have in the end."""
    counts: Counter[str] = Counter()
    if previous:
        for of_facet in previous.statistics.values.values():
            counts.update(of_facet)
    for records, sign in ((added, 1), (removed, -1)):
        for record in records:
            for values in record.stored.facet_values.values():
                counts.update(dict.fromkeys(values, sign))
    return set(+counts)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder
