"""The other searches that a page offers beside its hits."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from search_service.query.parser import parse
from search_service.query.render import render
from search_service.query.request import SearchRequest
from search_service.search import answer
from search_service.web.pages.offers import exact_offer
from tests.archives import release
from tests.web.site import Site

TEXTS = {
    "day": "Am 9. November 2020 tagt der Rat. Der Radweg ist fertig.",
    "number": "Am 09.11.2020 und am 10. November wird über Radwege beraten.",
    "apart": "Im November tagt der Rat zum 9. Mal seit 2020.",
    "also": "Der 9. November 2020 war ein Montag. Am 9. November ist Markt.",
}


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("offers"))
    site.publish(*(release(name, text, published="2015-01-01") for name, text in TEXTS.items()))
    site.publish(release("then", "Der Markt öffnet.", published="2020-11-09"))
    yield site
    site.close()


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("9. november 2020", ('"9. november 2020"', 3)),
        ("Rat 9. November 2020", None),
        ("Radweg", ('"Radweg"', 1)),
        ("Radwege 10. November", None),
        ("Rat tagt", None),
        ("Xylophon", None),
        ('"Radweg"', None),
    ],
)
def test_only_exactly_so_is_offered_where_it_narrows(texts: Site, q: str, expected: tuple[str, int] | None) -> None:
    node = parse(q).node
    result = answer(texts.searcher, SearchRequest(q=q, node=node, parsed=render(node)))
    with texts.app.test_request_context("/"):
        offer = exact_offer(texts.searcher, result)
    assert (None if offer is None else (offer.label, offer.total)) == expected
