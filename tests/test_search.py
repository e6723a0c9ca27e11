"""What else could be asked: another spelling, and ways out of a search that finds nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search_service.config import Settings
from search_service.query.parser import parse
from search_service.query.render import render
from search_service.query.request import SearchRequest, Sort, Spelling
from search_service.query.rewrite import words_of
from search_service.release import Release
from search_service.results import DidYouMean, ResultPage
from search_service.search import answer, mended_answer
from tests.archives import NOW, Archive, release
from tests.query.texts import TEXTS

Ask = Callable[..., ResultPage]


def releases() -> list[Release]:
    baths = [
        release(f"bad{number}", "Das Schwimmbad öffnet. Alle Schwimmbäder öffnen.", topics=["Sport", "Schwimmbad"], ministries=["IM"])
        for number in range(5)
    ]
    return [
        *baths,
        release("rathaus", "Im Rathaus tagt der Senat.", topics=["Verwaltung"], published="2010-05-05"),
        release("bus", "Der Bus fährt zum Rathaus.", topics=["Verkehr"], published="2015-05-05"),
        release("bahn", "Die Bahn fährt.", topics=["Verkehr"], ministries=["VM"], published="2020-05-05"),
        release("slip", "Ein Schwimmbat.", topics=["Kultur"]),
        release("park", "Gärten, Parks, Felder, Wiesen und Auen."),
    ]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    archive = Archive(Settings(data=tmp_path_factory.mktemp("search")))
    archive.rebuild(releases())
    yield archive
    archive.searcher.close()


def asking(q: str, **more: object) -> SearchRequest:
    node = parse(q).node
    sort = Sort.RELEVANCE if words_of(node) else Sort.NEWEST
    return SearchRequest(q=q, node=node, parsed=render(node), sort=sort, moment=NOW).but(**more)


@pytest.fixture
def ask(archive: Archive) -> Ask:
    return lambda q, **more: answer(archive.searcher, asking(q, **more))


def ways(page: ResultPage, kind: str) -> list[tuple[str, int]]:
    return [(way.request.q, way.total) for way in page.ways_out if way.kind == kind]


@pytest.mark.parametrize(
    ("q", "better"),
    [
        ("Schwimbad", DidYouMean("Schwimmbad", 5)),
        ("schwimbad oeffnet", DidYouMean("Schwimmbad oeffnet", 5)),
        ("titel:Meldung Schwimbad -Bus", DidYouMean("titel:Meldung Schwimmbad -Bus", 5)),
        ('"das Schwimbad"', DidYouMean('"das Schwimmbad"', 5)),
        ("Schwimbad ODER Xylophon", DidYouMean("Schwimmbad ODER Xylophon", 5)),
        ("Schwimbad, bitte", DidYouMean("Schwimmbad, bitte", 5)),
        ("Schwimbad oeffnnet", DidYouMean("Schwimmbad öffnet", 5)),
        ("Rat haus", DidYouMean("Rathaus", 2)),
        ("der rat haus Senat", DidYouMean("der Rathaus Senat", 1)),
        ("Schwimmbat", None),
        ("Schwimmbad", None),
        ("-Schwimbad", None),
        ("thema:Schwimbad", DidYouMean("thema:Schwimmbad", 5)),
        ("RAT HAUS", None),
        ("Schwim*", None),
        ("Schwimbad2", None),
        ("SB", None),
        ("", None),
    ],
)
def test_did_you_mean(ask: Ask, q: str, better: DidYouMean | None) -> None:
    assert ask(q).did_you_mean == better


def test_did_you_mean_keeps_filters_and_must_find_more_under_them(ask: Ask) -> None:
    assert ask("Schwimbad", chosen={"topic": ("Sport",)}).did_you_mean == DidYouMean("Schwimmbad", 5)
    assert ask("Schwimbad", chosen={"topic": ("Verkehr",)}).did_you_mean is None
    assert ask("Bus Rat haus ODER fährt", chosen={"topic": ("Verwaltung",)}).did_you_mean is None


def test_mended_answer_is_that_of_the_better_spelling_and_names_what_was_typed(archive: Archive) -> None:
    typed = asking("Schwimbad -Bus", spelling=Spelling.MENDED)
    page = mended_answer(archive.searcher, typed)
    better = answer(archive.searcher, asking("Schwimmbad -Bus"))
    assert (page.total, page.hits, page.request.q, page.mended_from) == (better.total, better.hits, "Schwimmbad -Bus", typed)
    assert page.request.spelling is None
    for q, spelling in (("Schwimmbat", None), ("Schwimmbad", Spelling.MENDED), ("Xylophon", None), ("Schwimbad", Spelling.TYPED)):
        assert mended_answer(archive.searcher, asking(q, spelling=spelling)).mended_from is None


def test_a_slip_is_noticed_where_the_mended_words_find_nothing_together_either(archive: Archive, ask: Ask) -> None:
    q, better = "Schwimbad Rathaus Bahn", "Schwimmbad Rathaus Bahn"
    assert ask(q).did_you_mean == DidYouMean(better, 0)
    page = mended_answer(archive.searcher, asking(q))
    assert (page.total, page.partial, page.request.q, page.mended_from) == (0, True, better, asking(q))
    assert any("Schwimmbad" not in hit.missing for hit in page.hits)
    assert ask(q, chosen={"topic": ("Verkehr",)}).did_you_mean is None


def test_later_pages_and_full_answers_offer_nothing(ask: Ask) -> None:
    assert ask("Schwimbad", page=2).did_you_mean is None
    page = ask("Schwimmbad öffnet")
    assert (page.total, page.did_you_mean, page.ways_out) == (5, None, ())


def test_with_one_or_two_hits_ways_lead_to_more(ask: Ask) -> None:
    page = ask("Bus Rathaus")
    assert (page.total, ways(page, "fewer_words")) == (1, [("Rathaus", 2)])
    assert ask("Bus Rathaus Senat").total == 0
    page = ask("fährt")
    assert (page.total, page.ways_out) == (2, ())
    page = ask("Schwimmbad Alle")
    assert (page.total, page.ways_out) == (5, ())


def test_two_words_go_where_one_does_not_help(ask: Ask) -> None:
    assert ways(ask("Rathaus Bahn Xylophon"), "fewer_words") == [("Bahn", 1), ("Rathaus", 2)]
    assert ways(ask("Rathaus Bus Bahn Xylophon"), "fewer_words") == [("Rathaus Bus", 1)]
    assert ways(ask("Rathaus Bus -Senat Xylophon Theremin"), "fewer_words") == [("Rathaus Bus -Senat", 1)]


def test_of_very_many_words_those_are_kept_that_one_of_the_closest_has(ask: Ask) -> None:
    absent = " ".join(f"Xylophon{letter}" for letter in "abcdefghij")
    assert ways(ask(f"Gärten {absent} Parks Felder"), "fewer_words") == [("Gärten Parks Felder", 1)]


WORDS_IN_RELEASES = ["Rathaus", "Senat", "Bus", "Bahn", "fährt", "Schwimmbad", "Gärten", "Parks", "Xylophon", "Theremin"]


@given(st.lists(st.sampled_from(WORDS_IN_RELEASES), min_size=2, max_size=6, unique=True))
@settings(max_examples=40, deadline=None)
def test_the_largest_part_that_has_hits_is_offered(archive: Archive, words: list[str]) -> None:
    page = answer(archive.searcher, asking(" ".join(words)))
    if page.total or page.did_you_mean:
        return
    parts = [part for size in range(len(words) - 1, 0, -1) for part in combinations(words, size)]
    finding = [part for part in parts if archive.searcher.search(asking(" ".join(part))).total]
    offered = {tuple(q.split()) for q, _ in ways(page, "fewer_words")}
    assert {len(part) for part in offered} == {len(part) for part in finding[:1]}


def test_without_each_filter_that_stands_in_the_way(ask: Ask) -> None:
    page = ask("fährt", chosen={"topic": ("Verkehr",), "ministry": ("XM",)})
    assert [(way.kind, way.request.chosen, way.total) for way in page.ways_out] == [("without_filter", {"topic": ("Verkehr",)}, 2)]


def test_what_is_frequent_is_left_out_before_what_is_rare(ask: Ask) -> None:
    assert ways(ask("Bahn Rathaus"), "fewer_words") == [("Bahn", 1), ("Rathaus", 2)]
    assert ways(ask("Rathaus Bahn"), "fewer_words") == [("Bahn", 1), ("Rathaus", 2)]


def test_without_all_filters_where_leaving_out_one_does_not_help(ask: Ask) -> None:
    page = ask("Rathaus", chosen={"topic": ("Sport",), "ministry": ("VM",)}, first=date(2030, 1, 1))
    assert [(way.kind, way.request.chosen, way.request.first, way.total) for way in page.ways_out] == [("without_filter", {}, None, 2)]


def test_one_word_less(ask: Ask) -> None:
    page = ask("Bahn Xylophon")
    assert (page.partial, ways(page, "fewer_words")) == (True, [("Bahn", 1)])
    assert ways(ask("Rathaus Bus Bahn"), "fewer_words") == [("Rathaus Bus", 1)]


def test_of_many_words_those_that_the_closest_releases_lack_are_left_out(ask: Ask) -> None:
    assert ways(ask("Gärten Parks Felder Wiesen Auen Xylophone"), "fewer_words") == [("Gärten Parks Felder Wiesen Auen", 1)]


def test_without_quotes(ask: Ask) -> None:
    assert ways(ask('"Rathaus Senat"'), "unquoted") == [("Rathaus Senat", 1)]
    assert ways(ask('"Rathaus Xylophon"'), "unquoted") == []


def test_spelling_that_is_offered_already_is_no_way_out(ask: Ask) -> None:
    page = ask("Schwimbad")
    assert (page.did_you_mean, ways(page, "spelling")) == (DidYouMean("Schwimmbad", 5), [])


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2011, 1, 1), date(2013, 3, 3), (date(2010, 1, 1), date(2013, 3, 3), 1)),
        (date(2013, 1, 1), date(2014, 3, 3), (date(2013, 1, 1), date(2015, 12, 31), 1)),
        (date(2010, 6, 1), date(2010, 7, 1), (date(2010, 1, 1), date(2010, 12, 31), 1)),
        (date(2012, 1, 1), date(2013, 3, 3), (date(2012, 1, 1), date(2015, 12, 31), 1)),
        (date(2016, 1, 1), None, (date(2015, 1, 1), None, 1)),
        (None, date(2009, 1, 1), (None, date(2010, 12, 31), 1)),
    ],
)
def test_time_span_is_widened_to_the_nearest_year_with_hits(
    ask: Ask, first: date | None, last: date | None, expected: tuple[date | None, date | None, int]
) -> None:
    page = ask("Rathaus", first=first, last=last)
    found = [(way.request.first, way.request.last, way.total) for way in page.ways_out if way.kind == "nearest_dates"]
    assert found == [expected]


def check_ways_out(archive: Archive, page: ResultPage) -> None:
    """Each leads to the hits that it names, by its nodes and by its text."""
    for way in page.ways_out:
        assert archive.searcher.search(way.request).total == way.total > 0
        assert way.request.parsed == render(way.request.node)
        assert parse(way.request.q).node == way.request.node


@pytest.mark.parametrize(
    ("q", "filters"),
    [
        ("Rathaus", {"chosen": {"topic": ("Sport",), "ministry": ("VM",)}}),
        ('"Rathaus Senat" Bahn', {}),
        ("Schwimbad Rathaus Bus", {"first": date(2030, 1, 1)}),
        ('"fährt Bus" zum Rathaus', {"chosen": {"topic": ("Verkehr",)}, "first": date(2012, 1, 1)}),
        ("Im Rathaus tagt der Senat mit Bus -Xylophon", {"chosen": {"topic": ("Verwaltung",)}, "last": date(2009, 1, 1)}),
        ("", {"chosen": {"topic": ("Kultur",), "ministry": ("VM",)}}),
    ],
)
def test_every_way_out_leads_to_the_hits_that_it_names(archive: Archive, ask: Ask, q: str, filters: dict[str, object]) -> None:
    page = ask(q, **filters)
    assert page.total == 0
    assert 0 < len(page.ways_out) <= 6
    kinds = ["without_filter", "fewer_words", "whole_year", "unquoted", "spelling", "nearest_dates"]
    assert [way.kind for way in page.ways_out] == sorted((way.kind for way in page.ways_out), key=kinds.index)
    check_ways_out(archive, page)


@given(TEXTS, st.sampled_from([{}, {"chosen": {"topic": ("Sport",)}, "first": date(2030, 1, 1)}]))
@settings(max_examples=60, deadline=None)
def test_whatever_is_typed_is_answered(archive: Archive, q: str, filters: dict[str, object]) -> None:
    page = answer(archive.searcher, asking(q, **filters))
    check_ways_out(archive, page)
    if page.did_you_mean:
        better = archive.searcher.search(asking(page.did_you_mean.q, **filters))
        assert better.total == page.did_you_mean.total
        assert better.total > page.total or (better.partial and page.total == 0)


def test_when_no_single_change_helps_the_filters_go_too(ask: Ask) -> None:
    page = ask("Schwimbad", chosen={"topic": ("Verkehr",)})
    assert [(way.kind, way.request.q, way.request.chosen, way.total) for way in page.ways_out] == [("spelling", "Schwimmbad", {}, 5)]
    assert ask("Xylophon", chosen={"topic": ("Verkehr",)}).ways_out == ()


def test_too_many_ways_leave_the_best_of_every_kind(tmp_path: Path) -> None:
    words = ["Ahorn", "Birke", "Buche", "Eiche", "Linde"]
    one_lacking = [release(word, ", ".join(other for other in words if other != word), published="2020-02-02") for word in words]
    archive = Archive(Settings(data=tmp_path))
    archive.rebuild([*one_lacking, release("all", ", ".join(words), published="2010-01-01")])
    q = " ".join(words)
    request = SearchRequest(
        q=q, node=parse(q).node, parsed=q, sort=Sort.RELEVANCE, first=date(2019, 1, 1), last=date(2021, 1, 1), moment=NOW
    )
    kinds = [way.kind for way in answer(archive.searcher, request).ways_out]
    archive.searcher.close()
    assert kinds == ["without_filter", *["fewer_words"] * 4, "nearest_dates"]


NAMES = [
    "Ada Morgentau eröffnet das Fest in Aubingen.",
    "Ada Morgentau besucht den Weiler Markt.",
    "Ein Gruß von Ada Morgentau.",
    "Am 3. Mai 2019 feiert Aubingen.",
    "Am 7. August war ein Regatta-Tag.",
    "Die Regatta wird wiederholt.",
]


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    archive = Archive(Settings(data=tmp_path_factory.mktemp("named")))
    archive.rebuild([release(f"n{number}", text, published="2019-09-09") for number, text in enumerate(NAMES)])
    yield archive
    archive.searcher.close()


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("3. Mai 2019 Regatta", ["Regatta"]),
        ("Regatta am 3. Mai 2019", ["Regatta"]),
        ("Regatta Mai 2019", ["Regatta"]),
        ("Mai 2019 Regatta", ["Regatta"]),
        ("7. August Morgentau", ["Morgentau"]),
        ("ada morgentau regatta", ["ada morgentau", "regatta"]),
        ("Regatta Ada Morgentau Xylophon", ["Ada Morgentau", "Regatta"]),
        ("Xylophon 3. Mai 2019", ["3. Mai 2019"]),
        ("Xylophon 2019", []),
        ("wo finde 2019 Xylophon", []),
    ],
)
def test_dates_and_names_are_left_out_whole_or_not_at_all(named: Archive, q: str, expected: list[str]) -> None:
    page = answer(named.searcher, asking(q))
    assert page.total == 0
    assert sorted(way for way, _ in ways(page, "fewer_words")) == sorted(expected)
    check_ways_out(named, page)


@pytest.mark.parametrize(
    ("q", "more", "expected"),
    [
        ("Regatta 3. Mai 2019", {}, [("Regatta", date(2019, 1, 1), date(2019, 12, 31), 2)]),
        ("Regatta im Mai 2019", {}, [("Regatta", date(2019, 1, 1), date(2019, 12, 31), 2)]),
        ("Regatta Mai 2018", {}, []),
        ("Regatta Mai 2019", {"first": date(2019, 1, 1)}, []),
        ("Regatta Mai 2019 seit:2018", {}, []),
        ("3. Mai 2019", {}, []),
    ],
)
def test_a_date_that_is_left_out_is_offered_as_its_year(
    named: Archive, q: str, more: dict[str, object], expected: list[tuple[str, date, date, int]]
) -> None:
    page = answer(named.searcher, asking(q, **more))
    found = [(way.request.q, way.request.first, way.request.last, way.total) for way in page.ways_out if way.kind == "whole_year"]
    assert found == expected
    check_ways_out(named, page)


PIECES = ["3. Mai 2019", "Mai 2018", "7. August", "Ada Morgentau", "Regatta", "Xylophon", "2019", "wo", "finde", "Weiler", "A 100"]


@given(st.lists(st.sampled_from(PIECES), min_size=2, max_size=5, unique=True))
@settings(max_examples=60, deadline=None)
def test_no_way_out_tears_apart_what_belongs_together_or_keeps_soft_words_alone(named: Archive, pieces: list[str]) -> None:
    page = answer(named.searcher, asking(" ".join(pieces)))
    for way, _ in ways(page, "fewer_words"):
        rest = way
        for piece in sorted(pieces, key=len, reverse=True):
            rest = rest.replace(piece, "", 1)
        assert not rest.strip()
        assert not set(way.split()) <= {"2019", "wo", "finde"}
