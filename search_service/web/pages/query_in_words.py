"""What a query was taken for, in the words of the reader's language: "Haushalt, ohne Bund, im Titel: Schule"."""

from __future__ import annotations

from typing import assert_never

from search_service.query.conjunction import parts_of
from search_service.query.nodes import And, DateRange, Everything, Node, Not, Or, Phrase, Prefix, Words
from search_service.schema import QUERY_FIELD_OF, Scope
from search_service.web.i18n import alternatives, gettext, period


def query_in_words(node: Node) -> str:
    """All clauses of a query; the empty text for everything."""
    return ", ".join(_clause(part) for part in parts_of(node))


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
