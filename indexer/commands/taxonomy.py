"""`taxonomy`: what is mapped of the names that releases have, what is not, and what looks alike."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from indexer.commands.options import data_option, reports_errors
from indexer.taxonomy import as_json as names_as_json
from indexer.taxonomy import as_text as names_as_text
from indexer.taxonomy import names_in
from search_service.archive import Archive
from search_service.config import load_settings
from search_service.database import database_of
from search_service.taxonomy_file import taxonomy_of


@click.command()
@data_option
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@reports_errors
def taxonomy(*, data: Path | None, as_json: bool) -> None:
    """List the ministries and topics of the store: which the taxonomy maps, which it does not know, and which look alike."""
    settings = load_settings(data=data)
    names = taxonomy_of(settings)
    with closing(Archive.open(database_of(settings))) as archive:
        found = names_in(archive.current(), names)
    click.echo(names_as_json(found) if as_json else "\n".join(names_as_text(found)))
