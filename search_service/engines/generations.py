"""Generations on disk: one folder each, a pointer file that names the published one, a sidecar that says what it is.

It knows nothing of what is inside a generation but the files' names, sizes and checksums.

    index/whoosh/current              text: the name of the published folder
    index/whoosh/generation-7/        complete and flushed to disk before it gets this name
    index/whoosh/generation-8.partial being built; removed by the next writer if a crash left it
"""

from __future__ import annotations

import re
import secrets
import shutil
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from cachetools import LRUCache
from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from search_service.analysis import ANALYSIS_VERSION
from search_service.array_file import link_or_copy
from search_service.engines.base import StoreState
from search_service.engines.rights import check_generation, check_rights, give_right, give_rights, make_folder, make_folder_of_index
from search_service.errors import (
    EngineError,
    EngineUnavailableError,
    IndexDamagedError,
    IndexLockedError,
    IndexNotBuiltError,
    IndexOutdatedError,
    IndexUnwritableError,
)
from search_service.flushing import flush, replacing
from search_service.messages import N_, Message
from search_service.results import IndexStatus, VocabularyStatus
from search_service.schema import SCHEMA_VERSION
from search_service.taxonomy import Taxonomy

POINTER = "current"
LOCK = "writer.lock"
SIDECAR = "sidecar.json"
KEPT = 3
"""Generations kept on disk, the published one included: a cursor by relevance stays good that long."""
GENERATION_GONE = Message(N_("The index has moved on since this cursor was given. Start again from the first page."))
"""What a cursor hears whose generation is not kept any more."""
VERIFIED_KEPT = 256
"""Files that are known to be intact; a generation of ten segments has forty."""

_NAME = re.compile(r"generation-(\d+)")
_CHUNK = 1 << 20


class FileFacts(BaseModel):
    model_config = ConfigDict(frozen=True)

    size: int
    crc32: int


class Versions(BaseModel):
    """What made a generation; another program may understand nothing else of its sidecar."""

    model_config = ConfigDict(frozen=True)

    engine: str
    engine_version: str
    format_version: int
    """Raised by an engine when its own files change their form."""
    schema_version: int = SCHEMA_VERSION
    analysis_version: int = ANALYSIS_VERSION


class Sidecar(Versions):
    """What a generation is: the versions that made it, what it holds, and a checksum of every file."""

    generation: int
    identity: str = Field(default_factory=lambda: secrets.token_hex(8))
    """Made with the generation and never again: numbers begin anew when a folder is removed and the index rebuilt."""
    store: str
    """Identity of the store that it holds the releases of; empty if it was not told."""
    sequence: int
    releases: int
    built_at: datetime
    first: date | None
    last: date | None
    vocabulary: VocabularyStatus
    taxonomy: Taxonomy
    """The names that releases were taken in by."""
    refreshed_forms: int
    """Forms of the lexicon when it was last computed from the whole vocabulary, not extended."""
    standing_blocks: int = 0
    """How many blocks recur in so many releases that they are found by exact quotes alone."""
    settled: bool
    """Whether the lexicon was computed from the whole vocabulary, not extended."""
    files: dict[str, FileFacts]
    checksum: int = 0
    """CRC-32 of everything above."""

    @property
    def name(self) -> str:
        """Names this generation and no other: what a cursor refers to."""
        return f"{self.generation}-{self.identity}"

    def sealed(self) -> Sidecar:
        """The same with its checksum."""
        return self.model_copy(update={"checksum": self._crc32()})

    @property
    def is_intact(self) -> bool:
        return self.checksum == self._crc32()

    def _crc32(self) -> int:
        return zlib.crc32(self.model_dump_json(exclude={"checksum"}).encode())


def unreadable(path: Path, error: OSError) -> EngineError:
    """What is said of a file or folder of an index that the system does not give: it is not there, or we may not read it now."""
    if isinstance(error, FileNotFoundError | NotADirectoryError | IsADirectoryError):
        return IndexDamagedError(f"{path} cannot be read ({error.strerror}); run `news-indexer rebuild`")
    reason = error.strerror or str(error)
    return EngineUnavailableError(f"{path} cannot be read ({reason}); see that this user may read it, or run `news-indexer rebuild`")


