"""How fast JSON Lines come into the store, and how much memory an import takes whatever its size.

`python -m benchmarks.intake ARCHIVE`. The archive is multiplied under other ids and addresses; each size is imported by a process of its
own, without the index. "Most memory" is the largest resident size of that process, as the system tells it.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path
from subprocess import PIPE, Popen
from tempfile import TemporaryDirectory

import click

from benchmarks.tables import machine, table

SIZES = (10_000, 100_000)
COMMAND = "from indexer.cli import main; main()"


@click.command()
@click.argument("archive", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--size", "sizes", type=int, multiple=True, default=SIZES, show_default=True, help="Releases of an import.")
def main(archive: Path, sizes: tuple[int, ...]) -> None:
    """Import the JSON Lines file ARCHIVE, multiplied to several sizes."""
    rows = []
    for size in sizes:
        with TemporaryDirectory() as folder:
            source = Path(folder) / "releases.jsonl"
            with source.open("w", encoding="utf-8") as file:
                file.writelines(islice(multiplied(archive), size))
            rows.append([f"{size:,}", *imported(source, Path(folder) / "data")])
    click.echo(machine())
    click.echo(table(["releases", "stored", "releases/s", "per second of the processor", "most memory"], rows))


def multiplied(archive: Path) -> Iterator[str]:
    """The lines of the file without end, under other ids and addresses each time."""
    for copy in count():
        with archive.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines):
                record = json.loads(line) | {"id": f"r{copy}-{number}", "url": f"https://presse.example/{copy}/{number}"}
                yield json.dumps(record, ensure_ascii=False) + "\n"


def imported(source: Path, data: Path) -> tuple[str, str, str, str]:
    """Releases stored, releases a second, releases a second of the processor's time, megabytes."""
    command = [sys.executable, "-c", COMMAND, "import", str(source), "--no-index", "--json", "--data", str(data)]
    with Popen(command, stdout=PIPE) as process:
        assert process.stdout is not None
        facts = json.loads(process.stdout.read())
        _, _, used = os.wait4(process.pid, 0)
        process.returncode = 0  # it was waited for
    alone = facts["new"] / (used.ru_utime + used.ru_stime)
    return f"{facts['new']:,}", f"{facts['releases_per_second']:,.0f}", f"{alone:,.0f}", f"{used.ru_maxrss / 1000:,.0f} MB"


if __name__ == "__main__":
    main()
