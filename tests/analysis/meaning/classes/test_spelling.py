"""The archive's spelling of a word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_service.analysis.meaning.classes.spelling import canonical, umlaut_variants
from search_service.analysis.meaning.counts.evidence import AssumedNoun, may_have_umlaut
from search_service.analysis.normalize import loose
from tests.analysis.small_archives import evidence_of


@pytest.mark.parametrize(
    ("form", "archive", "expected"),
    [
        ("mueller", "Müller", "müller"),
        ("muller", "Müller", "müller"),
        ("fordermittel", "Fördermittel", "fördermittel"),
        ("forderung", "Förderung Forderung", "forderung"),
        ("neue", "nü", "neue"),
        ("strassenbauaemter", "Straßenbauämter", "strassenbauämter"),
        ("israel", "Israel", "israel"),
        ("co2", "Müller", "co2"),
    ],
)
def test_the_umlaut_form_is_taken_where_the_archive_has_it(form: str, archive: str, expected: str) -> None:
    assert canonical(form, evidence_of(archive)) == expected


@given(st.text(alphabet="aouänqelßé"))
def test_a_form_without_umlaut_is_its_own_loose_key(text: str) -> None:
    form = text.casefold()
    assert may_have_umlaut(form) or loose(form) == form


def test_a_slip_does_not_make_a_spelling() -> None:
    evidence = evidence_of("Bauern " * 60)
    evidence.forms["baürn"] = (0, 1)
    assert canonical("bauern", evidence) == "bauern"


def test_an_umlaut_that_the_archive_leaves_out_is_only_accepted_for_nouns() -> None:
    evidence = evidence_of("Muller hohe")
    assert canonical("müller", AssumedNoun(evidence, "müller")) == "muller"
    assert canonical("müller", evidence) == "müller"
    assert canonical("höhe", AssumedNoun(evidence, "höhe")) == "höhe"


def test_variants_begin_with_most_umlauts() -> None:
    assert list(umlaut_variants("bauaemtern")) == ["bauämtern"]
    assert list(umlaut_variants("fuehraemter")) == ["führämter", "führaemter", "fuehrämter"]
    assert list(umlaut_variants("haus")) == []
