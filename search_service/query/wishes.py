"""Wishes told one by one → one query: what a form with a field for each of them asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from search_service.query.lexer import LexemeKind, lex
from search_service.query.parser import parse
from search_service.query.render import render
from search_service.schema import QUERY_FIELDS, Scope

_TITLE = next(f"{row.german}:" for row in QUERY_FIELDS if row.means is Scope.TITLE)


@dataclass(frozen=True, slots=True)
class Wishes:
    """``words`` are required as they are typed in the search field, ``phrase`` exactly so; none of ``excluded`` may be there."""

    words: str = ""
    phrase: str = ""
    excluded: str = ""
    in_title: str = ""

    def query(self) -> str:
        """The query in its canonical form, "" without a wish; what cannot be read stays as typed, so that the search can say so."""
        quoted = " ".join(self.phrase.translate(_WITHOUT_QUOTES).split())
        pieces = [self.words.strip(), f'"{quoted}"' if quoted else "", *_each("-", self.excluded), *_each(_TITLE, self.in_title)]
        typed = " UND ".join(piece for piece in pieces if piece)
        parsed = parse(typed)
        return typed if parsed.problems else render(parsed.node)


_WITHOUT_QUOTES = str.maketrans(dict.fromkeys('"„“”»«', " "))


def _each(sign: str, text: str) -> Iterator[str]:
    """Each word, phrase or beginning of a word with a sign before it; operators between them say nothing more."""
    for lexeme in lex(" ".join(text.split())):
        match lexeme.kind:
            case LexemeKind.WORD:
                yield from (f"{sign}{word}" for word in lexeme.text.split())
            case LexemeKind.PHRASE:
                yield f'{sign}"{lexeme.text}"'
            case LexemeKind.PREFIX:
                yield f"{sign}{lexeme.text}*"
