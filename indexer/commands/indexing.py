"""`index` and `rebuild`: from the store to a published generation."""

from __future__ import annotations

from pathlib import Path

import click

from indexer.commands.options import data_option, indexed, opened_store, rebuilt, reports_errors, wait_option
from indexer.commands.status import described_vocabulary
from indexer.last_import import index_caught_up
from search_service.config import load_settings
from search_service.engines.registry import open_index


@click.command()
@data_option
@wait_option
@reports_errors
def index(*, data: Path | None, wait: int | None) -> None:
    """Bring the index up to the store's last change."""
    settings = load_settings(data=data, wait=wait)
    with opened_store(settings) as store:
        click.echo(indexed(store, settings).as_text())
    index_caught_up(settings.data)


@click.command("rebuild")
@click.option("--overwrite", is_flag=True, help="Also replace an index of a cluster that was made from another store.")
@data_option
@wait_option
@reports_errors
def rebuild_command(*, overwrite: bool, data: Path | None, wait: int | None) -> None:
    """Build the index anew from the store, and publish it in place of the old one."""
    settings = load_settings(data=data, wait=wait)
    with opened_store(settings, any_index=True) as store:
        click.echo(rebuilt(store, settings, overwrite=overwrite).as_text())
        click.echo(described_vocabulary(open_index(settings).status()))
    index_caught_up(settings.data)
