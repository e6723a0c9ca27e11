"""Hyphen ellipses restored."""

import pytest

from search_service.analysis.meaning.parts.ellipsis import restore_beginning, restore_tail
from tests.analysis.small_archives import evidence_of, splitter_of

EVIDENCE = evidence_of(
    "Bus Bahn Verkehr Wasser Kraft Grün Fläche Flächen Amt Straße Straßen Straßenamt Kurs Kurse Integration Haus Arzt Ärzte Hausarzt "
    "Kinderärzte"
)
SPLITTER = splitter_of(EVIDENCE)


@pytest.mark.parametrize(
    ("first", "completing", "expected"),
    [
        ("bus", "bahnverkehr", "busverkehr"),
        ("strassen", "grünflächenamt", "strassenamt"),
        ("s", "u-bahn", "sbahn"),
        ("kinder", "hausärzte", "kinderärzte"),
        ("kinder", "quatsch", None),
    ],
)
def test_the_tail_comes_from_the_completing_word(first: str, completing: str, expected: str | None) -> None:
    assert restore_tail(first, completing, splitter=SPLITTER, evidence=EVIDENCE) == expected


def test_an_attested_compound_helps_where_the_completing_word_does_not_split() -> None:
    evidence = evidence_of("Innenminister Außenminister")
    assert restore_tail("innen", "aussenminister", splitter=splitter_of(evidence), evidence=evidence) == "innenminister"


@pytest.mark.parametrize(
    ("completing", "tail", "expected"), [("integrationskurse", "beratung", "integrationsberatung"), ("kurse", "beratung", None)]
)
def test_the_beginning_comes_from_the_word_before(completing: str, tail: str, expected: str | None) -> None:
    assert restore_beginning(completing, tail, splitter=SPLITTER, evidence=EVIDENCE) == expected
