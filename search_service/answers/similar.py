"""Similar releases: those that have most of the key terms of a release or a text."""

from __future__ import annotations

from collections.abc import Sequence

from search_service.analysis.normalize import normalize
from search_service.answers.hits import plain_hit
from search_service.answers.key_terms import KeyTerm, key_terms
from search_service.answers.moments import everything_now, moment_of
from search_service.engines.base import Matcher
from search_service.engines.found import Criterion
from search_service.explain.token_columns import columns_of
from search_service.query.alternatives import Inflections
from search_service.query.request import SearchRequest
from search_service.results import Hit
from search_service.schema import Field
from search_service.standing_blocks import parted


def similar_to_release(matcher: Matcher, release_id: str, *, size: int) -> tuple[Hit, ...]:
    """The releases nearest to one, itself left out; none if it is unknown or cannot be seen yet."""
    visible = everything_now()
    document = matcher.number_of(release_id, moment_of(visible))
    if document is None:
        return ()
    text = matcher.token_columns([document], matcher.stored([document]))
    nearest = _nearest(matcher, visible, key_terms(matcher, text, fewest=2), size=size + 1)
    return tuple(hit for hit in nearest if hit.id != release_id)[:size]


LONGEST_READ = 100_000
"""Characters of a text that are read, compatibility forms written out: one sign may stand for 18 letters."""


def similar_to_text(matcher: Matcher, text: str, *, size: int) -> tuple[Hit, ...]:
    """The releases nearest to a text, whose first line counts as its title; lines that are standing blocks of the archive do not."""
    title, *blocks = _readable(text).strip().splitlines() or [""]
    body, _ = parted(blocks, matcher.recurring_blocks)
    columns = columns_of([{Field.TITLE: title, Field.BODY: body}], matcher.lexicon)
    return _nearest(matcher, everything_now(), key_terms(matcher, columns, fewest=1), size=size)


def _readable(text: str) -> str:
    written_out = normalize(text)
    return written_out[:LONGEST_READ] if len(written_out) > LONGEST_READ else text


def _nearest(matcher: Matcher, visible: SearchRequest, keys: Sequence[KeyTerm], *, size: int) -> tuple[Hit, ...]:
    """By the sum of weight times score over the key terms."""
    ranked = matcher.rank(visible, [Criterion(Inflections(key.class_id), key.weight) for key in keys], size=size)
    stored = matcher.stored(ranked.documents)
    return tuple(plain_hit(document, score) for document, score in zip(stored, ranked.scores, strict=True))
