"""The folder of a benchmark: a store filled from the archive and one index a contestant, each made when first asked for.

Without ``--keep`` it is a temporary folder. With it, what is there is used again, so the folder belongs to one archive file.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from benchmarks.archive_file import grow, read_archive
from benchmarks.contestants import ALONE, MODULES, OPENSEARCH, contestant
from benchmarks.peers import opensearch_peer
from indexer.store import Store
from search_service.archive import Archive
from search_service.release import Release

STORED_AT_ONCE = 500
STORE = "releases.db"
UNFINISHED = ".unfinished"


class Workspace:
    """``real`` are the releases of the archive file, ``size`` how many releases store and indexes hold."""

    def __init__(self, folder: Path, real: Sequence[Release], size: int, *, seed: int) -> None:
        self.folder = folder / f"releases-{size}"
        self.real = list(real[:size])
        self.size = size
        self._seed = seed

    def resized(self, size: int) -> Workspace:
        """The same archive grown to another size, beside this one."""
        return Workspace(self.folder.parent, self.real, size, seed=self._seed)

    @property
    def store_path(self) -> Path:
        """The store, filled."""
        folder = self.folder / "store"
        if not folder.exists():
            self._made(folder, lambda unfinished: _fill(unfinished / STORE, grow(self.real, self.size, seed=self._seed)))
        return folder / STORE

    def releases(self) -> Iterator[Release]:
        """Every release, read from the store: what an index is built from, whatever the engine."""
        with closing(Archive.open(self.store_path)) as archive:
            yield from archive.current()

    def index(self, name: str) -> Path:
        """The index of a contestant, built. OpenSearch has its own on each node, gone with it."""
        folder = self.folder / (f"{name}-{opensearch_peer.cluster_id()}" if name == OPENSEARCH else name)
        if not folder.exists():
            click.echo(f"building {name} with {self.size:,} releases …", err=True)
            self._made(folder, lambda unfinished: contestant(name).build(self.releases(), unfinished))
        return folder

    def _made(self, folder: Path, make: Callable[[Path], None]) -> None:
        """Under another name until it is complete, so that an interrupted run leaves nothing that looks complete."""
        unfinished = folder.with_name(folder.name + UNFINISHED)
        if unfinished.exists():
            raise click.ClickException(f"an earlier run was interrupted; delete {unfinished} and start again")
        unfinished.parent.mkdir(parents=True, exist_ok=True)
        make(unfinished)
        unfinished.rename(folder)


def _fill(path: Path, releases: Iterator[Release]) -> None:
    with closing(Store.open(path)) as store:
        while batch := list(islice(releases, STORED_AT_ONCE)):
            store.put(batch)


@contextmanager
def workspace(archive: Path, *, releases: int | None, seed: int, keep: Path | None) -> Iterator[Workspace]:
    """A workspace over the releases of a file; its size is that of the file unless ``releases`` says otherwise."""
    real = read_archive(archive, limit=releases)
    if not real:
        raise click.ClickException(f"{archive} holds no release that could be read")
    if keep:
        yield Workspace(keep, real, releases or len(real), seed=seed)
        return
    with TemporaryDirectory(prefix="news-search-benchmark-") as folder:
        yield Workspace(Path(folder), real, releases or len(real), seed=seed)


Command = Callable[..., Any]


def archive_options(command: Command) -> Command:
    """The argument and options that every benchmark over an archive shares."""
    options = (
        click.argument("archive", type=click.Path(exists=True, path_type=Path)),
        click.option("--releases", type=click.IntRange(min=1), help="How many: fewer than the file has, or grown from its paragraphs."),
        click.option("--seed", default=2024, show_default=True, help="Of everything that is drawn."),
        click.option("--keep", type=click.Path(file_okay=False, path_type=Path), help="Keep store and indexes here and use them again."),
    )
    for option in reversed(options):
        command = option(command)
    return command


contestants_option = click.option(
    "--only", multiple=True, type=click.Choice(list(MODULES)), default=ALONE, help="Contestants to measure (default: all without a server)."
)


def _with_node(_context: click.Context, _parameter: click.Parameter, url: str | None) -> str | None:
    """The peer is told as processes are, by the environment."""
    if url:
        os.environ[opensearch_peer.NODE] = url
    return url


opensearch_option = click.option(
    "--opensearch",
    envvar=opensearch_peer.NODE,
    callback=_with_node,
    metavar="URL",
    help="A node of OpenSearch on this machine, to be measured too; `deploy/opensearch-test/run` starts one around a command.",
)
