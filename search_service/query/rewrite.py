"""Searches near a search, for pages that offer a way on: stricter, looser, with one word less. Pure functions on nodes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import assert_never

from search_service.query.conjunction import conjunction, parts_of, runs_joined
from search_service.query.dates_in_words import BEFORE_A_DATE, is_date
from search_service.query.lexer import lex
from search_service.query.nodes import And, DateRange, Everything, Node, Not, Or, Phrase, Prefix, Words
from search_service.query.parser import parse
from search_service.query.render import render
from search_service.query.units import unit_spans
from search_service.schema import Scope

Spans = Callable[[str], Iterable[tuple[int, int]]]
"""Where in the text of a run words stand that belong together."""


@dataclass(frozen=True, slots=True)
class Shortened:
    """A search without one of its words or clauses; ``left_out`` is that piece in the query language."""

    node: Node
    left_out: str


def quoted(node: Node) -> Node:
    """Every required word, date or number with its letters as a phrase of its own: found only as written.

    Exclusions stay as wide as they are.
    """
    return conjunction(phrase for part in parts_of(node) for phrase in _quoted(part))


def unquoted(node: Node) -> Node:
    """Required phrases as plain words. What the query language can only write with quotes stays a phrase."""
    return _conjoined([words for part in parts_of(node) for words in _unquoted(part)])


def with_parts(node: Node) -> Node:
    """The search that the parts of its compounds near each other answer, too; what is excluded stays as it is."""
    match node:
        case Words():
            return replace(node, parts=True)
        case And(parts) | Or(parts):
            return replace(node, parts=tuple(map(with_parts, parts)))
        case Phrase() | Prefix() | DateRange() | Everything() | Not():
            return node
        case _:
            assert_never(node)


def without_each(node: Node, *, together: Spans = unit_spans) -> tuple[Shortened, ...]:
    """The searches that lack one word or clause each, in the order in which they are written; none that has no word left.

    Words that stand ``together`` go together, a date with the preposition before it.
    """
    parts = parts_of(node)
    shortened = (
        Shortened(_conjoined([*parts[:at], *rest, *parts[at + 1 :]]), left_out)
        for at, part in enumerate(parts)
        for rest, left_out in _shortened(part, together)
    )
    return tuple(search for search in shortened if _looks_for_words(search.node))


def without_all(node: Node, left_out: Collection[str], *, together: Spans = unit_spans) -> Node | None:
    """The search without all of these pieces, each a word or clause as ``Shortened`` names it, or several words in a row.

    None if one of them is not there, or nothing would be left.
    """
    for piece in sorted(left_out):
        shorter = {each.left_out: each.node for each in reversed(without_each(node, together=together))}
        for word in [piece] if piece in shorter else piece.split():
            if word not in shorter:
                return None
            node = shorter[word]
            shorter = {each.left_out: each.node for each in reversed(without_each(node, together=together))}
    return node


def _looks_for_words(node: Node) -> bool:
    """Whether ``words_of`` has any, told without taking runs of words apart: asked of each of thirty shorter queries."""
    match node:
        case Words(text):
            return bool(text.strip())
        case Phrase() | Prefix():
            return True
        case And(parts) | Or(parts):
            return any(map(_looks_for_words, parts))
        case DateRange() | Everything() | Not():
            return False
        case _:
            assert_never(node)


def words_of(node: Node) -> tuple[str, ...]:
    """The words, dates, phrases and prefixes (with their star) that are looked for, excluded ones apart."""
    match node:
        case Words():
            return _words(node)
        case Phrase(text):
            return (text,)
        case Prefix(text):
            return (f"{text}*",)
        case And(parts) | Or(parts):
            return tuple(word for part in parts for word in words_of(part))
        case DateRange() | Everything() | Not():
            return ()
        case _:
            assert_never(node)


def _conjoined(parts: list[Node]) -> Node:
    return conjunction(runs_joined(parts, [True] * len(parts)))


def _words(run: Words, *, together: Spans = unit_spans) -> tuple[str, ...]:
    """The words of a run, each with the signs that belong to it ("§ 29") and those that it stands ``together`` with; a field holds one."""
    if run.scope is not Scope.TEXT:
        return (run.text,)
    words: list[str] = []
    spans, covered, at = list(together(run.text)), 0, 0
    for lexeme in lex(run.text):
        if words and at < covered:
            words[-1] += f" {lexeme.text}"
        else:
            words.append(lexeme.text)
        end = at + len(lexeme.text)
        covered = max([covered, *(last for first, last in spans if at <= first < end)])
        at = end + 1
    return tuple(words)


def _with_prepositions(words: Iterable[str]) -> tuple[str, ...]:
    """The words of a run, a preposition as one with the date after it."""
    joined: list[str] = []
    for word in words:
        if joined and joined[-1].lower() in BEFORE_A_DATE and is_date(word):
            joined[-1] += f" {word}"
        else:
            joined.append(word)
    return tuple(joined)


def _quoted(part: Node) -> Iterator[Node]:
    match part:
        case Words(_, scope):
            yield from (Phrase(word, scope) for word in _words(part))
        case Or(parts):
            yield Or(tuple(phrase for alternative in parts for phrase in _quoted(alternative)))
        case Phrase() | Prefix() | DateRange() | Everything() | And() | Not():
            yield part
        case _:
            assert_never(part)


def _unquoted(part: Node) -> list[Node]:
    match part:
        case Phrase(text, scope):
            words = [Words(text)] if scope is Scope.TEXT else [Words(word, scope) for word in text.split()]
            return [*words] if all(parse(render(word)).node == word for word in words) else [part]
        case Or(parts):
            return [Or(tuple(_unquoted_word(alternative) for alternative in parts))]
        case Words() | Prefix() | DateRange() | Everything() | And() | Not():
            return [part]
        case _:
            assert_never(part)


def _unquoted_word(part: Node) -> Node:
    """A phrase of one word as that word: ODER joins nothing longer."""
    return _unquoted(part)[0] if isinstance(part, Phrase) and " " not in part.text else part


def _shortened(part: Node, together: Spans) -> Iterator[tuple[list[Node], str]]:
    """What is left of a clause and what was taken from it: a word of a run, else the whole clause."""
    words = _with_prepositions(_words(part, together=together)) if isinstance(part, Words) else ()
    if len(words) < 2:
        yield [], render(part)
    for at, word in enumerate(words if len(words) > 1 else ()):
        yield [Words(" ".join(words[:at] + words[at + 1 :]))], word
