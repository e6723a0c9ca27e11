"""`status`: what store and index hold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from indexer.commands.options import data_option, reports_errors
from indexer.overview import IndexOverview, Overview, overview, source_facts, source_lines, vanished_lines
from search_service.config import load_settings
from search_service.nouns import counted
from search_service.results import IndexStatus


@click.command()
@data_option
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@reports_errors
def status(*, data: Path | None, as_json: bool) -> None:
    """Tell what store and index hold; changes neither."""
    found = overview(load_settings(data=data))
    click.echo(as_object(found) if as_json else "\n".join(as_lines(found)))
    if found.problem:
        raise found.problem


def as_lines(found: Overview) -> Iterator[str]:
    """All of it for a terminal."""
    yield from found.store.as_lines() if found.store else ()
    yield from found.last_import.as_lines() if found.last_import else ()
    yield from source_lines(found.sources)
    yield from vanished_lines(found.vanished)
    if found.index is None:
        return
    yield from found.index.as_lines()
    yield described_vocabulary(found.index.status)
    yield f"index: {counted(found.index.status.standing_blocks, 'standing block')}, found by exact quotes alone"
    if not found.index.status.settled:
        yield "index: not settled, new words are only added to what is known; run `news-indexer index`, or leave it to an idle watch"
    yield f"index: {counted(found.behind, 'change')} behind; run `news-indexer index`" if found.behind else "index: up to date"


def as_object(found: Overview) -> str:
    """All of it as one JSON object; what cannot be told is null, and ``error`` says why."""
    facts = {
        "store": found.store and asdict(found.store),
        "index": found.index and _index_facts(found.index, behind=found.behind),
        "sources": [source_facts(run) for run in found.sources],
        "vanished": [asdict(each) for each in found.vanished],
        "last_import": found.last_import and found.last_import.model_dump(mode="json"),
        "error": found.problem and str(found.problem),
    }
    return json.dumps(facts, ensure_ascii=False, indent=2, default=str)


def _index_facts(index: IndexOverview, *, behind: int) -> dict[str, object]:
    facts = asdict(index.status)
    del facts["taxonomy"]  # `taxonomy --json` has it
    return {**facts, "deleted": index.deleted, "bytes": index.bytes, "behind": behind}


def described_vocabulary(status: IndexStatus) -> str:
    """What the archive's own words are known to be, in one line."""
    known = status.vocabulary
    words, abbreviations = counted(known.words, "different word"), counted(known.abbreviations, "abbreviation")
    return f"index: {words}, {known.compounds:,} of them split, {abbreviations}"
