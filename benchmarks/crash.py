"""Does a run that is killed at any moment lose, double or hide anything? `kill -9` at many points of every command that writes.

    python -m benchmarks.crash ARCHIVE [--releases 300] [--points 320] [--seed 1] [--postgresql URL]

Half of the points are numbers of calls, spread evenly over all that a command makes (writes, flushes and renames are calls); the other
half are moments, spread evenly over its duration, which also fall into long calls. After each kill: what answered before answers as
before or as after; nothing accepted is lost or twice there; the same command then ends well, `check` is clean, and store and searches
are those of a run that nobody killed. Prints a row a command; the exit code is 1 when anything is wrong. With the URL of a
PostgreSQL server the stores lie there, without the commands that copy or make files of SQLite.
"""

from __future__ import annotations

import json
import os
import pickle
import random
import signal
import sqlite3
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, redirect_stdout, suppress
from dataclasses import dataclass, field
from io import StringIO
from itertools import islice
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

import click

from benchmarks.archive_file import read_archive
from benchmarks.store_places import StorePlaces
from indexer.check import problems
from indexer.cli import main as news_indexer
from search_service.answers.searcher import open_searcher
from search_service.archive import Archive
from search_service.config import Settings
from search_service.database import database_of
from search_service.engines.registry import open_index
from search_service.errors import IndexNotBuiltError, NewsSearchError
from search_service.query.parser import parse
from search_service.query.request import SearchRequest
from search_service.release import Release

ASKED = ("Berlin", "Polizei", "Schule", '"in der"', "Bürgermeister", "Straße -Berlin", "Verkehr ODER Umwelt", "Klimaschutz", "2021", "Bau*")
PLACES = StorePlaces()


@dataclass(frozen=True, slots=True)
class Command:
    """A command that is killed: its name in the table, its arguments, and what makes the data folder that it begins with."""

    name: str
    arguments: tuple[str, ...]
    prepare: Callable[[Path], None]


@dataclass(frozen=True, slots=True)
class State:
    """What store and index say: hash and number of versions by id, how often each was announced, hits by query."""

    releases: dict[str, tuple[str, int]]
    announced: Counter[str]
    hits: dict[str, tuple[str, ...]] | None


@dataclass(slots=True)
class Outcome:
    """What became of the points of one command."""

    points: int = 0
    ended_before: int = 0
    """Runs that were through when their point came."""
    wrong: list[str] = field(default_factory=list)


