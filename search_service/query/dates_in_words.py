"""Dates that a query names in words: 3. Mai 2019, Februar 2020, 2021. Where they stand and which days they mean; no filter, no score."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from search_service.analysis.tokenizer import tokenize
from search_service.analysis.tokens import Kind, Token
from search_service.dates import Period, read_period
from search_service.errors import UnreadableDateError

DAYS_AFTER = 3
"""What happens on a day is reported on it or in the next days."""
NEAR_DAYS = 180
"""A text that names a day without its year means the nearest one, at most about half a year away."""
BEFORE_A_DATE = frozenset({"am", "aus", "des", "im", "in", "vom", "von"})
"""Words that go with a date when it goes."""
KEPT_TEXTS = 256
"""Texts of which is kept whether they name a date: whoever shortens a query asks for each of its words."""
_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
_MONTH = re.compile(r"[^\W\d_]{3,10}")


@dataclass(frozen=True, slots=True)
class NamedDate:
    """``width`` tokens that name the days of ``period``: one day, a month or a year."""

    width: int
    period: Period

    @property
    def is_day(self) -> bool:
        return self.period.first == self.period.last

    @property
    def published(self) -> Period:
        """When releases about it come out."""
        return Period(self.period.first, self.period.last + timedelta(days=DAYS_AFTER)) if self.is_day else self.period

    @property
    def near(self) -> Period:
        """When a text that names the day without a year means this one."""
        return Period(self.period.first - timedelta(days=NEAR_DAYS), self.period.last + timedelta(days=NEAR_DAYS))


def named_date(tokens: Sequence[Token], at: int) -> NamedDate | None:
    """The date that begins at ``tokens[at]``, with its year; None if there is none."""
    whole = next((term for term in tokens[at].terms if term.kind is Kind.DATE and term.width == 3), None)
    if whole is not None:
        return _day(whole.text)
    if at + 1 < len(tokens) and _MONTH.fullmatch(tokens[at].surface) and _YEAR.fullmatch(tokens[at + 1].surface):
        return _month(f"{tokens[at].surface} {tokens[at + 1].surface}")
    if _YEAR.fullmatch(tokens[at].surface):
        year = int(tokens[at].surface)
        return NamedDate(1, Period(date(year, 1, 1), date(year, 12, 31)))
    return None


@lru_cache(KEPT_TEXTS)
def year_of(text: str) -> int | None:
    """The year in which the day or month is that a text names; None for all else, also for a bare year."""
    if not _has_number(text):
        return None
    tokens = tokenize(text)
    named = next((date for at in range(len(tokens)) if (date := named_date(tokens, at))), None)
    return named.period.first.year if named is not None and named.width > 1 else None


@lru_cache(KEPT_TEXTS)
def is_date(text: str) -> bool:
    """Whether a text is nothing but a date, with or without its year."""
    if not _has_number(text):
        return False
    tokens = tokenize(text)
    if not tokens:
        return False
    named = named_date(tokens, 0)
    days = (term.width for term in tokens[0].terms if term.kind is Kind.DATE)
    return len(tokens) in (*days, named.width if named else 0)


def _has_number(text: str) -> bool:
    """Whether it can name a date at all: most words of a query are told without reading them as tokens."""
    return any(map(str.isnumeric, text))


def _day(term: str) -> NamedDate | None:
    """Of ``@2024-03-21``; None for 30 February."""
    try:
        day = date.fromisoformat(term.removeprefix("@"))
    except ValueError:
        return None
    return NamedDate(3, Period(day, day))


def _month(text: str) -> NamedDate | None:
    try:
        return NamedDate(2, read_period(text))
    except UnreadableDateError:  # the word before the year is no month
        return None
