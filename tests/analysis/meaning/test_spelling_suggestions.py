"""Did you mean: the table in tests/german, and the cost of edits."""

from pathlib import Path

import pytest

from search_service.analysis.meaning.spelling_suggestions import edit_cost, suggest_spelling
from tests.analysis.small_archives import lexicon_of
from tests.analysis.tables import CONTEXT_RELEASES, rows


@pytest.mark.parametrize("row", [pytest.param(row, id=f"{row['typed']} → {row['expected']}") for row in rows("didyoumean.tsv")])
def test_did_you_mean(row: dict[str, str], tmp_path: Path) -> None:
    lexicon = lexicon_of(row["archive"].split() * CONTEXT_RELEASES, tmp_path)
    suggestions = [suggest_spelling(lexicon, word) for word in row["typed"].split()]
    best = [found[0] for found in suggestions if found]
    assert best == ([row["expected"]] if row["expected"] else [])


@pytest.mark.parametrize(
    ("typed", "meant", "cost"),
    [
        ("haus", "haus", 0.0),
        ("hasu", "haus", 1.0),
        ("maus", "haus", 1.0),
        ("rytmus", "rhythmus", 1.0),
        ("schwimbad", "schwimmbad", 0.5),
        ("burger", "bürger", 0.3),
        ("", "ab", 2.0),
    ],
)
def test_slips_that_germans_make_cost_less(typed: str, meant: str, cost: float) -> None:
    assert edit_cost(typed, meant) == pytest.approx(cost)
    assert edit_cost(meant, typed) == pytest.approx(cost)
