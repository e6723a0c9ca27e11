"""Hits by the parts of a compound near each other (``match=parts``): all of them below every direct hit, counted like these."""

from __future__ import annotations

from datetime import date

import pytest

from search_service.query.parser import parse
from search_service.query.request import Matching, SearchRequest, Sort
from search_service.results import Interval
from tests.archives import Archive, MakeArchive, release

PARTS = Matching.PARTS


@pytest.fixture
def bridges(archive_of: MakeArchive) -> Archive:
    """Six that name the matter directly, nine that have its parts near each other, in turn over the years."""
    direct = [
        release(f"direct-{n}", "Die Brückensanierung ging voran, wie oft berichtet.", published=f"20{10 + n}-01-02") for n in range(6)
    ]
    near = [
        release(f"near-{n}", f"Die Brücke {'Brücke ' * n}wird nach ihrer Sanierung eröffnet.", published=f"20{10 + n}-06-02")
        for n in range(9)
    ]
    return archive_of(*direct, *near, release("far", "Die Brücke. " + "Es regnet. " * 9 + "Die Sanierung."))


def test_all_of_them_are_hits_and_counted(bridges: Archive) -> None:
    page = bridges.search("Brückensanierung", match=PARTS)
    assert (bridges.search("Brückensanierung").total, page.total) == (6, 15)
    assert sum(year.count for year in page.facets.year) == 15
    assert bridges.searcher.total(page.request) == 15
    assert sum(bucket.count for bucket in bridges.searcher.timeline(page.request, Interval.YEAR)) == 15
    assert "far" not in bridges.searcher.hit_ids(page.request)


@pytest.mark.parametrize("q", ["Brückensanierung eröffnet", "+Brückensanierung +(wird eröffnet)", "Brückensanierung OR eröffnet"])
def test_other_words_of_the_query_need_no_parts(bridges: Archive, q: str) -> None:
    ids = set(bridges.searcher.hit_ids(SearchRequest(q=q, node=parse(q).node, match=PARTS)))
    assert {f"near-{n}" for n in range(9)} <= ids


def test_direct_hits_come_first_and_each_tier_by_relevance(bridges: Archive) -> None:
    ids = list(bridges.searcher.hit_ids(bridges.search("Brückensanierung", match=PARTS).request))
    assert [each.split("-")[0] for each in ids] == ["direct"] * 6 + ["near"] * 9
    assert ids[:6] == bridges.ids("Brückensanierung")


@pytest.mark.parametrize("sort", [Sort.NEWEST, Sort.OLDEST])
def test_by_date_they_mix(bridges: Archive, sort: Sort) -> None:
    page = bridges.search("Brückensanierung", match=PARTS, sort=sort, size=15)
    days = [hit.published for hit in page.hits]
    assert days == sorted(days, reverse=sort is Sort.NEWEST)
    assert len(days) == 15


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 6, 7, 15, 20])
@pytest.mark.parametrize("sort", list(Sort))
def test_pages_and_cursors_lead_through_all_of_them_once(bridges: Archive, size: int, sort: Sort) -> None:
    whole = list(bridges.searcher.hit_ids(bridges.search("Brückensanierung", match=PARTS, sort=sort).request))
    by_page = [bridges.ids("Brückensanierung", match=PARTS, sort=sort, size=size, page=page) for page in range(1, -(-15 // size) + 2)]
    assert [each for page in by_page for each in page] == whole
    by_cursor, cursor = [], None
    while True:
        page = bridges.search("Brückensanierung", match=PARTS, sort=sort, size=size, cursor=cursor)
        assert page.total == 15
        by_cursor += [hit.id for hit in page.hits]
        if (cursor := page.next_cursor) is None:
            break
    assert by_cursor == whole


def test_their_parts_are_marked(bridges: Archive) -> None:
    hit = bridges.search("Brückensanierung", match=PARTS, size=15).hits[-1]
    marked = [part.text for snippet in hit.snippets for part in snippet.parts if part.match]
    assert {"Brücke", "Sanierung"} <= set(marked)
    assert {match.rule for match in hit.matched} == {"parts"}


def test_a_query_without_compounds_is_the_same(bridges: Archive) -> None:
    for q in ('"Brücke"', "Brü*", "Brücke Sanierung", "-Regen", "titel:Meldung"):
        assert bridges.ids(q, match=PARTS) == bridges.ids(q)


def test_filters_hold(bridges: Archive) -> None:
    page = bridges.search("Brückensanierung", match=PARTS, first=date(2012, 1, 1), last=date(2012, 12, 31))
    assert [hit.id for hit in page.hits] == ["direct-2", "near-2"]
    assert len(page.facets.year) == 9
