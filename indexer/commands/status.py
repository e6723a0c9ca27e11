"""`status`: what store and index hold."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from indexer.commands.options import data_option, reports_errors
from indexer.pipeline import taken_in
from search_service.archive import Archive
from search_service.config import Settings, load_settings
from search_service.engines.registry import open_index, open_reader
from search_service.nouns import counted
from search_service.results import IndexStatus


@click.command()
@data_option
@reports_errors
def status(*, data: Path | None) -> None:
    """Tell what store and index hold; changes neither."""
    settings = load_settings(data=data)
    with closing(Archive.open(settings.store_path)) as archive:
        click.echo(f"store: {counted(archive.count(), 'release')}, last change {archive.last_sequence():,}")
        opened = open_index(settings)
        found = _verified_status(settings)
        behind = archive.last_sequence() - taken_in(archive, opened)
        click.echo(f"index: {counted(found.releases, 'release')} from {found.first} to {found.last}, last change {found.sequence:,}")
        click.echo(f"index: engine {found.engine}, generation {found.generation}, built {found.built_at:%Y-%m-%d %H:%M:%S %Z}")
        click.echo(described_vocabulary(found))
        click.echo(f"index: {counted(found.standing_blocks, 'standing block')}, found by exact quotes alone")
        click.echo("index: up to date" if not behind else f"index: {counted(behind, 'change')} behind; run `news-indexer index`")


def _verified_status(settings: Settings) -> IndexStatus:
    """What the published generation holds, opened as a reader opens it. Raises IndexDamagedError for a file that is not as published."""
    with closing(open_reader(settings)) as reader:
        return reader.newest().status


def described_vocabulary(status: IndexStatus) -> str:
    """What the archive's own words are known to be, in one line."""
    known = status.vocabulary
    words, abbreviations = counted(known.words, "different word"), counted(known.abbreviations, "abbreviation")
    return f"index: {words}, {known.compounds:,} of them split, {abbreviations}"
