"""Query text → nodes. It never fails: what it cannot use it leaves out and says so as a problem."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import accumulate, takewhile
from typing import assert_never

from search_service.dates import PERIOD_HELP, Period, missing_day, read_period
from search_service.errors import UnreadableDateError
from search_service.query.conjunction import conjunction, parts_of, runs_joined
from search_service.query.lexer import Lexeme, LexemeKind, lex
from search_service.query.nodes import EVERYTHING, NOTHING, DateRange, Everything, Node, Not, Or, Phrase, Prefix, Words
from search_service.query.render import render
from search_service.schema import DateBound, Scope

MAX_LENGTH = 512
MAX_CLAUSES = 32
MIN_PREFIX = 2
_MAX_DATE_WORDS = 4
_MAX_UNCOMPOSED = 4 * MAX_LENGTH
"""Composing a long run of accents takes quadratic time; no text of 512 characters comes from more than this."""
_SHOWN_OF_A_WORD = 60
_AROUND_A_DATE = " ,;.:!?()[]-–—"


class ProblemKind(StrEnum):
    UNREADABLE_DATE = "unreadable_date"
    REVERSED_RANGE = "reversed_range"
    SHORT_PREFIX = "short_prefix"
    TOO_LONG = "too_long"
    TOO_MANY_CLAUSES = "too_many_clauses"


MESSAGES = {
    ProblemKind.UNREADABLE_DATE: PERIOD_HELP,
    ProblemKind.REVERSED_RANGE: "No day lies in this range. Let it end after it begins.",
    ProblemKind.SHORT_PREFIX: "Write at least two letters before the star.",
    ProblemKind.TOO_LONG: f"The search was cut here. Write at most {MAX_LENGTH} characters.",
    ProblemKind.TOO_MANY_CLAUSES: f"The search was cut here. Write at most {MAX_CLAUSES} words, phrases and fields.",
}


@dataclass(frozen=True, slots=True)
class QueryProblem:
    """Something typed that was left out or finds nothing. ``text`` is the piece; of a cut, the first word left out."""

    kind: ProblemKind
    text: str

    @property
    def message(self) -> str:
        """One fixed English sentence a kind, for the catalogues to translate."""
        return MESSAGES[self.kind]


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """What was understood, what was not, and whether the end was cut off by a limit.

    ``unclosed`` tells that the closing quote of a phrase is missing, which then goes to the end.
    """

    node: Node
    problems: tuple[QueryProblem, ...] = ()
    unclosed: bool = False

    @property
    def cut(self) -> bool:
        return any(problem.kind in (ProblemKind.TOO_LONG, ProblemKind.TOO_MANY_CLAUSES) for problem in self.problems)


def parse(text: str, *, today: date | None = None) -> ParsedQuery:
    """The meaning of a query; that of an empty one is everything, that of one with nothing to search for nothing. Never raises.

    ``today`` is the day in Europe/Berlin from which "heute" and "gestern" are counted (None: now).
    """
    kept, left_out = _cut(text)
    lexemes = lex(kept)
    reader = _ClauseReader(lexemes, today)
    node = conjunction(_parts(reader.elements()))
    if node == EVERYTHING and kept and not reader.problems:
        node = NOTHING
    problems = [*reader.problems, *_reversed_ranges(node)]
    if left_out:
        problems.append(QueryProblem(ProblemKind.TOO_LONG, left_out))
    return ParsedQuery(node, tuple(problems), unclosed=any(lexeme.unclosed for lexeme in lexemes))


def readable_part(text: str) -> str:
    """The text, or of one that is too long what ``parse`` reads of it."""
    return text if len(text) <= _readable_length(text) else _cut(text)[0]


def _cut(text: str) -> tuple[str, str]:
    """The text in one form (NFC, single blanks, nothing invisible), cut at a blank if it is too long; the first word left out."""
    shown = text if text.isprintable() else "".join(char for char in text if char.isprintable() or char.isspace())
    visible = " ".join(shown.split())
    composed = unicodedata.normalize("NFC", visible[:_MAX_UNCOMPOSED])
    most = _readable_length(composed)
    if len(composed) <= most and len(visible) <= _MAX_UNCOMPOSED:
        return composed, ""
    blank = composed.rfind(" ", 0, most)
    end = blank if blank > 0 else most - 1  # leaves room for the quote that closes an open phrase
    return composed[:end], composed[end:].lstrip().partition(" ")[0][:_SHOWN_OF_A_WORD]


def _readable_length(text: str) -> int:
    """How many characters of a text are read: MAX_LENGTH, of such as stand for several (U+FDFA for 18) as many as they stand for."""
    if text.isascii():
        return MAX_LENGTH
    return bisect_right([*accumulate(len(unicodedata.normalize("NFKC", character)) for character in text[:MAX_LENGTH])], MAX_LENGTH)


class _ClauseReader:
    """Turns lexemes into nodes with their exclusions applied; ``problems`` collects what it had to leave out."""

    def __init__(self, lexemes: tuple[Lexeme, ...], today: date | None) -> None:
        self.problems: list[QueryProblem] = []
        self._lexemes = lexemes
        self._at = 0
        self._today = today

    def elements(self) -> Iterator[Node | LexemeKind | None]:
        """Nodes, AND and OR in order; None stands for a clause that had to be left out."""
        excluded, clauses = False, 0
        while self._at < len(self._lexemes):
            lexeme = self._lexemes[self._at]
            self._at += 1
            if lexeme.kind is LexemeKind.NOT:
                excluded = not excluded
                continue
            if lexeme.kind in (LexemeKind.AND, LexemeKind.OR):
                yield lexeme.kind
            elif (clauses := clauses + 1) > MAX_CLAUSES:
                self._leave_out(ProblemKind.TOO_MANY_CLAUSES, lexeme.typed or lexeme.text)
                return
            else:
                node = self._node(lexeme)
                yield Not(node) if node and excluded else node
            excluded = False

    def _leave_out(self, kind: ProblemKind, text: str) -> None:
        self.problems.append(QueryProblem(kind, text))

    def _node(self, lexeme: Lexeme) -> Node | None:
        if isinstance(lexeme.field, DateBound):
            return self._dates(lexeme, lexeme.field)
        match lexeme.kind:
            case LexemeKind.PHRASE:
                return Phrase(lexeme.text, lexeme.field)
            case LexemeKind.PREFIX:
                return self._prefix(lexeme, lexeme.field)
            case LexemeKind.EVERYTHING:
                return Everything()
            case LexemeKind.WORD | LexemeKind.SIGN | LexemeKind.DATE | LexemeKind.AND | LexemeKind.OR | LexemeKind.NOT:
                return Words(lexeme.text, lexeme.field)
            case _:
                assert_never(lexeme.kind)

    def _prefix(self, lexeme: Lexeme, scope: Scope) -> Prefix | None:
        if sum(map(str.isalnum, lexeme.text)) >= MIN_PREFIX:
            return Prefix(lexeme.text, scope)
        self._leave_out(ProblemKind.SHORT_PREFIX, lexeme.typed)
        return None

    def _dates(self, lexeme: Lexeme, field: DateBound) -> DateRange | None:
        """The longest readable date that begins in this lexeme, and the words that it goes on with."""
        begin = [lexeme.text] if lexeme.text else []
        ahead = [] if lexeme.quoted else self._date_words_ahead(_MAX_DATE_WORDS - len(begin))
        for count in range(len(ahead), -1, -1):
            if period := self._period(" ".join([*begin, *ahead[:count]])):
                self._at += count
                return _date_range(field, period)
        unreadable = self._no_date(begin, ahead)
        self._at += len(unreadable)
        self._leave_out(ProblemKind.UNREADABLE_DATE, " ".join([lexeme.typed, *unreadable]))
        return None

    def _no_date(self, begin: list[str], ahead: list[str]) -> list[str]:
        """The words of ``ahead`` that are left out with what began as a date: all of a day that does not exist, else one word at most."""
        whole = (ahead[:count] for count in range(len(ahead) + 1) if missing_day(" ".join([*begin, *ahead[:count]])))
        return next(whole, [] if begin else ahead[:1])

    def _date_words_ahead(self, at_most: int) -> list[str]:
        upcoming = self._lexemes[self._at : self._at + at_most]
        if at_most == _MAX_DATE_WORDS and upcoming and upcoming[0].kind is LexemeKind.PHRASE:
            return [upcoming[0].text]
        return [lexeme.text for lexeme in takewhile(lambda lexeme: lexeme.is_plain_word, upcoming)]

    def _period(self, text: str) -> Period | None:
        try:
            return read_period(text.strip(_AROUND_A_DATE), today=self._today)
        except UnreadableDateError:
            return None


def _date_range(field: DateBound, period: Period) -> DateRange:
    first = None if field is DateBound.UNTIL else period.first
    last = None if field is DateBound.SINCE else period.last
    return DateRange(first, last)


def _parts(elements: Iterable[Node | LexemeKind | None]) -> list[Node]:
    """The clauses that are all required: alternatives joined by OR, neighbouring plain words joined into runs."""
    alternatives: list[list[Node]] = []
    neighbours: list[bool] = []
    before: Node | LexemeKind | None = None
    for element in elements:
        if isinstance(element, LexemeKind):
            before = before and element
            continue
        if element and before is LexemeKind.OR:
            alternatives[-1].append(element)
        elif element:
            alternatives.append([element])
            neighbours.append(_is_plain(before))
        before = element
    return runs_joined([_any_of(nodes) for nodes in alternatives], neighbours)


def _is_plain(element: Node | LexemeKind | None) -> bool:
    return isinstance(element, Words) and element.scope is Scope.TEXT


def _any_of(nodes: list[Node]) -> Node:
    return nodes[0] if len(nodes) == 1 else Or(tuple(nodes))


def _reversed_ranges(node: Node) -> list[QueryProblem]:
    ranges = [part for part in parts_of(node) if isinstance(part, DateRange)]
    return [QueryProblem(ProblemKind.REVERSED_RANGE, render(dates)) for dates in ranges if _is_reversed(dates)]


def _is_reversed(dates: DateRange) -> bool:
    return bool(dates.first and dates.last and dates.first > dates.last)
