"""What is lost, doubled or refused when nodes fail? Searches and an indexer at work, while a real cluster of three loses its nodes.

    NODES=3 deploy/opensearch-test/cluster start && python -m benchmarks.cluster_faults ARCHIVE && deploy/opensearch-test/cluster stop

Each row says how many searches were answered rightly, how many were refused with our error, how many wrongly: that must be none. After
each fault the index is compared with the releases. The exit code is 1 when anything is wrong.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import click

from benchmarks.archive_file import read_archive
from benchmarks.tables import machine, table
from search_service.answers.searcher import open_searcher
from search_service.config import Settings
from search_service.engines.base import Index, Searcher
from search_service.engines.opensearch.cluster import client_of
from search_service.engines.registry import open_index
from search_service.errors import EngineError
from search_service.query.parser import parse
from search_service.query.request import SearchRequest, Sort
from search_service.release import Release

CLUSTER = Path(__file__).parent.parent / "deploy" / "opensearch-test" / "cluster"
QUERIES = ("Polizei", "Klimaschutz", '"in der Nacht"', "Schul*", "Wohnung Neubau", "Verkehr -Unfall")
PAUSE = 0.05
"""Between searches: a loop without one takes the processors from the node that comes back."""
SETTLED = 3.0
"""Seconds of searching before and after a fault."""


@dataclass
class Counts:
    """What became of the searches while something happened."""

    right: int = 0
    refused: int = 0
    wrong: list[str] = field(default_factory=list)
    longest: float = 0.0


class Witness:
    """Searches all the time, and knows which totals are right: those of any state that was published."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher
        self._known: set[tuple[int, ...]] = set()
        self.counts = Counts()
        self._stop = threading.Event()

    def totals(self) -> tuple[int, ...]:
        """What all queries find now."""
        requests = (SearchRequest(q=q, node=parse(q).node, sort=Sort.NEWEST) for q in QUERIES)
        return tuple(self._searcher.search(request).total for request in requests)

    def learn(self) -> None:
        """Take what is found now for right, too."""
        self._known.add(self.totals())

    @contextmanager
    def watching(self) -> Iterator[Counts]:
        """Search in a thread while the block is at work."""
        self.counts = Counts()
        self._stop.clear()
        thread = threading.Thread(target=self._watch)
        thread.start()
        try:
            time.sleep(SETTLED)
            yield self.counts
            time.sleep(SETTLED)
        finally:
            self._stop.set()
            thread.join()

    def _watch(self) -> None:
        seen: list[tuple[int, ...]] = []
        while not self._stop.is_set():
            started = time.perf_counter()
            try:
                seen.append(self.totals())
            except EngineError:
                self.counts.refused += 1
            self.counts.longest = max(self.counts.longest, time.perf_counter() - started)
            time.sleep(PAUSE)
        self.counts.right = len(seen)
        self._seen = seen

    def judge(self) -> None:
        """Count what was none of the states that were published."""
        for totals in self._seen:
            mixed = [q for place, q in enumerate(QUERIES) if totals[place] not in {known[place] for known in self._known}]
            if mixed:
                self.counts.right -= 1
                self.counts.wrong.append(f"{mixed[0]}: {totals}")


def control(*arguments: str) -> None:
    """Call the cluster's own command."""
    subprocess.run([str(CLUSTER), *arguments], check=True, env=os.environ | {"NODES": "3"}, stdout=subprocess.DEVNULL)


def manager_of(settings: Settings) -> str:
    """The number of the node that is the elected manager."""
    with closing(client_of(settings)) as client:
        return str(client.cat.cluster_manager(format="json")[0]["node"]).removeprefix("n")


def rebuild(index: Index, releases: Sequence[Release]) -> None:
    with index.rebuild() as writer:
        for release in releases:
            writer.add(release)


def update(index: Index, releases: Sequence[Release]) -> None:
    with index.update() as writer:
        for release in releases:
            writer.add(release)


