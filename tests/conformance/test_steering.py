"""What editors change about searches, on every engine: synonyms, stop phrases, pins, boosts."""

from __future__ import annotations

import pytest

from search_service.errors import CursorExpiredError
from search_service.query.request import Matching, Sort
from search_service.query.rule import Rule
from search_service.results import Interval
from tests.archives import NOW, Archive, MakeArchive, release

MARKET = [
    release("dealer", "Der Trödler ist laut. Viele Trödler sind laut."),
    *(release(f"grocer-{number}", "Laut sind die Krämer und das Verbot dort. Man hört die Krämer.") for number in range(5)),
    release("ban", "Am Ufer gilt ein Krämerverbot, so laut es ist."),
    release("rake", "Der Rechen ist leise."),
]
BOTH_WAYS = {"synonyms": [{"words": ["Trödler", "Krämer"]}]}
ONE_WAY = {"synonyms": [{"word": "Krämer", "finds": ["Trödler"]}]}


def found(archive: Archive, q: str) -> set[str]:
    """What is found, without the numbers of releases that are alike."""
    return {each.partition("-")[0] for each in archive.ids(q, size=20)}


@pytest.fixture
def market(archive_of: MakeArchive) -> Archive:
    return archive_of(*MARKET)


@pytest.mark.parametrize("q", ["Trödler", "Trödlern", "troedler"])
def test_any_form_of_a_word_has_its_synonyms_and_their_compounds(market: Archive, q: str) -> None:
    assert found(market, q) == {"dealer"}
    assert found(market.steered(**BOTH_WAYS), q) == {"dealer", "grocer", "ban"}
    assert found(market.steered(**BOTH_WAYS), "Krämern") == {"dealer", "grocer", "ban"}


def test_the_word_itself_comes_before_its_synonyms(market: Archive) -> None:
    assert market.steered(**BOTH_WAYS).ids("Trödler")[0] == "dealer"


def test_a_one_way_synonym_finds_in_one_direction(market: Archive) -> None:
    assert found(market.steered(**ONE_WAY), "Krämer") == {"dealer", "grocer", "ban"}
    assert found(market.steered(**ONE_WAY), "Trödler") == {"dealer"}


def test_a_word_that_the_archive_lacks_may_have_synonyms_in_it(market: Archive) -> None:
    steered = market.steered(synonyms=[{"words": ["Höker", "Trödler"]}])
    assert steered.ids("Höker") == ["dealer"]


def test_synonyms_are_told_as_the_reason_and_marked(market: Archive) -> None:
    page = market.steered(**BOTH_WAYS).search("Trödler")
    matched = {hit.id.partition("-")[0]: {(match.form, match.rule) for match in hit.matched} for hit in page.hits}
    assert matched["grocer"] == {("Krämer", Rule.SYNONYM)}
    assert matched["ban"] == {("Krämerverbot", Rule.SYNONYM)}
    assert Rule.SYNONYM not in {rule for _, rule in matched["dealer"]}
    marked = [part.text for hit in page.hits if hit.id == "ban" for snippet in hit.snippets for part in snippet.parts if part.match]
    assert marked == ["Krämer"]


def test_phrases_find_no_synonyms_and_exclusions_exclude_them(market: Archive) -> None:
    steered = market.steered(**BOTH_WAYS)
    assert found(steered, '"Trödler"') == {"dealer"}
    assert not {"dealer", "grocer", "ban"} & found(steered, "-Trödler")
    assert "rake" in steered.ids("-Trödler")


def test_every_count_is_that_of_the_steered_search(market: Archive) -> None:
    steered = market.steered(**BOTH_WAYS)
    page = steered.search("Trödler laut")
    assert (page.total, sum(year.count for year in page.facets.year)) == (7, 7)
    assert steered.searcher.total(page.request) == 7
    assert len(steered.searcher.hit_ids(page.request)) == 7
    assert [bucket.count for bucket in steered.searcher.timeline(page.request, Interval.YEAR)] == [7]


def test_synonyms_of_several_words(archive_of: MakeArchive) -> None:
    archive = archive_of(
        release("short", "Der Schulweg wird mit dem ZBV sicher."),
        release("long", "Die zentrale Busvermittlung fährt, auch der zentralen Busvermittlung wegen."),
        release("apart", "Die zentrale Frage der Busvermittlung."),
    ).steered(synonyms=[{"words": ["ZBV", "zentrale Busvermittlung"]}])
    assert set(archive.ids("ZBV")) == {"short", "long"}
    assert set(archive.ids("zentrale Busvermittlung")) == {"short", "long", "apart"}
    assert set(archive.ids("Busvermittlung")) == {"long", "apart"}


