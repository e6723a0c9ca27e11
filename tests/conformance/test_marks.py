"""What of a release is marked on its page: exactly what a search for the same words found there."""

from __future__ import annotations

import pytest

from search_service.query.parser import parse
from search_service.schema import Field, field_texts
from tests.archives import Archive, MakeArchive, release

TEXT = "Die Ministerin sprach mit Bürgerinnen und Bürgern.\nDie Integrationsministerkonferenz tagt. Wer spricht, wird gehört."
OTHERS = tuple(release(f"context-{number}", "x Integration x Minister x Konferenz") for number in range(5))


def marked(archive: Archive, q: str, texts: dict[Field, str]) -> dict[Field, list[str]]:
    spans = archive.searcher.marks(texts, parse(q).node)
    return {field: [texts[field][start:end] for start, end in of_field] for field, of_field in spans.items() if of_field}


def test_every_form_that_a_search_finds_is_marked(archive_of: MakeArchive) -> None:
    archive = archive_of(release("a", TEXT), *OTHERS)
    found = marked(archive, "Konferenz Bürger", {Field.BODY: TEXT})
    assert found == {Field.BODY: ["Bürgerinnen", "Bürgern", "konferenz"]}


def test_marks_and_reasons_agree(archive_of: MakeArchive) -> None:
    each = release("a", TEXT, title="Konferenz der Minister")
    archive = archive_of(each, *OTHERS)
    (hit,) = (hit for hit in archive.search("Konferenz Minister").hits if hit.id == "a")
    marks = {form for of_field in marked(archive, "Konferenz Minister", field_texts(each)).values() for form in of_field}
    assert marks == {"Konferenz", "Minister", "Ministerin", "minister", "konferenz"}
    assert {match.form for match in hit.matched} == {"Konferenz", "Minister", "Ministerin", "Integrationsministerkonferenz"}


def test_a_title_query_marks_the_title_alone(archive_of: MakeArchive) -> None:
    each = release("a", TEXT, title="Integrationsministerkonferenz")
    assert list(marked(archive_of(each, *OTHERS), "titel:Konferenz", field_texts(each))) == [Field.TITLE]


def test_stop_words_are_marked_only_where_they_are_asked_for(archive_of: MakeArchive) -> None:
    archive = archive_of(release("a", TEXT), *OTHERS)
    assert marked(archive, "die Bürger", {Field.BODY: TEXT}) == {Field.BODY: ["Bürgerinnen", "Bürgern"]}
    assert marked(archive, '"die Ministerin"', {Field.BODY: TEXT}) == {Field.BODY: ["Die Ministerin"]}


def test_words_that_the_archive_does_not_know_are_left_alone(archive_of: MakeArchive) -> None:
    archive = archive_of(release("a", TEXT), *OTHERS)
    assert marked(archive, "Bürgern", {Field.BODY: "Xylophonisten treffen Bürgern Zyx."}) == {Field.BODY: ["Bürgern"]}
    assert marked(archive, "-Bürgern Xyz", {Field.BODY: TEXT, Field.TEASER: ""}) == {}


VOCABULARY = (
    "x Schule Schulen Grund Grundschule Grundschulen Weg Wege Rad Räder Radweg Radwege Richtung Richtungen Zwei Markt Märkte Weihnachten"
    " Weihnachtsmarkt Weihnachtsmärkte Ostern Ostermarkt Ostermärkte Arbeit Arbeitsmarkt Bagger Kinder Arzt Ärztin Kinderarzt Kinderärztin"
    " Haus Häuser Häuserbau Bau Hausbau Kirche Kiez Spaziergang Kiezspaziergang Kiezspaziergänge Brücke Brücken Sanierung Schulhof Hof"
    " Termin Termins Termine Service Terminservice Schulbau Schulhaus Schulbrücke"
)
PARTS = (
    ("Schule", "Die Anna-Seidel-Grundschule", ["schule"], [("Grundschule", "Anna-Seidel-Grundschule")]),
    ("Grundschule", "Die Anna-Seidel-Grundschule", ["Grundschule"], [("Grundschule", "Anna-Seidel-Grundschule")]),
    ("Schule", "Alle Grundschulen", ["schulen"], [("Grundschulen", None)]),
    ("Schule", "Der Schulhof", ["Schul"], [("Schulhof", None)]),
    ("Termin", "Der Terminservice", ["Termin"], [("Terminservice", None)]),
    ("Radweg", "Ein Zweirichtungsradweg entsteht", ["radweg"], [("Zweirichtungsradweg", None)]),
    ("Weg", "Der Radweg", ["weg"], [("Radweg", None)]),
    ("Arbeit", "Der ARBEITSMARKT", ["ARBEIT"], [("ARBEITSMARKT", None)]),
    ("Bagger", "Ein Mini-Bagger kam", ["Bagger"], [("Bagger", "Mini-Bagger")]),
    ("Kiezspaziergang", "Der UBZ-Kiezspaziergang", ["Kiezspaziergang"], [("Kiezspaziergang", "UBZ-Kiezspaziergang")]),
    ("Haus", "Der Häuserbau", ["Häuser"], [("Häuserbau", None)]),
    ("Arzt", "Die Kinderärztin", ["ärztin"], [("Kinderärztin", None)]),
    ("Weihnachtsmarkt", "Weihnachts- und Ostermärkte", ["Weihnachts", "märkte"], [("Weihnachts- und Ostermärkte", None)]),
    ("Ostermarkt", "Weihnachts- und Ostermärkte", ["Ostermärkte"], [("Ostermärkte", None)]),
    ("Brückensanierung", "Die Sanierung der alten Brücke", ["Sanierung", "Brücke"], [("Sanierung der alten Brücke", None)]),
    ("23.08.2019", "Am 23.08.2019 um acht", ["23.08.2019"], [("23.08.2019", None)]),
    ("23. August 2019", "Am 2019-08-23 um acht", ["2019-08-23"], [("2019-08-23", None)]),
)


@pytest.mark.parametrize(("q", "text", "marks", "forms"), PARTS, ids=[f"{row[0]} in {row[1]}" for row in PARTS])
def test_a_mark_is_what_matched(q: str, text: str, marks: list[str], forms: list[tuple[str, str | None]], archive_of: MakeArchive) -> None:
    context = tuple(release(f"context-{number}", VOCABULARY) for number in range(6))
    archive = archive_of(release("a", text), *context)
    assert marked(archive, q, {Field.BODY: text}) == {Field.BODY: marks}
    (hit,) = (hit for hit in archive.search(q).hits if hit.id == "a")
    assert [(match.form, match.within) for match in hit.matched] == forms
