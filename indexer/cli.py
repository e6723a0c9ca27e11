"""The command `news-indexer`: reads options, calls the pipeline, prints the report. No work is done here."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

import click
from click._termui_impl import ProgressBar

from indexer.archive_words import archive_words
from indexer.hyphenation import with_joined_words
from indexer.pipeline import (
    IndexingReport,
    Progress,
    bring_up_to_date,
    check_origin,
    import_releases,
    no_progress,
    read_sources,
    rebuild,
    taken_in,
)
from indexer.preview import as_json as preview_as_json
from indexer.preview import as_text as preview_as_text
from indexer.sources.base import Item, Read
from indexer.sources.detect import Format
from indexer.sources.pages.portals import read_portals
from indexer.store import Store
from search_service.archive import Archive
from search_service.config import Settings, load_settings
from search_service.engines.registry import open_index, open_reader
from search_service.errors import NewsSearchError
from search_service.results import IndexStatus

NOTHING_DONE = 2
FORMATS = [each.value for each in Format]  # of an enumeration click takes the names

version_option = click.version_option(package_name="news-search", message="%(prog)s %(version)s")
data_option = click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="Folder of store and index (default: var).")


def reports_errors(command: Callable[..., None]) -> Callable[..., None]:
    """Print an error of ours as one line and exit with 2, instead of a traceback."""

    @wraps(command)
    def run(*arguments: Any, **options: Any) -> None:
        try:
            command(*arguments, **options)
        except NewsSearchError as error:
            click.echo(f"error: {error}", err=True)
            sys.exit(NOTHING_DONE)

    return run


@click.group()
@version_option
def main() -> None:
    """Read press releases into the archive and keep its index up to date."""


@main.command("import")
@click.argument("sources", nargs=-1, required=True)
@data_option
@click.option("--format", "format_name", type=click.Choice(FORMATS), help="Format of the sources (default: detected).")
@click.option("--strict", is_flag=True, help="Reject records with unknown fields.")
@click.option("--no-index", is_flag=True, help="Only store; index later with `news-indexer index`.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@reports_errors
def import_command(
    sources: tuple[str, ...], *, data: Path | None, format_name: str | None, strict: bool, no_index: bool, as_json: bool
) -> None:
    """Store the releases of SOURCES (files, folders, addresses, - for standard input), then bring the index up to date."""
    settings = load_settings(data=data)
    items = opened_sources(sources, settings, format_name=format_name, strict=strict)
    with opened_store(settings, make=True) as store:
        with progress_bar("Reading", quiet=as_json) as progress, archive_words(settings) as words:
            report = import_releases(store, with_joined_words(items, words), progress=progress)
        indexing = None if no_index else indexed(store, settings, quiet=as_json)
    click.echo(report.as_json() if as_json else report.as_text())
    if indexing and not as_json:
        click.echo(described(indexing))
    sys.exit(report.exit_code)


@main.command()
@click.argument("source")
@data_option
@click.option("--format", "format_name", type=click.Choice(FORMATS), help="Format of the source (default: detected).")
@click.option("--explain", is_flag=True, help="Say which rule, place or selector chose what.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@reports_errors
def preview(source: str, *, data: Path | None, format_name: str | None, explain: bool, as_json: bool) -> None:
    """Show what an import of SOURCE (a file, a folder, an address, - for standard input) would store; writes nothing."""
    settings = load_settings(data=data)
    with archive_words(settings) as words:
        items = list(with_joined_words(opened_sources((source,), settings, format_name=format_name), words))
    click.echo(preview_as_json(items) if as_json else "\n".join(preview_as_text(items, explain=explain)))
    sys.exit(0 if any(isinstance(item, Read) for item in items) else NOTHING_DONE)


@main.command()
@data_option
@reports_errors
def index(*, data: Path | None) -> None:
    """Bring the index up to the store's last change."""
    settings = load_settings(data=data)
    with opened_store(settings) as store:
        click.echo(described(indexed(store, settings)))