def published_number(folder: Path) -> int:
    """The number of the published generation. Raises IndexNotBuiltError when there is none, else as ``unreadable`` says."""
    try:
        name = (folder / POINTER).read_text(encoding="ascii").strip()
        published = _NAME.fullmatch(name) is not None and (folder / name).is_dir()
    except FileNotFoundError as error:
        raise IndexNotBuiltError(f"there is no index in {folder} yet; build it with `news-indexer rebuild`") from error
    except OSError as error:
        raise unreadable(folder, error) from error
    except UnicodeDecodeError as error:
        raise IndexDamagedError(f"{folder / POINTER} cannot be read ({error}); run `news-indexer rebuild`") from error
    if not published:
        raise IndexDamagedError(f"{folder / POINTER} names no generation ({name[:40]!r}); run `news-indexer rebuild`")
    return int(name.removeprefix("generation-"))


_GENERATION = re.compile(r"([1-9]\d{0,8})-[0-9a-f]+")


def number_in(name: str) -> int | None:
    """The number in the name of a generation (``Sidecar.name``), None if it can be none."""
    match = _GENERATION.fullmatch(name)
    return int(match[1]) if match else None


def generation_folder(folder: Path, number: int) -> Path:
    return folder / f"generation-{number}"


def next_number(folder: Path) -> int:
    """A number above all that were ever used here, whether or not the pointer can be read."""
    numbers = [int(match[1]) for path in folder.iterdir() if (match := _NAME.match(path.name))]
    return max(numbers, default=0) + 1


@contextmanager
def write_lock(folder: Path) -> Iterator[None]:
    """Keep other writers out; the system gives the lock back when the process dies. Makes the folder if there is none.

    Raises IndexLockedError or IndexExposedError at once, and IndexUnwritableError for whatever the disk refuses while the lock is held.
    """
    try:
        make_folder_of_index(folder)
        check_rights(folder)
        lock = FileLock(folder / LOCK, blocking=False)
        lock.acquire()
    except Timeout as error:
        raise IndexLockedError(f"another writer is at work in {folder}; wait until it has ended, then run the command again") from error
    except OSError as error:
        raise _unwritable(folder, error) from error
    try:
        yield
    except OSError as error:
        raise _unwritable(folder, error) from error
    finally:
        lock.release()


def _unwritable(folder: Path, error: OSError) -> IndexUnwritableError:
    return IndexUnwritableError(
        f"the index in {folder} cannot be written ({error.strerror or error}); make room and see that this user may write there, then run "
        "the command again: what is stored is safe, and what was published answers as before"
    )


def index_status(sidecar: Sidecar) -> IndexStatus:
    """What a sidecar says, as the contract has it."""
    return IndexStatus(
        engine=sidecar.engine,
        generation=sidecar.generation,
        releases=sidecar.releases,
        sequence=sidecar.sequence,
        built_at=sidecar.built_at,
        vocabulary=sidecar.vocabulary,
        first=sidecar.first,
        last=sidecar.last,
        store=sidecar.store,
        taxonomy=sidecar.taxonomy,
        standing_blocks=sidecar.standing_blocks,
        settled=sidecar.settled,
    )


def read_sidecar(generation: Path, needed: Versions) -> Sidecar:
    """Read and check the sidecar. Raises IndexDamagedError, IndexExposedError, or IndexOutdatedError when other versions made it."""
    try:
        check_generation(generation)
        written = (generation / SIDECAR).read_bytes()
    except OSError as error:
        raise unreadable(generation / SIDECAR, error) from error
    return sidecar_of(written, needed, where=str(generation))


def sidecar_of(written: bytes, needed: Versions, *, where: str) -> Sidecar:
    """What was written as a sidecar. Raises IndexDamagedError, or IndexOutdatedError when other versions made it."""
    try:
        _check_versions(Versions.model_validate_json(written), needed, where=where)
        sidecar = Sidecar.model_validate_json(written)
    except ValidationError as error:
        raise IndexDamagedError(f"the {SIDECAR} of the index in {where} cannot be read; run `news-indexer rebuild`") from error
    if not sidecar.is_intact:
        raise IndexDamagedError(f"the {SIDECAR} of the index in {where} is not what was written; run `news-indexer rebuild`")
    return sidecar


def _check_versions(made: Versions, needed: Versions, *, where: str) -> None:
    differing = [f"{name} {had!r}, not {value!r}" for name, value in needed if (had := getattr(made, name)) != value]
    if differing:
        raise IndexOutdatedError(f"the index in {where} was made with {', '.join(differing)}; run `news-indexer rebuild`")


