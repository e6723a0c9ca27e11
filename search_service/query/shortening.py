"""Which words of a query that finds nothing are left out first: those that the closest releases lack. Pure functions on nodes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from search_service.analysis.stopwords import is_stop_word
from search_service.query.dates_in_words import is_date
from search_service.query.nodes import Node
from search_service.query.rewrite import Shortened, Spans, without_all, without_each, words_of
from search_service.query.units import unit_spans

MOST_LEFT_OUT_SINGLY = 8
"""Words of a query that are left out one by one; of more, those that the closest releases lack."""
MOST_LEFT_OUT_IN_PAIRS = 6
"""Words of a query up to which two at a time are left out, each with each."""


@dataclass(frozen=True, slots=True)
class Sought:
    """A query that is to be shortened.

    ``lacking`` has what each of the closest releases lacks, the closest first, words as the query has them; ``soft_words`` are those
    that were not required; words that stand ``together`` go together.
    """

    node: Node
    lacking: Sequence[Collection[str]]
    soft_words: Collection[str]
    together: Spans = unit_spans


def one_less(sought: Sought) -> list[Shortened]:
    """The query without each word, date or name of it, first what the closest releases lack.

    They have what is rare, because that counts most; so what is frequent goes first.
    """
    single = _without_each(sought, sought.node)
    rank = _closeness(sought, [each.left_out for each in single])
    return sorted(single, key=lambda each: rank({each.left_out}))[:MOST_LEFT_OUT_SINGLY]


def more_less(sought: Sought) -> Iterator[list[Node]]:
    """The query with ever less words: two less, then without all that one of the closest lacks; its dates alone if nothing else helps."""
    single = _without_each(sought, sought.node)
    pieces = [each.left_out for each in single]
    if len(single) <= MOST_LEFT_OUT_IN_PAIRS:
        rank = _closeness(sought, pieces)
        pairs = [({one.left_out, two.left_out}, two.node) for one in single for two in _without_each(sought, one.node)]
        yield [node for _, node in sorted(pairs, key=lambda pair: rank(pair[0]))]
    lacking = dict.fromkeys(frozenset(_lacked(pieces, words)) for words in sought.lacking)
    for left_out in sorted(lacking, key=len):
        shorter = without_all(sought.node, left_out, together=sought.together)
        yield [shorter] if shorter is not None and says_what_is_sought(shorter, sought.soft_words) else []
    yield _dates_alone(sought)


def _dates_alone(sought: Sought) -> list[Node]:
    pieces = [each.left_out for each in without_each(sought.node, together=sought.together)]
    words = [piece for piece in pieces if not any(map(is_date, _units(piece)[-1:]))]  # signs alone have no units
    dates = without_all(sought.node, words, together=sought.together)
    return [dates] if dates is not None and not set(words_of(dates)) <= set(sought.soft_words) else []


def says_what_is_sought(node: Node, soft_words: Collection[str]) -> bool:
    """Whether there are words in it that are more than a date and what is required least."""
    pieces = [piece for word in words_of(node) for piece in _units(word)]
    return any(piece not in soft_words and not is_stop_word(piece) and not is_date(piece) for piece in pieces)


def _without_each(sought: Sought, node: Node) -> list[Shortened]:
    """Not without what is required least, and not without everything else."""
    return [
        each
        for each in without_each(node, together=sought.together)
        if not set(_units(each.left_out)) <= set(sought.soft_words)
        if not is_stop_word(each.left_out) and says_what_is_sought(each.node, sought.soft_words)
    ]


def _closeness(sought: Sought, pieces: Sequence[str]) -> Callable[[set[str]], int]:
    """How soon among the closest releases one comes that lacks just these pieces."""
    lacked = [_lacked(pieces, words) for words in sought.lacking]
    return lambda left_out: lacked.index(left_out) if left_out in lacked else len(lacked)


def _lacked(pieces: Sequence[str], words: Collection[str]) -> set[str]:
    """The pieces of a query of which one of ``words`` is a part."""
    return {piece for piece in pieces if piece in words or not set(words).isdisjoint(_units(piece))}


def _units(text: str) -> list[str]:
    return [text[start:end] for start, end in unit_spans(text)]
