"""Which releases a query finds."""

from __future__ import annotations

import pytest

from tests.archives import MakeArchive, release

BODIES = {
    "bus": "Der Verkehr ruht. Busse fahren nicht.",
    "tram": "Die Tram fährt. Der Verkehr rollt wieder.",
    "schule": "Zwei Schulen erhalten neue Turnhallen.",
    "geld": "Die Förderung beträgt 1,5 Milliarden Euro.",
}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Verkehr", {"bus", "tram"}),
        ("verkehr", {"bus", "tram"}),
        ("Bus", {"bus"}),
        ("Schule", {"schule"}),
        ("Verkehr Tram", {"tram"}),
        ("Bus ODER Tram", {"bus", "tram"}),
        ("Bus ODER Schule ODER Tram", {"bus", "tram", "schule"}),
        ("Verkehr -Tram", {"bus"}),
        ("Verkehr NICHT Bus", {"tram"}),
        ("-Verkehr", {"schule", "geld"}),
        ('"Der Verkehr"', {"bus", "tram"}),
        ('"Verkehr ruht"', {"bus"}),
        ('"ruht Verkehr"', set()),
        ('"Schule"', set()),
        ("Turn*", {"schule"}),
        ("faehrt", {"tram"}),
        ("Foerderung", {"geld"}),
        ("1,5 Milliarden", {"geld"}),
        ("5 Milliarden", set()),
        ("Seilbahn", set()),
        ("", {"bus", "tram", "schule", "geld"}),
    ],
)
def test_query_finds(archive_of: MakeArchive, query: str, expected: set[str]) -> None:
    archive = archive_of(*(release(name, text) for name, text in BODIES.items()))
    assert set(archive.ids(query)) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Treptow-Köp*", {"bezirk"}),
        ("treptow-k*", {"bezirk"}),
        ("Ku'd*", {"damm"}),
        ("11-4*", {"plan"}),
        ("11-5*", set()),
        ("19/23*", {"drucksache"}),
        ("CO2-A*", {"klima"}),
        ("Mieter:i*", {"miete"}),
        ("Mieter*", {"miete", "recht"}),
        ("Ost-West-V*", {"achse"}),
        ("Ost-V*", set()),
        ('Treptow-Köp* -"im Osten"', set()),
        ("titel:Nord-S*", {"achse"}),
        ("titel:Ost-W*", set()),
        ("thema:Kunst-u*", {"achse"}),
    ],
)
def test_beginnings_of_words_with_signs_inside(archive_of: MakeArchive, query: str, expected: set[str]) -> None:
    archive = archive_of(
        release("bezirk", "In Treptow-Köpenick, im Osten. Treptow liegt am Wasser."),
        release("damm", "Der Ku'damm wird umgebaut, sagt Ku."),
        release("plan", "Bebauungsplan 11-47, dort Haus 11."),
        release("drucksache", "Siehe Drucksache 19/2345 und 19/1000."),
        release("klima", "Weniger CO2-Ausstoß."),
        release("miete", "Alle Mieter:innen erhalten Post."),
        release("recht", "Der Mieterschutz gilt."),
        release("achse", "Die Ost-West-Verbindung.", title="Nord-Süd", topics=["Kunst-und-Kultur"]),
    )
    assert set(archive.ids(query)) == expected


@pytest.mark.parametrize("words", [3, 40, 127])
def test_long_phrases_of_common_words(archive_of: MakeArchive, words: int) -> None:
    common = ["der", "die", "das", "und", "in", "von", "zu", "mit", "auf", "für", "ist", "im", "nicht", "ein", "eine"]
    texts = [" ".join(common[(start + each * step) % len(common)] for each in range(150)) for start in range(15) for step in (1, 2, 4)]
    archive = archive_of(*(release(f"r{number:02}", text) for number, text in enumerate(texts)))
    phrase = " ".join(texts[4].split()[3 : 3 + words])
    assert set(archive.ids(f'"{phrase}"', size=100)) == {f"r{number:02}" for number, text in enumerate(texts) if phrase in text}


def test_words_are_found_in_every_field(archive_of: MakeArchive) -> None:
    archive = archive_of(
        release("title", "Text.", title="Radweg eröffnet"),
        release("teaser", "Text.", teaser="Ein Radweg."),
        release("body", "Der Radweg."),
        release("caption", "Text.", images=[{"caption": "Am Radweg", "alt": ""}]),
        release("alt", "Text.", images=[{"caption": "", "alt": "Ein Radweg im Wald"}]),
    )
    assert set(archive.ids("Radweg")) == {"title", "teaser", "body", "caption", "alt"}


def test_phrase_does_not_cross_blocks_or_fields(archive_of: MakeArchive) -> None:
    archive = archive_of(release("a", "Es geht um gute\nArbeit im Land.", title="Gute", teaser="Arbeit"))
    assert archive.ids('"gute Arbeit"') == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("titel:Radweg", {"a"}),
        ("titel:Radwege", {"a"}),
        ('titel:"Der Radweg"', set()),
        ("thema:Kultur", {"b"}),
        ('thema:"Kunst und Kultur"', {"b"}),
        ("ministerium:Gesundheit", {"a"}),
        ("ministerium:Finanz*", {"b"}),
        ("-thema:Kultur", {"a"}),
        ("seit:2024", {"a"}),
        ("bis:2023", {"b"}),
        ("datum:2023-05", {"b"}),
        ("Radweg seit:2025", set()),
    ],
)
def test_fields(archive_of: MakeArchive, query: str, expected: set[str]) -> None:
    archive = archive_of(
        release("a", "Der Radweg.", title="Neuer Radweg", ministries=["Ministerium für Soziales, Gesundheit und Integration"]),
        release("b", "Der Radweg.", topics=["Kunst und Kultur"], ministries=["Finanzministerium"], published="2023-05-31"),
    )
    assert set(archive.ids(query)) == expected


def test_partial_matches_are_marked_and_never_counted(archive_of: MakeArchive) -> None:
    archive = archive_of(release("a", "Klima und Verkehr."), release("b", "Nur Klima."), release("c", "Nichts davon."))
    page = archive.search("Klima Verkehr Haushalt")
    assert (page.partial, page.total, page.facets["topic"].values) == (True, 0, ())
    assert [(hit.id, hit.missing) for hit in page.hits] == [("a", ("Haushalt",)), ("b", ("Verkehr", "Haushalt"))]


def test_one_word_has_no_partial_matches(archive_of: MakeArchive) -> None:
    page = archive_of(release("a", "Klima.")).search("Haushalt")
    assert (page.partial, page.total, page.hits) == (False, 0, ())
