"""The slips that did-you-mean is measured with."""

from __future__ import annotations

import random
from collections import Counter
from itertools import islice

import pytest

from benchmarks.mistyped import Band, Mistyped, Slip, mistyped, with_slip, word_counts, words_by_band
from tests.archives import release


@pytest.mark.parametrize("slip", Slip)
def test_slips_change_what_their_name_says(slip: Slip) -> None:
    chance = random.Random(1)
    lengths = {Slip.MISSING: {6}, Slip.DOUBLED: {8}, Slip.SWAPPED: {7}, Slip.WRONG: {7}, Slip.UMLAUT: {7}, Slip.FIRST: {6, 7}}
    for _ in range(200):
        typed = with_slip("Rathaus", slip, chance)
        assert len(typed) in lengths.get(slip, {5, 6, 7, 8, 9})
        assert (typed[0] == "R") or slip is Slip.FIRST


def test_words_are_whole_and_their_spelling_is_the_most_frequent_one() -> None:
    counts = word_counts(
        [release("a", "Die Schule-Sanierung, Schulen; schulen schulen www.beispiel.example Bürger:innenrat Bushaltestellen")]
    )
    assert counts == {"Schulen": 1, "schulen": 2, "Bushaltestellen": 1, "Meldung": 1}
    assert words_by_band(counts) == {Band.RARE: ["schulen"], Band.SOME: [], Band.MANY: []}
    assert words_by_band(Counter(Rathaus=4, rathaus=1, Brücke=40)) == {Band.RARE: [], Band.SOME: ["Rathaus"], Band.MANY: ["Brücke"]}


def test_what_is_a_word_already_is_drawn_anew() -> None:
    drawn = mistyped(["Brücken"], Slip.MISSING, Band.RARE, known="Brücen".__eq__, chance=random.Random(2))
    typed = {each.typed for each in islice(drawn, 100)}
    assert typed == {"Bücken", "Brcken", "Brüken", "Brückn", "Brücke"}
    assert next(mistyped(["Brücken"], Slip.FIRST, Band.RARE, known=lambda _: False, chance=random.Random(3))).word == "Brücken"
    assert list(mistyped([], Slip.FIRST, Band.RARE, known=lambda _: False, chance=random.Random(3))) == []
    assert isinstance(next(mistyped(["Brücken"], Slip.TWO, Band.MANY, known=lambda _: False, chance=random.Random(4))), Mistyped)
