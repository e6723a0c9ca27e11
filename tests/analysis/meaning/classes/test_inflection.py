"""The rules of classes one by one; the tables prove them together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_service.analysis.meaning.classes.gender import masculine
from search_service.analysis.meaning.classes.inflection import class_key, key_by_rules, stem
from search_service.analysis.meaning.classes.irregular import er_plural_base, irregular_base, umlaut_plural_base
from search_service.analysis.stopwords import STOP_WORDS
from tests.analysis.small_archives import evidence_of

ENDINGS = ("", "e", "t", "ung", "en", "ien", "ium", "iums", "s", "us", "heit", "heiten", "er", "ers", "ern", "ere", "eren", "in", "innen")


@pytest.mark.parametrize(
    ("a", "b", "archive"),
    [
        ("museen", "museum", ""),
        ("landesmuseen", "landesmuseum", ""),
        ("bezirksstadträtin", "bezirksstadtrat", ""),
        ("kurse", "kurs", ""),
        ("ministerien", "ministerium", "Ministerium"),
        ("alben", "album", "Album Alben"),
        ("autos", "auto", "Auto Autos"),
        ("häfen", "hafen", ""),
        ("kindergärten", "kindergarten", ""),
        ("häusern", "haus", "Haus"),
        ("quartieren", "quartier", "Quartier Quartieren"),
        ("bürgers", "bürger", "Bürger"),
        ("abgeordneter", "abgeordneten", "Abgeordneter Abgeordneten Abgeordnete"),
        ("13jährige", "13jähriger", ""),
    ],
)
def test_forms_of_one_word_have_one_key(a: str, b: str, archive: str) -> None:
    evidence = evidence_of(archive)
    assert class_key(a, evidence) == class_key(b, evidence)


@pytest.mark.parametrize(
    ("a", "b", "archive"),
    [
        ("bürger", "burg", "Bürger Burg"),
        ("kur", "kurs", ""),
        ("sich", "sicher", ""),
        ("sicherheit", "sicher", ""),
        ("ausländer", "ausland", "Ausländer Ausländerinnen"),
        ("soldaten", "daten", ""),
        ("höhe", "hohe", "Höhe hohe"),
        ("lagers", "lage", "Lagers"),
        ("termin", "term", "Termin Term"),
    ],
)
def test_different_words_have_different_keys(a: str, b: str, archive: str) -> None:
    evidence = evidence_of(archive)
    assert class_key(a, evidence) != class_key(b, evidence)


def test_the_umlaut_of_a_plural_does_not_part_it_from_its_singular() -> None:
    evidence = evidence_of("Zug Züge zuge")
    assert class_key("züge", evidence) == class_key("zug", evidence)


def test_short_words_and_numbers_are_their_own_class() -> None:
    evidence = evidence_of("")
    assert [class_key(form, evidence) for form in ("rad", "1,5", "2024")] == ["rad", "1,5", "2024"]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (irregular_base("soldaten"), None),
        (irregular_base("bauernzentren"), "bauernzentrum"),
        (umlaut_plural_base("müttern"), "mutter"),
        (umlaut_plural_base("muttern"), None),
        (er_plural_base("krankenhäuser"), "krankenhaus"),
        (er_plural_base("xhäuser"), None),
    ],
)
def test_closed_classes_as_tails_of_compounds(found: str | None, expected: str | None) -> None:
    assert found == expected


@given(st.builds(str.__add__, st.text(alphabet="abekmrtu", min_size=2, max_size=5), st.sampled_from(ENDINGS)))
def test_only_forms_that_no_rule_speaks_of_are_stemmed_at_once(form: str) -> None:
    others = (form + more for more in ("in", "innen", "s", "n"))
    shorter = (form[:-cut] + more for cut in (1, 2, 3) for more in ("", "um", "a", "er"))
    evidence = evidence_of(" ".join(map(str.capitalize, [form, *others, *shorter])), uses=1)
    not_regular = len(form) <= 3 or form in STOP_WORDS or irregular_base(form) or masculine(form, evidence)
    assert not_regular or class_key(form, evidence) == key_by_rules(form, evidence)


def test_the_stemmer_is_the_current_german_one() -> None:
    assert stem("koeln") == stem("köln")
