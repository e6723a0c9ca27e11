"""The date of a page or text: what it states, else what its body names, else the time of its file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from search_service.dates import BERLIN, first_moment, last_full_date


def dated(stated: datetime | None, texts: Sequence[str], modified: datetime) -> tuple[datetime, Literal["page", "text", "file"]]:
    """The date, and where it comes from.

    Of the dates that the texts name the last full one counts that is not after the file was made: a release announces what is to
    come, but a file cannot be older than the release in it.
    """
    if stated:
        return stated, "page"
    made = modified.astimezone(BERLIN)
    for text in reversed(texts):
        day = last_full_date(text)
        if day and day <= made.date():
            return first_moment(day), "text"
    return made, "file"
