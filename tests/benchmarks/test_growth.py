"""The line through time and hits."""

from __future__ import annotations

import pytest

from benchmarks.growth import FittedLine, Point
from benchmarks.request_mix import Kind
from benchmarks.tables import milliseconds, table, times


def points(*pairs: tuple[int, float]) -> list[Point]:
    return [Point(Kind.WORD, hits, seconds) for hits, seconds in pairs]


def test_a_line_through_points_that_lie_on_one() -> None:
    line = FittedLine.through(points((0, 0.001), (10_000, 0.003), (20_000, 0.005)))
    assert (line.base, line.per_hit, line.r_squared) == pytest.approx((0.001, 2e-7, 1.0))


def test_r_squared_falls_when_hits_explain_little() -> None:
    assert FittedLine.through(points((0, 0.001), (10, 0.009), (20, 0.001))).r_squared == pytest.approx(0.0)


def test_tables_align_numbers_right() -> None:
    assert table(["engine", "ms"], [["ours", "0.25"], ["another", "12.0"]]).splitlines() == [
        "| engine  |   ms |",
        "| ------- | ---: |",
        "| ours    | 0.25 |",
        "| another | 12.0 |",
    ]


def test_numbers_have_as_many_digits_as_they_deserve() -> None:
    assert [milliseconds(seconds) for seconds in (0.000254, 0.0123, 0.4567)] == ["0.25", "12.3", "457"]
    assert [times(2.345), times(23.4)] == ["2.35 ×", "23 ×"]
