"""`copy`: the whole store in another database."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from indexer.commands.options import data_option, opened_store, reports_errors
from indexer.commands.progress import progress_shown
from indexer.copying import copy_store_to
from search_service.config import load_settings
from search_service.database import database_of
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
