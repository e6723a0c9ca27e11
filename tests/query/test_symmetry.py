"""The form that is typed does not matter: every form of a class asks for the same, but for itself."""

import string
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.archive_file import read_archive
from benchmarks.symmetry import archive_lexicon, families, family
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
        ("Grünfläche Grünflächen", "Grünfläche Grünflächen Fläche Flächen flache grün Grünzug Zug"),
    ],
)
def test_forms_of_one_noun(forms: str, archive: str, tmp_path: Path) -> None:
    lexicon = lexicon_of([f"x {archive}"] * 5, tmp_path)
    assert not family(forms.split(), lexicon).differs


def test_letters_are_no_class(tmp_path: Path) -> None:
    """A family that does differ is told, so that the tests above can fail."""
    lexicon = lexicon_of([f"x {' '.join(string.ascii_lowercase)} Haus Baum"] * 5, tmp_path)
    assert family(["Haus", "Baum"], lexicon).differs
