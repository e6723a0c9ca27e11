"""What is wrong with a date that somebody typed, in the language of the request; what a date is stands in ``dates.py``."""

from __future__ import annotations

from calendar import monthrange

from search_service.dates import missing_day
from search_service.web.i18n import gettext, month_and_year


def date_fault(text: str, *, otherwise: str) -> str:
    """That the calendar lacks the day which ``text`` names, or else ``otherwise``."""
    missing = missing_day(text)
    if missing is None:
        return otherwise
    days = monthrange(missing.month.year, missing.month.month)[1]
    return gettext(
        "There is no %(day)s %(month)s: the month has %(days)s days.", day=missing.day, month=month_and_year(missing.month), days=days
    )
