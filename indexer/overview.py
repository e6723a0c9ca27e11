"""What store, index, quarantine and watched sources hold at the moment, counted; it reads all of the store and changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from indexer.listings import Vanished, sources_with_gone, vanished
from indexer.pipeline import taken_in
from indexer.quarantine import count_entries
from indexer.watching.memory import SourceRun, last_runs
from search_service.archive import Archive
from search_service.config import Settings
from search_service.database import database_of
from search_service.dates import BERLIN
from search_service.engines.registry import open_index, open_reader
from search_service.errors import NewsSearchError
from search_service.last_import import LastImport, last_import
from search_service.nouns import counted
from search_service.release import Status
from search_service.results import IndexStatus
from search_service.store_rows import Damage

WITHOUT = "(none)"
ToldT = TypeVar("ToldT")
LISTED = 12
"""Values of one kind that a terminal shows."""


@dataclass(frozen=True, slots=True)
class StoreOverview:
    """Releases of the store without withdrawn ones, by what they are; ``hidden`` are those that nobody may see before their time."""

    releases: int
    withdrawn: int
    damaged: int
    hidden: int
    next_due: datetime | None
    last_change: int
    last_changed_at: datetime | None
    by_source: Mapping[str, int]
    by_year: Mapping[str, int]
    by_ministry: Mapping[str, int]
    quarantined: int
    bytes: int

    def as_lines(self) -> Iterator[str]:
        """For a terminal."""
        changed = f" at {self.last_changed_at:%Y-%m-%d %H:%M:%S %Z}" if self.last_changed_at else ""
        yield f"store: {counted(self.releases, 'release')}, {self.withdrawn:,} withdrawn, last change {self.last_change:,}{changed}"
        yield f"store: {_megabytes(self.bytes)}"
        for label, counts in (("source", self.by_source), ("year", self.by_year), ("ministry", self.by_ministry)):
            if counts:
                yield f"by {label}: {_listed(counts)}"
        due = f", the next at {self.next_due:%Y-%m-%d %H:%M:%S %Z}" if self.next_due else ""
        yield f"held back until their time: {counted(self.hidden, 'release')}{due}"
        yield f"quarantine: {counted(self.quarantined, 'record')}"
        if self.damaged:
            yield f"damaged: {counted(self.damaged, 'release')}; run `news-indexer check`"


@dataclass(frozen=True, slots=True)
class IndexOverview:
    """The published generation; ``bytes`` of each that is kept, whose files they share; ``deleted`` is the share of its documents."""

    status: IndexStatus
    deleted: float | None
    bytes: Mapping[str, int]

    def as_lines(self) -> Iterator[str]:
        """For a terminal."""
        found = self.status
        yield f"index: {counted(found.releases, 'release')} from {found.first} to {found.last}, last change {found.sequence:,}"
        yield f"index: engine {found.engine}, generation {found.generation}, built {found.built_at:%Y-%m-%d %H:%M:%S %Z}"
        if self.deleted is not None:
            yield f"index: {self.deleted:.1%} of its documents are deleted and not merged away yet"
        yield "index: " + ", ".join(f"{name} {_megabytes(size)}" for name, size in self.bytes.items())


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything that can be told; what cannot is None or empty, and ``problem`` says why. ``behind`` counts changes of the store."""

    store: StoreOverview | None
    index: IndexOverview | None
    behind: int
    sources: tuple[SourceRun, ...]
    last_import: LastImport | None
    problem: NewsSearchError | None
    vanished: tuple[Vanished, ...] = ()


def overview(settings: Settings) -> Overview:
    """Look at everything; what is broken hides nothing of the rest."""
    problems: list[NewsSearchError] = []

    def told(look: Callable[[], ToldT]) -> ToldT | None:
        try:
            return look()
        except NewsSearchError as error:
            problems.append(error)
            return None

    store, index, behind, gone = None, None, 0, None
    with ExitStack() as opened:
        archive = told(lambda: opened.enter_context(closing(Archive.open(database_of(settings)))))
        if archive:
            store = told(lambda: store_overview(archive, settings))
            gone = told(lambda: vanished_of(archive))
            taken = told(lambda: taken_in(archive, open_index(settings)))
            index = None if taken is None else told(lambda: index_overview(settings))
            behind = store.last_change - taken if store and taken is not None else 0
    runs, kept = told(lambda: last_runs(settings.data)), told(lambda: last_import(settings.data))
    return Overview(store, index, behind, runs or (), kept, problems[0] if problems else None, gone or ())


