"""URL parameters → SearchRequest: what is understood, dropped, refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from search_service.errors import InvalidRequestError
from search_service.query.nodes import Everything, Words
from search_service.query.request import SearchRequest, Sort
from search_service.web.request_args import Entry, read_api_search, read_page_search


@pytest.fixture(autouse=True)
def in_a_request(app: Flask) -> Iterator[None]:
    with app.test_request_context("/search?lang=en"):
        yield


def page_request(*pairs: tuple[str, str]) -> SearchRequest:
    return read_page_search(MultiDict(pairs)).request


def refused(*pairs: tuple[str, str]) -> dict[str, str]:
    """Parameter → what was sent, of everything that the API refuses."""
    with pytest.raises(InvalidRequestError) as caught:
        read_api_search(MultiDict(pairs))
    return {problem.parameter: problem.sent for problem in caught.value.problems}


def test_nothing_asks_for_everything_newest_first() -> None:
    request = page_request()
    assert (request.node, request.sort, request.page, request.size) == (Everything(), Sort.NEWEST, 1, 10)


def test_words_are_parsed_and_echoed() -> None:
    request = page_request(("q", "  Haushalt "))
    assert (request.q, request.node, request.parsed) == ("Haushalt", Words("Haushalt"), "Haushalt")


@pytest.mark.parametrize(
    ("q", "sort", "expected"),
    [
        ("Haushalt", "", Sort.RELEVANCE),
        ("", "", Sort.NEWEST),
        ("", "relevance", Sort.NEWEST),
        ("-Haushalt", "relevance", Sort.NEWEST),
        ("seit:2024", "", Sort.NEWEST),
        ("Haushalt", "newest", Sort.NEWEST),
        ("", "oldest", Sort.OLDEST),
    ],
)
def test_relevance_needs_words(q: str, sort: str, expected: Sort) -> None:
    assert page_request(("q", q), ("sort", sort)).sort is expected


def test_facets_repeat_and_count_once() -> None:
    request = page_request(("topic", "Verkehr"), ("topic", "Haushalt"), ("topic", "Verkehr"), ("ministry", "Finanzministerium"))
    assert request.values_of("topic") == ("Verkehr", "Haushalt")
    assert request.values_of("ministry") == ("Finanzministerium",)


@pytest.mark.parametrize(
    ("sent", "first", "last"),
    [
        ("2024-03-21", date(2024, 3, 21), date(2024, 3, 21)),
        ("21.03.2024", date(2024, 3, 21), date(2024, 3, 21)),
        ("März 2024", date(2024, 3, 1), date(2024, 3, 31)),
        ("Februar 2024", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_partial_dates_begin_and_end_whole_periods(sent: str, first: date, last: date) -> None:
    request = page_request(("from", sent), ("to", sent))
    assert (request.first, request.last) == (first, last)


def test_half_open_range() -> None:
    request = page_request(("to", "2023"))
    assert (request.first, request.last) == (None, date(2023, 12, 31))


def test_empty_parameters_are_dropped() -> None:
    request, _ = read_api_search(MultiDict([("q", " "), ("from", ""), ("topic", ""), ("topic", "Verkehr"), ("page", "")]))
    assert (request.q, request.first, request.values_of("topic"), request.page) == ("", None, ("Verkehr",), 1)


def test_pages_leave_out_what_they_do_not_know() -> None:
    assert page_request(("utm_source", "mail"), ("cursor", "x"), ("lang", "fr"), ("q", "Schule"), ("q", "Haushalt")).q == "Schule"


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("from", "quatsch"),
        ("to", "31.02.2024"),
        ("page", "0"),
        ("page", "eins"),
        ("page", "²"),
        ("size", "101"),
        ("sort", "best"),
        ("q", "a*"),
        ("q", "seit:quatsch"),
    ],
)
def test_pages_refuse_what_they_cannot_read(name: str, sent: str) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        page_request((name, sent))
    assert [problem.parameter for problem in caught.value.problems] == [name]


def test_the_end_may_not_lie_before_the_beginning() -> None:
    assert refused(("from", "2024"), ("to", "2023")) == {"to": "2023"}


def test_the_api_lists_everything_it_refuses() -> None:
    sent = {
        "foo": "1",
        "from": "x",
        "page": "0",
        "size": "1000",
        "sort": "z",
        "highlight": "vielleicht",
        "facets": "topics",
        "fields": "id,nix",
        "lang": "fr",
        "q": "a*",
    }
    assert refused(*sent.items()) == sent


def test_the_api_refuses_repeated_parameters() -> None:
    assert refused(("q", "Schule"), ("q", "Haushalt")) == {"q": "Schule, Haushalt"}


def test_pages_cut_long_queries_and_say_so() -> None:
    search = read_page_search(MultiDict([("q", "Haushalt " * 100)]))
    assert search.cut
    assert "Haushalt" in search.request.parsed


def test_the_api_refuses_long_queries() -> None:
    assert list(refused(("q", "Haushalt " * 100))) == ["q"]


def test_what_only_the_api_takes() -> None:
    pairs = [("cursor", "abc"), ("facets", "topic:3, ministry:0"), ("facet_query", "ver"), ("highlight", "false"), ("fields", "id,title")]
    request, parameters = read_api_search(MultiDict(pairs))
    assert (request.cursor, request.limit_of("topic"), request.limit_of("ministry")) == ("abc", 3, 0)
    assert (request.facet_query, request.highlight, parameters.fields) == ("ver", False, ("id", "title"))


def test_messages_are_in_the_readers_language(app: Flask) -> None:
    with app.test_request_context("/search?lang=de"), pytest.raises(InvalidRequestError, match="Das ist kein Datum"):
        page_request(("from", "quatsch"))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("from", "31.04.2021"),
        ("to", "31. April 2021"),
        ("from", "2021-04-31"),
        ("q", "Land bis:31.04.2021"),
        ("q", "seit:31. April 2021 Land"),
    ],
)
@pytest.mark.parametrize(
    ("language", "message"),
    [("de", "Den 31. April 2021 gibt es nicht: Der Monat hat 30 Tage."), ("en", "There is no 31 April 2021: the month has 30 days.")],
)
def test_a_day_that_the_calendar_lacks_is_told_so(app: Flask, name: str, text: str, language: str, message: str) -> None:
    for path, read in (("/search", read_page_search), ("/api/v1/search", read_api_search)):
        with app.test_request_context(f"{path}?lang={language}"), pytest.raises(InvalidRequestError) as caught:
            read(MultiDict([(name, text)]))
        assert [problem.message for problem in caught.value.problems] == [message]


@pytest.mark.parametrize("text", ["quatsch", "32.13.2021", "31. Aprilscherz 2021"])
def test_what_names_no_month_is_no_date(app: Flask, text: str) -> None:
    with app.test_request_context("/search?lang=de"), pytest.raises(InvalidRequestError, match="Das ist kein Datum"):
        page_request(("from", text))


def test_an_entry_keeps_what_was_typed() -> None:
    entry = Entry.of(MultiDict([("q", " Bau "), ("from", "quatsch"), ("topic", "Verkehr"), ("x", "y")]))
    assert entry == Entry(q="Bau", chosen={"topic": ("Verkehr",)}, period="quatsch")


NAMES = st.sampled_from(["q", "topic", "ministry", "from", "to", "sort", "page", "size", "lang", "cursor", "fields", "facets", "x"])


@given(st.lists(st.tuples(NAMES, st.text())))
def test_any_parameters_are_understood_or_refused(app: Flask, pairs: list[tuple[str, str]]) -> None:
    with app.test_request_context("/search"):
        for read in (read_page_search, read_api_search):
            try:
                read(MultiDict(pairs))
            except InvalidRequestError as error:
                assert {problem.parameter for problem in error.problems} <= {name for name, _ in pairs}
