"""How fast an index is built, how large it gets, and how soon one release more is found.

`python -m benchmarks.indexing ARCHIVE`. Every contestant reads the releases from the same store; a row shows what that alone takes.
"Seen" is the time from handing over a release to a search that finds it; a searcher that does not notice by itself is opened anew.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from benchmarks.contestants import OURS, contestant
from benchmarks.metrics import percentile
from benchmarks.peers import whoosh_writer
from benchmarks.request_mix import Kind, Question
from benchmarks.tables import machine, milliseconds, table, times
from benchmarks.workspace import Workspace, archive_options, contestants_option, workspace
from search_service.release import Release

NEW_WORDS = tuple(f"zzprobewort{ending}" for ending in ("ab", "ac", "af", "ag", "ak"))
"""Words that no release has, and whose endings no stemmer takes for an inflection."""


@dataclass(frozen=True, slots=True)
class Built:
    """``seconds`` for all releases, ``bytes`` on disk, ``seen`` seconds for each single addition."""

    name: str
    seconds: float
    bytes: int = 0
    seen: tuple[float, ...] = ()


@click.command()
@archive_options
@contestants_option
def main(archive: Path, releases: int | None, seed: int, keep: Path | None, only: tuple[str, ...]) -> None:
    """Speed of building and adding over the releases of ARCHIVE."""
    with workspace(archive, releases=releases, seed=seed, keep=keep) as work:
        results = [_reading(work), *(_measured(work, name) for name in only)]
        if OURS in only:
            results.append(_built(whoosh_writer.NAME, whoosh_writer.build, work))
    click.echo(f"{work.size:,} releases; {machine()}\n")
    click.echo(_table(results, work.size))


def _reading(work: Workspace) -> Built:
    list(_first(work.releases(), 1))  # fills the store
    started = time.perf_counter()
    for _ in work.releases():
        pass
    return Built("reading the store alone", time.perf_counter() - started)


def _first(releases: Iterable[Release], count: int) -> Iterator[Release]:
    yield from (release for _, release in zip(range(count), releases, strict=False))


def _measured(work: Workspace, name: str) -> Built:
    return _built(contestant(name).NAME, contestant(name).build, work, additions_of=name)


def _built(title: str, build: Callable[[Iterable[Release], Path], None], work: Workspace, *, additions_of: str | None = None) -> Built:
    with TemporaryDirectory(dir=work.folder) as folder:
        index = Path(folder) / "index"
        started = time.perf_counter()
        build(work.releases(), index)
        seconds = time.perf_counter() - started
        size = sum(file.stat().st_size for file in index.rglob("*") if file.is_file())
        return Built(title, seconds, size, additions(additions_of, index, work.real[0]) if additions_of else ())


def additions(name: str, index: Path, model: Release) -> tuple[float, ...]:
    """Seconds until each of some new releases is found by the one word that only it has."""
    engine = contestant(name)
    searcher = engine.open_searcher(index)
    searcher.search(Question(Kind.WORD, model.title.split()[0]).request())
    seen = []
    for number, word in enumerate(NEW_WORDS):
        request = Question(Kind.WORD, word).request()
        started = time.perf_counter()
        engine.add(model.model_copy(update={"id": f"added-{number}", "url": "", "title": f"{model.title} {word}"}), index)
        if searcher.search(request).total == 0:
            searcher.close()
            searcher = engine.open_searcher(index)
        if searcher.search(request).total != 1:
            raise click.ClickException(f"{engine.NAME} does not find the release that was added")
        seen.append(time.perf_counter() - started)
    searcher.close()
    return tuple(seen)


def _table(results: Sequence[Built], size: int) -> str:
    smallest = min((each.bytes for each in results if each.bytes), default=0)
    rows = [
        [
            each.name,
            f"{each.seconds:.1f}",
            f"{size / each.seconds:,.0f}",
            _ours_against(each, results),
            f"{each.bytes / 1e6:.1f}" if each.bytes else "",
            times(each.bytes / smallest) if each.bytes else "",
            f"{milliseconds(percentile(each.seen, 50))} / {milliseconds(max(each.seen))}" if each.seen else "",
        ]
        for each in results
    ]
    return table(["engine", "build s", "releases/s", "ours is", "MB", "size factor", "one more seen: p50 / max ms"], rows)


def _ours_against(peer: Built, results: Sequence[Built]) -> str:
    ours = [each for each in results if each.name == OURS]
    return times(peer.seconds / ours[0].seconds) if ours and peer.bytes and peer.name != OURS else ""


if __name__ == "__main__":
    main()
