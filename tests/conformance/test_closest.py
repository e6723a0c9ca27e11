"""What is direct, what only comes close, and which words of a query need not be there."""

from __future__ import annotations

from datetime import timedelta

import pytest

from search_service.results import ResultPage
from tests.archives import NOW, Archive, MakeArchive, release

FILLER = [release(f"filler-{number}", f"Zum {number}. Mal: Sanierung, Brücke und anderes.") for number in range(3)]


def closest(page: ResultPage) -> list[str]:
    return [hit.id for hit in (page.hits if page.partial else page.closest)]


@pytest.fixture
def bridges(archive_of: MakeArchive) -> Archive:
    return archive_of(
        *FILLER,
        release("whole", "Die Brückensanierung beginnt.", published="2019-02-03"),
        release("written-out", "Die Sanierung der alten Brücke beginnt.", published="2019-02-05"),
        release("scattered", "Die Brücke wird nach ihrer langen Sanierung eröffnet.", published="2020-05-01"),
        release("half", "Die Sanierung der Straße beginnt.", published="2021-05-03"),
    )


def test_parts_near_each_other_are_no_hit_but_come_close(bridges: Archive) -> None:
    page = bridges.search("Brückensanierung")
    assert {hit.id for hit in page.hits} == {"whole", "written-out"}
    assert page.total == 2
    assert closest(page)[0] in {"scattered", *(each.id for each in FILLER)}
    assert "half" in closest(page)
    assert all(hit.missing == ("Brückensanierung",) for hit in page.closest)
    assert sum(year.count for year in page.facets.year) == 2


def test_the_second_page_and_long_lists_have_no_closest(bridges: Archive) -> None:
    assert bridges.search("Brückensanierung", size=1, page=2).closest == ()
    assert bridges.search("Sanierung ODER Brückensanierung", size=1).total == 7
    assert len(bridges.search("beginnt Brückensanierung").closest) <= 8


def test_rare_words_count_more_than_frequent_ones(archive_of: MakeArchive) -> None:
    archive = archive_of(
        *(release(f"common-{number}", "Verkehr Verkehr Verkehr und Straße.", title="Verkehr") for number in range(12)),
        release("rare", "Über Fledermäuse."),
    )
    page = archive.search("Verkehr Fledermäuse")
    assert page.partial
    assert page.hits[0].id == "rare"
    assert page.hits[0].missing == ("Verkehr",)


def test_what_each_lacks_is_true_in_whatever_order_they_come(archive_of: MakeArchive) -> None:
    texts = ["Fledermäuse.", "Ein Teich mit Bäumen.", "Nichts.", "Der Teich.", "Teich und Fledermäuse?", "Über Fledermäuse im alten Haus."]
    archive = archive_of(*(release(f"r{number}", text, published=f"20{10 + number}-05-01") for number, text in enumerate(texts)))
    page = archive.search("Fledermäuse Teich Zaun")
    lacking = {hit.id: set(hit.missing) for hit in page.hits}
    assert lacking["r4"] == {"Zaun"}
    assert lacking["r0"] == lacking["r5"] == {"Teich", "Zaun"}
    assert lacking["r1"] == lacking["r3"] == {"Fledermäuse", "Zaun"}


def test_what_a_title_names_comes_closer_than_what_a_text_repeats(archive_of: MakeArchive) -> None:
    archive = archive_of(
        release("a-repeating", "Teich, Teich, Teich und Teich."),
        release("b-titled", "Niemand wurde verletzt.", title="Bagger in der Nacht ausgebrannt"),
        *FILLER,
    )
    assert closest(archive.search("Bagger Teich")) == ["b-titled", "a-repeating"]


def test_parts_that_stand_together_come_closer_than_parts_apart(archive_of: MakeArchive) -> None:
    words = "Klima Anpassung Gesetz Klimaanpassung Anpassungsgesetz Klimagesetz Klimaanpassungsgesetz"
    archive = archive_of(
        release("a-apart", "Klima und Gesetz. Die Anpassung der Mieten ist mühsam. Klima, Gesetz. Klima."),
        release("b-together", "Der Bezirk stellt heute in der Aula das Konzept zur Klimaanpassung im Gesetz vor, wenn es nicht regnet."),
        *(release(f"c-{number}", f"Es regnet. {word}.") for number, word in enumerate(words.split()[:4] * 3)),
    )
    assert closest(archive.search("Klimaanpassungsgesetz"))[0] == "b-together"


@pytest.mark.parametrize(
    ("query", "near"),
    [
        ("Fledermausgehege", {"bat"}),
        ("Laternenputzerei", {"lantern"}),
        ("Gerümpellaterne", {"lantern"}),
        ("Laternenlab", {"lantern", "lab"}),
        ("Laternenputzerei Fledermaus", {"lantern", "bat"}),
        ("Straßenputzerei", set()),
        ("Schnorchelputzerei", set()),
    ],
)
def test_a_compound_that_the_archive_lacks_has_its_known_pieces(archive_of: MakeArchive, query: str, near: set[str]) -> None:
    archive = archive_of(
        release("bat", "Eine Fledermaus, keine Fledermaus, Fledermaus um Fledermaus und die Fledermaus."),
        release("lantern", "Die Laterne, eine Laterne, der Laterne, Laterne um Laterne und Laternen, Laternen, Laternen."),
        release("lab", "Das Lab, ein Lab."),
        *(release(f"street-{number}", "Die Straße wird gesperrt.") for number in range(12)),
    )
    assert archive.search(query).total == 0
    assert set(closest(archive.search(query))) == near
    assert all(marked(archive.search(query)).values())


