"""What reading a page gives: the release, what chose each of its parts, what was left out, and what somebody should look at."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.sources.pages.body import LeftOut
from search_service.release import Release


@dataclass(frozen=True, slots=True)
class Choice:
    """A part of the release under the name of its field, and the rule, the place or the selector that gave it."""

    part: str
    by: str


@dataclass(frozen=True, slots=True)
class PageReading:
    """``remarks`` say what may have been read wrong; the report repeats them with the name of the file."""

    release: Release
    choices: tuple[Choice, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    remarks: tuple[str, ...] = ()
