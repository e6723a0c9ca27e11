"""`watch`: reads sources as they change, until it is told to end."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random

import click

from indexer.commands.options import data_option, opened_store, reports_errors
from indexer.sources.opening import Way
from indexer.sources.pages.portals import known_portals, read_portals
from indexer.watching.intake import Intake
from indexer.watching.memory import WatchMemory
from indexer.watching.running import Runner
from indexer.watching.schedule import Schedule
from indexer.watching.tools import Tools
from indexer.watching.visiting import Visitor
from indexer.watching.watch_file import Source, WatchFile, read_watch_file
from indexer.watching.watcher import Watcher
from search_service.config import Settings, load_settings
from search_service.errors import SettingsError
from search_service.log_lines import log_as


@click.command()
@data_option
@click.option("--sources", type=click.Path(dir_okay=False, path_type=Path), help="File of the sources (default: the setting watch_file).")
@click.option("--once", is_flag=True, help="Read what is due once, bring the index up to date, end.")
@reports_errors
def watch(*, data: Path | None, sources: Path | None, once: bool) -> None:
    """Read the watched sources whenever they are due, until SIGTERM or Ctrl-C."""
    settings = load_settings(data=data, watch_file=sources)
    if settings.watch_file is None:
        raise SettingsError("no file of watched sources is named; name one with --sources or the setting watch_file")
    file = read_watch_file(settings.watch_file)
    log_as(settings.log_format, text="%(asctime)s %(levelname)s %(message)s")
    with opened_store(settings, make=True) as store, closing(WatchMemory.open(settings.data)) as memory:
        schedule = Schedule(file.source, memory.runs(), Random(), once=once)
        intake = Intake(store, memory, settings, schedule)
        watcher = Watcher(file, schedule, Runner(_tools(settings, file, memory)), intake)
        with _ended_by_signals(watcher):
            watcher.run(once=once)
    if once:
        sys.exit(intake.exit_code)


def _tools(settings: Settings, file: WatchFile, memory: WatchMemory) -> Callable[[Source, Callable[[], bool]], Tools]:
    portals = read_portals(settings.portals_file) if settings.portals_file else known_portals()
    way = Way(portals=portals, columns=settings.csv_columns)
    visitor = Visitor(
        user_agent=settings.user_agent, pause=file.pause, private_addresses=settings.private_addresses, heeds_robots=file.robots
    )
    return lambda source, ended: Tools(memory, visitor, way, ended, time.time)


@contextmanager
def _ended_by_signals(watcher: Watcher) -> Iterator[None]:
    """The first signal ends after the batch at hand, a second one at once."""
    before = {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)}

    def end(number: int, _frame: object) -> None:
        for each in before:
            signal.signal(each, lambda *_: sys.exit(128 + number))
        watcher.stop()

    for each in before:
        signal.signal(each, end)
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