@main.command("rebuild")
@data_option
@reports_errors
def rebuild_command(*, data: Path | None) -> None:
    """Build the index anew from the store, and publish it in place of the old one."""
    settings = load_settings(data=data)
    with opened_store(settings, any_index=True) as store:
        store.announce_due()
        archive = store.archive()
        with progress_bar("Indexing", length=archive.count()) as progress:
            report = rebuild(archive, open_index(settings), progress=progress)
        click.echo(described(report))
        click.echo(described_vocabulary(open_index(settings).status()))


@main.command()
@data_option
@reports_errors
def status(*, data: Path | None) -> None:
    """Tell what store and index hold; changes neither."""
    settings = load_settings(data=data)
    with closing(Archive.open(settings.store_path)) as archive:
        click.echo(f"store: {archive.count()} releases, last change {archive.last_sequence()}")
        opened = open_index(settings)
        found = _verified_status(settings)
        behind = archive.last_sequence() - taken_in(archive, opened)
        click.echo(f"index: {found.releases} releases from {found.first} to {found.last}, last change {found.sequence}")
        click.echo(f"index: engine {found.engine}, generation {found.generation}, built {found.built_at:%Y-%m-%d %H:%M:%S %Z}")
        click.echo(described_vocabulary(found))
        click.echo("index: up to date" if not behind else f"index: {behind} changes behind; run `news-indexer index`")


def _verified_status(settings: Settings) -> IndexStatus:
    """What the published generation holds, opened as a reader opens it. Raises IndexDamagedError for a file that is not as published."""
    with closing(open_reader(settings)) as reader:
        return reader.newest().status


@main.command()
@click.argument("release_id", metavar="ID")
@data_option
@reports_errors
def withdraw(release_id: str, *, data: Path | None) -> None:
    """Withdraw the release ID: it leaves the search, its page says that it was withdrawn."""
    settings = load_settings(data=data)
    with opened_store(settings) as store:
        if not store.withdraw(release_id):
            click.echo(f"error: there is no release {release_id!r} to withdraw; see its page for the id", err=True)
            sys.exit(NOTHING_DONE)
        click.echo(f"withdrawn: {release_id}")
        click.echo(described(indexed(store, settings)))


def opened_sources(sources: tuple[str, ...], settings: Settings, *, format_name: str | None, strict: bool = False) -> Iterator[Item]:
    """What the sources hold, read as the settings say."""
    return read_sources(
        sources,
        format=Format(format_name) if format_name else None,
        strict=strict,
        columns=settings.csv_columns,
        private_addresses=settings.private_addresses,
        portals=read_portals(settings.portals_file) if settings.portals_file else None,
    )


@contextmanager
def opened_store(settings: Settings, *, make: bool = False, any_index: bool = False) -> Iterator[Store]:
    """The store, with ``make`` a new one if there is none. Raises StoreError.

    Raises IndexOutdatedError when a store that was there is not the one that the index was made from, unless ``any_index``.
    """
    to_check = settings.store_path.exists() and not any_index
    store = Store.open(settings.store_path, make=make)
    try:
        if to_check:
            check_origin(store.archive(), open_index(settings))
        yield store
    finally:
        store.close()


def indexed(store: Store, settings: Settings, *, quiet: bool = False) -> IndexingReport:
    """Bring the index up to date under a progress bar."""
    with progress_bar("Indexing", quiet=quiet) as progress:
        return bring_up_to_date(store, open_index(settings), progress=progress)


@contextmanager
def progress_bar(label: str, *, length: int | None = None, quiet: bool = False) -> Iterator[Progress]:
    """A progress bar on a terminal; otherwise nothing moves, the report says it all."""
    if quiet or not sys.stderr.isatty():
        yield no_progress
        return
    bar: ProgressBar[int]
    with click.progressbar(length=length, label=label, file=sys.stderr, show_pos=True) as bar:
        yield bar.update


def described_vocabulary(status: IndexStatus) -> str:
    """What the archive's own words are known to be, in one line."""
    known = status.vocabulary
    return f"index: {known.words:,} different words, {known.compounds:,} of them split, {known.abbreviations:,} abbreviations"


def described(report: IndexingReport) -> str:
    """The indexing report in one line."""
    what = "built anew" if report.rebuilt else "brought up to date"
    speed = f", {report.releases_per_second:,.0f} releases/s" if report.added else ""
    return f"index {what}: {report.added} releases indexed, {report.deleted} taken out in {report.seconds:.2f} s{speed}"
