"""Folded keys and the offsets that lead back to the text as given."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_service.analysis.normalize import loose, mark_thousands, normalize, normalize_with_offsets, xkey


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("CO₂", "CO2"),
        ("Verkehrs\u00admeldung", "Verkehrsmeldung"),
        ("Baden‑Württemberg", "Baden-Württemberg"),
        ("20\u202f000", "20.000"),
        ("ﬁx", "fix"),
    ],
)
def test_one_spelling_of_characters(given_text: str, expected: str) -> None:
    assert normalize(given_text) == expected


def test_a_thin_space_before_other_than_three_digits_is_no_thousands_sign() -> None:
    assert mark_thousands("2\u00a0024 5\u00a00000 7\u00a0Tage") == "2.024 5\u00a00000 7\u00a0Tage"


@given(st.text(max_size=30))
def test_offsets_lead_back_into_the_text(text: str) -> None:
    normalized, offsets = normalize_with_offsets(text)
    if offsets is None:
        assert len(normalized) == len(text)
    else:
        assert len(offsets) == len(normalized) + 1
        assert offsets == sorted(offsets)
        assert offsets[-1] == len(text)


def test_decomposed_umlauts_are_one_character_with_one_offset() -> None:
    normalized, offsets = normalize_with_offsets("Mu\u0308ller")
    assert normalized == "Müller"
    assert offsets == [0, 1, 3, 4, 5, 6, 7]


@pytest.mark.parametrize(("a", "b"), [("Müller", "MUELLER"), ("Straße", "strasse"), ("Größe", "Groesse")])
def test_xkey_folds_case_and_umlaut_spelling(a: str, b: str) -> None:
    assert xkey(a) == xkey(b)


def test_xkey_keeps_bare_vowels_apart() -> None:
    assert xkey("Müller") != xkey("Muller")


@pytest.mark.parametrize(
    ("word", "key"), [("Müller", "muller"), ("Mueller", "muller"), ("neue", "neue"), ("Quelle", "quelle"), ("Bauer", "bauer")]
)
def test_loose_spares_ue_after_vowels_and_q(word: str, key: str) -> None:
    assert loose(word) == key


@pytest.mark.parametrize("marks", ["\u0301\u0323", "\u05b0\u0591", "\U0001d165\U0001d16d"])
def test_endless_runs_of_marks_are_cut_where_normalizing_begins(marks: str) -> None:
    """To put n marks behind each other in order costs n squared: 100,000 of them took eleven seconds."""
    text = f"Br{'ü' + marks * 100_000}cke am Fluss"
    normalized, offsets = normalize_with_offsets(text)
    for found in (normalize(text), normalized):
        assert (len(found) < 200, found.startswith("Br"), found.endswith("cke am Fluss")) == (True, True, True)
    assert offsets is not None
    assert text[offsets[normalized.index("Fluss")] :] == "Fluss"


def test_as_many_marks_as_languages_write_stay() -> None:
    text = "e" + "\u0316" * 29 + " ş"
    assert len(normalize(text)) == len(text)
