"""Where the date of a page or text comes from."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from indexer.sources.pages.facts.dating import Dated, SaidDate, Trust, dated
from search_service.dates import BERLIN

FILE_TIME = datetime(2024, 5, 2, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("texts", "day"),
    [
        (["Am 20. und 21. März 2024 in Rostock."], 21),
        (["Seit dem 3. März 2024.", "Nichts.", "Am 5. März 2024 und am 7. März 2024."], 7),
        (["Beschlossen am 7. März 2024.", "Frist bis zum 31. Dezember 2030."], 7),
    ],
)
def test_last_date_that_the_text_names(texts: list[str], day: int) -> None:
    when = dated([], texts, FILE_TIME)
    assert (when.moment, when.origin) == (datetime(2024, 3, day, tzinfo=BERLIN), "text")


def test_what_is_stated_counts_first() -> None:
    said = [SaidDate(datetime(2023, 1, 1, tzinfo=UTC), "JSON-LD")]
    assert dated(said, ["Am 7. März 2024."], FILE_TIME) == Dated(datetime(2023, 1, 1, tzinfo=UTC), "page", "JSON-LD")


def test_no_date_after_the_page_was_fetched_but_that_of_a_portals_entry() -> None:
    event, fair = SaidDate(datetime(2024, 9, 1, tzinfo=UTC), "a line"), SaidDate(datetime(2024, 4, 1, tzinfo=UTC), "another line")
    assert dated([event, fair], [], FILE_TIME).by == "another line"
    assert dated([SaidDate(event.moment, "JSON-LD", Trust.MARKED), fair], [], FILE_TIME).by == "another line"
    assert dated([SaidDate(event.moment, "an entry", Trust.DESCRIBED), fair], [], FILE_TIME).by == "an entry"


def test_a_marked_date_counts_more_than_the_time_of_the_file() -> None:
    assert dated([SaidDate(datetime(2024, 9, 1, tzinfo=UTC), "JSON-LD", Trust.MARKED)], ["Am 3. März 2024."], FILE_TIME).by == "JSON-LD"


@pytest.mark.parametrize("texts", [[], ["Ohne Datum, im März 2024."], ["Erst am 3. Mai 2024."]])
def test_else_the_time_of_the_file(texts: list[str]) -> None:
    when = dated([], texts, FILE_TIME)
    assert (when.moment, when.origin) == (FILE_TIME, "file")
