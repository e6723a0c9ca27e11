"""What is lost, doubled or refused when nodes, PostgreSQL, the network or our own processes fail? A real cluster, a real service.

    python -m benchmarks.cluster_faults ARCHIVE [--releases 2000] [--only while_indexing]

It starts a cluster of three nodes, PostgreSQL, and `serve`, asks that by API and page all the time, and prints a row for each fault: how
many answers were right, refused by our 503 with `Retry-After`, or wrong, which must be none; how often a command of the indexer had to be
run until it ended well; what `check` finds afterwards. The exit code is 1 when anything is wrong.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from benchmarks.faults import full_queues, network, other_version, refusals, store_away, switching, while_indexing, while_searching
from benchmarks.faults.nodes import Nodes
from benchmarks.faults.scene import HEADER, Row, Scene
from benchmarks.faults.site import Site, releases_of
from benchmarks.faults.witness import Witness
from benchmarks.tables import machine, table

POSTGRESQL = Path(__file__).parent.parent / "deploy" / "postgresql-test" / "server"
QUESTIONS: dict[str, Callable[[Scene], Iterator[Row]]] = {
    "while_searching": while_searching.rows,
    "switching": switching.rows,
    "while_indexing": while_indexing.rows,
    "store_away": store_away.rows,
    "network": network.rows,
    "full_queues": full_queues.rows,
    "refusals": refusals.rows,
    "other_version": other_version.rows,
}


@click.command()
@click.argument("archive", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--releases", default=2000, show_default=True)
@click.option("--base", default=9250, show_default=True, envvar="HTTP_BASE", help="Nodes listen on the three ports behind it.")
@click.option("--only", multiple=True, type=click.Choice(list(QUESTIONS)), help="Ask these questions alone.")
def main(archive: Path, releases: int, base: int, only: Sequence[str]) -> None:
    """Print what became of searches, commands and releases."""
    documents = releases_of(archive, releases)
    rows: list[Row] = []
    with _folder() as folder, _cluster(folder, base) as nodes, _postgresql(folder) as database_url:
        site = Site(folder, nodes, database_url, documents)
        first = documents[: len(documents) * 6 // 10]
        site.through("import", site.file("first", first))
        with site.serving() as address:
            witness = Witness(address, first)
            witness.learn()
            scene = Scene(site, witness, documents[len(first) :])
            for name in only or QUESTIONS:
                rows += QUESTIONS[name](scene)
    click.echo(f"{len(documents):,} releases, three nodes; {machine()}\n")
    click.echo(table(HEADER, [row.cells() for row in rows]))
    sys.exit(0 if all(row.is_well for row in rows) else 1)


@contextmanager
def _folder() -> Iterator[Path]:
    """Reached by PostgreSQL's user, too."""
    with tempfile.TemporaryDirectory(prefix="faults-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@contextmanager
def _cluster(folder: Path, base: int) -> Iterator[Nodes]:
    nodes = Nodes(base, folder / "nodes")
    try:
        nodes.start()
        yield nodes
    finally:
        nodes.stop()


@contextmanager
def _postgresql(folder: Path) -> Iterator[str]:
    def call(*arguments: str) -> str:
        return subprocess.run([POSTGRESQL, *arguments], check=True, capture_output=True, text=True).stdout.strip()

    place = str(folder / "postgresql")
    url = call("start", place)
    try:
        yield url
    finally:
        call("stop", place, "immediate")


if __name__ == "__main__":
    main()
