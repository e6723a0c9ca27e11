"""Ours and all peers in one run: whole answers over HTTP (``http``), then the engines alone (``engine``), with the load of the machine.

`python -m benchmarks.side_by_side ARCHIVE --keep FOLDER` prints both tables, ready to be pasted. OpenSearch takes part where a node is
named; README.md has the command that starts one around this. Indexes that FOLDER has already are used again.
"""

from __future__ import annotations

from pathlib import Path

import click

from benchmarks import engine, http
from benchmarks.contestants import OPENSEARCH
from benchmarks.tables import LoadBeside
from benchmarks.workspace import archive_options, contestants_option, opensearch_option, workspace


@click.command()
@archive_options
@contestants_option
@opensearch_option
@click.option("--questions", default=250, show_default=True, help="Fresh questions for each load over HTTP.")
@click.option("--seconds", default=3.0, show_default=True, help="How long they are asked again.")
@click.option("--each", default=100, show_default=True, help="Questions of each kind for the engines alone.")
def main(
    archive: Path,
    releases: int | None,
    seed: int,
    keep: Path | None,
    only: tuple[str, ...],
    opensearch: str | None,
    questions: int,
    seconds: float,
    each: int,
) -> None:
    """Both tables over the releases of ARCHIVE."""
    with workspace(archive, releases=releases, seed=seed, keep=keep) as work:
        names = [*only, OPENSEARCH] if opensearch else only
        for name in names:
            work.index(name)
        beside = LoadBeside()
        click.echo(http.report(work, names, questions=questions, seconds=seconds, seed=seed))
        click.echo(f"\n{beside}\n")
        beside = LoadBeside()
        click.echo(engine.report(work, names, each=each, seed=seed))
        click.echo(f"\n{beside}")


if __name__ == "__main__":
    main()
