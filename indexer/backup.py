"""Keeps a copy of the store in a folder of its own, and puts one back. An index is never kept: it is made from the store.

A store in PostgreSQL is copied by the tools of that.

DIR/releases.db     one file, the state of one moment, also while an import runs
DIR/quarantine.jsonl, where there is one
DIR/manifest.json   what they are, with their checksums; written last: a folder without it is no backup
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from indexer.quarantine import erase as erase_from_quarantine
from indexer.store import Store
from indexer.tombstones import Tombstone, tombstones_of
from indexer.watching.memory import MEMORY_NAME
from search_service.archive import Archive
from search_service.config import Settings
from search_service.database import database_of
from search_service.errors import StoreError
from search_service.flushing import flush, replacing
from search_service.sqlite import SqliteDatabase, copy_store, make_folder, replace_store
from search_service.store_schema import STORE_VERSION

MANIFEST = "manifest.json"
STORE = "releases.db"


class KeptFile(BaseModel):
    model_config = ConfigDict(frozen=True)

    size: int
    sha256: str


class Manifest(BaseModel):
    """What a backup holds: the store's identity, version and last change, and a checksum of every file by its name."""

    model_config = ConfigDict(frozen=True)

    made_at: datetime
    store_version: int
    identity: str
    sequence: int
    releases: int
    files: dict[str, KeptFile]


def back_up(settings: Settings, folder: Path, *, overwrite: bool = False) -> Manifest:
    """Copy the store, as it is at one moment, into ``folder``, and what else of the data folder cannot be made anew.

    Raises StoreError when there is no store, when it is no file, when ``folder`` has a backup already and is not to be overwritten, and
    when the disk refuses.
    """
    store = database_of(settings).file_for("backup")
    if folder.absolute().resolve() == settings.data.absolute().resolve():
        raise StoreError(f"{folder} is the data folder itself, where a copy would lie on the store; name another folder")
    if (folder / MANIFEST).exists() and not overwrite:
        raise StoreError(f"{folder} has a backup already; name another folder, or replace it with --overwrite")
    with closing(Archive.open(store)), _errors_of_disk(folder):
        make_folder(folder)
        (folder / MANIFEST).unlink(missing_ok=True)
        copy_store(store, folder / STORE)
        kept = [STORE]
        if settings.quarantine_path.exists():
            shutil.copyfile(settings.quarantine_path, folder / settings.quarantine_path.name)
            kept.append(settings.quarantine_path.name)
        with closing(Archive.open(folder / STORE)) as copy:
            manifest = Manifest(
                made_at=datetime.now(UTC),
                store_version=STORE_VERSION,
                identity=copy.identity(),
                sequence=copy.last_sequence(),
                releases=copy.count(),
                files={name: _kept(folder / name) for name in kept},
            )
        _write(folder / MANIFEST, manifest.model_dump_json(indent=1))
    return manifest


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back; ``before`` is where the store that was there is kept, ``erased`` what was erased since the backup and is so again.

    ``problem`` is why nobody knows what the store that was there had erased; empty where that is known.
    """

    manifest: Manifest
    before: Path | None
    erased: tuple[str, ...]
    problem: str


def restore(settings: Settings, folder: Path, *, overwrite: bool = False) -> Restored:
    """Put the backup in ``folder`` in the place of the store; the store that was there is kept beside it. What that one knows as erased
    is erased in the copy before anybody can read it.

    The index is left alone: build it anew. Raises StoreError, before anything is changed, when ``folder`` is no backup, when it is not what
    was kept, or comes from a newer program, when there is a store that is not to be overwritten, and where it is to be no file.
    """
    store = database_of(settings).file_for("restore")
    manifest = checked_backup(folder)
    if store.exists() and not overwrite:
        raise StoreError(
            f"there is a store at {store}; name another folder with --data, or replace it with --overwrite: it is kept beside it"
        )
    make_folder(store.parent)
    tombstones, problem = _known_as_erased(store)
    with _errors_of_disk(store.parent):
        fresh = store.with_name(f"{store.stem}.restored{store.suffix}")
        try:
            shutil.copyfile(folder / STORE, fresh)
            erased = _made_ready(fresh, tombstones)
            flush(fresh)
            before = replace_store(store, fresh)
        finally:
            for end in ("", "-wal", "-shm"):
                fresh.with_name(fresh.name + end).unlink(missing_ok=True)
        if settings.quarantine_path.name in manifest.files:
            shutil.copyfile(folder / settings.quarantine_path.name, settings.quarantine_path)
        for each in tombstones:
            erase_from_quarantine(settings.quarantine_path, each.id)
        # What watched sources have sent since is not in this store: they are read again.
        for end in ("", "-wal", "-shm"):
            (settings.data / (MEMORY_NAME + end)).unlink(missing_ok=True)
    return Restored(manifest, before, erased, problem)


def _known_as_erased(store: Path) -> tuple[tuple[Tombstone, ...], str]:
    """What the store that is replaced had erased; else why it cannot be asked: a damaged one is what backups are for."""
    if not store.exists():
        return (), ""
    try:
        return tombstones_of(SqliteDatabase(store)), ""
    except StoreError as error:
        return (), str(error)


def _made_ready(fresh: Path, tombstones: tuple[Tombstone, ...]) -> tuple[str, ...]:
    """Raise a copy of an older program, erase what was erased since; the copy is one file then, without a byte of that."""
    with closing(Store.open(fresh)) as kept:
        if kept.migrated and kept.migrated.backup:
            kept.migrated.backup.unlink(missing_ok=True)  # the backup itself stays as it is
        erased = kept.enter_tombstones(tombstones)
        kept.wipe()
    return erased


def checked_backup(folder: Path) -> Manifest:
    """The manifest of a backup whose files are what was kept. Raises StoreError that names what is wrong."""
    try:
        manifest = Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    except (OSError, ValidationError) as error:
        raise StoreError(f"{folder} is no backup: {MANIFEST} cannot be read; name a folder that `news-indexer backup DIR` made") from error
    if manifest.store_version > STORE_VERSION:
        raise StoreError(
            f"the backup in {folder} has version {manifest.store_version}, this program knows up to {STORE_VERSION}; use a newer one"
        )
    with _errors_of_disk(folder):
        differing = [name for name, kept in manifest.files.items() if not (folder / name).is_file() or _kept(folder / name) != kept]
    if differing:
        raise StoreError(f"the backup in {folder} is damaged ({', '.join(differing)} is not what was kept); use another one")
    return manifest


def _kept(path: Path) -> KeptFile:
    with path.open("rb") as stream:
        return KeptFile(size=path.stat().st_size, sha256=hashlib.file_digest(stream, "sha256").hexdigest())


def _write(path: Path, text: str) -> None:
    with replacing(path) as fresh:
        fresh.write_text(text, encoding="utf-8")


@contextmanager
def _errors_of_disk(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"{error.filename or folder} cannot be read or written ({error.strerror}); make room, or name another folder"
        ) from error
