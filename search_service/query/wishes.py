"""Wishes told one by one → one query, and back: what a form with a field for each of them asks, and shows of a query."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from search_service.query.conjunction import conjunction, parts_of
from search_service.query.lexer import LexemeKind, lex
from search_service.query.nodes import Node, Not, Phrase, Prefix, Words
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

    @classmethod
    def of(cls, node: Node) -> Wishes:
        """The wishes whose query means what ``node`` does; what no other field takes is words, all of it where that is unsure."""
        filled = cls._apart(node)
        return filled if set(parts_of(parse(filled.query()).node)) == set(parts_of(node)) else cls(render(node))

    @classmethod
    def _apart(cls, node: Node) -> Wishes:
        words: list[Node] = []
        phrases: list[str] = []
        excluded, in_title = [], []
        for part in parts_of(node):
            if isinstance(part, Phrase) and part.scope is Scope.TEXT and not phrases:
                phrases.append(part.text)
            elif isinstance(part, Not) and _stands_alone(part.part, Scope.TEXT):
                excluded.append(render(part.part))
            elif _stands_alone(part, Scope.TITLE):
                in_title.append(render(part).removeprefix(_TITLE))
            else:
                words.append(part)
        return cls(render(conjunction(words)), "".join(phrases), " ".join(excluded), " ".join(in_title))

    def query(self) -> str:
        """The query in its canonical form, "" without a wish; what cannot be read stays as typed, so that the search can say so."""
        quoted = " ".join(self.phrase.translate(_WITHOUT_QUOTES).split())
        pieces = [self.words.strip(), f'"{quoted}"' if quoted else "", *_each("-", self.excluded), *_each(_TITLE, self.in_title)]
        typed = " UND ".join(piece for piece in pieces if piece)
        parsed = parse(typed)
        return typed if parsed.problems else render(parsed.node)


_WITHOUT_QUOTES = str.maketrans(dict.fromkeys('"„“”»«', " "))


def _stands_alone(node: Node, scope: Scope) -> bool:
    """Whether it is one word, phrase or beginning of a word in ``scope``."""
    return isinstance(node, Words | Phrase | Prefix) and node.scope is scope


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
