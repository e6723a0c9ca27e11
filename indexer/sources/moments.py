"""Dates of records as formats write them: in words, ISO 8601, RFC 2822, or as seconds since 1970."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from search_service.dates import BERLIN, read_moment
from search_service.errors import UnreadableDateError

LAST_YEAR = 2100
"""A later date is a mistake of whoever wrote it; it would hide a release for ever."""

Written = str | int | float | datetime | None
"""A date as a format hands it over; None and the beginning of 1970 mean that there is none."""

_MILLISECONDS = 100_000_000_000
"""From here a number counts milliseconds: as seconds it would be the year 5138."""


def moment_of(written: Written, *, today: date | None = None) -> datetime | None:
    """The moment, aware; None where nothing is stated. Raises UnreadableDateError, also for a year after ``LAST_YEAR``.

    ``today`` is the day that "heute" means.
    """
    moment = _moment(written, today)
    if moment is not None and moment.year > LAST_YEAR:
        raise UnreadableDateError(str(written), f"The year {moment.year} is after {LAST_YEAR}. Write the day of publication.")
    return moment if moment is None or moment.timestamp() != 0 else None


def first_moment_of(written: Iterable[Written]) -> datetime | None:
    """The first of several dates that can be read. Raises UnreadableDateError of the first where there are some, and none can."""
    failed: UnreadableDateError | None = None
    for each in written:
        try:
            if moment := moment_of(each):
                return moment
        except UnreadableDateError as error:
            failed = failed or error
    if failed:
        raise failed
    return None


def _moment(written: Written, today: date | None) -> datetime | None:
    if written is None or isinstance(written, bool):
        return None
    if isinstance(written, datetime):
        return written if written.tzinfo else written.replace(tzinfo=BERLIN)
    if isinstance(written, str):
        text = written.strip()
        if not (text.isascii() and text.isdigit() and len(text) in (1, 10, 13)):
            return _read(text, today) if text else None
        written = int(text)
    return _since_1970(written)


def _read(text: str, today: date | None) -> datetime:
    try:
        return read_moment(text, today=today)
    except UnreadableDateError:
        try:
            moment = parsedate_to_datetime(text)  # years of two digits, military zones
        except ValueError:
            moment = None
        if moment is None:
            raise
    return moment.astimezone(BERLIN) if moment.tzinfo else moment.replace(tzinfo=BERLIN)


def _since_1970(written: float) -> datetime:
    try:
        seconds = written / 1000 if abs(written) >= _MILLISECONDS else written
        return datetime.fromtimestamp(seconds, UTC).astimezone(BERLIN)
    except (ValueError, OverflowError, OSError) as error:
        raise UnreadableDateError(str(written), "This number is no time. Write 2024-03-21T14:05.") from error