def in_child(action: Callable[[], Any]) -> Any:
    """What ``action`` gives in a process of its own, which leaves no open file, lock or thread behind in this one.

    This process has one thread only: what others held would stay locked in the child. Raises ClickException for an action that fails.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        with ExitStack() as ends:
            ends.push(_end_process)
            os.close(reading)
            with os.fdopen(writing, "wb") as stream:
                pickle.dump(action(), stream)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        answer = stream.read()
    if os.waitpid(child, 0)[1]:
        raise click.ClickException("a process of its own failed; its traceback stands above")
    return pickle.loads(answer)


def _end_process(_kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None) -> None:
    """A child never returns into what its parent was doing, a failed one says why."""
    if error:
        traceback.print_exception(error)
    sys.stderr.flush()
    os._exit(error is not None)


def run(arguments: Sequence[str], data: Path) -> int:
    """Run ``news-indexer`` here; its exit code. What it prints goes nowhere."""
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    PLACES.enter(data)
    try:
        news_indexer([*arguments, "--data", str(data)], standalone_mode=False)
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


class Calls:
    """Counts the calls of all threads of this process from now on; ``at`` is called with each number."""

    def __init__(self, at: Callable[[int], None] | None = None) -> None:
        self.made = 0
        self._at = at
        threading.setprofile(self._count)
        sys.setprofile(self._count)

    def _count(self, _frame: FrameType, _event: str, _argument: Any) -> None:
        self.made += 1
        if self._at:
            self._at(self.made)

    def stop(self) -> int:
        """Count no more; how many there were."""
        sys.setprofile(None)
        threading.setprofile(None)
        return self.made


def killed_at(point: int | float, arguments: Sequence[str], data: Path) -> bool:
    """Run a command that is killed at a number of calls (int) or after seconds (float); whether it was killed before its end."""
    child = os.fork()
    if not child:
        if isinstance(point, int):
            Calls(lambda number: os.kill(os.getpid(), signal.SIGKILL) if number >= point else None)
        run(arguments, data)
        os._exit(0)
    if isinstance(point, float):
        time.sleep(point)
        os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def points_of(command: Command, data: Path, number: int, chance: random.Random) -> list[int | float]:
    """Half of them spread over the calls that a command makes, half over the seconds that it takes."""

    def calls() -> int:
        counting = Calls()
        run(command.arguments, data)
        return counting.stop()

    made = in_child(calls)
    PLACES.remove(data)
    command.prepare(data)
    started = time.perf_counter()
    in_child(lambda: run(command.arguments, data))
    seconds = time.perf_counter() - started
    by_call = number // 2
    at_calls = [int((each + chance.random()) * made / by_call) + 1 for each in range(by_call)]
    return [*at_calls, *((each + chance.random()) * seconds / (number - by_call) for each in range(number - by_call))]


def state_of(data: Path) -> State:
    """What store and index say at the moment."""
    settings = PLACES.settings(data)
    with closing(Archive.open(database_of(settings))) as archive:
        held = {release.id: (release.content_hash, len(archive.versions(release.id))) for release in archive.current()}
        announced = Counter(change.id for change in archive.changes(0, 1_000_000))
    return State(held, announced, hits_of(settings))


def hits_of(settings: Settings) -> dict[str, tuple[str, ...]]:
    """The ids of all hits by query; none where nothing was ever published."""
    with closing(open_searcher(settings)) as searcher:
        try:
            return {q: tuple(searcher.hit_ids(SearchRequest(q=q, node=parse(q).node))) for q in ASKED}
        except IndexNotBuiltError:
            return {}


def stored_ids(data: Path) -> set[str]:
    """The ids in a store of any version; none where there is none yet."""
    return PLACES.stored_ids(data)


def wrong_after(command: Command, data: Path, before: tuple[set[str], dict[str, Any]], wanted: tuple[int, State]) -> list[str]:
    """What is wrong after a kill, and after the same command has been run to its end."""
    code, expected = wanted
    ids, hits = before
    found = []
    if lost := ids - in_child(lambda: stored_ids(data)):
        found.append(f"{len(lost)} accepted releases are lost")
    if in_child(lambda: _answer(data)) not in (hits, expected.hits):
        found.append("the index answers neither as before nor as after")
    if (ended := in_child(lambda: run(command.arguments, data))) != code:
        found.append(f"the next run ends with {ended}")
    if problem := in_child(lambda: _checked(data)):
        found.append(f"check: {problem}")
    found += differences(in_child(lambda: state_of(data)), expected)
    return found


def differences(state: State, expected: State) -> Iterator[str]:
    """In what a state is not that of a run that nobody killed."""
    if state.releases != expected.releases:
        yield f"{len(dict(state.releases.items() ^ expected.releases.items()))} releases are otherwise in the store"
    if state.announced != expected.announced:
        yield f"announced otherwise: {dict(state.announced.items() ^ expected.announced.items())}"
    if state.hits != expected.hits:
        yield f"searches answer otherwise: {[q for q in ASKED if (state.hits or {}).get(q) != (expected.hits or {}).get(q)]}"


def _answer(data: Path) -> object:
    try:
        return hits_of(PLACES.settings(data))
    except NewsSearchError as error:
        return str(error)


def _checked(data: Path) -> str:
    settings = PLACES.settings(data)
    with closing(Archive.open(database_of(settings))) as archive:
        return "; ".join(problem.text for problem in problems(archive, open_index(settings)))


def tried(command: Command, folder: Path, number: int, chance: random.Random) -> Outcome:
    """Kill a command at ``number`` points, each in a data folder of its own."""
    outcome = Outcome()
    data = folder / "data"
    wanted = reference(command, data)
    command.prepare(data)
    before = in_child(lambda: stored_ids(data)), in_child(lambda: hits_of(PLACES.settings(data)))
    for point in points_of(command, data, number, chance):
        PLACES.remove(data)
        command.prepare(data)
        outcome.points += 1
        outcome.ended_before += not killed_at(point, command.arguments, data)
        outcome.wrong += [f"{command.name} at {point:.6g}: {each}" for each in wrong_after(command, data, before, wanted)]
    PLACES.remove(data)
    return outcome


def reference(command: Command, data: Path) -> tuple[int, State]:
    """The exit code and the state after a run that nobody kills; its searches are those of a rebuilt index, or this ends with an error."""
    command.prepare(data)
    code = in_child(lambda: run(command.arguments, data))
    grown = in_child(lambda: state_of(data))
    in_child(lambda: run(["rebuild"], data))
    built = in_child(lambda: state_of(data))
    PLACES.remove(data)
    if grown != built:
        raise click.ClickException(f"{command.name}: a grown index answers otherwise than a rebuilt one")
    return code, grown


def commands(folder: Path, archive: Sequence[Release]) -> Iterator[tuple[Command, int]]:
    """Every command that writes, on an archive that is two thirds of the releases, with its share of the points."""
    early, late = archive[: len(archive) * 2 // 3], archive[len(archive) * 2 // 3 :]
    changed = [each.model_copy(update={"title": f"{each.title} (neu)"}) for each in early[::7]]
    base, pending, old, kept = (folder / name for name in ("base", "pending", "old", "kept"))
    whole, changes = written(folder / "all.jsonl", archive), written(folder / "changes.jsonl", [*late, *changed])
    PLACES.make(base)
    warmed(written(folder / "early.jsonl", early), base)
    copied(base)(pending)
    in_child(lambda: run(["import", "--no-index", str(changes)], pending))
    if not PLACES.server:
        in_child(lambda: run(["backup", str(kept)], pending))
        copied(base)(old)
        in_child(lambda: lower(old / "releases.db"))
    sources = watched(folder, [*late, *changed])
    yield Command("first import", ("import", str(whole)), PLACES.make), 50
    yield Command("import of changes", ("import", str(changes)), copied(base)), 60
    yield Command("index", ("index",), copied(pending)), 50
    yield Command("rebuild", ("rebuild",), copied(pending)), 40
    yield Command("watch", ("watch", "--once", "--sources", str(sources)), copied(base)), 50
    if not PLACES.server:
        yield Command("migration", ("index",), copied(old)), 40
        yield Command("restore", ("restore", str(kept), "--overwrite"), copied(base)), 15
    yield Command("erase", ("erase", early[0].id), copied(base)), 15


def warmed(source: Path, data: Path) -> None:
    """Import into ``data`` in this very process, so that no child spends its time on imports and tables that are made once."""
    PLACES.enter(data)
    with redirect_stdout(StringIO()), suppress(SystemExit):
        news_indexer(["import", str(source), "--data", str(data)], standalone_mode=False)
    state_of(data)
    _checked(data)


def unchanging(archive: Sequence[Release], folder: Path) -> list[Release]:
    """Without releases that a second import reads otherwise, because by then the archive knows more words."""
    PLACES.make(twice := folder / "twice")
    in_child(lambda: [run(["import", str(written(folder / "twice.jsonl", archive))], twice) for _ in range(2)])
    held = in_child(lambda: state_of(twice)).releases
    return [each for each in archive if held.get(each.id, ("", 0))[1] == 1]


def copied(source: Path) -> Callable[[Path], None]:
    """Makes a folder that is a copy of ``source``."""

    def copy(target: Path) -> None:
        PLACES.copy(source, target)

    return copy


def written(path: Path, releases: Sequence[Release]) -> Path:
    path.write_text("\n".join(release.model_dump_json(exclude_defaults=True) for release in releases), encoding="utf-8")
    return path


def watched(folder: Path, releases: Sequence[Release], *, files: int = 10) -> Path:
    """A file of sources whose one folder holds the releases in some files."""
    (inbox := folder / "inbox").mkdir()
    for number in range(files):
        written(inbox / f"{number}.jsonl", releases[number::files])
    path = folder / "watch.toml"
    path.write_text(f'[[source]]\nname = "inbox"\nkind = "folder"\npath = {json.dumps(str(inbox))}\nsettle = "0 s"\n', encoding="utf-8")
    return path


def lower(store: Path) -> None:
    """Make the tables of a store those of version 1: no checksums, no corrections, nothing of what several sources tell of a release."""
    with closing(sqlite3.connect(store)) as connection, connection:
        for table in ("told", "likenesses", "listings"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("ALTER TABLE versions DROP COLUMN correction")
        for table in ("releases", "versions", "changes"):
            connection.execute(f"ALTER TABLE {table} DROP COLUMN checksum")
        connection.execute("UPDATE store_facts SET value = '1' WHERE name = 'version'")


@click.command()
@click.argument("archive", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--releases", default=300, show_default=True)
@click.option("--points", default=320, show_default=True, help="Kills in all.")
@click.option("--seed", default=1, show_default=True)
@click.option("--postgresql", default="", metavar="URL", help="A database of a server whose user may make others.")
def main(archive: Path, *, releases: int, points: int, seed: int, postgresql: str) -> None:
    """Kill every command that writes at many points, and look at what is left."""
    PLACES.server = postgresql
    chance = random.Random(seed)
    wrong: list[str] = []
    killed = 0
    with tempfile.TemporaryDirectory() as name:
        rows = list(commands(Path(name), unchanging(list(islice(read_archive(archive), releases)), Path(name))))
        shares = sum(share for _, share in rows)
        print("| killed | points | ended before | wrong |\n|---|---|---|---|")
        for command, share in rows:
            outcome = tried(command, Path(name), max(round(points * share / shares), 2), chance)
            killed += outcome.points - outcome.ended_before
            wrong += outcome.wrong
            print(f"| {command.name} | {outcome.points} | {outcome.ended_before} | {len(outcome.wrong)} |", flush=True)
        for made in ("twice", "base", "pending", "old"):
            PLACES.remove(Path(name) / made)
    print("\n".join([f"{killed} kills, {len(wrong)} wrong", *wrong]))
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