def store_overview(archive: Archive, settings: Settings) -> StoreOverview:
    """Counts the store. Raises StoreError."""
    now = datetime.now(UTC)
    sources, years, ministries = Counter[str](), Counter[str](), Counter[str]()
    damaged: list[Damage] = []
    withdrawn = hidden = 0
    for release in archive.current(left_out=damaged.append, withdrawn=True):
        if release.status is Status.WITHDRAWN:
            withdrawn += 1
            continue
        sources[release.source or WITHOUT] += 1
        years[f"{release.published.astimezone(BERLIN):%Y}"] += 1
        ministries.update(set(release.ministries) or {WITHOUT})
        hidden += release.visible_from > now
    last = archive.last_sequence()
    change = next(iter(archive.to_index(last - 1)), None)
    return StoreOverview(
        releases=sources.total(),
        withdrawn=withdrawn,
        damaged=len({each.id for each in damaged}),
        hidden=hidden,
        next_due=archive.next_due(),
        last_change=last,
        last_changed_at=change.at if change and not change.damaged else None,
        by_source=dict(sources.most_common()),
        by_year=dict(sorted(years.items(), reverse=True)),
        by_ministry=dict(ministries.most_common()),
        quarantined=count_entries(settings.quarantine_path),
        bytes=database_of(settings).size(),
    )


def index_overview(settings: Settings) -> IndexOverview:
    """The published generation, opened and verified as a reader does. Raises EngineErrors."""
    with closing(open_reader(settings)) as reader:
        status = reader.newest().status
    share = 1 - status.releases / status.documents if status.documents else None
    sizes = {path.name: _size_of(path) for path in sorted(settings.index_folder.glob("generation-*"), key=_number) if path.is_dir()}
    return IndexOverview(status, share, sizes)


def vanished_lines(found: Iterable[Vanished]) -> Iterator[str]:
    """How many published releases each source had and no source has any more."""
    for each in found:
        yield f"source {each.source}: {counted(len(each.ids), 'release')} vanished, not withdrawn"


def vanished_of(archive: Archive) -> tuple[Vanished, ...]:
    """What sources no longer have and is still published. Raises StoreError."""
    with archive.reading() as connection:
        found = [vanished(connection, source) for source in sources_with_gone(connection)]
    return tuple(each for each in found if each.ids)


def source_lines(runs: Iterable[SourceRun]) -> Iterator[str]:
    """What each watched source sent last and when."""
    for run in runs:
        sent = f"sent {run.sent_id} at {_moment(run.sent_at)}" if run.sent_at else "has sent nothing yet"
        problem = f"; failed {counted(run.failures, 'time')}: {run.problem}" if run.problem else ""
        yield f"source {run.source}: {sent}, read at {_moment(run.ended_at)}{problem}"


def source_facts(run: SourceRun) -> dict[str, object]:
    """The same for machines."""
    moments = {name: _moment(value) if (value := getattr(run, name)) else None for name in ("ended_at", "due_at", "sent_at")}
    return asdict(run) | moments


def _moment(seconds: float | None) -> str:
    return datetime.fromtimestamp(seconds or 0, UTC).isoformat(timespec="seconds")


def _listed(counts: Mapping[str, int]) -> str:
    shown = ", ".join(f"{name} {number:,}" for name, number in list(counts.items())[:LISTED])
    more = len(counts) - LISTED
    return f"{shown} and {more:,} more, see --json" if more > 0 else shown


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"


def _size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _number(path: Path) -> tuple[int, str]:
    digits = "".join(filter(str.isdigit, path.name))
    return int(digits or 0), path.name
