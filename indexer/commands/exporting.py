"""`export`: the releases of the store as JSON Lines that `import` reads into an equal store."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO

import click

from indexer.commands.options import data_option, reports_errors
from search_service.archive import Archive
from search_service.config import load_settings
from search_service.database import database_of
from search_service.errors import StoreError
from search_service.flushing import private_file, replacing
from search_service.nouns import counted
from search_service.store_rows import Damage

STANDARD_OUTPUT = Path("-")
RELEASES_LEFT_OUT = 1


@click.command()
@click.argument("file", default="-", type=click.Path(dir_okay=False, path_type=Path))
@data_option
@click.option("--all", "withdrawn", is_flag=True, help="Also what is withdrawn, marked as such.")
@click.option("--overwrite", is_flag=True, help="Replace FILE if it is there.")
@reports_errors
def export(file: Path, *, data: Path | None, withdrawn: bool, overwrite: bool) -> None:
    """Write the current version of every release to FILE (default: standard output), a line each; also what is under embargo."""
    settings = load_settings(data=data)
    _check_place(file, overwrite=overwrite)
    damaged: list[Damage] = []
    written = 0
    with closing(Archive.open(database_of(settings))) as archive, _opened(file) as stream:
        for release in archive.current(left_out=damaged.append, withdrawn=withdrawn):
            stream.write(release.model_dump_json(exclude_defaults=True).encode() + b"\n")
            written += 1
    for each in damaged:
        click.echo(f"left out, damaged in the store: {each.as_text()}", err=True)
    click.echo(f"{counted(written, 'release')} exported", err=True)
    sys.exit(RELEASES_LEFT_OUT if damaged else 0)


def _check_place(file: Path, *, overwrite: bool) -> None:
    """Raises StoreError for a file in no folder, and for one that is there and is not to be replaced."""
    if file == STANDARD_OUTPUT:
        return
    if not file.parent.is_dir():
        raise StoreError(f"there is no folder {file.parent}; make it, or name another file")
    if file.exists() and not overwrite:
        raise StoreError(f"{file} is there already; name another file, or replace it with --overwrite")


@contextmanager
def _opened(file: Path) -> Iterator[IO[bytes]]:
    """Standard output, or a file that is put in the place of ``file`` when it is whole; its owner alone may read it: it has what nobody
    may see yet. Raises StoreError when the disk refuses."""
    if file == STANDARD_OUTPUT:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    try:
        with replacing(file) as fresh, os.fdopen(private_file(fresh), "wb") as stream:
            yield stream
    except OSError as error:
        raise StoreError(f"{file} cannot be written ({error.strerror}); make room, or name another file") from error
