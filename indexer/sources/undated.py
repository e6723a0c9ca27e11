"""The date of a page or text that states none: what its body names, else the time of its file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from search_service.dates import BERLIN, first_moment, last_full_date


def inferred_date(texts: Sequence[str], modified: datetime) -> tuple[datetime, Literal["text", "file"]]:
    """The last full date that the texts name, but none after the file was made: a release announces, its own date is never ahead."""
    made = modified.astimezone(BERLIN)
    for text in reversed(texts):
        day = last_full_date(text)
        if day and day <= made.date():
            return first_moment(day), "text"
    return made, "file"
