"""What a query was taken for, in the words of the reader's language: "Haushalt, ohne Bund, im Titel: Schule"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import assert_never

from search_service.query.conjunction import parts_of
from search_service.query.nodes import NOTHING, And, DateRange, Everything, Node, Not, Or, Phrase, Prefix, Words
from search_service.schema import QUERY_FIELD_OF, Scope
from search_service.web.i18n import alternatives, gettext, period
from search_service.web.pages.view_models import EchoPiece


def query_in_words(node: Node) -> str:
    """All clauses of a query; the empty text for everything."""
    return ", ".join(_clause(part) for part in parts_of(node))


def echo(node: Node, soft_words: Sequence[str]) -> tuple[EchoPiece, ...]:
    """The clauses of a query as a page shows them again, with its soft words, in their order, apart; nothing for what seeks nothing."""
    if node == NOTHING:
        return ()
    soft = list(soft_words)
    pieces: list[EchoPiece] = []
    for number, part in enumerate(parts_of(node)):
        text = f"{', ' if number else ''}{_clause(part)}"
        pieces += _with_soft_apart(text, soft) if isinstance(part, Words) else [EchoPiece(text)]
    return tuple(pieces)


def _with_soft_apart(text: str, soft: list[str]) -> Iterator[EchoPiece]:
    """The pieces of a clause; takes those of ``soft`` that it has from the front."""
    at = 0
    while soft and (found := re.compile(rf"(?<!\w){re.escape(soft[0])}(?!\w)").search(text, at)):
        if found.start() > at:
            yield EchoPiece(text[at : found.start()])
        yield EchoPiece(soft.pop(0), soft=True)
        at = found.end()
    if at < len(text):
        yield EchoPiece(text[at:])


def _clause(node: Node) -> str:
    match node:
        case Words(text, scope):
            return _placed(text, scope)
        case Phrase(text, scope):
            return _placed(gettext("exactly “%(words)s”", words=text), scope)
        case Prefix(text, scope):
            return _placed(gettext("words that begin with “%(letters)s”", letters=text), scope)
        case DateRange(first, last):
            return period(first, last)
        case Not(part):
            return gettext("without %(clause)s", clause=_clause(part))
        case Or(parts):
            return alternatives(tuple(_clause(part) for part in parts))
        case And():
            return query_in_words(node)
        case Everything():
            return gettext("all releases")
        case _:
            assert_never(node)


def _placed(words: str, scope: Scope) -> str:
    return words if scope is Scope.TEXT else gettext(QUERY_FIELD_OF[scope].in_words, words=words)
