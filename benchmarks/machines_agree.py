"""Do several web machines answer alike, whichever is asked, while generations are published?

`deploy/several-test/machines run python -m benchmarks.machines_agree [--publishes 20]`. Connections ask each service and nginx without
end: what has one validator must be one answer everywhere, and a search that tells its generation by its total must have one validator
for it. Conditional requests, cursors and restarts come after that. It prints how long a generation takes to appear everywhere.
"""

from __future__ import annotations

import http.client
import itertools
import json
import os
import re
import statistics
import subprocess
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import click

from benchmarks.tables import machine, table

MACHINES = Path(__file__).resolve().parent.parent / "deploy" / "several-test" / "machines"
MARK = "Maschinenwort"
"""Stands in each published release, in no other: a search for it has as many hits as generations were published."""
COUNTED = f"/api/v1/search?q={MARK}"
PATHS = (
    COUNTED,
    f"/search?q={MARK}&page=1",
    f"/search?q={MARK}+Meldng",
    f"/search?q={MARK}&topic=Verkehr",
    "/search?q=Schule",
    "/",
    "/glossary",
    "/releases/maschine-1",
    f"/releases/maschine-1?q={MARK}",
    "/api/v1/releases/maschine-1",
    "/api/v1/releases/maschine-1/similar",
    "/api/v1/changes?since=0&limit=1000",
    "/api/v1/suggest?q=Masch",
    "/search.suggestions?q=Meld",
    "/api/v1/facets?q=",
    f"/api/v1/timeline?q={MARK}&interval=day",
    "/api/v1/abbreviations",
    f"/search.atom?q={MARK}",
    f"/search.json-feed?q={MARK}",
    f"/search.csv?q={MARK}",
    f"/search.jsonl?q={MARK}",
    f"/search.ninjs.json?q={MARK}",
    "/sitemap.xml",
)
_TIMES = re.compile(rb'"took_ms":[0-9.e+-]+')
SHOWN = 10
PAUSE = 0.02
LONGEST_SECONDS = 120.0
"""Seconds between two questions of a connection: the indexer is to have its turn on small machines."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; the time that a search took is left out of ``body``."""

    status: int
    tag: str
    body: bytes
    cached: str


@dataclass(slots=True)
class Findings:
    """What all connections saw; ``bodies`` by path and validator, ``tags`` by path and total."""

    answers: Counter[str] = field(default_factory=Counter)
    bodies: dict[tuple[str, str], set[bytes]] = field(default_factory=lambda: defaultdict(set))
    seen_by: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    tags: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    failed: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, base: str, path: str, answer: Answer) -> None:
        with self.lock:
            self.answers[base] += 1
            if answer.status != 200:
                self.failed.append(f"{base}{path}: {answer.status} {answer.body[:200]!r}")
            if answer.status == 200 and answer.tag:
                self.bodies[path, answer.tag].add(answer.body)
                self.seen_by[path, answer.tag].add(base)
                if path == COUNTED:
                    self.tags[json.loads(answer.body)["total"]].add(answer.tag)

    @property
    def mixed(self) -> list[str]:
        """Validators that stood at more than one answer, and generations that had more than one."""
        bodies = [f"{path}: {len(found)} answers have {tag}" for (path, tag), found in self.bodies.items() if len(found) > 1]
        return bodies + [f"{total} hits: {len(tags)} validators" for total, tags in self.tags.items() if len(tags) > 1]


class Connection:
    """Keeps one connection to a server, and makes it anew when it was closed."""

    def __init__(self, base: str) -> None:
        self.base = base
        address = urlsplit(base)
        self._connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=60)

    def get(self, path: str, *, tag: str = "") -> Answer:
        """One answer; with ``tag`` it is asked whether that is still the newest."""
        self._connection.request("GET", path, headers={"If-None-Match": tag} if tag else {})
        response = self._connection.getresponse()
        headers = response.headers
        body = _TIMES.sub(b'"took_ms":0', response.read())
        return Answer(response.status, headers.get("ETag", ""), body, headers.get("X-Cache", ""))

    def close(self) -> None:
        self._connection.close()


