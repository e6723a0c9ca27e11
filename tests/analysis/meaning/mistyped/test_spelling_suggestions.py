"""Did you mean: the table in tests/german, and what is likely enough to be offered."""

from pathlib import Path

import pytest

from search_service.analysis.meaning.mistyped.spelling_suggestions import suggest_spelling
from tests.analysis.small_archives import lexicon_of
from tests.analysis.tables import CONTEXT_RELEASES, rows


@pytest.mark.parametrize("row", [pytest.param(row, id=f"{row['typed']} → {row['expected']}") for row in rows("didyoumean.tsv")])
def test_did_you_mean(row: dict[str, str], tmp_path: Path) -> None:
    lexicon = lexicon_of(row["archive"].split() * CONTEXT_RELEASES, tmp_path)
    suggestions = [suggest_spelling(lexicon, word) for word in row["typed"].split()]
    best = [found[0] for found in suggestions if found]
    assert best == ([row["expected"]] if row["expected"] else [])


FREQUENT = ["Neukölln"] * 1500 + ["Neuköln"] * 14 + ["Rathaus"] * 1500 + ["Rathäuser"] * 5


@pytest.mark.parametrize(
    ("typed", "best"),
    [
        ("Neuköln", "Neukölln"),
        ("Neukölln", None),
        ("Rathäuser", None),
        ("Rathause", None),
        ("Nuekölln", "Neukölln"),
        ("Eukölln", "Neukölln"),
        ("Peukölln", "Neukölln"),
        ("NEUKOELN", "Neukölln"),
        ("NeuKÖLN", None),
    ],
)
def test_rare_spelling_beside_a_much_more_frequent_one(typed: str, best: str | None, tmp_path: Path) -> None:
    found = suggest_spelling(lexicon_of(FREQUENT, tmp_path), typed)
    assert (found[0] if found else None) == best


NEIGHBOURS = [*["Dresden"] * 900, *["Dreden"] * 3, *["Gatow"] * 400, *["Gaow", "Gaton"] * 2]
NEIGHBOURS += [*["haben"] * 900, *["Hafen"] * 2, *["Klinge"] * 3, *["Klinger"] * 20]


@pytest.mark.parametrize(
    ("typed", "best"),
    [
        ("Dreden", "Dresden"),
        ("Gatw", "Gatow"),
        ("Gaow", None),
        ("Gaton", "Gatow"),
        ("Hafen", None),
        ("Klingen", "Klinger"),
        ("Klinge", None),
        ("Drseedn", "Dresden"),
        ("Dredesen", None),
    ],
)
def test_short_words_and_what_is_taken_for_a_form(typed: str, best: str | None, tmp_path: Path) -> None:
    found = suggest_spelling(lexicon_of(NEIGHBOURS, tmp_path), typed)
    assert (found[0] if found else None) == best


SPLIT = "Weihnachten Weihnacht Markt Mark Marken Weihnachtsmarkt Mieten Miete Spiegel Mietenspiegel Wasser Qualität Bericht Beruf Bäder"


@pytest.mark.parametrize(
    ("typed", "best"),
    [
        ("Weihnachtsmark", "Weihnachtsmarkt"),
        ("Mietenspigel", "Mietenspiegel"),
        ("Wasserbericht", None),
        ("Wasserqualität", None),
        ("Markbericht", None),
        ("Berufsbäder", None),
    ],
)
def test_slip_that_leaves_parts_is_mended_and_a_new_compound_is_not(typed: str, best: str | None, tmp_path: Path) -> None:
    found = suggest_spelling(lexicon_of(SPLIT.split() * 20, tmp_path), typed)
    assert (found[0] if found else None) == best


def test_stop_words_come_last(tmp_path: Path) -> None:
    lexicon = lexicon_of([*["dessen"] * 900, *["Dresden"] * 9], tmp_path)
    assert suggest_spelling(lexicon, "Desden") == ("Dresden", "dessen")
