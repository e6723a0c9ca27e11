"""The shape of a query: what it is made of, without its words."""

from __future__ import annotations

import pytest

from search_service.query.parser import parse
from search_service.query.shape import Shape, shape_of


@pytest.mark.parametrize(
    ("query", "shape"),
    [
        ("", Shape()),
        ("Deich Sturm", Shape(words=2)),
        ('"alter Deich" Stur*', Shape(phrases=1, prefixes=1)),
        ("titel:Deich -Sturm", Shape(words=2, fields=1, excluded=1)),
        ("Deich ODER Sturm", Shape(words=2, alternatives=2)),
        ("Deich seit:2019", Shape(words=1, dates=1)),
    ],
)
def test_shape(query: str, shape: Shape) -> None:
    assert shape_of(parse(query).node) == shape