@dataclass(frozen=True, slots=True)
class Faults:
    """The faults, each of which leaves the cluster whole again."""

    settings: Settings
    index: Index
    first: Sequence[Release]
    every: Sequence[Release]

    def node_killed(self) -> str:
        control("kill", "2")
        time.sleep(SETTLED)
        control("start", "2")
        return ""

    def manager_killed(self) -> str:
        number = manager_of(self.settings)
        control("kill", number)
        time.sleep(SETTLED)
        control("start", number)
        return f"node {number}"

    def killed_while_indexing(self) -> str:
        outcome = ["published"]

        def write() -> None:
            try:
                rebuild(self.index, self.every)
            except EngineError as error:
                outcome[0] = f"refused: {error}"[:60]

        thread = threading.Thread(target=write)
        thread.start()
        time.sleep(SETTLED)
        control("kill", "3")
        time.sleep(SETTLED)
        control("start", "3")
        thread.join()
        if outcome != ["published"]:
            rebuild(self.index, self.every)
        return outcome[0]

    def two_of_three_gone(self) -> str:
        control("kill", "2")
        control("kill", "3")
        time.sleep(2 * SETTLED)
        for number in ("2", "3"):
            subprocess.run([str(CLUSTER), "start", number], check=False, env=os.environ | {"NODES": "3"}, capture_output=True)
        control("start")
        return ""

    def switched_under_searches(self) -> str:
        for number in range(3):
            update(self.index, [self.every[number].model_copy(update={"teaser": f"Stand {number}"})])
        update(self.index, self.every[:3])
        return "4 publishes"


def observed(name: str, fault: Callable[[], str], witness: Witness, faults: Faults, held: Sequence[Release]) -> list[str]:
    """A row of the table."""
    with witness.watching() as counts:
        said = fault()
    witness.learn()
    witness.judge()
    problems = list(faults.index.problems(held))
    for problem in problems[:3]:
        click.echo(problem.text, err=True)
    numbers = [str(counts.right), str(counts.refused), str(len(counts.wrong)), f"{counts.longest:.1f}", str(len(problems))]
    return [f"{name} ({said})" if said else name, *numbers]


@click.command()
@click.argument("archive", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--releases", default=2000, show_default=True)
@click.option("--base", default=9200, show_default=True, envvar="HTTP_BASE", help="Nodes listen on the three ports behind it.")
def main(archive: Path, releases: int, base: int) -> None:
    """Print what became of searches and releases."""
    documents = read_archive(archive, limit=releases)
    first = documents[: len(documents) // 2]
    with tempfile.TemporaryDirectory() as folder:
        urls = tuple(f"http://127.0.0.1:{base + number}" for number in (1, 2, 3))
        settings = Settings(engine="opensearch", data=Path(folder), opensearch_url=urls, opensearch_index=f"faults-{os.getpid()}")
        index = open_index(settings)
        rebuild(index, first)
        faults = Faults(settings, index, first, documents)
        with closing(open_searcher(settings)) as searcher:
            witness = Witness(searcher)
            witness.learn()
            rows = [
                observed("a node killed", faults.node_killed, witness, faults, first),
                observed("the manager killed", faults.manager_killed, witness, faults, first),
                observed("a node killed while indexing", faults.killed_while_indexing, witness, faults, documents),
                observed("the alias moved", faults.switched_under_searches, witness, faults, documents),
                observed("two of three gone and back", faults.two_of_three_gone, witness, faults, documents),
            ]
        with closing(client_of(settings)) as client:
            client.indices.delete(index=f"{settings.opensearch_index}*", params={"expand_wildcards": "all"})
    click.echo(f"{len(documents):,} releases, rounds of {len(QUERIES)} searches; {machine()}\n")
    click.echo(table(["", "right", "refused", "wrong", "longest in s", "problems of the index"], rows))
    sys.exit(1 if any(row[3] != "0" or row[5] != "0" for row in rows) else 0)


if __name__ == "__main__":
    main()
