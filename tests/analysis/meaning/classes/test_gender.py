"""Feminine forms and their masculine."""

import pytest

from search_service.analysis.meaning.classes.gender import is_feminine, masculine, probable_masculine
from tests.analysis.small_archives import evidence_of

ARCHIVE = "Bürger Kollege Beamten Präsident Zeuge Franzose Term"


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("bürgerinnen", "bürger"),
        ("kollegin", "kollege"),
        ("beamtin", "beamte"),
        ("präsidentin", "präsident"),
        ("zeuginnen", "zeuge"),
        ("termin", None),
        ("berlin", None),
        ("innen", None),
        ("lehrerin", None),
    ],
)
def test_the_masculine_must_be_attested(form: str, expected: str | None) -> None:
    assert masculine(form, evidence_of(ARCHIVE)) == expected


@pytest.mark.parametrize(("form", "expected"), [("lehrerin", "lehrer"), ("dozentinnen", "dozent"), ("dozentin", None), ("hierin", None)])
def test_a_regular_masculine_is_assumed_for_unknown_words(form: str, expected: str | None) -> None:
    assert probable_masculine(form, evidence_of(ARCHIVE)) == expected


def test_irregular_feminines_are_feminine() -> None:
    evidence = evidence_of("Arzt")
    assert [is_feminine(form, evidence) for form in ("ärztin", "arzt", "museen")] == [True, False, False]