def check_store(generation: Path | str, sidecar: Sidecar, store: StoreState) -> None:
    """Raises IndexOutdatedError when the generation holds what ``store`` never had."""
    if sidecar.store != store.identity:
        raise IndexOutdatedError(f"the index in {generation} was made from another store; run `news-indexer rebuild`")
    if sidecar.sequence > store.sequence:
        raise IndexOutdatedError(
            f"the index in {generation} is ahead of the store (change {sidecar.sequence}, not {store.sequence}): an older store was "
            "put back; run `news-indexer rebuild`"
        )


class Verifier:
    """Compares files with their published checksums; a file is read once, however many generations link it.

    Whoosh's own formats have no checksum: 696 of 1,500 random damages to its files went unnoticed by reading them.
    """

    def __init__(self) -> None:
        self._verified: LRUCache[tuple[int, ...], bool] = LRUCache(VERIFIED_KEPT)

    def verify(self, generation: Path, files: Mapping[str, FileFacts]) -> None:
        """Raises IndexDamagedError that names the first file that is missing or differs."""
        for name, facts in files.items():
            path = generation / name
            try:
                status = path.stat()
                key = (status.st_dev, status.st_ino, status.st_mtime_ns, facts.size, facts.crc32)
                intact = key in self._verified or file_facts(path) == facts
            except OSError as error:
                raise unreadable(path, error) from error
            if not intact:
                raise IndexDamagedError(f"{path} is not the file that was published; run `news-indexer rebuild`")
            self._verified[key] = True


def check_sizes(generation: Path, files: Mapping[str, FileFacts]) -> None:
    """What can be told without reading them. Raises IndexDamagedError that names the first file that is missing or cut off."""
    for name, facts in files.items():
        path = generation / name
        try:
            size = path.stat().st_size
        except OSError as error:
            raise unreadable(path, error) from error
        if size != facts.size:
            raise IndexDamagedError(f"{path} is not the file that was published; run `news-indexer rebuild`")


def file_facts(path: Path) -> FileFacts:
    """Size and CRC-32 of a file."""
    checksum, size = 0, 0
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            checksum = zlib.crc32(chunk, checksum)
            size += len(chunk)
    return FileFacts(size=size, crc32=checksum)


def all_file_facts(generation: Path, *, before: Path | None = None, known: Mapping[str, FileFacts]) -> dict[str, FileFacts]:
    """The facts of every file below ``generation`` but the sidecar; a file that is the same one as in the generation ``before``
    has the ``known`` facts."""
    found = {}
    for path in sorted(generation.rglob("*")):
        name = path.relative_to(generation).as_posix()
        if path.is_file() and name != SIDECAR:
            linked = before is not None and name in known and path.samefile(before / name)
            found[name] = known[name] if linked else file_facts(path)
    return found


@contextmanager
def build_generation(folder: Path, number: int) -> Iterator[Path]:
    """Yield an empty folder for generation ``number``; leaving without an error publishes what is in it, else it is removed."""
    partial = folder / f"generation-{number}.partial"
    _remove_leftovers(folder, number)
    make_folder(partial)
    try:
        yield partial
        give_rights(partial)
        sync_tree(partial)
        final = generation_folder(folder, number)
        partial.rename(final)
        _point_to(folder, final.name)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    prune(folder, number)


def link_files(source: Path, target: Path, *, left_out: frozenset[str]) -> None:
    """Give every file of ``source`` a second name below ``target``; files are never changed after they were written."""
    for path in source.rglob("*"):
        name = path.relative_to(source)
        if path.is_file() and name.parts[0] not in left_out:
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            link_or_copy(path, target / name)


def sync_tree(folder: Path) -> None:
    """Flush every file below ``folder``, and the folders, to disk. Linked files were flushed before, which makes this cheap."""
    for path in [*folder.rglob("*"), folder]:
        flush(path)


def prune(folder: Path, published: int, *, kept: int = KEPT) -> None:
    """Remove all but the newest ``kept`` generations, and what was never published; open readers keep their mapped files until they let go.

    To be called by the writer alone.
    """
    for path in folder.iterdir():
        match = _NAME.match(path.name)
        if match and (path.suffix == ".partial" or not published - kept < int(match[1]) <= published):
            shutil.rmtree(path)


def _remove_leftovers(folder: Path, number: int) -> None:
    """What a crash left: folders never published, with numbers at or above the one to be built."""
    for path in folder.iterdir():
        match = _NAME.match(path.name)
        if match and (path.suffix == ".partial" or int(match[1]) >= number):
            shutil.rmtree(path)


def _point_to(folder: Path, name: str) -> None:
    with replacing(folder / POINTER) as fresh:
        fresh.write_text(name + "\n", encoding="ascii")
        give_right(fresh)
