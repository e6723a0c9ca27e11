"""A search as a whole: what is changed in it, and the order that it has by itself."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from search_service.query.parser import parse
from search_service.query.request import SearchRequest, Sort, default_sort
from search_service.query.rewrite import words_of
from tests.query.texts import TEXTS


def test_only_what_is_named_changes() -> None:
    request = SearchRequest(q="Bau", node=parse("Bau").node, chosen={"topic": ("a",)}, page=3, highlight=False)
    assert request.but(page=1, size=20) == replace(request, page=1, size=20)
    assert request.but() == request


def test_a_name_that_a_search_has_not_is_an_error() -> None:
    with pytest.raises(TypeError, match="seite"):
        SearchRequest().but(seite=1)


@given(TEXTS)
def test_words_are_ordered_by_relevance(text: str) -> None:
    node = parse(text).node
    assert default_sort(node) is (Sort.RELEVANCE if words_of(node) else Sort.NEWEST)
