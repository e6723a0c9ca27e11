"""`copy`: the whole store in another database. `take-over`: from there into the place and the engine of the settings."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from indexer.commands.options import data_option, indexed, opened_store, rebuilt, reports_errors, wait_option
from indexer.commands.progress import progress_shown
from indexer.copying import copy_store_to, take_over_store
from search_service.archive import Archive
from search_service.config import Settings, load_settings
from search_service.database import database_of
from search_service.errors import IndexDamagedError, IndexOutdatedError
from search_service.nouns import counted


@click.command("copy")
@click.argument("target", metavar="URL")
@data_option
@reports_errors
def copy_command(target: str, *, data: Path | None) -> None:
    """Copy the store into the empty database URL, as `database_url` is written ("" is releases.db in the data folder)."""
    settings, wanted = load_settings(data=data), load_settings(data=data, database_url=target)
    with (
        opened_store(settings, any_index=True) as store,
        progress_shown("Copying", total=store.archive().count()) as shown,
        closing(copy_store_to(store, database_of(wanted), progress=shown.count_and_advance)) as copy,
    ):
        releases, last = copy.count(), copy.last_sequence()
    click.echo(f"copied to {database_of(wanted).name}: {counted(releases, 'release')}, last change {last:,}")
    click.echo("name it in `database_url` for every command and server; the index stays as it is")


@click.command("take-over")
@click.argument("source", metavar="URL")
@click.option("--overwrite", is_flag=True, help="Replace a releases.db that is there; it is kept beside the new one.")
@data_option
@wait_option
@reports_errors
def take_over_command(source: str, *, overwrite: bool, data: Path | None, wait: int | None) -> None:
    """Take the archive over from the database URL ("" is releases.db in the data folder) into the database and the engine of the settings.

    A store that is there already is refused, or replaced with --overwrite and kept; an index that is there is brought up to date. Whoever
    serves the archive goes on until it is started anew. After a run that broke off behind its copy, `news-indexer index` does the rest.
    """
    settings, before = load_settings(data=data, wait=wait), load_settings(data=data, database_url=source)
    if database_of(settings).name != database_of(before).name:
        _take_store_over(before, settings, overwrite=overwrite)
    with opened_store(settings, any_index=True) as store:
        try:
            click.echo(indexed(store, settings).as_text())
        except (IndexOutdatedError, IndexDamagedError) as error:  # of another store, an earlier state, an earlier program
            click.echo(f"the index is built anew: {error}", err=True)
            click.echo(rebuilt(store, settings).as_text())
    click.echo("start the servers anew, one after the other")


def _take_store_over(before: Settings, settings: Settings, *, overwrite: bool) -> None:
    target = database_of(settings)
    with opened_store(before, any_index=True) as store, progress_shown("Copying", total=store.archive().count()) as shown:
        kept = take_over_store(store, target, overwrite=overwrite, progress=shown.count_and_advance)
    with closing(Archive.open(target)) as copy:
        click.echo(f"copied to {target.name}: {counted(copy.count(), 'release')}, last change {copy.last_sequence():,}")
    if kept:
        click.echo(f"the store that was there is kept as {kept}; delete it when it is not needed any more")
