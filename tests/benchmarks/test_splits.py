"""The benchmark of compound splitting: how boundaries are read and counted."""

from __future__ import annotations

from pathlib import Path

from benchmarks.splits import SPLITS, SplitWord, archive_split, quality, read_splits
from tests.archives import release


def test_boundaries_are_counted_in_casefolded_letters(tmp_path: Path) -> None:
    path = tmp_path / "splits.tsv"
    path.write_text("word\tsplit\nStraßenbaupläne\tStraßen|bau?pläne\n", encoding="utf-8")
    assert list(read_splits(path)) == [SplitWord("Straßenbaupläne", frozenset({8}), frozenset({11}))]


def test_optional_boundaries_count_neither_way() -> None:
    words = [SplitWord("abcd", frozenset({1}), frozenset({2})), SplitWord("efgh", frozenset({2}), frozenset())]
    found = quality(words, {"abcd": ("a", "b", "cd"), "efgh": ("e", "fgh")}.__getitem__)
    assert (found.words, found.exact, found.right, found.wrong, found.missed) == (2, 1, 1, 1, 1)
    assert (found.precision, found.recall) == (0.5, 0.5)


def test_the_table_can_be_read() -> None:
    words = list(read_splits(SPLITS))
    assert len(words) > 400
    assert all(max(word.required | word.optional, default=0) < len(word.word.casefold()) for word in words)


def test_an_archive_splits_what_its_own_words_explain() -> None:
    split = archive_split(release(f"r{number}", "die Miete und die Preise, der Mietpreis und ein Strom") for number in range(6))
    assert split("Strompreise") == ("strom", "preise")
    assert split("Quittung") == ()
