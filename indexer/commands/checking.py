"""`check`: whether store and index are whole and agree."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from pathlib import Path

import click

from indexer.check import problems
from indexer.commands.options import data_option, reports_errors
from search_service.archive import Archive
from search_service.config import load_settings
from search_service.database import database_of
from search_service.engines.registry import open_index
from search_service.nouns import counted

PROBLEMS_FOUND = 1
LISTED = 200
"""Problems that a terminal shows; an index of another archive has one for every release."""


@click.command()
@data_option
@click.option("--json", "as_json", is_flag=True, help="Print everything that is wrong as JSON.")
@reports_errors
def check(*, data: Path | None, as_json: bool) -> None:
    """Compare index and store; name what is wrong, and the command that mends it. Changes neither."""
    settings = load_settings(data=data)
    with closing(Archive.open(database_of(settings))) as archive:
        found = list(problems(archive, open_index(settings)))
        releases = archive.count()
    if as_json:
        listed = [{"problem": each.text, "release": each.release_id or None} for each in found]
        click.echo(json.dumps({"releases": releases, "problems": listed}, ensure_ascii=False, indent=2))
    else:
        for each in found[:LISTED]:
            click.echo(each.text)
        if len(found) > LISTED:
            click.echo(f"and {len(found) - LISTED:,} more, see --json")
        click.echo(f"{counted(releases, 'release')} checked: {counted(len(found), 'problem') if found else 'all well'}")
    sys.exit(PROBLEMS_FOUND if found else 0)
