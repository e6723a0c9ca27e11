"""Where the date of a page or text comes from."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from indexer.sources.pages.dating import dated
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
    assert dated(None, texts, FILE_TIME) == (datetime(2024, 3, day, tzinfo=BERLIN), "text")


def test_what_is_stated_counts_first() -> None:
    assert dated(datetime(2023, 1, 1, tzinfo=UTC), ["Am 7. März 2024."], FILE_TIME) == (datetime(2023, 1, 1, tzinfo=UTC), "page")


@pytest.mark.parametrize("texts", [[], ["Ohne Datum, im März 2024."], ["Erst am 3. Mai 2024."]])
def test_else_the_time_of_the_file(texts: list[str]) -> None:
    assert dated(None, texts, FILE_TIME) == (FILE_TIME, "file")
