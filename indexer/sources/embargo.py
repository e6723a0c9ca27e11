"""Notes in a text that keep it from readers: until when it is barred, and what of it is not for publication at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from indexer.cleaning import clean_text
from indexer.sources.moments import moment_of
from search_service.errors import InvalidReleaseError, UnreadableDateError
from search_service.release import Block

_EMBARGO = re.compile(
    r"\W*(?:achtung\W+|bitte beachten\W+)?(?:sperrfrist|sperrvermerk|gesperrt bis|frei ab|embargo(?:ed)?(?: until)?)\b"
    r"(?P<is_plain>\s*[:!–])?(?P<until>.{0,120})$",
    re.IGNORECASE | re.DOTALL,
)
"""With a colon it is nothing but a note; without, only where a date follows: "Sperrfrist für Gülle beginnt" is a headline."""
_IN_MARKUP = re.compile(
    r"(?:^|>)[^\S\n]*(?P<note>(?:achtung\W+)?(?:sperrfrist|sperrvermerk|gesperrt bis|embargo(?:ed until)?)\b[^<\n]{0,120})",
    re.IGNORECASE | re.MULTILINE,
)
_INLINE_TAG = re.compile(r"</?(?:a|b|em|font|i|span|strong|time|u)\b[^<>]{0,500}>", re.IGNORECASE)
_IN_TITLE = re.compile(r"(?P<note>\W*sperrfrist\b.{3,60}?(?:\buhr\b|\d{4}(?!.{0,20}\buhr\b)))\W+(?P<title>\w.*)", re.IGNORECASE | re.DOTALL)
_NONE = re.compile(r"\W*(?:keine?r?|ohne|entfällt|aufgehoben|abgelaufen|ist (?:abgelaufen|aufgehoben))\b", re.IGNORECASE)
_DAY_AND_MONTH = re.compile(r"(?<!\d)(\d{1,2}\. ?(?:\d{1,2}\.|[^\W\d_]{3,9}\.?))(?! ?\d{4}| ?\d{2}\b(?!\.))")
_FILLERS = re.compile(r"^(?:[\s:,–-]|bis\b|zum\b|vom\b|am\b|ab\b|den\b|endet\b|until\b)+", re.IGNORECASE)
_NOT_PUBLIC = re.compile(
    r"nicht (?:zur|für die) (?:veröffentlichung|öffentlichkeit)|nur (?:für|zur) (?:die )?(?:redaktion|internen)|not for publication",
    re.IGNORECASE,
)
_LONGEST_NOTE = 160
"""A longer paragraph that mentions an embargo or what is not for publication is part of the text."""


def is_embargo(text: str) -> bool:
    """Whether a line is such a note: it begins with it, and a colon or a date follows."""
    found = _EMBARGO.match(text) if len(text) <= _LONGEST_NOTE else None
    return bool(found and (found["is_plain"] or _NONE.match(found["until"]) or re.search(r"\d", found["until"])))


def notes_in(text: str) -> list[str]:
    """The notes in a page, whose markup may be HTML; a page's reader takes their dates for others."""
    if not _IN_MARKUP.search(text):
        return []
    return [note for found in _IN_MARKUP.finditer(_INLINE_TAG.sub("", text)) if is_embargo(note := clean_text(found["note"]))]


def split_title(title: str) -> tuple[str, str]:
    """The note that a title begins with ("Sperrfrist 21.03.2024, 10 Uhr: Neue Schule"), empty mostly, and the title."""
    found = _IN_TITLE.fullmatch(title)
    return (found["note"], found["title"]) if found else ("", title)


def embargo_of(notes: Sequence[str], published: datetime) -> datetime | None:
    """Until when a release is barred by these notes; a date without its year is the next one from ``published`` on.

    Raises InvalidReleaseError for an embargo whose end cannot be read: then nobody knows when the text may be shown.
    """
    ends = [_end(note, published) for note in notes]
    return max((end for end in ends if end), default=None)


def without_private_notes(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks before a note that what follows is not for publication. Raises InvalidReleaseError where that is everything."""
    at = next((number for number, block in enumerate(blocks) if _is_private(block.text)), None)
    if at == 0:
        raise InvalidReleaseError(("marked as not for publication",))
    return tuple(blocks[:at])


def _is_private(text: str) -> bool:
    return len(text) <= _LONGEST_NOTE and bool(_NOT_PUBLIC.search(text))


def _end(note: str, published: datetime) -> datetime | None:
    found = _EMBARGO.match(note)
    if not found or _NONE.match(until := found["until"]):
        return None
    written = _FILLERS.sub("", until.strip(" .!()[]*"))
    year = _DAY_AND_MONTH.sub(rf"\g<1> {published.year}", written)
    for spelling in (written, year, year.replace(" Uhr", "").replace(" - ", " ")):
        try:
            end = moment_of(spelling.replace("/", " "), today=published.date())
        except UnreadableDateError:
            continue
        if end:
            return end.replace(year=end.year + 1) if spelling is not written and (published - end).days > 180 else end
    if not found["is_plain"]:
        return None
    raise InvalidReleaseError((f"barred by “{note[:80]}”, and until when cannot be read; set embargo_until",))
