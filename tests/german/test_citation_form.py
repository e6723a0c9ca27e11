"""Long forms in the nominative, and which of them are one."""

from __future__ import annotations

import pytest

from search_service.analysis.meaning.readings.citation_form import citation_form, same_spelling


@pytest.mark.parametrize(
    ("written", "cited"),
    [
        ("Allgemeinen Deutschen Ruderclubs", "Allgemeiner Deutscher Ruderclub"),
        ("Allgemeinen Hafen- und Ufergesetzes", "Allgemeines Hafen- und Ufergesetz"),
        ("Nordmärkische Rote Kreuz", "Nordmärkisches Rotes Kreuz"),
        ("Regionalen Sozialpädagogischen Dienstes", "Regionaler Sozialpädagogischer Dienst"),
        ("Freien Universität Auenstadt", "Freie Universität Auenstadt"),
        ("Auenstädter Hafenprogramms 2030", "Auenstädter Hafenprogramm 2030"),
        ("Verbunds der Öffentlichen Bibliotheken", "Verbund der Öffentlichen Bibliotheken"),
        ("Persönlicher Schutzausrüstung", "Persönliche Schutzausrüstung"),
        ("Hochschule für Technik", "Hochschule für Technik"),
        ("NEUE MOBILITÄT", "NEUE MOBILITÄT"),
        ("Beauftragten für Chancengleichheit am Arbeitsmarkt", "Beauftragten für Chancengleichheit am Arbeitsmarkt"),
        ("Bündnis für Chancen im Allgemeinen Dienst", "Bündnis für Chancen im Allgemeinen Dienst"),
        ("", ""),
    ],
)
def test_citation_form(written: str, cited: str) -> None:
    assert citation_form(written) == cited
    assert citation_form(cited) == cited


@pytest.mark.parametrize(
    ("long", "other", "same"),
    [
        ("Hafen-Betrieben", "Hafenbetriebe", True),
        ("Anliegen-Management-System", "Anliegenmanagementsystem", True),
        ("Europäischen Fonds für Regi-onale Planung", "Europäischer Fonds für regionale Planung", True),
        ("Afrikanische Schweine Pest", "Afrikanische Schweinepest", True),
        ("Hafenbetriebe", "Hafenbetriebe Auenstadt", False),
        ("Landesinstitut für Pädagogik", "Landesstelle für Pflege", False),
    ],
)
def test_same_spelling(long: str, other: str, same: bool) -> None:
    assert same_spelling(long, other) is same
