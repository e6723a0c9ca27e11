"""Counts are over all matches, a facet ignores its own selection, filters restrict the others."""

from __future__ import annotations

from datetime import date

import pytest

from search_service.release import Release
from search_service.results import Facet
from tests.archives import Archive, MakeArchive, release


def releases() -> list[Release]:
    rows = [
        ("a", ["Verkehr"], ["VM"], "2023-01-31"),
        ("b", ["Verkehr", "Umwelt"], ["VM", "UM"], "2024-02-29"),
        ("c", ["Umwelt"], ["UM"], "2024-12-31"),
        ("d", [], ["UM"], "2024-12-01"),
    ]
    return [release(name, "Text.", topics=topics, ministries=ministries, published=day) for name, topics, ministries, day in rows]


@pytest.fixture
def archive(archive_of: MakeArchive) -> Archive:
    return archive_of(*releases())


def counts(facet: Facet) -> dict[str, int]:
    return {value.value: value.count for value in facet.values}


def test_counts_are_over_all_matches(archive: Archive) -> None:
    facets = archive.search("Text", size=1).facets
    assert (counts(facets["topic"]), facets["topic"].missing) == ({"Umwelt": 2, "Verkehr": 2}, 1)
    assert counts(facets["ministry"]) == {"UM": 3, "VM": 2}


def test_facet_ignores_its_own_selection(archive: Archive) -> None:
    page = archive.search("Text", chosen={"topic": ("Verkehr",)})
    assert (page.total, counts(page.facets["topic"])) == (2, {"Verkehr": 2, "Umwelt": 2})
    assert counts(page.facets["ministry"]) == {"VM": 2, "UM": 1}


def test_values_of_one_facet_are_alternatives_facets_restrict_each_other(archive: Archive) -> None:
    assert archive.search("Text", chosen={"topic": ("Verkehr", "Umwelt")}).total == 3
    assert archive.ids("Text", chosen={"topic": ("Umwelt",), "ministry": ("VM",)}) == ["b"]


def test_selected_value_is_returned_without_hits(archive: Archive) -> None:
    page = archive.search("Text", chosen={"topic": ("Kultur",)})
    assert next((each.value, each.count, each.selected) for each in page.facets["topic"].values) == ("Kultur", 0, True)


def test_others_counts_the_values_not_listed(archive: Archive) -> None:
    topic = archive.search("Text", limits={"topic": 1}).facets["topic"]
    assert (counts(topic), topic.others) == ({"Umwelt": 2}, 1)


def test_facet_query_searches_within_the_values(archive: Archive) -> None:
    assert counts(archive.search("Text", facet_query="verk").facets["topic"]) == {"Verkehr": 2}


def test_years_and_months_ignore_the_date_filter(archive: Archive) -> None:
    page = archive.search("Text", first=date(2024, 12, 1), last=date(2024, 12, 31))
    assert page.total == 2
    assert [(year.value, year.count) for year in page.facets.year] == [("2024", 3), ("2023", 1)]
    assert [(month.value, month.count, month.selected) for month in page.facets.year[0].months] == [
        ("2024-12", 2, True),
        ("2024-02", 1, False),
    ]


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2024, 2, 29), None, {"b", "c", "d"}),
        (None, date(2024, 2, 29), {"a", "b"}),
        (date(2024, 2, 29), date(2024, 2, 29), {"b"}),
    ],
)
def test_dates_are_inclusive_and_may_be_open(archive: Archive, first: date | None, last: date | None, expected: set[str]) -> None:
    assert set(archive.ids("Text", first=first, last=last)) == expected


def test_last_second_of_a_day_belongs_to_it(archive_of: MakeArchive) -> None:
    late = release("late", "Text.").model_copy(update={"published": release("x", "x").published.replace(hour=23, minute=59, second=59)})
    assert archive_of(late).ids("Text", first=date(2024, 3, 21), last=date(2024, 3, 21)) == ["late"]
