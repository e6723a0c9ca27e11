"""The rebuilt chain against facts of Lucene's documentation and of its published algorithm."""

from __future__ import annotations

import pytest

from benchmarks.lucene_german import light_stem, normalize, terms, tokens


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("schaltflächen", "schaltflachen"),
        ("schaltflaechen", "schaltflachen"),
        ("straße", "strasse"),
        ("neue", "neue"),
        ("quelle", "quelle"),
        ("dauer", "dauer"),
        ("bauer", "bauer"),
        ("mueller", "muller"),
        ("koeln", "koln"),
        ("aeu", "au"),
    ],
)
def test_normalization_folds_umlauts_however_they_are_written(word: str, expected: str) -> None:
    assert normalize(word) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("häuser", "haus"),
        ("kindern", "kind"),
        ("tische", "tisch"),
        ("autos", "autos"),
        ("bunds", "bund"),
        ("schönsten", "schon"),
        ("bürger", "burg"),
        ("see", "see"),
        ("élite", "élit"),
    ],
)
def test_light_stems(word: str, expected: str) -> None:
    assert light_stem(word) == expected


def test_tokens_follow_unicode_word_boundaries() -> None:
    found = tokens("Bürger:innen, S-Bahn: 3.10. kostet 1.000,50 Euro (z.B. _neu_) a:1 …")
    assert found == ["Bürger:innen", "S", "Bahn", "3.10", "kostet", "1.000,50", "Euro", "z.B", "_neu_", "a", "1"]


def test_long_tokens_are_cut() -> None:
    assert [len(token) for token in tokens("x" * 300)] == [255, 45]


def test_stop_words_go_before_stemming() -> None:
    assert terms("Die Häuser der Bürgerinnen und Bürger") == ["haus", "burgerinn", "burg"]
