"""How a release was made of its source: what gave each part, what was left out, and what somebody should look at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """A part of a release under the name of its field, and the rule, the place or the selector that gave it."""

    part: str
    by: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A text of the source that is no part of the release, and why."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Account:
    """``remarks`` say what may have been read wrong; the report repeats them with the name of the source."""

    choices: tuple[Choice, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    remarks: tuple[str, ...] = ()


NO_ACCOUNT = Account()
"""Of a release that is plain from its source, such as a record of JSON Lines."""
