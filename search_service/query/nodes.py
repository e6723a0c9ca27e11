"""What a query means, engine-neutral: engines compile these nodes, nothing else.

Every node is immutable and hashable, so that a compiled form can be cached by it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from search_service.schema import Scope
from search_service.steering.rules import UNSTEERED, Steering


@dataclass(frozen=True, slots=True)
class Words:
    """Neighbouring words, each of them required in any inflected form.

    They are kept together as typed, because a date, "§ 29" or a hyphen ellipsis is only seen across words.
    """

    text: str
    scope: Scope = Scope.TEXT
    parts: bool = False
    """Whether the parts of a compound near each other answer it, too."""
    steering: Steering = field(default=UNSTEERED, hash=False)
    """Whose synonyms stand for the words; no part of what was typed, and of no hash: that of every node is the same for hours."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words exactly as written, next to each other; only case and umlaut spelling are folded."""

    text: str
    scope: Scope = Scope.TEXT


@dataclass(frozen=True, slots=True)
class Prefix:
    """Surface forms that begin with ``text`` (two letters at least)."""

    text: str
    scope: Scope = Scope.TEXT


@dataclass(frozen=True, slots=True)
class DateRange:
    """Published from ``first`` to ``last``, both included, days in Europe/Berlin; None is open."""

    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Everything:
    """Every release."""


EVERYTHING = Everything()


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """All releases that ``part`` does not find."""

    part: Node


NOTHING = Not(EVERYTHING)
"""What a query means in which there is nothing to search for: a sign alone, a star alone."""

Node = Words | Phrase | Prefix | DateRange | Everything | And | Or | Not
