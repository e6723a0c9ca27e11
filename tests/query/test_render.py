"""The canonical text of nodes; that it means the same when parsed is tested with the parser."""

from __future__ import annotations

from datetime import date

import pytest

from search_service.query.nodes import And, DateRange, Everything, Node, Not, Or, Phrase, Prefix, Words
from search_service.query.render import render
from search_service.schema import Scope


@pytest.mark.parametrize(
    ("node", "text"),
    [
        (Everything(), ""),
        (Words("Bus und Bahn"), "Bus und Bahn"),
        (And((Words("Bus"), Words("Bahn"))), "Bus UND Bahn"),
        (And((Words("Bus und"), Not(Words("Bahn")))), "Bus und UND -Bahn"),
        (And((Words("Bus", Scope.TITLE), Words("Bahn"))), "titel:Bus Bahn"),
        (And((Words("Bus"), Or((Words("Bahn"), Not(Phrase("gute Fahrt")))))), 'Bus Bahn ODER -"gute Fahrt"'),
        (Or((Prefix("Rad", Scope.TOPIC), Everything())), "thema:Rad* ODER *"),
        (Phrase("Inneres und Sport", Scope.MINISTRY), 'ministerium:"Inneres und Sport"'),
    ],
)
def test_nodes_as_text(node: Node, text: str) -> None:
    assert render(node) == text


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2024, 3, 21), None, "seit:2024-03-21"),
        (None, date(2024, 3, 31), "bis:2024-03-31"),
        (date(2024, 3, 21), date(2024, 3, 31), "seit:2024-03-21 bis:2024-03-31"),
        (date(2024, 3, 21), date(2024, 3, 21), "datum:2024-03-21"),
        (date(2024, 2, 1), date(2024, 2, 29), "datum:2024-02"),
        (date(2023, 2, 1), date(2024, 2, 29), "seit:2023-02-01 bis:2024-02-29"),
        (date(2024, 1, 1), date(2024, 12, 31), "datum:2024"),
        (date(2024, 2, 1), date(2024, 12, 31), "seit:2024-02-01 bis:2024-12-31"),
    ],
)
def test_dates_as_text(first: date | None, last: date | None, text: str) -> None:
    assert render(DateRange(first, last)) == text
