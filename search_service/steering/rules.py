"""The rules by which editors steer searches, as data. What they do to a query is ``query/steered_words.py``, to an order ``answers/``."""

from __future__ import annotations

import hashlib
from functools import cached_property
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from search_service.analysis.tokenizer import tokenize
from search_service.release import valid_id
from search_service.schema import FacetName

MOST_FACTOR = 10.0
"""A boost of more would be a pin that nobody sees."""


def _searchable(text: str) -> str:
    """The text. Raises ValueError for one in which nothing can be searched."""
    if not tokenize(text):
        raise ValueError(f"{text!r} has no word to search for")
    return text


def _release_id(text: str) -> str:
    """The id. Raises ValueError for what is none."""
    try:
        return valid_id(text)
    except ValueError as error:
        raise ValueError(f"{text!r} is no id of a release; it stands in the address of its page, after /releases/") from error


Searched = Annotated[str, AfterValidator(_searchable)]
"""A word or several, as people type them."""


class _Rule(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Synonyms(_Rule):
    """Either ``words`` that all find each other, or a ``word`` whose search also ``finds`` others, which do not find it."""

    words: tuple[Searched, ...] = ()
    word: Searched | None = None
    finds: tuple[Searched, ...] = ()

    @property
    def directions(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Each word that is typed with what it finds besides."""
        if self.word is not None:
            return ((self.word, self.finds),)
        return tuple((word, tuple(other for other in self.words if other != word)) for word in self.words)


class Pin(_Rule):
    """The ``releases`` (ids) that come first for a ``query``, in this order: those of them that match it."""

    query: Searched
    releases: Annotated[tuple[Annotated[str, AfterValidator(_release_id)], ...], Field(min_length=1, max_length=10)]


class Boost(_Rule):
    """By which ``factor`` the scores of some releases are multiplied: those that have all that it names, each at least."""

    topic: Annotated[str, Field(description="A topic that they have; empty: any.")] = ""
    ministry: Annotated[str, Field(description="A ministry that they are of; empty: any.")] = ""
    newer_than_days: Annotated[int | None, Field(ge=1, le=100_000, description="So many days old at most.")] = None
    older_than_days: Annotated[int | None, Field(ge=1, le=100_000, description="More days old than that.")] = None
    factor: Annotated[float, Field(ge=1 / MOST_FACTOR, le=MOST_FACTOR, description="By what their scores are multiplied.")]

    @property
    def values(self) -> dict[FacetName, str]:
        """The value of each facet that it names."""
        return {facet: value for facet in FacetName if (value := getattr(self, facet.value))}


class Steering(_Rule):
    """Everything that is in force at one time. Equal and hashed by its revision, so that what is kept of a query names it."""

    default_synonyms: bool = True
    stop_phrases: tuple[Searched, ...] = ()
    synonyms: tuple[Synonyms, ...] = ()
    pins: tuple[Pin, ...] = ()
    boosts: tuple[Boost, ...] = ()

    @cached_property
    def revision(self) -> str:
        """Equal for rules that steer alike."""
        return hashlib.blake2b(self.model_dump_json().encode(), digest_size=6).hexdigest()

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Steering) and self.revision == other.revision)

    def __hash__(self) -> int:
        return hash(self.revision)


UNSTEERED = Steering(default_synonyms=False)
"""No rule at all."""
