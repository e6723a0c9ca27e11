"""Abbreviations that a text defines."""

import pytest

from search_service.analysis.meaning.readings.definitions import Definition, find_definitions, is_short_form, long_form


@pytest.mark.parametrize(
    ("text", "definitions"),
    [
        ("Die Integrationsministerkonferenz (IntMK) tagt.", [("IntMK", "Integrationsministerkonferenz")]),
        ("Die IntMK (Integrationsministerkonferenz) tagt.", [("IntMK", "Integrationsministerkonferenz")]),
        ("Dank an das Landesamt für Gesundheit und Soziales (LAGeSo).", [("LAGeSo", "Landesamt für Gesundheit und Soziales")]),
        ("in der Stadt. Berliner Stadtreinigung („BSR“) und", [("BSR", "Berliner Stadtreinigung")]),
        ("Das Bündnis (mit vielen) und die Volkshochschule (VHS)", [("VHS", "Volkshochschule")]),
        ("Initiative Schwarze Menschen in Deutschland (ISD)", [("ISD", "Initiative Schwarze Menschen in Deutschland")]),
        ("ein Haus (BSR)", []),
        ("Herr Meier (SPD), Frau Schulze (CDU)", []),
        ("Berliner\nStadtreinigung (BSR)", []),
        ("Treffen (BSR BSR)", []),
    ],
)
def test_definitions_in_a_text(text: str, definitions: list[tuple[str, str]]) -> None:
    assert find_definitions(text) == [Definition(short, long) for short, long in definitions]


@pytest.mark.parametrize(
    ("text", "expected"), [("IntMK", True), ("BVV", True), ("SED-Opfer", True), ("Haus", False), ("B", False), ("2024", False)]
)
def test_short_forms(text: str, expected: bool) -> None:
    assert is_short_form(text) == expected


def test_the_first_letter_begins_a_word() -> None:
    assert long_form("BVG", "das Übereinkommen zur Bundesverfassung: Gericht") == "Bundesverfassung: Gericht"
    assert long_form("BVG", "Abvg") is None
