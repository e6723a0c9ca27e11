"""Hits over time: bars and a table with the same links, in months or years."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml.html import HtmlElement

from search_service.query.request import SearchRequest
from search_service.results import FacetValue, YearValue
from search_service.web.pages.timeline_view import archive_timeline, result_timeline
from tests.web.conftest import Read
from tests.web.pages.test_result_page import parameters, texts, total


@pytest.fixture
def in_a_request(app: Flask) -> Iterator[None]:
    with app.test_request_context("/"):
        yield


def year(number: int, **months: int) -> YearValue:
    """A year with releases in some months: ``year(2024, m3=2)``."""
    values = tuple(FacetValue(f"{number}-{int(name[1:]):02}", count) for name, count in reversed(months.items()))
    return YearValue(str(number), sum(months.values()), months=values)


def bars(tree: HtmlElement) -> list[HtmlElement]:
    found: list[HtmlElement] = tree.xpath("//*[local-name()='svg' and @class='timeline__bars']/*[local-name()='a']")
    return found


@pytest.mark.usefixtures("in_a_request")
def test_months_without_gaps_and_heights_of_the_highest() -> None:
    view = result_timeline([year(2024, m1=1), year(2023, m11=400)], SearchRequest())
    assert view is not None
    assert [(bar.label, bar.count, bar.height) for bar in view.bars] == [
        ("November 2023", 400, 100),
        ("Dezember 2023", 0, 0),
        ("Januar 2024", 1, 3),
    ]
    assert [bool(bar.url) for bar in view.bars] == [True, False, True]


@pytest.mark.usefixtures("in_a_request")
def test_long_spans_are_drawn_in_years() -> None:
    years = [year(2024, m12=1), year(2021, m1=2)]
    view = result_timeline(years, SearchRequest())
    assert view is not None
    assert [(bar.label, bar.count) for bar in view.bars] == [("2021", 2), ("2022", 0), ("2023", 0), ("2024", 1)]
    archive = archive_timeline(years)
    assert archive is not None
    assert len(archive.bars) == 4


@pytest.mark.usefixtures("in_a_request")
def test_a_period_within_a_year_opens_its_months() -> None:
    request = SearchRequest(first=date(2024, 3, 10), last=date(2024, 4, 20))
    view = result_timeline([year(2024, m3=2, m4=1, m5=1), year(2021, m1=2)], request)
    assert view is not None
    assert len(view.bars) == 12
    assert [bar.label for bar in view.bars if bar.selected] == ["März 2024", "April 2024"]
    assert view.wider is not None
    assert view.wider.url == "/search"


@pytest.mark.usefixtures("in_a_request")
def test_an_open_period_selects_what_it_covers() -> None:
    view = result_timeline([year(2024, m3=2), year(2020, m1=2)], SearchRequest(first=date(2023, 6, 1)))
    assert view is not None
    assert [bar.label for bar in view.bars if bar.selected] == ["2023", "2024"]


@pytest.mark.usefixtures("in_a_request")
@pytest.mark.parametrize("request_", [SearchRequest(), SearchRequest(first=date(2024, 1, 1), last=date(2024, 12, 31))])
def test_nothing_is_drawn_of_nothing(request_: SearchRequest) -> None:
    assert result_timeline([], request_) is None
    assert result_timeline([YearValue("2024", 0, selected=True)], request_) is None


def test_every_bar_is_a_link_with_the_count_that_it_finds(client: FlaskClient, read: Read) -> None:
    found = bars(read("/search?q=Land&topic=Kommunen"))
    assert found
    for bar in found:
        label, count = bar.xpath("string(*[local-name()='title'])").split(": ")
        tree = read(bar.get("href"))
        assert texts(tree, "//p[@id='total']") == [f"{count.split()[0]} Treffer"]
        assert texts(tree, "//h1") == [f"Meldungen: Land, Kommunen, {label}"]
        assert f"Filter entfernen: Zeitraum: {label}" in texts(tree, "//a[@class='chip']")


def test_the_table_says_and_links_the_same(read: Read) -> None:
    tree = read("/search?q=Land&from=2024&to=2024")
    rows = tree.xpath("//figure//tbody/tr")
    assert [row.xpath("th/a/@href")[0] for row in rows] == [bar.get("href") for bar in bars(tree)]
    assert [f"{row.xpath('string(th)')}: {row.xpath('string(td)')}" for row in rows] == [
        bar.xpath("string(*[local-name()='title'])").rsplit(" ", 1)[0] for bar in bars(tree)
    ]


def test_a_year_then_a_month_then_back(client: FlaskClient, read: Read) -> None:
    (in_2024,) = [bar for bar in bars(read("/search")) if bar.get("href").endswith("from=2024-01-01&to=2024-12-31")]
    of_the_year = read(in_2024.get("href"))
    assert texts(of_the_year, "//h1") == ["Meldungen: 2024"]
    assert texts(of_the_year, "//p[@id='total']") == [f"{total(client, 'from=2024&to=2024')} Treffer"]
    of_the_month = read(bars(of_the_year)[0].get("href"))
    (selected,) = of_the_month.xpath("//figure//a[@aria-current]")
    assert parameters(selected.get("href")) == {}
    assert of_the_month.xpath("//a[@id='timeline-wider']/@href") == ["/search"]


def test_bars_are_for_the_mouse_and_hidden_from_screen_readers(read: Read) -> None:
    tree = read("/search")
    assert tree.xpath("//*[local-name()='svg' and @class='timeline__bars']/@aria-hidden") == ["true"]
    assert {bar.get("tabindex") for bar in bars(tree)} == {"-1"}
    assert texts(tree, "//figure//table/caption") == ["Treffer im Zeitverlauf, jeder Zeitraum ein Filter"]
