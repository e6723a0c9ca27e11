"""`status`: what store and index hold."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import click

from indexer.commands.options import data_option, reports_errors
from indexer.overview import IndexOverview, StoreOverview, index_overview, source_facts, source_lines, store_overview
from indexer.pipeline import taken_in
from search_service.archive import Archive
from search_service.config import Settings, load_settings
from search_service.engines.registry import open_index
from search_service.nouns import counted
from search_service.results import IndexStatus


@click.command()
@data_option
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@reports_errors
def status(*, data: Path | None, as_json: bool) -> None:
    """Tell what store and index hold; changes neither."""
    settings = load_settings(data=data)
    with closing(Archive.open(settings.store_path)) as archive:
        store = store_overview(archive, settings)
        if not as_json:
            click.echo("\n".join([*store.as_lines(), *source_lines(settings)]))
        index = index_overview(settings)
        behind = archive.last_sequence() - taken_in(archive, open_index(settings))
    if as_json:
        click.echo(as_object(store, index, settings, behind=behind))
        return
    click.echo("\n".join(index.as_lines()))
    click.echo(described_vocabulary(index.status))
    click.echo(f"index: {counted(index.status.standing_blocks, 'standing block')}, found by exact quotes alone")
    if not index.status.settled:
        click.echo(
            "index: not settled: new words are only added to what is known of the others; `news-indexer index` or an idle watch does it"
        )
    click.echo("index: up to date" if not behind else f"index: {counted(behind, 'change')} behind; run `news-indexer index`")


def as_object(store: StoreOverview, index: IndexOverview, settings: Settings, *, behind: int) -> str:
    """All of it as one JSON object."""
    facts = asdict(index.status)
    del facts["taxonomy"]  # `taxonomy --json` has it
    of_index = {**facts, "deleted": index.deleted, "bytes": index.bytes, "behind": behind}
    found = {"store": asdict(store), "index": of_index, "sources": source_facts(settings)}
    return json.dumps(found, ensure_ascii=False, indent=2, default=str)


def described_vocabulary(status: IndexStatus) -> str:
    """What the archive's own words are known to be, in one line."""
    known = status.vocabulary
    words, abbreviations = counted(known.words, "different word"), counted(known.abbreviations, "abbreviation")
    return f"index: {words}, {known.compounds:,} of them split, {abbreviations}"
