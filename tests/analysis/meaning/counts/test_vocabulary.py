"""Counts are additive: what has been added can be taken back, saved and loaded."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_service.analysis.meaning.counts.vocabulary import WordCounts
from search_service.analysis.meaning.counts.word_uses import Use

TEXTS = st.lists(
    st.sampled_from(
        ["Der Bus- und Bahnverkehr.", "Bürger:innen reden", "reden Bürger?", "E-Mail an a@b.de", "Corona-Pandemie „Neue Wege“"]
    ),
    max_size=5,
)


def uses_in(text: str) -> set[tuple[Use, str]]:
    return {(use, form) for form, numbers in counted([text]) for use in Use if numbers[use]}


def as_dict(counts: WordCounts) -> dict[str, tuple[int, ...]]:
    return dict(counts)


def counted(texts: list[str]) -> WordCounts:
    counts = WordCounts()
    for text in texts:
        counts.add(text)
    return counts


@pytest.mark.parametrize(
    ("text", "uses"),
    [
        ("Der neue Bürger", [(Use.INITIAL, "der"), (Use.LOWER, "neue"), (Use.CAPITALISED, "bürger")]),
        ("am Ende. Neue Wege", [(Use.LOWER, "am"), (Use.CAPITALISED, "ende"), (Use.INITIAL, "neue"), (Use.CAPITALISED, "wege")]),
        ("sagt „Neue Wege“", [(Use.LOWER, "sagt"), (Use.INITIAL, "neue"), (Use.CAPITALISED, "wege")]),
        ("mit Corona-Hilfe", [(Use.LOWER, "mit"), (Use.HYPHENED, "corona"), (Use.CAPITALISED, "hilfe"), (Use.WHOLE, "Corona-Hilfe")]),
        ("alle Ärzt:innen", [(Use.LOWER, "alle"), (Use.CAPITALISED, "ärztinnen"), (Use.WHOLE, "Ärzt:innen")]),
        ("die BVG und GmbH", [(Use.LOWER, "die"), (Use.WRITTEN, "BVG"), (Use.LOWER, "und"), (Use.WRITTEN, "GmbH")]),
        ("unter berlin.de", [(Use.LOWER, "unter"), (Use.WHOLE, "berlin.de")]),
        ("am 3. Mai", [(Use.LOWER, "am"), (Use.INITIAL, "mai")]),
        ("groß\nStraße", [(Use.LOWER, "gross"), (Use.WRITTEN, "groß"), (Use.INITIAL, "strasse"), (Use.WRITTEN, "straße")]),
    ],
)
def test_uses_of_words(text: str, uses: list[tuple[Use, str]]) -> None:
    assert uses_in(text) == set(uses)


@given(TEXTS, TEXTS)
def test_subtracting_leaves_the_counts_of_the_rest(kept: list[str], removed: list[str]) -> None:
    counts = counted(kept + removed)
    for text in removed:
        counts.subtract(text)
    assert as_dict(counts) == as_dict(counted(kept))


@given(before=TEXTS, after=TEXTS, removed=st.integers(0, 5))
def test_saved_counts_go_on_where_they_were(
    tmp_path_factory: pytest.TempPathFactory, before: list[str], after: list[str], removed: int
) -> None:
    first, second = tmp_path_factory.mktemp("first"), tmp_path_factory.mktemp("second")
    counted(before).save(first)
    changed = WordCounts.load(first)
    for text in after:
        changed.add(text)
    for text in before[:removed]:
        changed.subtract(text)
    changed.save(second)
    assert as_dict(WordCounts.load(second)) == as_dict(changed) == as_dict(counted(before[removed:] + after))


def test_few_changes_are_kept_apart_from_the_base(tmp_path: Path) -> None:
    first, second = tmp_path / "1", tmp_path / "2"
    first.mkdir()
    second.mkdir()
    counted(["ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn"]).save(first)
    counts = WordCounts.load(first)
    counts.add("zwei")
    counts.save(second)
    assert (second / "counts.arrays").samefile(first / "counts.arrays")
    assert WordCounts.load(second).numbers("zwei")[Use.LOWER] == 2


@pytest.mark.parametrize("text", ["rund 20.000 Menschen", "auf www.berlin.de Menschen", "rund 5,5 Menschen"])
def test_a_point_inside_a_number_ends_no_sentence(text: str) -> None:
    assert (Use.CAPITALISED, "menschen") in uses_in(text)
    assert (Use.INITIAL, "menschen") in uses_in(f"{text[:-9]}. Menschen")
