"""`erase`: what takes a release out for good."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

import click

from indexer.commands.options import NOTHING_DONE, data_option, opened_store, rebuilt, reports_errors, say_waiting, wait_option
from indexer.erasing import erase as erased
from indexer.pipeline import bring_up_to_date
from search_service.config import load_settings
from search_service.engines.registry import open_index
from search_service.nouns import counted


@click.command()
@click.argument("release_id", metavar="ID")
@data_option
@wait_option
@click.option("--version", type=click.IntRange(min=1), metavar="N", help="Erase only version N, which is not the current one.")
@reports_errors
def erase(release_id: str, *, data: Path | None, wait: int | None, version: int | None) -> None:
    """Erase the release ID for good, as the law may demand: store, index, quarantine, watch.db. Only id, number and time stay."""
    settings = load_settings(data=data, wait=wait)
    with opened_store(settings, any_index=True) as store:
        take_out = partial(bring_up_to_date, store, open_index(settings), wait=settings.wait, on_wait=say_waiting)
        done = erased(store, settings, release_id, version=version, take_out=take_out, rebuild=partial(rebuilt, store, settings))
    if done is None:
        what = f"version {version} of {release_id!r}" if version else f"release {release_id!r}"
        click.echo(f"error: there is no {what} to erase; see its page for the id and its versions", err=True)
        sys.exit(NOTHING_DONE)
    gone = " (gone from the store already; its file and the index are written anew without it)" if done.was_gone else ""
    click.echo(f"erased: {release_id}" + (f", version {version}" if version else "") + gone)
    if done.quarantined:
        click.echo(f"taken out of the quarantine: {counted(done.quarantined, 'record')}")
    click.echo(done.indexing.as_text())
    for path in done.copies:
        click.echo(f"may hold it still, delete it: {path}")
    if done.traces:
        click.echo(f"may hold it still: {done.traces}")
    click.echo("backups, sources and logs outside the data folder may hold it too; a source that sends it again is not taken in")
