"""What of the texts of one release is marked on its page: what a search for the same query finds there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from search_service.answers.hits import explainer_of
from search_service.engines.base import Matcher
from search_service.explain.explainer import Explainer
from search_service.query.nodes import Node
from search_service.schema import Field
from search_service.standing_blocks import standing_flags

Span = tuple[int, int]


def marks(matcher: Matcher, texts: Mapping[Field, str], node: Node) -> dict[Field, tuple[Span, ...]]:
    """(start, end) in each of ``texts``, ascending and apart; in the standing blocks of the body quotes alone."""
    explainer = explainer_of(matcher, node)
    blocks = texts.get(Field.BODY, "").split("\n")
    flags = standing_flags(blocks, matcher.recurring_blocks)
    if not any(flags):
        return explainer.marks(texts)
    own = "\n".join(block for block, stands in zip(blocks, flags, strict=True) if not stands)
    found = explainer.marks({**texts, Field.BODY: own})
    return {**found, Field.BODY: tuple(_in_body(explainer, blocks, flags, found[Field.BODY]))}


def _in_body(explainer: Explainer, blocks: Sequence[str], flags: Sequence[bool], own: Sequence[Span]) -> Iterator[Span]:
    """The spans of the body without its standing blocks, where they lie in all of it, and the quotes between them."""
    start = own_start = 0
    for block, stands in zip(blocks, flags, strict=True):
        if stands:
            yield from ((start + mark.start, start + mark.end) for mark in explainer.quotes_in(block))
        else:
            own_end = own_start + len(block)
            inside = [(max(first, own_start), min(end, own_end)) for first, end in own if first < own_end and end > own_start]
            yield from ((first - own_start + start, end - own_start + start) for first, end in inside)
            own_start = own_end + 1
        start += len(block) + 1
