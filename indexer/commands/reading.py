"""`import` and `preview`: what reads sources."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from functools import cache, partial
from itertools import chain
from pathlib import Path

import click

from indexer.archive_words import archive_words
from indexer.commands.options import NOTHING_DONE, data_option, indexed, opened_store, reports_errors, wait_option
from indexer.commands.progress import progress_shown
from indexer.completeness import Completeness
from indexer.fetch import is_address
from indexer.hyphenation import with_joined_words
from indexer.last_import import keep_last_import
from indexer.listings import Mirror
from indexer.pipeline import import_into, origin_of, read_sources
from indexer.preview import as_json as preview_as_json
from indexer.preview import as_text as preview_as_text
from indexer.quarantine import Quarantine
from indexer.report import ImportReport
from indexer.retry import items_again
from indexer.sources.base import Item, Read
from indexer.sources.detect import Format
from indexer.sources.opening import STANDARD_INPUT
from indexer.sources.pages.portals import Portals, known_portals, read_portals
from indexer.sources.sizes import Consumed, not_measured, size_of
from search_service.config import Settings, load_settings
from search_service.database import database_of
from search_service.errors import NewsSearchError, UnreadableSourceError
from search_service.taxonomy_file import taxonomy_of

FORMATS = [each.value for each in Format]  # of an enumeration click takes the names


@click.command("import")
@click.argument("sources", nargs=-1)
@data_option
@wait_option
@click.option("--format", "format_name", type=click.Choice(FORMATS), help="Format of the sources (default: detected).")
@click.option("--strict", is_flag=True, help="Reject records with unknown fields.")
@click.option("--quarantine", "mended", type=click.Path(dir_okay=False, path_type=Path), help="File of mended rejected records to import.")
@click.option("--mirror", "mirror", flag_value=Mirror.PLAUSIBLE.value, help="SOURCES are complete: withdraw what vanished from them.")
@click.option("--mirror-all", "mirror", flag_value=Mirror.ALL.value, help="The same, however many vanished.")
@click.option("--no-index", is_flag=True, help="Only store; index later with `news-indexer index`.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@reports_errors
def import_command(
    sources: tuple[str, ...],
    *,
    data: Path | None,
    wait: int | None,
    format_name: str | None,
    strict: bool,
    mended: Path | None,
    mirror: str | None,
    no_index: bool,
    as_json: bool,
) -> None:
    """Store the releases of SOURCES (files, folders, addresses, - for standard input), then bring the index up to date."""
    settings = load_settings(data=data, wait=wait)
    if not sources and mended is None:
        raise click.UsageError("name a SOURCE, or a file of mended records with --quarantine")
    _refuse_missing(sources)
    completeness = Completeness(mirrored(sources, mirror))
    quarantine = Quarantine(settings.quarantine_path)
    report, indexing, problem = ImportReport(quarantine=quarantine, names=taxonomy_of(settings)), None, None
    stored, total = False, size_of(sources) if sources else None
    try:
        with ExitStack() as open_to_the_end:
            store = cache(lambda: open_to_the_end.enter_context(opened_store(settings, make=True)))
            with progress_shown("Reading", total=total, quiet=as_json) as shown, archive_words(settings) as words:
                read = partial(opened_sources, settings=settings, format_name=format_name, strict=strict, consumed=shown.advance)
                again = mended_items(mended, quarantine, settings, read) if mended else ()
                items = with_joined_words(chain(again, read(sources)), words)
                import_into(store, items, report=report, progress=shown.count, completeness=completeness)
            stored = True
            if not no_index and database_of(settings).exists():
                indexing = indexed(store(), settings, quiet=as_json)
    except NewsSearchError as error:
        problem = error
    problem = _kept(settings, (*sources, *([str(mended)] if mended else [])), report, problem, only_index=stored and problem is not None)
    click.echo(report.as_json(indexing, problem) if as_json else report.as_text())
    if problem:
        raise problem
    if indexing and not as_json:
        click.echo(indexing.as_text())
    sys.exit(report.exit_code)


def _kept(
    settings: Settings, sources: Sequence[str], report: ImportReport, problem: NewsSearchError | None, *, only_index: bool
) -> NewsSearchError | None:
    """Keep what was done for `status`, if there is a store; what is wrong then."""
    try:
        if database_of(settings).exists():
            keep_last_import(settings.data, sources, report, problem, only_index=only_index)
    except NewsSearchError as error:
        return problem or error
    return problem


def _refuse_missing(sources: Iterable[str]) -> None:
    """Raises UnreadableSourceError that names all files that are not there, before anything is read: they are no rejected records."""
    missing = [each for each in sources if not is_address(each) and Path(each) != STANDARD_INPUT and not Path(each).exists()]
    if missing:
        raise UnreadableSourceError(f"{', '.join(missing)}: no such file or folder; nothing was imported")


def mirrored(sources: Iterable[str], mirror: str | None) -> dict[str, Mirror]:
    """What becomes of what vanished: of folders it is reported, of everything else only where somebody says that it is complete."""
    if mirror and (odd := [each for each in sources if is_address(each) or Path(each) == STANDARD_INPUT]):
        message = f"{odd[0]} is neither a file nor a folder, so that nobody knows what it had; watch a sitemap with `mirror = true`"
        raise click.UsageError(message)
    if mirror:
        return {origin_of(each): Mirror(mirror) for each in sources}
    return {origin_of(each): Mirror.REPORT for each in sources if not is_address(each) and Path(each).is_dir()}


def mended_items(
    mended: Path, quarantine: Quarantine, settings: Settings, read_whole: Callable[[Iterable[str]], Iterator[Item]]
) -> Iterator[Item]:
    """What the rejected records in ``mended`` are now."""
    return items_again(mended, quarantine, portals=portals_of(settings), columns=settings.csv_columns, read_whole=read_whole)


@click.command()
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


def opened_sources(
    sources: Iterable[str], settings: Settings, *, format_name: str | None, strict: bool = False, consumed: Consumed = not_measured
) -> Iterator[Item]:
    """What the sources hold, read as the settings say."""
    return read_sources(
        sources,
        format=Format(format_name) if format_name else None,
        strict=strict,
        columns=settings.csv_columns,
        private_addresses=settings.private_addresses,
        portals=portals_of(settings),
        consumed=consumed,
    )


def portals_of(settings: Settings) -> Portals:
    """The portals that the settings add to those we know."""
    return read_portals(settings.portals_file) if settings.portals_file else known_portals()
