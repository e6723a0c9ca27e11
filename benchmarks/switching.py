"""What do readers notice while a running installation moves from one engine and database to others, and back?

    DATA=FOLDER SOURCE= deploy/several-test/machines run python -m benchmarks.switching

FOLDER is a data folder with store and index; it is changed. Two connections search through nginx all the time, each address another one;
meanwhile the two settings are written, `news-indexer take-over` is run, and the services are started anew one after the other.
"""

from __future__ import annotations

import http.client
import itertools
import json
import os
import shutil
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import click

from benchmarks.machines_agree import MACHINES, PAUSE, Connection, indexer
from benchmarks.metrics import percentile
from benchmarks.tables import machine, milliseconds, table

WORDS = (
    "Schule",
    "Polizei",
    "Radweg",
    "Wohnung",
    "Klima",
    "Verkehr",
    "Kita",
    "Haushalt",
    "Forschung",
    "Pflege",
    "Brücke",
    "Wald",
    "Steuer",
)
ADDRESSES = ("/search?q={}", "/api/v1/search?q={}&sort=newest", "/search?q={}&page=2", "/search.atom?q={}")
NEW = "Umzugsmeldung"
"""Stands in the one release that is imported at the new place."""
CONNECTIONS = 2
CALM_SECONDS = 10
SHOWN = 10


@dataclass(slots=True)
class Load:
    """What readers got, by what was done meanwhile."""

    doing: str = "as it was"
    seconds: dict[str, list[float]] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    failed_while: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def turn_to(self, doing: str) -> None:
        """Something else is done from now on; says how it was so far, as a run may be ended early."""
        with self.lock:
            click.echo(" | ".join(self.row(self.doing)))
            self.doing = doing

    def row(self, doing: str) -> list[str]:
        taken = self.seconds.get(doing) or [0.0]
        return [doing, f"{len(taken):,}", str(self.failed_while[doing]), *(milliseconds(percentile(taken, share)) for share in (50, 99))]

    def note(self, doing: str, seconds: float, fault: str) -> None:
        with self.lock:
            self.seconds.setdefault(doing, []).append(seconds)
            if fault:
                self.failed.append(fault)
                self.failed_while[doing] += 1


def searches(first: int) -> Iterator[str]:
    """Addresses that were never asked: pairs of words, then with more signs behind."""
    pairs = list(itertools.permutations(WORDS, 2))
    for number in itertools.count(first, CONNECTIONS):
        one, other = pairs[number % len(pairs)]
        path = ADDRESSES[number % len(ADDRESSES)].format(quote(f"{one} ODER {other}"))
        yield path + "&" * (number // len(pairs))


def ask_always(base: str, load: Load, ended: threading.Event, first: int) -> None:
    with closing(Connection(base)) as connection:
        for path in searches(first):
            if ended.is_set():
                return
            doing, started, fault = load.doing, time.perf_counter(), ""
            try:
                answer = connection.get(path)
                fault = "" if answer.status == 200 else f"{path}: {answer.status} {answer.body[:200]!r}"
            except (OSError, http.client.HTTPException) as error:
                fault = f"{path}: {error!r}"
                connection.close()
            load.note(doing, time.perf_counter() - started, fault)
            time.sleep(PAUSE)


@contextmanager
def asked(base: str, load: Load) -> Iterator[None]:
    """Searches go on inside."""
    ended = threading.Event()
    threads = [threading.Thread(target=ask_always, args=(base, load, ended, first)) for first in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def start_anew(machines: int) -> None:
    """Every service with the settings that it has now, one after the other."""
    for number in range(1, machines + 1):
        for how in ("stop", "start"):
            subprocess.run([MACHINES, "service", how, str(number)], check=True)


def moved(load: Load, folder: Path, what: str, source: str, *options: str, together: str) -> None:
    """Write the settings for all, take over, start anew."""
    machines = int(os.environ["MACHINES"])
    files = [folder / name / "settings.toml" for name in ("indexer", *(f"web-{number + 1}" for number in range(machines)))]
    for file in files:
        if together:
            file.write_text(file.read_text(encoding="utf-8") + together, encoding="utf-8")
        else:
            shutil.copyfile(file.with_suffix(".before"), file)
    load.turn_to(f"{what}: take-over")
    indexer("take-over", source, *options)
    load.turn_to(f"{what}: services")
    start_anew(machines)


def found(base: str, word: str) -> int:
    """The total of a search; ``base`` is a service, as nginx would tell what was."""
    with closing(Connection(base)) as connection:
        return int(json.loads(connection.get(f"/api/v1/search?q={quote(word)}").body)["total"])


@click.command()
def main() -> None:
    """Move there and back; ends with 1 when a search failed, or something is missing."""
    base, folder, service = os.environ["MACHINES_URL"], Path(os.environ["RUN_DIR"]), os.environ["MACHINES_URLS"].split()[0]
    together = (folder / "together.toml").read_text(encoding="utf-8")
    for file in folder.glob("*/settings.toml"):
        shutil.copyfile(file, file.with_suffix(".before"))
    release = folder / "moved.jsonl"
    release.write_text(json.dumps({"id": "umzug", "title": NEW, "published": "2024-03-21", "body": f"{NEW}, neu."}), encoding="utf-8")
    load = Load()
    totals = [[found(service, word) for word in WORDS]]
    with asked(base, load):
        time.sleep(CALM_SECONDS)
        moved(load, folder, "there", "", together=together)
        load.turn_to("there")
        time.sleep(CALM_SECONDS)
        totals.append([found(service, word) for word in WORDS])
        indexer("import", str(release))
        new = [found(service, NEW)]
        url = next(line for line in together.splitlines() if line.startswith("database_url")).split('"')[1]
        moved(load, folder, "back", url, "--overwrite", together="")
        load.turn_to("as it was, again")
        time.sleep(CALM_SECONDS)
        totals.append([found(service, word) for word in WORDS])
        new.append(found(service, NEW))
    rows = [load.row(doing) for doing in load.seconds]
    click.echo(table(["while", "searches", "failed", "p50 ms", "p99 ms"], rows))
    click.echo(f"\n{CONNECTIONS} connections through nginx; {machine()}")
    for each in load.failed[:SHOWN]:
        click.echo(f"  {each}")
    same = totals[0] == totals[1] == totals[2]
    click.echo(f"hits of {len(WORDS)} words before, there and back: {'the same' if same else totals}; the new release: {new}")
    raise SystemExit(bool(load.failed) or not same or new != [1, 1])


if __name__ == "__main__":
    main()
