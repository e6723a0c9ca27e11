"""What the commands share: options, errors as one line, opened stores. No command stands here."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Any

import click

from indexer.commands.progress import progress_shown
from indexer.pipeline import bring_up_to_date, check_origin, rebuild, settle, to_take_in
from indexer.report import IndexingReport
from indexer.store import Store
from search_service.config import Settings
from search_service.database import database_of
from search_service.engines.registry import open_index
from search_service.errors import NewsSearchError

NOTHING_DONE = 2

version_option = click.version_option(package_name="news-search", message="%(prog)s %(version)s")
data_option = click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="Folder of store and index (default: var).")


wait_option = click.option(
    "--wait", type=click.IntRange(min=0), metavar="SECONDS", help="Wait so long while another run writes the index (default: 600)."
)


def reports_errors(command: Callable[..., None]) -> Callable[..., None]:
    """Print an error of ours, or of the system about a file, as one line and exit with 2, instead of a traceback."""

    @wraps(command)
    def run(*arguments: Any, **options: Any) -> None:
        try:
            command(*arguments, **options)
        except BrokenPipeError:  # who reads what we print has enough of it: click ends quietly
            raise
        except NewsSearchError as error:
            click.echo(f"error: {error}", err=True)
            sys.exit(NOTHING_DONE)
        except OSError as error:
            click.echo(f"error: {_of_the_system(error)}", err=True)
            sys.exit(NOTHING_DONE)

    return run


def _of_the_system(error: OSError) -> str:
    what = error.filename or "a file"
    return (
        f"{what} cannot be used ({error.strerror or error}); see that this user may, and that the disk has room, then run the command again"
    )


@contextmanager
def opened_store(settings: Settings, *, make: bool = False, any_index: bool = False) -> Iterator[Store]:
    """The store, with ``make`` a new one if there is none. Raises StoreError.

    Raises IndexOutdatedError when a store that was there is not the one that the index was made from, unless ``any_index``.
    """
    database = database_of(settings)
    to_check = database.exists() and not any_index
    store = Store.open(database, make=make)
    try:
        if store.migrated:
            click.echo(store.migrated.as_text(), err=True)
        if to_check:
            check_origin(store.archive(), open_index(settings))
        yield store
    finally:
        store.close()


def indexed(store: Store, settings: Settings, *, quiet: bool = False) -> IndexingReport:
    """Bring the index up to date and publish it, showing how far it is; then settle it."""
    index = open_index(settings)
    with progress_shown("Indexing", total=to_take_in(store.archive(), index), quiet=quiet) as shown:
        report = bring_up_to_date(store, index, wait=settings.wait, on_wait=say_waiting, progress=shown.count_and_advance)
    started = time.perf_counter()
    settled = settle(store.archive(), index, wait=settings.wait, on_wait=say_waiting)
    return replace(report, settling=time.perf_counter() - started) if settled else report


def rebuilt(store: Store, settings: Settings, *, overwrite: bool = False) -> IndexingReport:
    """Build the index anew from the store, showing how far it is; ``overwrite`` as in ``Index.rebuild``."""
    store.announce_due()
    archive, index = store.archive(), open_index(settings)
    with progress_shown("Indexing", total=archive.count()) as shown:
        shown_by = shown.count_and_advance
        return rebuild(archive, index, overwrite=overwrite, wait=settings.wait, on_wait=say_waiting, progress=shown_by)


def say_waiting() -> None:
    """Tell that another run writes the index."""
    click.echo("another run is writing the index; waiting until it has ended", err=True)