@pytest.mark.parametrize(
    ("q", "sought"),
    [("Schuppen angezündet", "fire"), ("Schuppen anzünden", "fire"), ("Rad geklaut", "theft"), ("Bude eingebrochen", "burglary")],
)
def test_synonyms_that_come_with_the_program_know_what_people_call_a_crime(archive_of: MakeArchive, q: str, sought: str) -> None:
    archive = archive_of(
        release("fire", "Unbekannte haben den Schuppen in Brand gesetzt."),
        release("theft", "Ein Rad wurde entwendet."),
        release("burglary", "Nach dem Einbruch war die Bude leer."),
    )
    assert ([hit.id for hit in archive.search(q).hits], archive.search(q).partial) == ([sought], False)
    assert archive.steered().search(q).partial


def test_words_of_a_stop_phrase_need_not_be_there(archive_of: MakeArchive) -> None:
    archive = archive_of(
        release("both", "Die Stadt Musterhafen baut Radwege."),
        release("one", "Die Radwege sind neu."),
        release("land", "Musterhafen feiert."),
    ).steered(stop_phrases=["Stadt Musterhafen"])
    page = archive.search("radwege stadt musterhafen")
    assert [hit.id for hit in page.hits] == ["both", "one"]
    assert page.soft_words == ("stadt", "musterhafen")
    assert archive.ids("Musterhafen Radwege") == ["both"], "only the whole phrase counts for nothing"
    assert archive.ids("Stadt Musterhafen") == ["both"], "with nothing else in the query it is what is sought"


FAIRS = [
    release("first", "Jahrmarkt Jahrmarkt Jahrmarkt", title="Jahrmarkt", published="2024-01-01"),
    release("second", "Jahrmarkt Jahrmarkt", published="2023-01-01", topics=["Feste"]),
    release("third", "Ein Jahrmarkt und viel anderes, das länger ist.", published="2022-01-01", topics=["Feste", "Straßen"]),
    release("other", "Ein Umzug durch die Stadt.", published="2021-01-01", topics=["Feste"]),
]


@pytest.fixture
def fairs(archive_of: MakeArchive) -> Archive:
    return archive_of(*FAIRS)


@pytest.mark.parametrize("q", ["Jahrmarkt", "jahrmärkte", "wo finde ich den Jahrmarkt"])
def test_pins_come_first_in_their_order_if_they_match(fairs: Archive, q: str) -> None:
    assert fairs.ids(q) == ["first", "second", "third"]
    steered = fairs.steered(pins=[{"query": "Jahrmarkt", "releases": ["third", "other", "gone", "second"]}])
    page = steered.search(q)
    assert [(hit.id, hit.pinned) for hit in page.hits] == [("third", True), ("second", True), ("first", False)]
    assert list(steered.searcher.hit_ids(page.request)) == ["third", "second", "first"]


def test_pins_are_those_of_the_query_as_a_whole_and_of_relevance(fairs: Archive) -> None:
    steered = fairs.steered(pins=[{"query": "Jahrmarkt", "releases": ["third"]}])
    assert steered.ids("Jahrmarkt Jahrmarkt")[0] == "third"
    assert steered.ids("Jahrmarkt vieles anderes") == fairs.ids("Jahrmarkt vieles anderes")
    assert steered.ids("Jahrmarkt ODER Rechen")[0] == "first"
    assert steered.ids("Jahrmarkt", sort=Sort.NEWEST) == ["first", "second", "third"]
    assert steered.ids("Jahrmarkt", match=Matching.PARTS)[0] == "third"


def test_a_pin_changes_no_score_and_pages_go_on_behind_it(fairs: Archive) -> None:
    plain = {hit.id: hit.score for hit in fairs.search("Jahrmarkt").hits}
    steered = fairs.steered(pins=[{"query": "Jahrmarkt", "releases": ["third", "second"]}])
    assert {hit.id: hit.score for hit in steered.search("Jahrmarkt").hits} == pytest.approx(plain)
    seen, cursor = [], None
    for _ in range(3):
        page = steered.search("Jahrmarkt", size=1, cursor=cursor)
        seen += [hit.id for hit in page.hits]
        cursor = page.next_cursor
    assert (seen, cursor) == (["third", "second", "first"], None)


