"""The cursor that leads from one page to the next: as text in a link, and as the place in an order that a matcher understands."""

from __future__ import annotations

import base64
import binascii

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from search_service.engines.found import SortKey
from search_service.errors import InvalidRequestError, ParameterProblem
from search_service.messages import N_, Message
from search_service.query.request import Sort

MAX_GENERATION_NAME = 40
MAX_DAY = 2_932_896
"""The last day that a date can be, in days since 1970."""


class Cursor(BaseModel):
    """The last hit of a page: its sort key and id, its tier unless that is the first.

    By relevance also the generation, the day and the revision of the steering that the score belongs to.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    sort: Sort
    key: float
    id: str
    tier: int | None = Field(default=None, ge=1, le=1)
    generation: str | None = Field(default=None, max_length=MAX_GENERATION_NAME)
    day: int | None = Field(default=None, ge=0, le=MAX_DAY)
    steering: str | None = Field(default=None, max_length=MAX_GENERATION_NAME)

    @property
    def after(self) -> SortKey:
        """Behind which hit the next page begins."""
        return SortKey(self.key, self.id, self.tier or 0)

    def encode(self) -> str:
        return base64.urlsafe_b64encode(self.model_dump_json(exclude_none=True).encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str, sort: Sort) -> Cursor:
        """Raises InvalidRequestError for anything that is no cursor of this order."""
        try:
            cursor = cls.model_validate_json(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
        except (binascii.Error, ValueError, ValidationError) as error:
            raise _invalid(text, Message(N_("This is no cursor. Take it from links.next of an answer, unchanged."))) from error
        by_relevance = sort is Sort.RELEVANCE
        if cursor.sort is not sort or (cursor.generation is not None, cursor.day is not None) != (by_relevance, by_relevance):
            other = N_("This cursor belongs to another order than %(sort)s. Start from the first page.")
            raise _invalid(text, Message(other, {"sort": sort}))
        return cursor


def _invalid(sent: str, message: Message) -> InvalidRequestError:
    return InvalidRequestError((ParameterProblem("cursor", sent, message),))
