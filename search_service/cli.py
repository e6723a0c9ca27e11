"""The command `news-search`, and the composition root: the one module that puts settings, engine, archive and web together.

For `demo` it also calls the indexer, the only place in this package that may.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from types import FrameType

import click
from flask import Flask

from indexer.commands.options import data_option, indexed, opened_store, reports_errors, version_option
from indexer.commands.progress import progress_shown
from indexer.pipeline import check_origin, import_releases, read_sources
from indexer.sources.sizes import size_of
from search_service.answers.searcher import open_searcher
from search_service.archive import Archive
from search_service.commands.explain import explain_command
from search_service.commands.judge import judge_command
from search_service.commands.steering import steering_command
from search_service.config import Settings, load_settings, settings_table, supervisor_address
from search_service.database import database_of
from search_service.engines.registry import open_index
from search_service.errors import SettingsError
from search_service.legal_pages import missing_pages
from search_service.log_lines import log_as
from search_service.nouns import counted
from search_service.query.nodes import NOTHING
from search_service.query.parser import parse
from search_service.query.render import render
from search_service.query.request import SearchRequest, Sort
from search_service.results import Hit, ResultPage
from search_service.search import answer
from search_service.serving.server import Server
from search_service.serving.supervisor import Supervisor
from search_service.statistics.collector import Collector
from search_service.statistics.limits import Limits
from search_service.statistics.statistics_file import StatisticsFile
from search_service.taxonomy_file import taxonomy_of
from search_service.web.app import create_app
from search_service.web.contrast import contrasts
from search_service.web.theme import variables_in_force
from search_service.web.warming import spare_collections, warm

EXAMPLE = "Windkraft Gemeinden"
_PACKAGE = Path(__file__).resolve().parent


@click.group()
@version_option
def main() -> None:
    """Search an archive of German government press releases."""


main.add_command(explain_command)
main.add_command(judge_command)
main.add_command(steering_command)


@main.command()
@data_option
@click.option("--host", help="Address to listen on (default: 127.0.0.1).")
@click.option("--port", type=int, help="Port to listen on; 0 takes a free one (default: 8080).")
@reports_errors
def serve(*, data: Path | None, host: str | None, port: int | None) -> None:
    """Serve the search pages and the JSON API."""
    run_server(load_settings(data=data, host=host, port=port))


@main.command()
@data_option
@click.option("--once", is_flag=True, help="End after the example search instead of serving.")
@click.option("--host", help="Address to listen on (default: 127.0.0.1).")
@click.option("--port", type=int, help="Port to listen on; 0 takes a free one (default: 8080).")
@reports_errors
def demo(*, data: Path | None, once: bool, host: str | None, port: int | None) -> None:
    """Index the sample releases, print an example search, then serve them."""
    settings = _with_sample_names(load_settings(data=data, host=host, port=port))
    names = taxonomy_of(settings)
    with opened_store(settings, make=True) as store:
        sample = [str(sample_folder())]
        with progress_shown("Reading", total=size_of(sample)) as shown:
            report = import_releases(store, read_sources(sample, consumed=shown.advance), progress=shown.count, names=names)
        indexing = indexed(store, settings)
    click.echo(report.as_text())
    click.echo(indexing.as_text())
    click.echo(f"\nAn example, the search for {EXAMPLE!r}:\n")
    print_page(search(settings, EXAMPLE))
    if not once:
        run_server(settings)


@main.command()
@click.argument("words", nargs=-1)
@data_option
@click.option("--json", "as_json", is_flag=True, help="Print the answer of the JSON API.")
@reports_errors
def query(words: tuple[str, ...], *, data: Path | None, as_json: bool) -> None:
    """Search for WORDS (the query language of the pages) and print the hits."""
    settings = load_settings(data=data)
    text = " ".join(words)
    if as_json:
        response = application(settings).test_client().get("/api/v1/search", query_string={"q": text})
        click.echo(response.text)
        sys.exit(0 if response.status_code == 200 else 1)
    print_page(search(settings, text))


@main.command("settings")
@data_option
@click.option("--markdown", is_flag=True, help="Print every setting with its meaning and default instead, as docs/settings.md has them.")
@reports_errors
def settings_command(*, data: Path | None, markdown: bool) -> None:
    """Print the settings that are in force, each as a line of a TOML file."""
    click.echo(settings_table() if markdown else load_settings(data=data).as_toml())


@main.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@data_option
@reports_errors
def theme(file: Path | None, *, data: Path | None) -> None:
    """Check the contrast of a theme: of the CSS file FILE, or of the settings and their theme folder."""
    pairs = list(contrasts(variables_in_force(load_settings(data=data), file)))
    for pair in sorted(pairs, key=lambda pair: pair.ratio / pair.least):
        verdict = "ok     " if pair.enough else "too low"
        click.echo(f"{verdict} {pair.ratio:5.2f} (at least {pair.least}) {pair.scheme:5} --{pair.upper} on --{pair.ground}")
    low = sum(not pair.enough for pair in pairs)
    click.echo(f"{counted(len(pairs), 'pair')} of colours, {low} too low")
    sys.exit(1 if low else 0)


def search(settings: Settings, text: str) -> ResultPage:
    """The first page of a search for ``text``; what could not be understood is said on standard error.

    Raises IndexOutdatedError when the index was made from another store, and the other EngineErrors.
    """
    parsed = parse(text)
    for problem in parsed.problems:
        click.echo(f"not understood: {problem.text!r}: {problem.message}", err=True)
    sort = Sort.RELEVANCE if text.strip() else Sort.NEWEST
    request = SearchRequest(q=text, node=parsed.node, parsed=render(parsed.node), sort=sort)
    if database_of(settings).exists():
        with closing(Archive.open(database_of(settings))) as archive:
            check_origin(archive, open_index(settings))
    searcher = open_searcher(settings)
    try:
        return answer(searcher, request)
    finally:
        searcher.close()


def print_page(page: ResultPage) -> None:
    """Hits as lines for a terminal."""
    if page.request.node == NOTHING:
        click.echo(f"Nothing can be searched for in {page.request.q!r}; write a word.")
    elif page.partial:
        click.echo("No release has all words. The closest:")
    else:
        click.echo(f"{counted(page.total, 'hit')} for: {page.parsed or 'everything'}")
    if page.soft_words:
        click.echo(f"not required: {', '.join(page.soft_words)}")
    _print_hits(page.hits)
    if page.closest:
        click.echo("The closest others:")
        _print_hits(page.closest)


def _print_hits(hits: Sequence[Hit]) -> None:
    for number, hit in enumerate(hits, 1):
        click.echo(f"{number:3}. {hit.published.date()}  {hit.title}  [{hit.id}]")
        for line in _details(hit):
            click.echo(f"     {line}")


def _details(hit: Hit) -> list[str]:
    forms = ", ".join(dict.fromkeys(f"{match.form} ({match.rule})" for match in hit.matched))
    lines = ["".join(part.text for part in snippet.parts) for snippet in hit.snippets if snippet.field != "title"]
    lines += [f"found by: {forms}"] if forms else []
    lines += ["put first by the editors"] if hit.pinned else []
    lines += [f"score × {boost.factor:g} by the editors" for boost in hit.boosts]
    return lines + ([f"without: {', '.join(hit.missing)}"] if hit.missing else [])


def application(settings: Settings, collector: Collector | None = None) -> Flask:
    """The web application over the archive and the engine that the settings name; ``collector`` counts its searches.

    Raises StoreError when there is no archive, IndexOutdatedError when the index was made from another one.
    """
    archive = Archive.open(database_of(settings))
    check_origin(archive, open_index(settings))
    return create_app(settings, open_searcher(settings, archive), archive, collector=collector)


def run_server(settings: Settings) -> None:
    """Serve until SIGTERM or Ctrl-C; requests under way are finished. Raises SettingsError when the address cannot be had."""
    log_as(settings.log_format, text="%(asctime)s %(levelname)s %(name)s %(message)s")
    # One warning per queued request under load: the queue is what a busy server is expected to have.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    collector = Collector(StatisticsFile(settings.statistics_path, Limits.of(settings))) if settings.statistics else None
    app = application(settings, collector)
    warn_of_missing_pages(settings)
    warn_of_unnamed_hosts(settings)
    warm(app)
    spare_collections()
    with ExitStack() as ending:
        listener = ending.enter_context(_listening(settings))
        if collector:
            collector.start()  # after the questions that warmed the process
            ending.callback(collector.close)
        server = Server(app, listener, settings=settings, supervisor=Supervisor(supervisor_address()))
        _end_by_signals(server)
        host, port = listener.getsockname()[:2]
        click.echo(f"\nServing on http://{host}:{port}{settings.mounted_at}/ (Ctrl-C ends it)")
        server.run()
    if server.hangs:
        _end_at_once()


def _end_at_once() -> None:
    """End the process although threads go on: Python waits for them in vain."""
    logging.error("answers under way did not end in time: the process ends without them")
    logging.shutdown()
    sys.stdout.flush()
    os._exit(1)


def warn_of_missing_pages(settings: Settings) -> None:
    """Log which pages that the law asks for a public site lacks, with the setting of each."""
    for page in missing_pages(settings):
        logging.warning("%s is not linked, which every public site needs (%s): set `%s`", page.german, page.required, page.setting)


def warn_of_unnamed_hosts(settings: Settings) -> None:
    """Log that a server that listens everywhere will answer to nobody but this machine, unless its names are set."""
    if settings.host in {"0.0.0.0", "::"} and not (settings.site_url or settings.trusted_hosts):
        logging.warning("only this machine is answered: set `site_url`, or `trusted_hosts` to the names that the others ask for")


def _end_by_signals(server: Server) -> None:
    """SIGTERM or Ctrl-C ends the server in good order; the same once more ends it at once."""

    def end(number: int, _frame: FrameType | None) -> None:
        signal.signal(number, signal.SIG_DFL)
        server.stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)


def _listening(settings: Settings) -> socket.socket:
    """The socket that the server listens on; made here because waitress leaves its own open when the address is taken."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=128)
    except OSError as error:
        raise SettingsError(f"cannot listen on {settings.host}:{settings.port} ({error.strerror}); choose another --port") from error


def _with_sample_names(settings: Settings) -> Settings:
    """The settings with the names of the sample releases, unless they name a file themselves."""
    if settings.taxonomy_file is not None:
        return settings
    return settings.model_copy(update={"taxonomy_file": sample_folder() / "taxonomy.toml"})


def sample_folder() -> Path:
    """The sample releases: inside the package in a wheel, beside it in a checkout."""
    packaged = _PACKAGE / "sample_data"
    return packaged if packaged.is_dir() else _PACKAGE.parent / "sample_data"
