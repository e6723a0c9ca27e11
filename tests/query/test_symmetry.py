"""The form that is typed does not matter: every form of a class asks for the same, but for itself."""

import string
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.archive_file import read_archive
from benchmarks.symmetry import archive_lexicon, families, family
from search_service.query.expand import expand
from search_service.query.nodes import Words
from search_service.query.rule import Rule
from tests.analysis.small_archives import lexicon_of

SAMPLE = Path(__file__).parent.parent.parent / "sample_data"
STEMS = (
    "rad",
    "weg",
    "haus",
    "halt",
    "plan",
    "bau",
    "förder",
    "forder",
    "fläch",
    "flach",
    "tal",
    "ent",
    "wend",
    "arbeit",
    "neu",
    "kur",
    "s",
)
ENDINGS = ("", "e", "en", "er", "es", "s", "n", "ung", "ungen", "end", "et", "in", "innen", "ten", "lich")

words = st.builds(
    lambda stems, ending, capital: ("".join(stems) + ending).capitalize() if capital else "".join(stems) + ending,
    st.lists(st.sampled_from(STEMS), min_size=1, max_size=3),
    st.sampled_from(ENDINGS),
    st.booleans(),
)


def test_every_class_of_the_sample_archive(tmp_path: Path) -> None:
    releases = [release for file in sorted(SAMPLE.glob("*.jsonl")) for release in read_archive(file)]
    found = list(families(archive_lexicon(releases, tmp_path)))
    assert len(found) > 50
    assert [each.forms for each in found if each.differs] == []


@settings(max_examples=60, deadline=None)
@given(st.lists(words, min_size=4, max_size=30), st.integers(1, 6))
def test_every_class_of_any_archive(vocabulary: list[str], uses: int) -> None:
    with TemporaryDirectory() as folder:
        lexicon = lexicon_of([f"x {' '.join(vocabulary)}"] * uses, Path(folder))
        assert [each.forms for each in families(lexicon) if each.differs] == []


@pytest.mark.parametrize(
    ("forms", "archive"),
    [
        ("Radweg Radwege Radwegen Radweges", "Radweg Radwege Rad Weg Radwegekarte"),
        ("Ausbau Ausbaus", "Ausbau Ausbaus Ausbauplan Plan"),
        ("Neubau Neubaus Neubauten", "Neubau Neubauten Neubaugebiet Gebiet neu Bau"),
        ("Förderung Förderungen", "Förderung Förderungen Forderung Sportförderung Sport"),
        ("Meldung Meldungen", "Meldung Meldungen Meldungsraum Verkehrsmeldung Verkehr Raum"),
        ("Grünfläche Grünflächen", "Grünfläche Grünflächen Fläche Flächen flache grün Grünzug Zug"),
    ],
)
def test_forms_of_one_noun(forms: str, archive: str, tmp_path: Path) -> None:
    lexicon = lexicon_of([f"x {archive}"] * 5, tmp_path)
    assert not family(forms.split(), lexicon).differs


def test_an_abbreviation_is_no_stem_and_known_in_lower_case(tmp_path: Path) -> None:
    defined = "Das Gesunde Land (GEL) hilft. Die GEL tagt."
    lexicon = lexicon_of([defined] * 5 + ["Frau Gelem liest, die Gelen kommen."] * 2, tmp_path)
    assert lexicon.meaning("gel").class_id == lexicon.meaning("GEL").class_id
    assert lexicon.meaning("Gelem").class_id != lexicon.meaning("GEL").class_id
    assert not family(["GEL", "gel"], lexicon).differs
    assert any(each.rule is Rule.ABBREVIATION for concept in expand(Words("gel"), lexicon) for each in concept.alternatives)


def test_a_word_in_s_is_no_plural_of_an_abbreviation(tmp_path: Path) -> None:
    lexicon = lexicon_of(["x Haus x Häuser x HAU x HAU"] * 6, tmp_path)
    assert lexicon.meaning("Haus").class_id == lexicon.meaning("Häuser").class_id != lexicon.meaning("HAU").class_id


def test_letters_are_no_class(tmp_path: Path) -> None:
    """A family that does differ is told, so that the tests above can fail."""
    lexicon = lexicon_of([f"x {' '.join(string.ascii_lowercase)} Haus Baum"] * 5, tmp_path)
    assert family(["Haus", "Baum"], lexicon).differs
