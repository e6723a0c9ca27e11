"""The address that a form should have led to: nothing empty in it, the text of the period as its two days.

A browser sends every field of a form; pages answer with the tidy address, so that what is shared and bookmarked has one form.
"""

from __future__ import annotations

from werkzeug.datastructures import MultiDict

from search_service.errors import InvalidRequestError, ParameterProblem, ReversedPeriodError, UnreadableDateError
from search_service.period_text import OpenPeriod, read_open_period
from search_service.web.date_faults import date_fault
from search_service.web.i18n import gettext
from search_service.web.request_args import read_page_search, without_empty

PERIOD = "period"
_ENDS = ("from", "to")


def tidy_parameters(args: MultiDict[str, str]) -> list[tuple[str, str]] | None:
    """The parameters without empty ones and with the period's days; None where they are so already.

    Raises InvalidRequestError that lists everything unreadable.
    """
    sent = [(name, value) for name, values in without_empty(args).items() for value in values]
    texts = [value for name, value in sent if name == PERIOD]
    if not texts:
        return sent if len(sent) < sum(len(values) for _, values in args.lists()) else None
    days = _read(texts[0], args)
    others = [(name, value) for name, value in sent if name not in (PERIOD, *_ENDS)]
    return others + [(name, day.isoformat()) for name, day in zip(_ENDS, (days.first, days.last), strict=True) if day]


def _read(text: str, args: MultiDict[str, str]) -> OpenPeriod:
    try:
        return read_open_period(text)
    except UnreadableDateError as error:
        problem = ParameterProblem(PERIOD, text, _fault(error))
        raise InvalidRequestError((problem, *_other_problems(args))) from error


def _fault(error: UnreadableDateError) -> str:
    if isinstance(error, ReversedPeriodError):
        return gettext("The end lies before the beginning. Write the earlier date first.")
    no_period = gettext("This is not a period. Write 2019, März 2019, 2015 bis 2018, ab Mai 2020 or letzte 30 Tage.")
    return date_fault(error.text, otherwise=no_period)


def _other_problems(args: MultiDict[str, str]) -> tuple[ParameterProblem, ...]:
    try:
        read_page_search(args)
    except InvalidRequestError as error:
        return error.problems
    return ()
