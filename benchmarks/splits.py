"""How well compounds are split by the vocabulary of an archive alone: boundaries against a list of words split by hand.

`python -m benchmarks.splits ARCHIVE`. In the list ``|`` is a boundary and ``?`` an optional one, which counts neither way.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from benchmarks.archive_file import read_archive
from benchmarks.tables import table
from search_service.analysis.meaning.counts.evidence import CountedEvidence
from search_service.analysis.meaning.counts.vocabulary import WordCounts
from search_service.analysis.meaning.parts.compounds import CountedHeads, Splitter
from search_service.analysis.meaning.parts.modifiers import modifier_weights
from search_service.release import Release
from search_service.schema import field_texts

SPLITS = Path(__file__).parent.parent / "tests" / "german" / "splits.tsv"
PRECISION_FLOOR, RECALL_FLOOR = 0.98, 0.70
"""What must hold with some 13,000 releases of a state government."""


@dataclass(frozen=True, slots=True)
class SplitWord:
    """A word and the places where it must and may be cut, counted in casefolded letters."""

    word: str
    required: frozenset[int]
    optional: frozenset[int]


@dataclass(frozen=True, slots=True)
class SplitQuality:
    """Boundaries found and right, found and wrong, missed; words with neither a wrong nor a missed one."""

    words: int
    exact: int
    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)


def read_splits(path: Path) -> Iterator[SplitWord]:
    """The words of a table with the columns ``word`` and ``split``."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            cuts: dict[str, set[int]] = {"|": set(), "?": set()}
            letters = 0
            for char in row["split"].casefold():
                if char in cuts:
                    cuts[char].add(letters)
                else:
                    letters += 1
            yield SplitWord(row["word"], frozenset(cuts["|"]), frozenset(cuts["?"]))


def quality(words: Iterable[SplitWord], split: Callable[[str], tuple[str, ...]]) -> SplitQuality:
    """Compare the parts that ``split`` gives for each word with its boundaries."""
    count = exact = right = wrong = missed = 0
    for word in words:
        found = _cuts(split(word.word))
        false, absent = found - word.required - word.optional, word.required - found
        count, exact = count + 1, exact + (not false and not absent)
        right, wrong, missed = right + len(found & word.required), wrong + len(false), missed + len(absent)
    return SplitQuality(count, exact, right, wrong, missed)


def _cuts(parts: tuple[str, ...]) -> frozenset[int]:
    return frozenset(sum(map(len, parts[:end])) for end in range(1, len(parts)))


def archive_split(releases: Iterable[Release]) -> Callable[[str], tuple[str, ...]]:
    """The splitter that the vocabulary of these releases makes."""
    counts = WordCounts()
    for release in releases:
        for text in field_texts(release).values():
            counts.add(text)
    evidence = CountedEvidence(counts)
    heads = CountedHeads(evidence)
    weights = modifier_weights(evidence, heads)
    splitter = Splitter(evidence, modifier=lambda modifier: weights.get(modifier, 0.0), heads=heads)

    def split(word: str) -> tuple[str, ...]:
        form = word.casefold()
        known = evidence.count(form) > 0
        return splitter.split(form, noun=evidence.may_be_noun(form) if known else word[:1].isupper())

    return split


@click.command()
@click.argument("archive", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def main(archive: Path) -> None:
    """Precision and recall of boundaries with the vocabulary of ARCHIVE (JSON Lines, .gz too)."""
    releases = read_archive(archive)
    found = quality(read_splits(SPLITS), archive_split(releases))
    rows = [
        ["boundary precision", f"{found.precision:.3f}", f"{PRECISION_FLOOR:.2f}"],
        ["boundary recall", f"{found.recall:.3f}", f"{RECALL_FLOOR:.2f}"],
        ["words exactly right", f"{found.exact / max(1, found.words):.3f}", ""],
    ]
    click.echo(f"{found.words} words, vocabulary of {len(releases):,} releases\n")
    click.echo(table(["", "measured", "floor"], rows))


if __name__ == "__main__":
    main()