def test_pieces_of_a_hyphen_compound_come_close(archive_of: MakeArchive) -> None:
    archive = archive_of(release("cpi", "Der CPI stieg."), release("other", "Es regnet."))
    assert closest(archive.search("CPI-Maßstab")) == ["cpi"]


def marked(page: ResultPage) -> dict[str, set[str]]:
    """What is marked of each of the closest."""
    hits = page.hits if page.partial else page.closest
    return {hit.id: {part.text for snippet in hit.snippets for part in snippet.parts if part.match} for hit in hits}


def test_the_closest_are_marked_by_the_pieces_that_they_have(bridges: Archive) -> None:
    assert marked(bridges.search("Brückensanierung"))["half"] == {"Sanierung"}
    assert marked(bridges.search("Brückensanierung Straße"))["half"] == {"Sanierung", "Straße"}
    assert marked(bridges.search("Brückensanierung Straße"))["whole"] == {"Brückensanierung"}
    half = next(hit for hit in bridges.search("Brückensanierung").closest if hit.id == "half")
    assert [(match.word, match.form, match.rule) for match in half.matched] == [("Brückensanierung", "Sanierung", "part")]


def test_the_words_of_a_hyphen_compound_are_marked_apart(archive_of: MakeArchive) -> None:
    archive = archive_of(release("cpi", "Der CPI stieg."), release("other", "Es regnet."))
    assert marked(archive.search("CPI-Maßstab")) == {"cpi": {"CPI"}}


def test_what_is_excluded_never_comes_close(archive_of: MakeArchive) -> None:
    archive = archive_of(release("a", "Bus und Bahn."), release("b", "Bus und Tram."), release("c", "Rad."))
    assert closest(archive.search("Bus Fähre -Tram")) == ["a"]


@pytest.mark.parametrize(
    ("query", "soft", "hits"),
    [
        ("wo beginnt die Brückensanierung", ("wo", "beginnt", "die"), {"whole", "written-out"}),
        ("Pressemitteilung Brückensanierung", ("Pressemitteilung",), {"whole", "written-out"}),
        ("Brückensanierung 2030", ("2030",), {"whole", "written-out"}),
        ('"die Brücke" wo', ("wo",), {"scattered"}),
        ("beginnt", (), {"whole", "written-out", "half"}),
        ("Brückensanierung Februar 2019", (), {"whole", "written-out"}),
        ("Sanierung 3. Mai 2021", (), {"half"}),
        ("Straße 1. Mai 2021", (), {"half"}),
        ("Straße 29. April 2021", (), set()),
    ],
)
def test_words_that_only_carry_a_request_and_dates(bridges: Archive, query: str, soft: tuple[str, ...], hits: set[str]) -> None:
    page = bridges.search(query)
    assert page.soft_words == soft
    assert (set() if page.partial else {hit.id for hit in page.hits}) == hits


def test_hits_of_a_year_that_the_query_names_come_first(archive_of: MakeArchive) -> None:
    archive = archive_of(
        release("a-other", "Streik! " * 12, title="Streik, Streik", published="2018-03-01"),
        release("b-of-the-year", "Wegen Regen, Wind und Streik fährt heute kein Schiff.", published="2023-03-02"),
        release("c-naming-it", "Im Jahr 2023 gab es einen Streik.", published="2025-03-03"),
        *(release(f"d-{number}", "Es regnet.", published=f"2023-03-0{number}") for number in range(1, 5)),
    )
    assert archive.ids("Streik 2023")[2:] == ["a-other"]
    assert archive.ids("Streik")[0] == "a-other"
    assert archive.ids('"Streik" 2023')[2:] == ["a-other"]


def test_a_day_without_its_year_is_the_nearest_one(archive_of: MakeArchive) -> None:
    archive = archive_of(
        release("then", "Das Fest am 1. Mai wird groß.", published="2023-04-12"),
        release("later", "Das Fest am 1. Mai war groß.", published="2024-04-12"),
    )
    assert archive.ids("Fest 1. Mai 2023") == ["then"]


def test_closest_follow_an_embargo_that_ends(archive_of: MakeArchive) -> None:
    ends = NOW + timedelta(hours=1)
    archive = archive_of(release("a", "Klima und Verkehr."), release("later", "Klima und Haushalt.", embargo_until=ends))
    for _ in range(2):
        for moment, expected in ((NOW, ["a"]), (ends, ["a", "later"])):
            page = archive.search("Klima Schulhof", moment=moment)
            assert (page.partial, sorted(hit.id for hit in page.hits)) == (True, expected)


