"""One field for a period: what people write, and what the page writes into it again."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_service.errors import UnreadableDateError
from search_service.period_text import read_open_period

TODAY = date(2024, 5, 17)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2019", "2019-01-01", "2019-12-31"),
        ("März 2019", "2019-03-01", "2019-03-31"),
        ("march 2019", "2019-03-01", "2019-03-31"),
        ("21.03.2019", "2019-03-21", "2019-03-21"),
        ("2015 bis 2018", "2015-01-01", "2018-12-31"),
        ("2015-2018", "2015-01-01", "2018-12-31"),
        ("2015–2018", "2015-01-01", "2018-12-31"),
        ("von 2015 bis 2018", "2015-01-01", "2018-12-31"),
        ("zwischen 2015 und 2018", "2015-01-01", "2018-12-31"),
        ("März bis Mai 2019", "2019-03-01", "2019-05-31"),
        ("3. bis 5. Mai 2019", "2019-05-03", "2019-05-05"),
        ("03.05. – 05.06.2019", "2019-05-03", "2019-06-05"),
        ("01.03.2019 – 15.04.2020", "2019-03-01", "2020-04-15"),
        ("from march to may 2019", "2019-03-01", "2019-05-31"),
        ("ab 2015", "2015-01-01", None),
        ("seit dem 3. Mai 2019", "2019-05-03", None),
        ("since may 2019", "2019-05-01", None),
        ("bis 2018", None, "2018-12-31"),
        ("bis zum 3. Mai 2019", None, "2019-05-03"),
        ("until 2018", None, "2018-12-31"),
        ("heute", "2024-05-17", "2024-05-17"),
        ("gestern", "2024-05-16", "2024-05-16"),
        ("Yesterday", "2024-05-16", "2024-05-16"),
        ("today", "2024-05-17", "2024-05-17"),
        ("seit gestern", "2024-05-16", None),
        ("letzte 7 Tage", "2024-05-11", None),
        ("30 Tage", "2024-04-18", None),
        ("die letzten 2 Wochen", "2024-05-04", None),
        ("last 3 months", "2024-02-18", None),
        ("dieses Jahr", "2024-01-01", "2024-12-31"),
        ("letztes Jahr", "2023-01-01", "2023-12-31"),
        ("this month", "2024-05-01", "2024-05-31"),
        ("letzten Monat", "2024-04-01", "2024-04-30"),
    ],
)
def test_a_period_as_people_write_it(text: str, first: str | None, last: str | None) -> None:
    period = read_open_period(text, today=TODAY)
    days = [day.isoformat() if day else None for day in (period.first, period.last)]
    assert days == [first, last]


@pytest.mark.parametrize("text", ["quatsch", "31.02.2024", "2018 bis 2015", "bis", "13 Monde", "März", "ab gestern abend", "x" * 5000])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(UnreadableDateError):
        read_open_period(text, today=TODAY)


@given(st.text(alphabet="0123456789.-– abismärzjahrtagelt", max_size=60))
def test_any_text_is_a_period_or_refused(text: str) -> None:
    try:
        period = read_open_period(text, today=TODAY)
    except UnreadableDateError:
        return
    assert not (period.first and period.last) or period.first <= period.last
