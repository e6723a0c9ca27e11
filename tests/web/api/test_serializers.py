"""ResultPage → JSON where the sample archive cannot show it: other offsets, offers, ends of paging."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from search_service.query.parser import parse
from search_service.query.request import SearchRequest, Sort
from search_service.results import DidYouMean, Facets, Hit, ResultPage, WayOut, WayOutKind
from search_service.schema import FacetName
from search_service.web.api.serializers import chosen_json, search_answer
from search_service.web.parameters import ApiSearchParameters

REQUEST = SearchRequest(
    q="Haushallt", node=parse("Haushallt").node, parsed="Haushallt", chosen={"topic": ("Verkehr",)}, sort=Sort.RELEVANCE
)
HIT = Hit("a", "", "Titel", "", datetime(2024, 7, 1, 22, 30, tzinfo=UTC), {}, 1.23456789)


@pytest.fixture(autouse=True)
def in_a_request(app: Flask) -> Iterator[None]:
    with app.test_request_context("/api/v1/search"):
        yield


def answer(**more: Any) -> dict[str, Any]:
    values = {"total": 0, "hits": (), "facets": Facets(), "generation": 1, "visible": 9, "took_ms": 0.5} | more
    page = search_answer(ResultPage(request=REQUEST, parsed="Haushallt", **values))
    loaded: dict[str, Any] = json.loads(chosen_json(page, ApiSearchParameters()))
    return loaded


def test_moments_are_told_in_berlins_time() -> None:
    (hit,) = answer(total=1, hits=(HIT,))["hits"]
    assert hit["published"] == "2024-07-02T00:30:00+02:00"


def test_another_spelling_keeps_the_filters() -> None:
    offer = answer(did_you_mean=DidYouMean("Haushalt", 5))["did_you_mean"]
    assert (offer["q"], offer["total"]) == ("Haushalt", 5)
    assert offer["links"]["html"] == "http://localhost/search?q=Haushalt&topic=Verkehr"
    assert offer["links"]["self"] == "http://localhost/api/v1/search?q=Haushalt&topic=Verkehr"


def test_ways_out_name_their_search() -> None:
    (way,) = answer(ways_out=(WayOut(WayOutKind.WITHOUT_FILTER, REQUEST.choosing(FacetName.TOPIC), 3),))["ways_out"]
    assert list(way) == ["kind", "q", "filters", "total", "links"]
    assert (way["kind"], way["filters"]["topic"], way["total"]) == ("without_filter", [], 3)


def test_nothing_to_offer_is_null_and_empty() -> None:
    plain = answer()
    assert (plain["did_you_mean"], plain["ways_out"], plain["links"]["next"], plain["links"]["prev"]) == (None, [], None, None)


def test_the_cursor_goes_on_from_the_first_page() -> None:
    links = answer(total=99, hits=(HIT,), next_cursor="abc")["links"]
    assert links["next"] == "http://localhost/api/v1/search?q=Haushallt&topic=Verkehr&cursor=abc"
