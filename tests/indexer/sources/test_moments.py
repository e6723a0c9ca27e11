"""Dates as records write them."""

from __future__ import annotations

import pytest

from indexer.sources.moments import Written, first_moment_of, moment_of
from search_service.errors import UnreadableDateError


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("21. März 2024, 10 Uhr", "2024-03-21T10:00:00+01:00"),
        ("Do, 21 Mrz 2024 10:00:00 +0100", "2024-03-21T10:00:00+01:00"),
        ("Thu, 01 Feb 24 10:00:00 GMT", "2024-02-01T11:00:00+01:00"),
        (1711015200, "2024-03-21T11:00:00+01:00"),
        ("1711015200", "2024-03-21T11:00:00+01:00"),
        (1711015200000, "2024-03-21T11:00:00+01:00"),
        ("20240321", "2024-03-21T00:00:00+01:00"),
    ],
)
def test_spellings(written: Written, moment: str) -> None:
    found = moment_of(written)
    assert found is not None and found.isoformat() == moment


@pytest.mark.parametrize("written", [None, "", " ", 0, "0", "1970-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT"])
def test_what_stands_for_no_date(written: Written) -> None:
    assert moment_of(written) is None


@pytest.mark.parametrize("written", ["morgen", "2101-01-01", "9999-12-31", 4_200_000_000, float("nan"), float("inf"), 10**30, "März 2024"])
def test_what_is_no_date_of_a_release(written: Written) -> None:
    with pytest.raises(UnreadableDateError):
        moment_of(written)


def test_the_first_that_can_be_read_counts() -> None:
    found = first_moment_of(["kaputt", None, "2024-03-21", "2025-01-01"])
    assert found is not None and found.year == 2024
    with pytest.raises(UnreadableDateError, match="complete date"):
        first_moment_of([None, "kaputt"])