def test_boosts_multiply_scores_of_what_they_name(fairs: Archive) -> None:
    plain = {hit.id: hit.score for hit in fairs.search("Jahrmarkt").hits}
    steered = fairs.steered(boosts=[{"topic": "Straßen", "factor": 10}, {"topic": "Feste", "factor": 0.5}])
    page = steered.search("Jahrmarkt")
    factors = {"first": 1, "second": 0.5, "third": 5}
    assert {hit.id: hit.score for hit in page.hits} == pytest.approx(
        {each: plain[each] * factors[each] for each in plain}, rel=1e-3, abs=1e-3
    )
    assert page.hits[0].id == "third"
    assert {hit.id: [boost.factor for boost in hit.boosts] for hit in page.hits} == {"first": [], "second": [0.5], "third": [10, 0.5]}
    assert list(steered.searcher.hit_ids(page.request)) == [hit.id for hit in page.hits]
    assert steered.ids("Jahrmarkt", sort=Sort.NEWEST) == ["first", "second", "third"]


def test_boosts_by_age_meet_without_a_gap(fairs: Archive) -> None:
    """The archive's moment is 1 January 2026; ``second`` is of 1 January 2023, 1,096 days before."""

    def boosted(**ages: int) -> set[str]:
        page = fairs.steered(boosts=[{"factor": 2, **ages}]).search("Jahrmarkt")
        return {hit.id for hit in page.hits if hit.boosts}

    assert NOW.year == 2026
    assert (boosted(newer_than_days=1096), boosted(older_than_days=1096)) == ({"first", "second"}, {"third"})
    assert (boosted(newer_than_days=1095), boosted(older_than_days=1095)) == ({"first"}, {"second", "third"})


def test_a_cursor_by_relevance_ends_when_editors_change_something(fairs: Archive) -> None:
    cursor = fairs.steered().search("Jahrmarkt", size=1).next_cursor
    assert fairs.steered().ids("Jahrmarkt", size=1, cursor=cursor) == ["second"]
    with pytest.raises(CursorExpiredError, match="editors"):
        fairs.steered(pins=[{"query": "Jahrmarkt", "releases": ["third"]}]).search("Jahrmarkt", size=1, cursor=cursor)


def test_the_status_names_the_steering(fairs: Archive) -> None:
    plain, steered = fairs.steered(), fairs.steered(stop_phrases=["Land Musterstadt"])
    assert plain.searcher.status().steering != steered.searcher.status().steering
    assert plain.searcher.status().steering == fairs.steered().searcher.status().steering


def test_a_compound_is_found_with_a_synonym_of_a_part(archive_of: MakeArchive) -> None:
    market = archive_of(*MARKET, *(release(f"old-{number}", "Man hört die Trödler, und Trödler hören zu.") for number in range(5)))
    page = market.steered(**BOTH_WAYS).search("Trödlerverbot")
    assert [hit.id for hit in page.hits if not hit.missing] == ["ban"]
    assert [(match.form, match.rule) for match in page.hits[0].matched] == [("Krämerverbot", Rule.SYNONYM)]
    assert market.steered(**ONE_WAY).ids("Trödlerverbot") == []


def test_suggestions_count_what_the_search_for_them_finds(market: Archive) -> None:
    steered = market.steered(**BOTH_WAYS, stop_phrases=["leise"])
    for typed in ("Tröd", "Kräm", "laut Kräm", "leise Rech"):
        offered = steered.searcher.suggest(typed).words
        assert {each.value: each.count for each in offered} == {each.value: steered.search(each.value).total for each in offered}
        assert offered
    assert steered.searcher.suggest("Trödler").words[0].count == len(MARKET) - 1


def test_a_phrase_is_offered_however_much_its_synonyms_find(archive_of: MakeArchive) -> None:
    """Its own words are nearly always the phrase; that a synonym is everywhere makes it no other thing."""
    houses = [release(f"house-{number}", f"Das Haus der Trödler {number} öffnet. Im Haus der Trödler ist Platz.") for number in range(4)]
    streets = [release(f"street-{number}", f"Das Haus der Krämer {number} schließt. Krämer gehen.") for number in range(60)]
    archive = archive_of(*houses, *streets)
    plain, steered = archive.searcher.suggest("haus der tröd").words, archive.steered(**BOTH_WAYS).searcher.suggest("haus der tröd").words
    assert [each.value for each in steered] == [each.value for each in plain]
    assert (plain[0].value, plain[0].count) == ("Haus der Trödler", 4)
    assert steered[0].count == 64
