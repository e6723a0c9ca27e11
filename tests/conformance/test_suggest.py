"""Completions while typing: words as the archive writes them, topics, ministries, titles; only of what can be seen."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search_service.results import Completion, Completions, FacetValue, TitleCompletion
from tests.archives import Archive, MakeArchive, release

TEXTS = {
    "a": "Die Schule öffnet. Viele Schüler kommen in die Schulen. Das THW hilft.",
    "b": "Neue Schulen und ein neuer Schulhof. Schulen brauchen Platz. 20 Klassen, 200 Kinder.",
    "c": "Der Schulhof an der Straße. Wohnungs- und Hausbau. Die Corona-Pandemie endet.",
    "d": "Alte Schulen. Die Wohnung steht leer. Sie liegt in Schulzendorf.",
}


@pytest.fixture
def archive(archive_of: MakeArchive) -> Archive:
    return archive_of(*(release(name, text) for name, text in TEXTS.items()))


def words(archive: Archive, prefix: str, size: int = 8) -> list[str]:
    return [completion.value for completion in archive.searcher.suggest(prefix, size=size).words]


def test_words_come_in_their_most_frequent_form_with_their_number_of_releases(archive: Archive) -> None:
    found = archive.searcher.suggest("schul").words
    assert found == (Completion("Schulen", 3), Completion("Schulhof", 2), Completion("Schulzendorf", 1))
    assert words(archive, "schul", size=1) == ["Schulen"]


@pytest.mark.parametrize(
    ("prefix", "expected"),
    [
        ("Schüle", ["Schüler"]),
        ("Schuele", ["Schüler"]),
        ("stras", ["Straße"]),
        ("Straß", ["Straße"]),
        ("schule", ["Schule"]),
        ("th", ["THW"]),
        ("xyz", []),
        ("", []),
        ("  –  ", []),
    ],
)
def test_spelling_is_folded_and_restored(archive: Archive, prefix: str, expected: list[str]) -> None:
    assert words(archive, prefix)[:1] == expected


def test_neither_numbers_nor_stop_words_nor_fragments(archive: Archive) -> None:
    assert words(archive, "20") == []
    assert words(archive, "di") == []
    assert words(archive, "wohnung") == ["Wohnung"]
    assert words(archive, "wohnungs") == []


def test_earlier_words_stay_and_must_be_in_the_same_releases(archive: Archive) -> None:
    assert archive.searcher.suggest("neue Schul").words == (Completion("neue Schulen", 1), Completion("neue Schulhof", 1))
    assert words(archive, '"Alte Schul') == ['"Alte Schulen']
    assert words(archive, '"Alte Schulz') == []
    assert words(archive, "titel:Meld") == ["titel:Meldung"]
    assert words(archive, "titel:Schulz") == []
    assert words(archive, "schul ") == []


def test_hyphen_compounds_are_completed_as_they_are_written(archive: Archive) -> None:
    assert words(archive, "corona-pan") == ["Corona-Pandemie"]
    assert words(archive, "Die Corona-") == ["Die Corona-Pandemie"]
    assert words(archive, "Corona-Wohn") == []


SERIES = [
    "Die Lange Nacht der Museen beginnt. Der Park am Weiler Feld öffnet.",
    "Zur Langen Nacht der Museen fahren Busse. Das Museum liegt am Weiler Feld. Karten für das Theater am Weiler Ufer.",
    "Viele kamen zur Langen Nacht der Museen. Die Senatsverwaltung für Kultur lädt ein. Am Weiler Feld blüht es.",
    "Karten für die Lange Nacht der Chöre. Die Senatsverwaltung für Kultur dankt.",
    "Die Lange Nacht der Chöre fällt aus. Die Senatsverwaltung für Kultur bittet um Nachsicht. Museen sind in der Nacht zu.",
    "Die Lange Nacht der Chöre klingt nach.",
]


@pytest.fixture
def series(archive_of: MakeArchive) -> Archive:
    return archive_of(*(release(f"s{number}", text) for number, text in enumerate(SERIES)))


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("lange nacht der mu", "Lange Nacht der Museen"),
        ("Lange Nacht der ", "Lange Nacht der Museen"),
        ("langen n", "Langen Nacht"),
        ("weiler f", "Weiler Feld"),
        ("Karten weiler f", "Karten Weiler Feld"),
        ("senatsverwaltung für ku", "Senatsverwaltung für Kultur"),
        ("SENATSVERWALTUNG FÜR KU", "Senatsverwaltung für Kultur"),
        ("titel:Meldung weiler f", "titel:Meldung Weiler Feld"),
        ('"weiler f', '"Weiler Feld'),
    ],
)
def test_what_the_archive_says_is_completed(series: Archive, typed: str, first: str) -> None:
    assert words(series, typed)[:1] == ([first] if series.search(first).total else [])


def test_phrases_follow_the_words_that_a_single_word_becomes(series: Archive) -> None:
    assert words(series, "senatsv") == ["Senatsverwaltung", "Senatsverwaltung für Kultur"]


SCATTERED = [
    "Tag der Chöre. Der Tag der Gärten.",
    "Tag der Gärten, Karten gibt es morgen. Wo steht das Konzert am Fluss?",
    "Der Tag der Gärten endet. Wir finden: ein Fest! Kunde sein ist schön.",
    *["Tag der Chöre."] * 2,
    *["An dem Tag sangen Chöre. Wo ist ein Fest? Kunden finden überall Kerzen. Es sollen alle kommen. Das soll so sein."] * 60,
]


@pytest.fixture
def scattered(archive_of: MakeArchive) -> Archive:
    return archive_of(*(release(f"t{number:02}", text) for number, text in enumerate(SCATTERED)))


@pytest.mark.parametrize(
    ("typed", "expected", "never"),
    [
        ("tag der ", ["Tag der Gärten"], "Tag der Chöre"),
        ("tag k", ["tag Kunden", "tag Kerzen", "tag Karten", "tag Konzert", "tag kommen"], ""),
        ("tag f", ["tag Fest", "tag Fluss"], "tag finden"),
        ("wo f", ["wo Fest", "wo Fluss"], "wo finden"),
        ("find", ["finden"], ""),
        ('"sol', [], '"sollen'),
        ("sol", ["sollen"], ""),
    ],
)
def test_nouns_come_first_and_neither_soft_words_nor_scattered_ones_have_a_number(
    scattered: Archive, typed: str, expected: list[str], never: str
) -> None:
    found = words(scattered, typed)
    assert [value for value in found if value in expected] == expected
    assert found[: len(expected)] == expected or expected == []
    assert never not in found


def test_phrases_come_by_how_often_they_stand_as_such(archive_of: MakeArchive) -> None:
    archive = archive_of(
        *(release(f"o{number}", "Haus der Musik. Alle Künste im Haus.") for number in range(5)),
        *(release(f"k{number}", "Haus der Künste. Etwas Musik.") for number in range(3)),
    )
    found = archive.searcher.suggest("haus der ").words
    assert found == (Completion("Haus der Musik", 8), Completion("Haus der Künste", 8))


NUMBERS = [
    "Die A 111 und die A111. Die U7 fährt zur A 114. Nach § 29 und § 211.",
    "Auf der A-111 staut es sich. Die U 7 und die U70, 20 Wagen. Vorhaben 11-47.",
    "A 10 Center. B 96. 1113 Bäume und 2 Büsche.",
]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("a 11", [("A 111", 2), ("A 114", 1)]),
        ("A-11", [("A-111", 2), ("A-114", 1)]),
        ("a11", [("A111", 2), ("A114", 1)]),
        ("u7", [("U7", 2), ("U70", 1)]),
        ("Vorhaben u 7", [("Vorhaben U 7", 1), ("Vorhaben U 70", 1)]),
        ("b 9", [("B 96", 1)]),
        ("§ 2", [("§ 211", 1), ("§ 29", 1)]),
        ("11-4", [("11-47", 1)]),
        ("a 9", []),
        ("2", []),
        ("11", []),
    ],
)
def test_letters_with_numbers_are_completed(archive_of: MakeArchive, typed: str, expected: list[tuple[str, int]]) -> None:
    archive = archive_of(*(release(f"z{number}", text) for number, text in enumerate(NUMBERS)))
    found = archive.searcher.suggest(typed).words
    assert [(each.value, each.count) for each in found] == expected
    assert [archive.search(each.value).total for each in found] == [each.count for each in found]


def test_numbers_that_only_a_hidden_release_has_are_not_suggested(archive_of: MakeArchive) -> None:
    archive = archive_of(
        release("now", "Die A 111 und die A114."), release("later", "Die A 117.", embargo_until="2999-01-01T00:00:00+01:00")
    )
    assert words(archive, "a 11") == ["A 111", "A 114"]


def test_of_words_with_signs_inside_each_class_comes_once(archive_of: MakeArchive) -> None:
    forms = [
        "Am T-Bahnhof.",
        "Die T-Bahnhöfe.",
        "Des T-Bahnhofs.",
        "Den T-Bahnhöfen.",
        "Die T-Bahn.",
        "Bahnhof, Bahnhöfe, Bahnhofs, Bahnhöfen.",
    ]
    archive = archive_of(*(release(f"b{number}", " ".join([text] * 3)) for number, text in enumerate(forms)))
    found = words(archive, "t-b")
    assert len(found) == len({archive.search(value).total for value in found}) == 2


CHUNKS = [
    "Bürger:innenrat tagt. Die Bürger:innen und Einwohner*innen beraten innerhalb einer Woche. Kiosk am Ku’damm.",
    "Die Bürger:innen lesen www.weiler.example. Frau O’Brien spricht. Dr. Damm und Informationen.",
]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Bürger:inn", ["Bürger:innen", "Bürger:innenrat"]),
        ("buerger:innenr", ["Bürger:innenrat"]),
        ("Rat der Bürger:", ["Rat der Bürger:innen", "Rat der Bürger:innenrat"]),
        ("Einwohner*in", ["Einwohner*innen"]),
        ("Ku'd", ["Ku’damm"]),
        ("O'B", ["O’Brien"]),
        ("www.wei", ["www.weiler.example"]),
        ("Bürger:xx", []),
        ("x:innerh", []),
    ],
)
def test_words_with_signs_inside_are_completed_as_a_whole(archive_of: MakeArchive, typed: str, expected: list[str]) -> None:
    archive = archive_of(*(release(f"c{number}", text) for number, text in enumerate(CHUNKS)))
    assert [value for value in words(archive, typed) if archive.search(value).total] == words(archive, typed)
    assert words(archive, typed) == [value for value in expected if archive.search(value).total]


BEGUN = st.sampled_from([text[:end] for text in (*SERIES, *CHUNKS, *NUMBERS) for end in range(1, len(text), 3)])


@given(begun=BEGUN, start=st.integers(0, 40), operator=st.sampled_from(["", "titel:", '"', "-", "Nacht "]))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_count_is_the_total_of_the_search_that_it_leads_to(series: Archive, begun: str, start: int, operator: str) -> None:
    for completion in series.searcher.suggest(operator + begun[-start:]).words:
        assert series.search(completion.value).total == completion.count > 0


def test_phrases_and_chunks_that_only_a_hidden_release_has_are_not_suggested(archive_of: MakeArchive) -> None:
    hidden = "Die Weiler Orchideenschau und Gärtner:innen. Die Weiler Orchideenschau. Weiler Orchideenschau!"
    archive = archive_of(
        release("now", "Orchideenschau und Weiler Wochenmarkt. Gärtner arbeiten. Die Schau der Orchideen in Weiler."),
        *(release(f"later{number}", hidden, embargo_until="2999-01-01T00:00:00+01:00") for number in range(4)),
    )
    assert words(archive, "Gärtner:in") == []
    assert [value for value in words(archive, "weiler o") if "Weiler O" in value] == []


def test_topics_and_ministries_with_the_text_at_a_word_start(archive_of: MakeArchive) -> None:
    archive = archive_of(
        release("a", "Text.", topics=["Schule und Bildung", "Hochschule"], ministries=["Ministerium für Schule und Öffentliches"]),
        release("b", "Text.", topics=["Schule und Bildung", "Sport"], ministries=["Schulamt"]),
        release("c", "Text.", ministries=["Schulamt"]),
    )
    found = archive.searcher.suggest("schul")
    assert found.facet_values["topic"] == (FacetValue("Schule und Bildung", 2),)
    assert found.facet_values["ministry"] == (FacetValue("Schulamt", 2), FacetValue("Ministerium für Schule und Öffentliches", 1))
    assert [value.value for value in archive.searcher.suggest("schule  und oeff").facet_values["ministry"]] == [
        "Ministerium für Schule und Öffentliches"
    ]
    assert len(archive.searcher.suggest("schul", size=1).facet_values["ministry"]) == 1


def test_titles_with_all_words_newest_first_each_once(archive_of: MakeArchive) -> None:
    archive = archive_of(
        release("old", "x", title="Neue Schule in Aubingen", published="2020-01-01"),
        release("new", "x", title="Aubingen: Schulhof, neue Bäume", published="2023-01-01"),
        release("twice", "x", title="Neue Schule in Aubingen", published="2021-01-01"),
        release("other", "Die neue Schule in Aubingen.", title="Neue Bäume"),
    )
    found = archive.searcher.suggest("neue Aubingen Schul").releases
    assert found == (TitleCompletion("new", "Aubingen: Schulhof, neue Bäume"), TitleCompletion("twice", "Neue Schule in Aubingen"))
    assert [each.id for each in archive.searcher.suggest("baeu", size=1).releases] == ["other"]


def test_what_cannot_be_seen_is_not_suggested(archive_of: MakeArchive) -> None:
    hidden = {"title": "Geheimsache Orchidee", "topics": ["Orchideen"], "ministries": ["Orchideenamt"]}
    archive = archive_of(
        release("now", "Ein Orchester."),
        release("future", "Orchideen.", published="2999-01-01", **hidden),
        release("embargo", "Orchideen.", embargo_until="2999-01-01T00:00:00+01:00", **hidden),
        release("deleted", "Orchideen.", **hidden),
    )
    archive.update(delete=["deleted"])
    found = archive.searcher.suggest("orch")
    assert found == Completions(words=(Completion("Orchester", 1),))


def test_update_is_suggested_at_once(archive: Archive) -> None:
    archive.update(add=[release("e", "Ein Schulhof.", title="Schulhof in Aubingen", topics=["Schulhof"])], delete=["b"])
    found = archive.searcher.suggest("schulh")
    assert (found.words, found.facet_values["topic"]) == ((Completion("Schulhof", 2),), (FacetValue("Schulhof", 1),))
    assert found.releases == (TitleCompletion("e", "Schulhof in Aubingen"),)


def test_words_of_a_single_release_yield_in_a_large_archive(archive_of: MakeArchive) -> None:
    many = [release(f"r{number:04}", "Schulhof") for number in range(1000)]
    archive = archive_of(*many, release("once", "Schulgarten und Turnhalle"))
    assert words(archive, "schul") == ["Schulhof"]
    assert words(archive, "turn") == ["Turnhalle"]


@pytest.mark.parametrize("prefix", ["(", "[a", "*", "\\", "a\x00b", "ä" * 5000, "x " * 2000, "ſ", '"', "titel:", "§ 2", "a-", "-a", "a--b"])
def test_no_text_makes_it_fail(archive: Archive, prefix: str) -> None:
    archive.searcher.suggest(prefix)


def test_empty_archive_has_nothing_to_offer(archive_of: MakeArchive) -> None:
    searcher = archive_of().searcher
    assert searcher.suggest("schul") == Completions()
    assert searcher.similar(text="Schule") == searcher.similar(release_id="a") == searcher.spellings("Schuhle") == ()
