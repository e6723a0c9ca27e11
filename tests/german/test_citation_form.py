"""Long forms in the nominative, and which of them are one."""

from __future__ import annotations

import pytest

from search_service.analysis.meaning.readings.citation_form import broken_words, citation_form, same_spelling


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
        ("Nordmärkischen Rindergrippe", "Nordmärkische Rindergrippe"),
        ("Deutscher Flussschifffahrtssprache", "Deutsche Flussschifffahrtssprache"),
        ("Mobilen Deichteams", "Mobile Deichteams"),
        ("Allgemeinen Hafenbestimmungen für Boote", "Allgemeine Hafenbestimmungen für Boote"),
        ("Offenen Hafentagen", "Offene Hafentage"),
        ("Regionalen Bündnisses Auenland", "Regionales Bündnis Auenland"),
        ("Freiwilligen Ökologischen Halbjahres", "Freiwilliges Ökologisches Halbjahr"),
        ("Unteren Deichbehörde", "Untere Deichbehörde"),
        ("Wissenschaftlich-musischen Komitees", "Wissenschaftlich-musisches Komitee"),
        ("Gemeinsamen Gebäude", "Gemeinsames Gebäude"),
        ("Großen Allee Auenstadt", "Großen Allee Auenstadt"),
        ("Öffentlichen Beauftragte", "Öffentlichen Beauftragte"),
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
    ("long", "broken"),
    [
        ("Aus-führung des Gesetzes", {"Aus-führung": "Ausführung"}),
        ("Rhein-Neckar-Kreis", {}),
        ("sozio-kulturelle Arbeit", {}),
        ("Energie- und Klimaplan", {}),
    ],
)
def test_words_that_the_end_of_a_line_may_have_broken(long: str, broken: dict[str, str]) -> None:
    assert broken_words(long) == broken


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