def ask_always(base: str, findings: Findings, ended: threading.Event, *, fresh: int | None = None) -> None:
    """Ask all paths in turn; with ``fresh`` each in addresses that no cache has, from so many signs more on."""
    with closing(Connection(base)) as connection:
        for number, path in enumerate(itertools.cycle(PATHS)):
            if ended.is_set():
                return
            asked = path if fresh is None else unkept(path, fresh + number // len(PATHS))
            try:
                findings.note(base, asked, connection.get(asked))
            except (OSError, http.client.HTTPException) as error:
                with findings.lock:
                    findings.failed.append(f"{base}{path}: {error!r}")
                connection.close()
            time.sleep(PAUSE)


def unkept(path: str, number: int) -> str:
    """The same question in an address that no cache has."""
    return f"{path}{'' if '?' in path else '?'}{'&' * (number + 1)}"


def indexer(*arguments: str) -> None:
    """A command of the indexer, on its machine."""
    subprocess.run([MACHINES, "indexer", *arguments], check=True, stdout=subprocess.DEVNULL)


def publish(folder: Path, number: int) -> None:
    """One release more, the first one changed."""
    text = f"{MARK} steht in Meldung {number}. Das Amt (LMX) prüft die Brücke {number}."
    first = f"{MARK} steht in der ersten Meldung, die {number} Mal geändert wurde."
    records = [
        {"id": f"maschine-{number}", "title": f"Meldung {number} der Maschine", "published": f"2024-02-{number % 28 + 1:02}", "body": text},
        {"id": "maschine-1", "title": "Meldung 1 der Maschine", "published": "2024-02-02", "body": first},
    ]
    file = folder / "machines.jsonl"
    file.write_text("\n".join(json.dumps(each) for each in records[: 1 if number == 1 else 2]), encoding="utf-8")
    indexer("import", str(file))


def seconds_until_everywhere(connections: list[Connection], total: int) -> list[float]:
    """How long each service takes to answer from the newest generation, from now on."""
    started, taken = time.perf_counter(), []
    for place, connection in enumerate(connections, start=1):
        while json.loads(connection.get(f"{COUNTED}&size={total}").body).get("total") != total:
            if time.perf_counter() - started > LONGEST_SECONDS:
                raise click.ClickException(f"service {place} never answered from the newest generation; see its log")
            time.sleep(0.01)
        taken.append(time.perf_counter() - started)
    return taken


def publishing(bases: list[str], folder: Path, publishes: int) -> tuple[Findings, list[list[float]]]:
    """Ask everybody while generations are published."""
    findings, ended = Findings(), threading.Event()
    services = [Connection(base) for base in bases[:-1]]
    publish(folder, 1)
    seconds_until_everywhere(services, 1)
    askers = [threading.Thread(target=ask_always, args=(base, findings, ended)) for base in bases]
    askers.append(threading.Thread(target=ask_always, args=(bases[-1], findings, ended), kwargs={"fresh": 0}))
    for asker in askers:
        asker.start()
    taken = []
    for number in range(2, publishes + 2):
        publish(folder, number)
        taken.append(seconds_until_everywhere(services, number))
    ended.set()
    for asker in askers:
        asker.join()
    return findings, taken


def conditional_answers(bases: list[str]) -> Counter[str]:
    """How often a validator of one service is one for the next and for nginx, whichever service that asks."""
    connections, statuses = [Connection(base) for base in bases], Counter[str]()
    for path in (unkept(path, 1_000) for path in PATHS):
        tag = ""
        for connection in connections * 3:
            answer = connection.get(path, tag=tag)
            if tag:
                statuses[str(answer.status)] += 1
                if answer.status != 304:
                    statuses[f"{answer.status} {path}"] += 1
            tag = answer.tag
    return statuses


def walked(connections: list[Connection], path: str) -> list[str]:
    """The ids of all hits by cursors, each page asked of the next service."""
    found: list[str] = []
    turns = itertools.cycle(connections)
    while path:
        answer = next(turns).get(path)
        if answer.status != 200:
            raise click.ClickException(f"{path}: {answer.status} {answer.body[:300]!r}")
        page = json.loads(answer.body)
        found.extend(hit["id"] for hit in page["hits"])
        link = page["links"]["next"]
        path = f"{urlsplit(link).path}?{urlsplit(link).query}" if link else ""
    return found


def walks(bases: list[str], folder: Path, numbers: Iterator[int]) -> list[list[str]]:
    """Every order walked on one service, on all in turn, and on with a generation published meanwhile."""
    rows = []
    connections = [Connection(base) for base in bases]
    for sort in ("relevance", "newest", "oldest"):
        path = f"/api/v1/search?q={MARK}+ODER+Ministerium&size=7&sort={sort}"
        alone, together = walked(connections[:1], path), walked(connections, path)
        first = json.loads(connections[0].get(path).body)["links"]["next"]
        publish(folder, next(numbers))
        followed = f"{urlsplit(first).path}?{urlsplit(first).query}"
        # By date, what was published meanwhile may stand anywhere behind.
        went_on = str(alone[7:] == walked(connections[1:], followed)) if sort == "relevance" else "–"
        rows.append([sort, f"{len(alone)}", str(len(set(alone))), str(alone == together), went_on])
    return rows


def restarts(bases: list[str]) -> list[list[str]]:
    """One service after the other is stopped and started, then killed and started, while nginx is asked."""
    rows = []
    for how in ("stop", "kill"):
        findings, ended = Findings(), threading.Event()
        askers = [
            threading.Thread(target=ask_always, args=(bases[-1], findings, ended), kwargs={"fresh": first}) for first in (2_000, 3_000)
        ]
        for asker in askers:
            asker.start()
        for number in range(1, len(bases)):
            subprocess.run([MACHINES, "service", how, str(number)], check=True)
            time.sleep(2)
            subprocess.run([MACHINES, "service", "start", str(number)], check=True)
        ended.set()
        for asker in askers:
            asker.join()
        rows.append([f"{how} and start each", f"{findings.answers.total():,}", str(len(findings.failed))])
        for each in findings.failed[:SHOWN]:
            click.echo(f"  {each}")
    return rows


@click.command()
@click.option("--publishes", default=20, show_default=True)
def main(publishes: int) -> None:
    """Ask all machines; ends with 1 when any two answers do not go together."""
    bases = [*os.environ["MACHINES_URLS"].split(), os.environ["MACHINES_URL"]]
    folder = Path(os.environ["RUN_DIR"])
    findings, taken = publishing(bases, folder, publishes)
    shared = sum(len(seen) > 1 for seen in findings.seen_by.values())
    click.echo(f"{publishes} generations published, {len(bases) - 1} services and nginx; {machine()}\n")
    rows = [[base, f"{count:,}"] for base, count in findings.answers.items()]
    click.echo(table(["asked", "answers"], rows))
    latest = [max(each) for each in taken]
    click.echo(
        f"\na generation is everywhere after {statistics.median(latest):.2f} s, at most {max(latest):.2f} s, from the end of the import"
    )
    click.echo(f"{len(findings.bodies):,} validators, {shared:,} of them seen at several; failed: {len(findings.failed)}")
    click.echo(f"mixed: {len(findings.mixed)}")
    for each in [*findings.failed[:SHOWN], *findings.mixed[:SHOWN]]:
        click.echo(f"  {each}")
    statuses = conditional_answers(bases)
    click.echo(f"\nconditional requests in turn: {dict(statuses)}")
    found = walks(bases, folder, itertools.count(publishes + 2))
    click.echo("\n" + table(["order", "hits", "different", "the same in turn", "the same after a publish"], found))
    click.echo("\n" + table(["service", "requests through nginx", "failed"], stopped := restarts(bases)))
    bad = findings.failed or findings.mixed or set(statuses) != {"304"} or any("False" in row for row in found)
    raise SystemExit(bool(bad or any(row[2] != "0" for row in stopped)))


if __name__ == "__main__":
    main()
