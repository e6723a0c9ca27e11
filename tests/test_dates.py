"""Dates in boxes and query fields (a table), in records and pages, and inside running text."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from search_service.dates import (
    BERLIN,
    MissingDay,
    Period,
    first_moment,
    last_full_date,
    last_moment,
    missing_day,
    period_name,
    read_moment,
    read_period,
    read_span,
)
from search_service.errors import UnreadableDateError

TABLE = Path(__file__).parent / "german" / "dates_query.tsv"
TODAY = date(2024, 3, 22)
NAMED_DAYS = {"today": TODAY, "yesterday": TODAY - timedelta(days=1)}
DAYS = st.dates(min_value=date(1000, 1, 2), max_value=date(9999, 12, 30))
PATTERNS = (
    *("full", "long", "d. MMM yyyy", "EEE, d. MMM yyyy", "dd.MMMM yyyy"),
    *("dd.MM.yyyy", "d.M.yyyy", "d. M. yyyy", "yyyy-MM-dd", "yyyy-M-d"),
)
DATE_LIKE = st.text(st.sampled_from("0123456789. -/:,+T–٢²ſMaiärzUhbsvo\n\u00a0\u0000"), max_size=40)
NUMBERS = st.from_regex(r"[0-9]{1,30}[.\-/ ]{0,2}[0-9]{0,5}[.\-/ ]{0,2}[0-9]{0,5}( [0-9]{1,3}:[0-9]{1,9})?", fullmatch=True)
ANY_TEXT = st.text() | DATE_LIKE | NUMBERS


def table_rows() -> list[tuple[str, str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return [(row["typed"], row["from"], row["to"]) for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)]


def berlin(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=BERLIN)


@pytest.mark.parametrize(("typed", "first", "last"), [row for row in table_rows() if row[1] != "error"])
def test_a_date_box_reads_what_the_table_promises(typed: str, first: str, last: str) -> None:
    days = [NAMED_DAYS.get(day) or date.fromisoformat(day) for day in (first, last)]
    assert read_period(typed, today=TODAY) == Period(days[0], days[1])


@pytest.mark.parametrize("typed", [row[0] for row in table_rows() if row[1] == "error"])
def test_a_date_box_refuses_what_the_table_refuses(typed: str) -> None:
    with pytest.raises(UnreadableDateError, match=r"Write 2024-03-21, 21\.03\.2024") as caught:
        read_period(typed, today=TODAY)
    assert caught.value.text == typed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("21. März 2024", berlin(2024, 3, 21)),
        ("21. Maerz 2024", berlin(2024, 3, 21)),
        ("21.3.2024", berlin(2024, 3, 21)),
        ("21.\u00a0März\u202f2024", berlin(2024, 3, 21)),
        ("22.03.2024 14:05 Uhr", berlin(2024, 3, 22, 14, 5)),
        ("22.03.2024, 14.05 Uhr", berlin(2024, 3, 22, 14, 5)),
        ("22.03.2024 um 14.05 Uhr", berlin(2024, 3, 22, 14, 5)),
        ("22.03.2024 14 Uhr", berlin(2024, 3, 22, 14)),
        ("22.03.2024 24 Uhr", berlin(2024, 3, 23)),
        ("22.03.2024 | 09:00", berlin(2024, 3, 22, 9)),
        ("Donnerstag, 21. März 2024", berlin(2024, 3, 21)),
        ("Do., 21. Mär. 2024", berlin(2024, 3, 21)),
        ("1. Sept. 2023", berlin(2023, 9, 1)),
        ("12. Okt 2023 9:30 Uhr", berlin(2023, 10, 12, 9, 30)),
        ("02.03.24", berlin(2024, 3, 2)),
        ("31.12.99", berlin(1999, 12, 31)),
        ("2024-03-02", berlin(2024, 3, 2)),
        ("20240302", berlin(2024, 3, 2)),
        ("2024-03-02 10:00", berlin(2024, 3, 2, 10)),
        ("2024-03-02T10:00", berlin(2024, 3, 2, 10)),
        ("2024-03-02T10:00:00Z", berlin(2024, 3, 2, 11)),
        ("2024-03-02 10:00:00 +0000", berlin(2024, 3, 2, 11)),
        ("2024-07-02T10:00:00.123-02:00", berlin(2024, 7, 2, 14).replace(microsecond=123_000)),
        ("Thu, 21 Mar 2024 10:00:00 +0100", berlin(2024, 3, 21, 10)),
        ("Thu, 21 Mar 2024 10:00:00 GMT", berlin(2024, 3, 21, 11)),
        ("Thu, 21 Mar 2024 10:00:00 -0000 (UTC)", berlin(2024, 3, 21, 11)),
        ("March 21, 2024 2:30 pm", berlin(2024, 3, 21, 14, 30)),
        ("21. Juli 2024 14:05 MESZ", berlin(2024, 7, 21, 14, 5)),
        ("21. Januar 2024 14:05 Uhr MEZ", berlin(2024, 1, 21, 14, 5)),
        ("21. Juli 2024 14:05 MEZ", berlin(2024, 7, 21, 15, 5)),
        ("gestern", berlin(2024, 3, 21)),
        ("heute, 12:30 Uhr", berlin(2024, 3, 22, 12, 30)),
        ("vor 3 Tagen", berlin(2024, 3, 19)),
        ("vor einer Woche", berlin(2024, 3, 15)),
        ("vor einem Monat", berlin(2024, 2, 22)),
        ("Berlin, 21. März 2024", berlin(2024, 3, 21)),
        ("Berlin, den 21. März 2024", berlin(2024, 3, 21)),
        ("Stand: 21.03.2024", berlin(2024, 3, 21)),
        ("(Stand: 21.03.2024, 9 Uhr)", berlin(2024, 3, 21, 9)),
        ("Pressemitteilung Nr. 12 vom 21.03.2024", berlin(2024, 3, 21)),
        ("Veröffentlicht am 21.03.2024", berlin(2024, 3, 21)),
    ],
)
def test_a_record_reads_its_date_in_berlin_time(text: str, expected: datetime) -> None:
    moment = read_moment(text, today=TODAY)
    assert moment == expected
    assert moment.tzinfo is BERLIN


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("20. und 21. März 2024", date(2024, 3, 20), date(2024, 3, 21)),
        ("20./21. März 2024", date(2024, 3, 20), date(2024, 3, 21)),
        ("20.-21.03.2024", date(2024, 3, 20), date(2024, 3, 21)),
        ("20.–22. März 2024", date(2024, 3, 20), date(2024, 3, 22)),
        ("vom 20. bis zum 22. März 2024", date(2024, 3, 20), date(2024, 3, 22)),
        ("Mittwoch, 20. bis Freitag, 22. März 2024", date(2024, 3, 20), date(2024, 3, 22)),
        ("30. April bis 2. Mai 2024", date(2024, 4, 30), date(2024, 5, 2)),
        ("30.04. bis 02.05.2024", date(2024, 4, 30), date(2024, 5, 2)),
        ("30. Dezember bis 2. Januar 2024", date(2023, 12, 30), date(2024, 1, 2)),
        ("30. Dezember 2022 – 2. Januar 2024", date(2022, 12, 30), date(2024, 1, 2)),
    ],
)
def test_the_first_day_of_a_range_counts(text: str, first: date, last: date) -> None:
    span = read_span(text)
    assert (span.start, span.end) == (first_moment(first), first_moment(last))
    assert read_moment(text) == span.start


@pytest.mark.parametrize(
    "text",
    [
        *("", "Haushalt", "10", "2024", "März 2024", "21. März", "21.3.", "31.02.2024", "13.13.2024", "03/02/2024", "2024-W12", "2024-081"),
        *("22.03.2024 25:00", "22.03.2024 14:61", "22.03.2024 14:05:61", "22.03.2024 14", "22.03.2024 14:05 XYZ", "22.03.2024 14:05 +9999"),
        *("22. bis 20. März 2024", "21.03.2024 im Rathaus", "192.168.10.24", "٢١.٠٣.٢٠٢٤", "9999-12-31T23:30:00-12:00", "9999-12-31 24:00"),
        *("vor 999 Jahren und 3 Tagen", "2024-03-21T10:00:99", "0000-01-01", "21. März 0999", "9" * 5000, "21. März 2024 " + "x" * 5000),
    ],
)
def test_an_incomplete_or_impossible_date_is_refused(text: str) -> None:
    with pytest.raises(UnreadableDateError, match="complete date"):
        read_moment(text, today=TODAY)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Am 3. Mai 2024 und am 5. Oktober 2023, im Jahr 2025", date(2023, 10, 5)),
        ("Die Frist endet am 21.03.2024.", date(2024, 3, 21)),
        ("am 20./21.03.2024, dann am 22. April", date(2024, 3, 21)),
        ("vom 20. bis\n22.\u00a0Ma\u0308rz\u202f2024!", date(2024, 3, 22)),
        ("Stand 2024-03-21, gültig bis 31.02.2024", date(2024, 3, 21)),
        ("Server 192.168.10.24, § 3.4.24,5 und 21 Personen 2024", None),
        ("", None),
    ],
)
def test_a_running_text_names_its_last_full_date(text: str, expected: date | None) -> None:
    assert last_full_date(text) == expected


@given(DAYS, st.sampled_from(PATTERNS))
def test_every_day_written_in_german_reads_back(day: date, pattern: str) -> None:
    written = format_date(day, pattern, locale="de")
    assert read_period(written) == Period(day, day)
    assert read_moment(f"Berlin, den {written}, 14.05 Uhr").date() == day
    assert last_full_date(f"Bis 2020 galt: ab {written}, 14.05 Uhr.") == day


@given(DAYS, st.sampled_from(("MMMM yyyy", "LLL yyyy", "MM.yyyy", "M/yyyy", "yyyy-MM")))
def test_a_month_means_all_its_days(day: date, pattern: str) -> None:
    period = read_period(format_date(day, pattern, locale="de"))
    assert (period.first.day, (period.last + timedelta(days=1)).day) == (1, 1)
    assert {(d.year, d.month) for d in (period.first, period.last)} == {(day.year, day.month)}


@given(ANY_TEXT)
def test_no_text_makes_a_reader_fail_otherwise(text: str) -> None:
    last_full_date(text)
    for read in (read_period, read_moment):
        try:
            read(text, today=TODAY)
        except UnreadableDateError as error:
            assert str(error).startswith("This is not a")


@given(st.datetimes(min_value=datetime(1900, 1, 2), max_value=datetime(2100, 1, 1)))
def test_iso_with_a_zone_keeps_the_instant(moment: datetime) -> None:
    aware = moment.replace(tzinfo=UTC)
    # in UTC, because Python calls times of the repeated autumn hour unequal across zones (PEP 495)
    assert read_moment(aware.isoformat()).astimezone(UTC) == aware


def test_a_day_runs_from_midnight_to_midnight_in_berlin() -> None:
    day, next_day = date(2024, 3, 31), date(2024, 4, 1)
    assert first_moment(day).isoformat() == "2024-03-31T00:00:00+01:00"
    assert last_moment(day).isoformat() == "2024-03-31T23:59:59.999999+02:00"
    assert last_moment(day) + timedelta(microseconds=1) == first_moment(next_day)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2024, 1, 1), date(2024, 12, 31), "2024"),
        (date(2024, 2, 29), date(2024, 2, 29), "2024-02-29"),
        (date(2024, 12, 1), date(2024, 12, 31), "2024-12"),
        (date(9999, 12, 1), date(9999, 12, 31), "9999-12"),
        (date(2024, 1, 1), date(2024, 2, 29), None),
        (date(2023, 1, 1), date(2024, 12, 31), None),
        (date(2024, 2, 1), date(2024, 2, 28), None),
        (None, date(2024, 12, 31), None),
    ],
)
def test_periods_of_the_calendar(first: date | None, last: date | None, expected: str | None) -> None:
    assert period_name(first, last) == expected


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("31.04.2021", MissingDay(31, date(2021, 4, 1))),
        ("30.2.24", MissingDay(30, date(2024, 2, 1))),
        ("2023-02-29", MissingDay(29, date(2023, 2, 1))),
        ("Mittwoch, 31. April 2021", MissingDay(31, date(2021, 4, 1))),
        ("April 31, 2021", MissingDay(31, date(2021, 4, 1))),
        ("01.04.2021 bis 31.04.2021", MissingDay(31, date(2021, 4, 1))),
        ("29.02.2024", None),
        ("01.13.2021", None),
        ("31.04.", None),
        ("quatsch", None),
    ],
)
def test_a_day_that_the_calendar_lacks(text: str, missing: MissingDay | None) -> None:
    assert missing_day(text) == missing


@given(ANY_TEXT)
def test_a_missing_day_is_none_of_its_month(text: str) -> None:
    missing = missing_day(text)
    assert missing is None or missing.day not in range(1, 29)
