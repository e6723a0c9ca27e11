"""How often a mistyped word is mended, how often a right one is doubted that the archive lacks, and what that takes.

`python -m benchmarks.did_you_mean ARCHIVE`. The first nine tenths of the file are the archive. Mended are words of six letters or more
that it uses twice at least, with one slip of each kind: the offer of the result page must be the word itself. A slip that makes
another word of the archive is drawn anew; one that is found as typed, as a form of a word of the archive, counts apart. Words that
the archive lacks are those that two releases of the last tenth have. Two mistyped words stand in one release.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice
from pathlib import Path

import click

from benchmarks.contestants import OURS, contestant
from benchmarks.metrics import percentile
from benchmarks.mistyped import ONE_SLIP, Band, Mistyped, Slip, mistyped, with_slip, word_counts, words_by_band
from benchmarks.tables import machine, milliseconds, table
from benchmarks.workspace import archive_options, workspace
from search_service.analysis.normalize import xkey
from search_service.engines.base import Searcher
from search_service.query.parser import parse
from search_service.query.request import SearchRequest, Sort
from search_service.release import Release
from search_service.search import answer

HELD_OUT = 0.1
MOST_ABSENT = 1_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was offered for a query (empty: nothing) and the hits of the query itself."""

    offered: str
    total: int


@click.command()
@archive_options
@click.option("--each", default=150, show_default=True, help="Words of each kind of slip and band of uses.")
def main(archive: Path, releases: int | None, seed: int, keep: Path | None, each: int) -> None:
    """Did-you-mean over the words of ARCHIVE."""
    with workspace(archive, releases=releases, seed=seed, keep=keep) as work:
        kept, held_out = _split(work.real)
        searcher = contestant(OURS).open_searcher(work.resized(len(kept)).index(OURS))
        counts = word_counts(kept)
        known = {xkey(word) for word in counts}
        chance = random.Random(seed)
        cases = list(_cases(counts, lambda typed: xkey(typed) in known, each, chance))
        outcomes = [(case, _verdict(searcher, case)) for case in cases]
        absent = [ask(searcher, word) for word in _absent(held_out, known)[:MOST_ABSENT]]
        pairs = [_is_mended(searcher, typed, meant) for typed, meant in _pairs(kept, known, each, chance)]
        times = spelling_times(searcher, [case.typed for case in cases])
        searcher.close()
    click.echo(f"{len(kept):,} releases; right at first of {each} words each\n")
    click.echo(table(["uses", *Slip, "one slip", "found as typed"], [_row(band, outcomes) for band in Band]))
    click.echo(f"\n{_share(bool(each.offered) for each in absent)} of {len(absent)} words that the archive lacks are offered something")
    click.echo(f"{_share(pairs)} of {len(pairs)} queries with two mistyped words are mended")
    click.echo(f"spellings of a word: first {milliseconds(times[0])}, then p50 {milliseconds(percentile(times[1:], 50))}, ", nl=False)
    click.echo(f"p99 {milliseconds(percentile(times[1:], 99))}, most {milliseconds(max(times[1:]))} ms; {machine()}")


def _split(releases: Sequence[Release]) -> tuple[Sequence[Release], Sequence[Release]]:
    kept = len(releases) - round(HELD_OUT * len(releases))
    return releases[:kept], releases[kept:]


def _cases(counts: Counter[str], known: Callable[[str], bool], each: int, chance: random.Random) -> Iterator[Mistyped]:
    for band, words in words_by_band(counts).items():
        for slip in Slip:
            yield from islice(mistyped(words, slip, band, known=known, chance=chance), each)


def ask(searcher: Searcher, q: str) -> Outcome:
    """What the first page of a search offers instead."""
    request = SearchRequest(q=q, node=parse(q).node, sort=Sort.RELEVANCE, moment=datetime.now(UTC), highlight=False)
    page = answer(searcher, request)
    return Outcome(page.did_you_mean.q if page.did_you_mean else "", page.total)


def _absent(releases: Sequence[Release], known: set[str]) -> list[str]:
    """Words that two of the releases have and the archive lacks, in alphabetical order."""
    having = Counter(word for release in releases for word in word_counts([release]))
    return sorted(word for word, count in having.items() if count > 1 and xkey(word) not in known)


def _pairs(releases: Sequence[Release], known: set[str], count: int, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Two words of a release, with a slip each, and as they were."""
    while count:
        words = sorted(word_counts([chance.choice(releases)]))
        if len(words) < 2:
            continue
        meant = chance.sample(words, 2)
        typed = [with_slip(word, chance.choice(ONE_SLIP), chance) for word in meant]
        if not any(xkey(word) in known for word in typed):
            count -= 1
            yield " ".join(typed), " ".join(meant)


def spelling_times(searcher: Searcher, words: Sequence[str]) -> list[float]:
    """Seconds for the spellings of each word, the first in a process whose searcher has been used for nothing but searches."""
    times = []
    for word in words:
        started = time.perf_counter()
        searcher.spellings(word)
        times.append(time.perf_counter() - started)
    return times


class Verdict(StrEnum):
    RIGHT = "right"
    WRONG = "wrong"
    AS_TYPED = "found as typed"


def _verdict(searcher: Searcher, case: Mistyped) -> Verdict:
    """Found as typed is what has the hits of the word itself, since the archive takes it for a form of it."""
    outcome = ask(searcher, case.typed)
    if outcome.offered.casefold() == case.word.casefold():
        return Verdict.RIGHT
    return Verdict.AS_TYPED if 0 < outcome.total == ask(searcher, case.word).total else Verdict.WRONG


def _is_mended(searcher: Searcher, typed: str, meant: str) -> bool:
    """Whether what is offered has the hits of what was meant."""
    outcome = ask(searcher, typed)
    return 0 < ask(searcher, outcome.offered or typed).total == ask(searcher, meant).total


def _row(band: Band, verdicts: Sequence[tuple[Mistyped, Verdict]]) -> list[str]:
    judged = [(case.slip, verdict) for case, verdict in verdicts if case.band is band]
    shares = [_share_right(verdict for slip, verdict in judged if slip is kind) for kind in Slip]
    one_slip = _share_right(verdict for slip, verdict in judged if slip in (*ONE_SLIP, Slip.FIRST))
    return [band, *shares, one_slip, str(sum(verdict is Verdict.AS_TYPED for _, verdict in judged))]


def _share_right(verdicts: Iterable[Verdict]) -> str:
    return _share([verdict is Verdict.RIGHT for verdict in verdicts if verdict is not Verdict.AS_TYPED])


def _share(values: Iterable[bool]) -> str:
    """The share of true ones."""
    values = list(values)
    return f"{sum(values) / max(1, len(values)):.3f}".removeprefix("0")


if __name__ == "__main__":
    main()
