"""What ``clean_text`` removes, what it keeps, and that it never touches its own result."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.cleaning import clean_text


@pytest.mark.parametrize(
    ("written", "clean"),
    [
        ("Minister\u00adpräsi\u200bdentin\ufeff", "Ministerpräsidentin"),
        ("  zwei\n\t Zeilen \r\n", "zwei Zeilen"),
        ("17,6\u00a0Millionen\u202fEuro", "17,6 Millionen Euro"),
        ("Nordmark\u2011Auen", "Nordmark-Auen"),
        ("Mu\u0308ller", "Müller"),
        ("Mu\u00ad\u0308ller", "Müller"),
        ("„Ja“ – ‚nein‘ …", "„Ja“ – ‚nein‘ …"),
        ("Glocke\x07 und\x00 Ende\x9f", "Glocke und Ende"),
        ("\u202egnutieZ", "gnutieZ"),
        ("Zeile\x85Zeile", "Zeile Zeile"),
        ("<b>fett</b>", "<b>fett</b>"),
        ("", ""),
    ],
)
def test_characters(written: str, clean: str) -> None:
    assert clean_text(written) == clean


@pytest.mark.parametrize(
    ("written", "clean"),
    [
        ("M&uuml;ller &amp; S&#246;hne", "Müller & Söhne"),
        ("Integrations&amp;shy;konferenz", "Integrationskonferenz"),
        ("A&amp;amp;B", "A&B"),
        ("20&#x26;nbsp;Euro", "20 Euro"),
        ("/suche?a=1&copy=2&region=3", "/suche?a=1&copy=2&region=3"),
        ("&unbekannt; bleibt", "&unbekannt; bleibt"),
    ],
)
def test_character_references(written: str, clean: str) -> None:
    assert clean_text(written) == clean


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u2009"])
def test_groups_of_digits_stay_one_number(space: str) -> None:
    assert clean_text(f"1{space}250{space}000{space}Euro, Tel. 030{space}12") == "1\u00a0250\u00a0000 Euro, Tel. 030 12"


@given(st.text())
def test_nothing_invisible_is_left(text: str) -> None:
    clean = clean_text(text)
    assert not any(unicodedata.category(character) == "Cc" or character in "\u00ad\u200b\ufeff" for character in clean)
    assert unicodedata.is_normalized("NFC", clean)
    assert clean == clean.strip()


@given(st.text(alphabet=st.sampled_from("aü1 0\u00a0\u00ad\u0308\u200b\n–;#")))
def test_a_clean_text_stays_as_it_is(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)


def test_marks_without_end_are_cut_and_a_language_that_has_many_is_not() -> None:
    assert len(clean_text("a" + "\u0301\u0323" * 50_000)) <= 32
    assert clean_text("שָׁלוֹם " * 1_000) == " ".join([clean_text("שָׁלוֹם")] * 1_000)
