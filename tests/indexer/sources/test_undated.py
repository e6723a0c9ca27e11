"""The date of what states none."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from indexer.sources.undated import inferred_date
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
    assert inferred_date(texts, FILE_TIME) == (datetime(2024, 3, day, tzinfo=BERLIN), "text")


@pytest.mark.parametrize("texts", [[], ["Ohne Datum, im März 2024."], ["Erst am 3. Mai 2024."]])
def test_else_the_time_of_the_file(texts: list[str]) -> None:
    assert inferred_date(texts, FILE_TIME) == (FILE_TIME, "file")
