"""How fast text is analysed: index terms, counts of the vocabulary, and the lexicon that is made of them.

`python -m benchmarks.analysis_speed ARCHIVE`. Words are what stands between white space.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from benchmarks.archive_file import read_archive
from benchmarks.tables import machine, table
from search_service.analysis.bulk_tokenizer import ChunkTable
from search_service.analysis.meaning.counts.vocabulary import WordCounts
from search_service.analysis.meaning.lexicon import Lexicon
from search_service.analysis.meaning.lexicon_builder import build_lexicon, extend_lexicon
from search_service.query.expand import expand
from search_service.query.nodes import Words
from search_service.schema import field_texts

QUERY_WORDS = 3
"""Words of a title that make a query."""
QUERIES = 500
TEXTS_AT_ONCE = 2_000


@click.command()
@click.argument("archive", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--releases", type=int, help="Only the first so many.")
def main(archive: Path, releases: int | None) -> None:
    """Words per second over ARCHIVE (JSON Lines, .gz too), and seconds for its lexicon."""
    read = read_archive(archive, limit=releases)
    texts = [text for release in read for text in field_texts(release).values() if text]
    words = sum(len(text.split()) for text in texts)
    counts = WordCounts()
    chunks = ChunkTable()
    analysing = _seconds(lambda: [chunks.read(some) for some in _slices(texts)])
    terms = chunks.terms.strings
    counting = _seconds(lambda: _count(counts, texts))
    with TemporaryDirectory() as folder:
        building = _seconds(lambda: build_lexicon(counts, terms, Path(folder)))
        lexicon = Lexicon.open(Path(folder))
        size = sum(file.stat().st_size for file in Path(folder).iterdir())
        with TemporaryDirectory() as other:
            extending = _seconds(lambda: extend_lexicon(lexicon, counts, ["zzprobewort"], Path(other)))
        queries = [Words(" ".join(release.title.split()[:QUERY_WORDS])) for release in read[:QUERIES]]
        expanding = _seconds(lambda: [expand(query, lexicon) for query in queries])
    rows = [
        ["index terms", f"{analysing:.1f}", f"{words / analysing:,.0f} words/s"],
        ["vocabulary counts", f"{counting:.1f}", f"{words / counting:,.0f} words/s"],
        ["lexicon", f"{building:.1f}", f"{lexicon.forms:,} forms, {lexicon.classes:,} classes, {size / 1e6:.1f} MB"],
        ["lexicon with one word more", f"{extending:.3f}", ""],
        [f"{len(queries)} queries of titles, expanded", f"{expanding:.3f}", f"{1000 * expanding / max(1, len(queries)):.2f} ms each"],
    ]
    click.echo(f"{len(read):,} releases, {words:,} words; {machine()}\n")
    click.echo(table(["", "seconds", "that is"], rows))


def _slices(texts: list[str]) -> Iterator[list[str]]:
    return (texts[start : start + TEXTS_AT_ONCE] for start in range(0, len(texts), TEXTS_AT_ONCE))


def _count(counts: WordCounts, texts: list[str]) -> None:
    for text in texts:
        counts.add(text)


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