def test_a_common_part_alone_brings_no_release_close(archive_of: MakeArchive) -> None:
    archive = archive_of(
        *(release(f"street-{number}", "Die Straße wird gesperrt.") for number in range(12)),
        release("rare", "Mohren und Straße."),
        release("whole", "Die Mohrenstraße."),
        *(release(f"mohren-{number}", "Mohren Straße Mohrenstraße") for number in range(2)),
    )
    found = closest(archive.search("Mohrenstraße"))
    assert "rare" in found
    assert not [each for each in found if each.startswith("street")]


def test_a_release_of_the_day_says_that_it_is(archive_of: MakeArchive) -> None:
    archive = archive_of(release("a", "Das Fest beginnt.", published="2023-11-09"), release("b", "Am 9. November 2023 war das Fest."))
    reasons = {
        hit.id: [(match.word, match.form, match.rule.value) for match in hit.matched] for hit in archive.search("9. November 2023").hits
    }
    assert reasons == {
        "a": [("9. November 2023", "9.11.2023", "date")],
        "b": [("9. November 2023", "9. November 2023", "date")],
    }


def much_of(*nouns: str) -> str:
    """Text from which the nouns are known as such."""
    return " ".join(f"{noun}, mit {noun}, ohne {noun}, für {noun}, {noun} um {noun}." for noun in nouns)


def test_what_has_a_word_of_the_query_comes_before_what_has_pieces_of_another(archive_of: MakeArchive) -> None:
    archive = archive_of(
        release("a-pieces", much_of("Laterne"), title="Laterne"),
        release("c-word-and-piece", "Am Teich von Musterstadt steht nach langer Zeit bei Regen und Wind nun eine Laterne."),
        *(release(f"d-{number}", "Am Teich von Musterstadt war es gestern bei Regen und Wind noch hell.") for number in range(6)),
        *(release(f"e-{number}", "Laternen und Fledermäuse.") for number in range(2)),
    )
    found = closest(archive.search("Fledermauslaterne Teich"))
    assert {*found[:7]} == {"c-word-and-piece", *(f"d-{number}" for number in range(6))}
    assert found[7] == "a-pieces"


def test_where_all_lack_the_same_word_some_have_it_and_pieces_of_the_other(archive_of: MakeArchive) -> None:
    archive = archive_of(
        *(release(f"whole-{number}", "Der Fledermausangriff. Ein Fledermausangriff!", title="Fledermausangriff") for number in range(12)),
        release("piece-and-word", "Im Dorf Aalbeck wurde gestern bei Regen und Wind eine Fledermaus gesehen."),
        *(release(f"word-{number}", "Aalbeck, Aalbeck.", title="Aalbeck") for number in range(40)),
        *(release(f"parts-{number}", "Fledermaus, Fledermäuse. Der Angriff, die Angriffe.", title="Regen") for number in range(3)),
    )
    page = archive.search("Fledermausangriff Aalbeck")
    lacking = {hit.id: hit.missing for hit in page.hits}
    assert closest(page)[:5] == sorted(closest(page)[:5])
    assert closest(page)[0].startswith("whole")
    assert closest(page)[5] == "piece-and-word"
    assert lacking["piece-and-word"] == ("Fledermausangriff",)


@pytest.mark.parametrize(
    ("query", "telling", "vague"),
    [("Fledermausgeld", "Fledermaus", "Geld"), ("Grundlaterne", "Laterne", "Grund"), ("Fledermaushaus", "Fledermaus", "Haus")],
)
def test_vague_parts_of_a_compound_bring_nothing_close_and_are_not_marked(
    archive_of: MakeArchive, query: str, telling: str, vague: str
) -> None:
    owners = "Stein Fluss Garten Kaffee Bauern Glas Holz Park Eltern Turm Zoll Wasser Schnee Berg Wald Boots Brücken "
    owners += "Teich Film Musik Kunst Museums"
    archive = archive_of(
        release("telling", f"Die {telling} ist da."),
        release("vague", f"Nur {vague}."),
        *(release(f"known-{number}", much_of("Fledermaus", "Laterne", "Geld", "Grund", "Haus")) for number in range(3)),
        *(release(f"houses-{number}", " ".join(f"Das {owner}haus." for owner in owners.split())) for number in range(3)),
        *(release(f"owners-{number}", much_of(*owners.split())) for number in range(3)),
    )
    page = archive.search(query)
    assert "vague" not in closest(page)
    assert marked(page)["telling"] == {telling}


def test_a_verb_is_no_head_of_a_noun(archive_of: MakeArchive) -> None:
    archive = archive_of(
        release("both", "Die Laterne, die wir steuern, und eine Steuer."),
        *(release(f"known-{number}", much_of("Laterne", "Steuer", "Steuern")) for number in range(3)),
    )
    assert marked(archive.search("Laternensteuer"))["both"] == {"Laterne", "Steuer"}


def test_what_an_apostrophe_cuts_is_no_word_of_its_own(archive_of: MakeArchive) -> None:
    archive = archive_of(release("dam", "Der Spandauer Damm."), release("racer", "Ein Raser."), *FILLER)
    assert closest(archive.search("Ku'damm Raser")) == ["racer"]
