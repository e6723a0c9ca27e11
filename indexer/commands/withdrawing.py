"""`withdraw`: what takes a release out."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from indexer.commands.options import NOTHING_DONE, data_option, indexed, opened_store, reports_errors, wait_option
from search_service.config import load_settings


@click.command()
@click.argument("release_id", metavar="ID")
@data_option
@wait_option
@reports_errors
def withdraw(release_id: str, *, data: Path | None, wait: int | None) -> None:
    """Withdraw the release ID: it leaves the search, its page says that it was withdrawn."""
    settings = load_settings(data=data, wait=wait)
    with opened_store(settings) as store:
        if not store.withdraw(release_id):
            known = store.knows(release_id)
            missing = f"there is no release {release_id!r} to withdraw; `news-indexer export` lists the ids"
            click.echo(f"error: {f'{release_id!r} is withdrawn already' if known else missing}", err=True)
            sys.exit(NOTHING_DONE)
        click.echo(f"withdrawn: {release_id}")
        click.echo(indexed(store, settings).as_text())
