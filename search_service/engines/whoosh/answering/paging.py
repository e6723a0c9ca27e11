"""Order and pages: the hits of one page out of all, without sorting all of them, and the cursor that leads on.

Ties are decided by id, so the order is the same for every engine and every way an index came about.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from search_service.engines.whoosh.evaluating.matches import Matches
from search_service.engines.whoosh.evaluating.snapshot import Snapshot
from search_service.errors import InvalidRequestError, ParameterProblem
from search_service.query.request import MAX_PAGED_HITS, SearchRequest, Sort

SCORE_STEPS = 1000.0
"""Scores are rounded to a thousandth before they order anything: the last digits depend on the order of segments."""
MAX_GENERATION_NAME = 40
MAX_DAY = 2_932_896
"""The last day that a date can be, in days since 1970."""
SAMPLED = 30
"""The sample that borders a page's hits is so many times the page's end."""


class Cursor(BaseModel):
    """The last hit of a page: its sort key and id; by relevance also the generation, and the day, that the score belongs to."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    sort: Sort
    key: float
    id: str
    generation: str | None = Field(default=None, max_length=MAX_GENERATION_NAME)
    day: int | None = Field(default=None, ge=0, le=MAX_DAY)

    def encode(self) -> str:
        return base64.urlsafe_b64encode(self.model_dump_json(exclude_none=True).encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str, sort: Sort) -> Cursor:
        """Raises InvalidRequestError for anything that is no cursor of this order."""
        try:
            cursor = cls.model_validate_json(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
        except (binascii.Error, ValueError, ValidationError) as error:
            raise _invalid("cursor", text, "this is no cursor; take it from links.next of a page, unchanged") from error
        by_relevance = sort is Sort.RELEVANCE
        if cursor.sort is not sort or (cursor.generation is not None, cursor.day is not None) != (by_relevance, by_relevance):
            raise _invalid("cursor", text, f"this cursor belongs to another order than {sort}; start from the first page")
        return cursor


def _invalid(parameter: str, sent: str, message: str) -> InvalidRequestError:
    return InvalidRequestError((ParameterProblem(parameter, sent, message),))


@dataclass(frozen=True, slots=True)
class Page:
    """``numbers`` int32 [n] documents in order, ``scores`` float32 [n], and the cursor to what follows, if anything does."""

    numbers: NDArray[np.int32]
    scores: NDArray[np.float32]
    next_cursor: str | None


def take_page(snapshot: Snapshot, hits: Matches, request: SearchRequest, *, after: Cursor | None, day: int) -> Page:
    """The page that ``request`` asks for, or the one that follows a cursor; ``hits`` have the scores of ``day``.

    Raises InvalidRequestError for a page too deep.
    """
    offset = (request.page - 1) * request.size
    if after is not None:
        keys = sort_keys(snapshot, hits, request.sort)
        hits, offset = hits.keep(_after(snapshot, hits, keys, after)), 0
    elif offset + request.size > MAX_PAGED_HITS and offset < len(hits):
        message = f"pages reach the first {MAX_PAGED_HITS} hits; go on with cursor, taken from links.next of a page"
        raise _invalid("page", str(request.page), message)
    end = min(offset + request.size, len(hits))
    chosen = first_hits(snapshot, hits, request.sort, end)[offset:end]
    page = Matches(hits.documents[chosen], hits.scores[chosen])
    following = _cursor(snapshot, page, request.sort, day) if len(page) and end < len(hits) else None
    return Page(page.documents, page.scores, following)


def sort_keys(snapshot: Snapshot, hits: Matches, sort: Sort) -> NDArray[np.float64]:
    """What hits are ordered by, ascending: float64 [hits]."""
    if sort is Sort.RELEVANCE:
        return -np.rint(hits.scores.astype(np.float64) * SCORE_STEPS) / SCORE_STEPS
    published = snapshot.published[hits.documents].astype(np.float64)
    return -published if sort is Sort.NEWEST else published


def first_hits(snapshot: Snapshot, hits: Matches, sort: Sort, count: int) -> NDArray[np.intp]:
    """Indexes of the first ``count`` hits in order."""
    candidates = _candidates(_descending(snapshot, hits, sort), count)
    among = Matches(hits.documents[candidates], hits.scores[candidates])
    order = np.lexsort((snapshot.id_ranks[among.documents], sort_keys(snapshot, among, sort)))
    return candidates[order[:count]]


def _descending(snapshot: Snapshot, hits: Matches, sort: Sort) -> NDArray[np.float32] | NDArray[np.int64]:
    """What hits are ordered by, best last, before scores are rounded: [hits]."""
    if sort is Sort.RELEVANCE:
        return hits.scores
    published = snapshot.published.take(hits.documents)
    return published if sort is Sort.NEWEST else -published


def _candidates(values: NDArray[np.float32] | NDArray[np.int64], count: int) -> NDArray[np.intp]:
    """Places of the ``count`` greatest of ``values`` and of all that may be equal to one of them, and some more.

    The ``count`` greatest of any sample are as many: the least of them is a border above which no more than needed is sorted.
    """
    sample = values[:: max(1, len(values) // (SAMPLED * max(1, count)))]
    if count >= len(sample):
        return np.arange(len(values))
    border = np.partition(sample, len(sample) - count)[len(sample) - count] if count else sample.max()
    return np.flatnonzero(values >= border - 1 / SCORE_STEPS)


def _after(snapshot: Snapshot, hits: Matches, keys: NDArray[np.float64], cursor: Cursor) -> NDArray[np.bool_]:
    """bool [hits]: what comes behind the cursor's hit, which itself may be gone."""
    rank = snapshot.rank_of(cursor.id)
    later: NDArray[np.bool_] = (keys > cursor.key) | ((keys == cursor.key) & (snapshot.id_ranks[hits.documents] > rank))
    return later


def _cursor(snapshot: Snapshot, page: Matches, sort: Sort, day: int) -> str:
    """What follows the last hit of a page."""
    belonging = {"generation": snapshot.name, "day": day} if sort is Sort.RELEVANCE else {}
    (last,) = snapshot.ids_of(page.documents[-1:])
    key = float(sort_keys(snapshot, page, sort)[-1])
    return Cursor.model_validate({"sort": sort, "key": key, "id": last} | belonging).encode()
