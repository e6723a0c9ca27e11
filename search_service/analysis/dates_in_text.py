"""Days written in running text: the numbers stay words, the whole day becomes an extra term on the first of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from search_service.analysis.pieces import Piece, word_piece
from search_service.analysis.tokens import Kind, Term

MONTH_TERMS = ("januar", "februar", "maerz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "dezember")
MONTHS = {name: number for number, name in enumerate(MONTH_TERMS, start=1)} | {"jaenner": 1}

DAY_MONTH_YEAR = re.compile(r"(?P<day>[0-3]?\d)\.(?P<month>[01]?\d)\.(?P<year>\d{4}|\d{2})", re.ASCII)
DAY_MONTH = re.compile(r"(?P<day>[0-3]?\d)\.(?P<month>[01]?\d)\.(?P<year>)", re.ASCII)
ISO_DATE = re.compile(r"(?P<year>(?:19|20)\d\d)-(?P<month>[01]\d)-(?P<day>[0-3]\d)", re.ASCII)
_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
_CENTURY_TURNS = 70
"""Two digits from here on mean 19xx."""


def is_day(piece: Piece) -> bool:
    """Whether a piece can be the day of a date."""
    text = piece.text
    return len(text) <= 2 and text.isascii() and text.isdigit() and 1 <= int(text) <= 31


def month_of(piece: Piece) -> int | None:
    """The month that a piece names, in letters or as the number in a date."""
    return next((MONTHS[term.text] for term in piece.terms if term.text in MONTHS), None)


def date_pieces(found: re.Match[str]) -> Sequence[Piece] | None:
    """The words of a date in digits, in the order written; None if its day or month cannot be."""
    day, month = int(found["day"]), int(found["month"])
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    named = Term(MONTH_TERMS[month - 1], Kind.MONTH)
    pieces = [_number(found, "day", str(day)), _number(found, "month", str(month)).plus((named,))]
    if not found["year"]:
        return pieces
    pieces.append(_number(found, "year", _full_year(found["year"])))
    if found.re is ISO_DATE:
        day_terms = date_terms(pieces, 0)
        return [pieces[2].plus(day_terms), pieces[1], pieces[0]]
    return pieces


def _number(found: re.Match[str], group: str, term: str) -> Piece:
    return word_piece(found[group], found.start(group), found.end(group), term=term)


def _full_year(digits: str) -> str:
    if len(digits) == 4:
        return digits
    return ("20" if int(digits) < _CENTURY_TURNS else "19") + digits


def date_terms(pieces: Sequence[Piece], at: int) -> tuple[Term, ...]:
    """The terms of a day that begins at ``pieces[at]``: without its year, and with it where one follows."""
    if at + 1 >= len(pieces) or not is_day(pieces[at]):
        return ()
    month = month_of(pieces[at + 1])
    if month is None:
        return ()
    day = f"{month:02d}-{int(pieces[at].text):02d}"
    any_year = Term("@" + day, Kind.DATE, width=2)
    if at + 2 < len(pieces) and _YEAR.fullmatch(pieces[at + 2].text):
        return any_year, Term(f"@{pieces[at + 2].text}-{day}", Kind.DATE, width=3)
    return (any_year,)


def with_dates(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """The pieces of one chunk with the terms of the days among them."""
    if len(pieces) < 2:
        return pieces
    return [piece.plus(date_terms(pieces, i)) for i, piece in enumerate(pieces)]
