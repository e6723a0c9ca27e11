"""`backup` and `restore`: a copy of the store, and one put back."""

from __future__ import annotations

from pathlib import Path

import click

from indexer.backup import back_up
from indexer.backup import restore as put_back
from indexer.commands.options import data_option, opened_store, rebuilt, reports_errors, wait_option
from search_service.config import load_settings
from search_service.nouns import counted

_folder = click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))


@click.command()
@_folder
@data_option
@click.option("--overwrite", is_flag=True, help="Replace a backup that lies in DIR.")
@reports_errors
def backup(folder: Path, *, data: Path | None, overwrite: bool) -> None:
    """Keep a copy of the store in the folder DIR, also while an import runs."""
    kept = back_up(load_settings(data=data), folder, overwrite=overwrite)
    size = sum(each.size for each in kept.files.values())
    click.echo(f"kept in {folder}: {counted(kept.releases, 'release')}, last change {kept.sequence:,}, {size / 1e6:,.1f} MB")


@click.command()
@_folder
@data_option
@wait_option
@click.option("--overwrite", is_flag=True, help="Replace a store that is there; it is kept beside the new one.")
@click.option("--no-index", is_flag=True, help="Leave the index alone; run `news-indexer rebuild` later.")
@reports_errors
def restore(folder: Path, *, data: Path | None, wait: int | None, overwrite: bool, no_index: bool) -> None:
    """Put the backup in the folder DIR in the place of the store, and build the index from it."""
    settings = load_settings(data=data, wait=wait)
    done = put_back(settings, folder, overwrite=overwrite)
    kept = done.manifest
    click.echo(f"restored: {counted(kept.releases, 'release')}, last change {kept.sequence:,}, as of {kept.made_at:%Y-%m-%d %H:%M:%S %Z}")
    if done.erased:
        click.echo(f"erased since the backup, and again now: {', '.join(done.erased)}; the backup in {folder} holds it still")
    if done.problem:
        click.echo(f"what was erased since the backup is not known ({done.problem})", err=True)
        click.echo(f"erase that again: `news-indexer erase ID --data {settings.data}`", err=True)
    if done.before:
        click.echo(f"the store that was there is kept as {done.before}; delete it when it is not needed any more")
    if no_index:
        click.echo(f"the index is not made from this store yet; run `news-indexer rebuild --data {settings.data}`")
        return
    with opened_store(settings, any_index=True) as store:
        click.echo(rebuilt(store, settings).as_text())
