"""Notes in a text that keep it from readers: until when it is barred, and what of it is not for publication at all.

``hidden_as_noted`` is what every release passes, of whatever format, when it becomes a ``Read`` (``base.py``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from indexer.cleaning import clean_text
from indexer.sources.moments import moment_of
from search_service.errors import InvalidReleaseError, UnreadableDateError
from search_service.release import Block, Release

_EMBARGO = re.compile(
    r"\W*(?:achtung\W+|bitte beachten\W+)?(?:sperrfrist|sperrvermerk|gesperrt bis|frei ab|embargo(?:ed)?(?: until)?)\b"
    r"(?P<is_plain>\s*[:!–])?(?P<until>.{0,120})$",
    re.IGNORECASE | re.DOTALL,
)
"""Whether it is a note, its end tells: "Sperrfrist für Gülle beginnt" is a headline."""
_MEANT_FOR_EDITORS = re.compile(r"\W*(?:achtung\W+|bitte beachten\W+)?(?:sperrfrist|sperrvermerk)\b", re.IGNORECASE)
"""With a colon it is a note whatever follows ("Sperrfrist: Redebeginn"); "Embargo: Öl wird knapp" may be a headline."""
_IN_MARKUP = re.compile(
    r"(?:^|>)[^\S\n]*(?P<note>(?:achtung\W+)?(?:sperrfrist|sperrvermerk|gesperrt bis|embargo(?:ed until)?)\b[^<\n]{0,120})",
    re.IGNORECASE | re.MULTILINE,
)
_INLINE_TAG = re.compile(r"</?(?:a|b|em|font|i|span|strong|time|u)\b[^<>]{0,500}>", re.IGNORECASE)
_IN_TITLE = re.compile(r"(?P<note>\W*sperrfrist\b.{3,60}?(?:\buhr\b|\d{4}(?!.{0,20}\buhr\b)))\W+(?P<title>\w.*)", re.IGNORECASE | re.DOTALL)
_NONE = re.compile(r"\W*(?:keine?r?|ohne|entfällt|aufgehoben|abgelaufen|ist (?:abgelaufen|aufgehoben))\b", re.IGNORECASE)
_DAY_AND_MONTH = re.compile(r"(?<!\d)(\d{1,2}\. ?(?:\d{1,2}\.|[^\W\d_]{3,9}\.?))(?! ?\d{4}| ?\d{2}\b(?!\.))")
_ANY_DAY = datetime(2024, 1, 1, tzinfo=UTC)
"""Whether something is a date does not depend on the day."""
_FILLERS = re.compile(r"^(?:[\s:,–-]|bis\b|zum\b|vom\b|am\b|ab\b|den\b|endet\b|until\b)+", re.IGNORECASE)
_PRIVATE = (
    r"(?:nicht (?:zur|für die) (?:veröffentlichung|öffentlichkeit)|not for publication"
    r"|nur (?:für|zur) (?:die |den |das )?(?:redaktion(?:en)?|interne[nrs]?)(?: \w+)?)"
)
_OF_THE_TEXT = r"(?:(?:die|alle|der|dieser?|den|das)\W+)?(?:(?:jetzt|nun|hier|nach|unten)?(?:folgende|stehende)[nrs]?\W+)?"
_KINDS = r"(?:\w*(?:angabe|information|hinweis|daten|nummer|zeile|absatz|absätze|abschnitt|teil|mitteilung|text|kontakt|meldung)\w*)"
_OF_A_DATE = re.compile(
    r"(?:[\W\d_]|(?<=\d)t(?=\d)|\b(?:bis|zum|vom|am|ab|den|dem|der|um|endet|until|on|at|uhr|h|heute|morgen|mittags?|cet|cest|mez|mesz|utc|gmt|z|pm|a|p|m"
    r"|(?:mon|diens|donners|frei|sams|sonn)tags?|mittwochs?|sonnabends?|(?:mo|di|mi|do|fr|sa|so)"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|jan|feb|mär|mrz|apr|jun|jul|aug|sept?|okt|nov|dez|mar|oct|dec|janu?ar|jänner|januar[yi]|februar[yi]?|märz|march|april|mai|may"
    r"|jun[ie]|jul[iy]|august|september|o[kc]tober|november|de[zc]ember)\b)*",
    re.IGNORECASE,
)
"""Nothing but a date: what else is said makes a sentence of it."""
_NOT_PUBLIC = re.compile(
    rf"(?:\W*(?:achtung|wichtig|bitte beachten|intern|{_OF_THE_TEXT}{_KINDS})\b[^.;,]{{0,60}}?|.{{0,80}}\()?"
    rf"\W*{_PRIVATE}(?:\s+(?:bestimmt|gedacht|vorgesehen|freigegeben|geeignet))?(?:\W*|\s*[:–(].*)",
    re.IGNORECASE | re.DOTALL,
)
"""A line that is nothing else: "Die folgenden Angaben sind nicht zur Veröffentlichung bestimmt:". A sentence that says it of
something else ("Das Gutachten war nicht für die Öffentlichkeit bestimmt.") is none."""
_LONGEST_NOTE = 160
"""A longer paragraph that mentions an embargo or what is not for publication is part of the text."""
_NOTHING_PUBLIC = "marked as not for publication; take the mark away if it is meant for the public"


def is_embargo(text: str) -> bool:
    """Whether a line is such a note: it begins with the word, and a date that can be read or "none" is all that follows."""
    found = _EMBARGO.match(text) if len(text) <= _LONGEST_NOTE else None
    return bool(found and (_NONE.match(found["until"]) or _must_be_a_note(text, found) or _date_of(found, _ANY_DAY)))


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
        raise InvalidReleaseError((_NOTHING_PUBLIC,))
    return tuple(blocks[:at])


def hidden_as_noted(release: Release, notes: Sequence[str] = ()) -> Release:
    """The release without the notes in its texts, hidden as long as they or ``notes``, which stand elsewhere in the source, say.

    What follows a note that it is not for publication is left out. Raises InvalidReleaseError where nothing is left, and for an
    embargo whose end cannot be read.
    """
    if _is_private(release.title) or _is_private(release.teaser):
        raise InvalidReleaseError((_NOTHING_PUBLIC,))
    note, title = split_title(release.title)
    body = without_private_notes(release.body)
    found = [*notes, note, *filter(is_embargo, [release.teaser, *(block.text for block in body)])]
    ends = (release.embargo_until, embargo_of(found, release.published))
    values = {
        "title": title,
        "teaser": "" if is_embargo(release.teaser) else release.teaser,
        "body": tuple(block for block in body if not is_embargo(block.text)),
        "embargo_until": max(filter(None, ends), default=None),
    }
    if (release.teaser or release.body) and not (values["teaser"] or values["body"]):
        raise InvalidReleaseError(("text: it is nothing but a note on an embargo",))
    return release.model_copy(update=values)


def _is_private(text: str) -> bool:
    return len(text) <= _LONGEST_NOTE and bool(_NOT_PUBLIC.fullmatch(text))


def _must_be_a_note(text: str, found: re.Match[str]) -> bool:
    return bool(found["is_plain"] and _MEANT_FOR_EDITORS.match(text))


def _end(note: str, published: datetime) -> datetime | None:
    found = _EMBARGO.match(note)
    if not found or _NONE.match(found["until"]):
        return None
    end = _date_of(found, published)
    if end is None and _must_be_a_note(note, found):
        raise InvalidReleaseError((f"barred by “{note[:80]}”, and until when cannot be read; set embargo_until",))
    return end


def _date_of(note: re.Match[str], published: datetime) -> datetime | None:
    """The moment that is all these words say; without a year the next one from half a year before ``published`` on."""
    if not (note["is_plain"] or _OF_A_DATE.fullmatch(note["until"])):
        return None
    written = _FILLERS.sub("", note["until"].strip(" .!()[]*"))
    year = _DAY_AND_MONTH.sub(rf"\g<1> {published.year}", written)
    for spelling in (written, year, year.replace(" Uhr", "").replace(" - ", " ")):
        try:
            end = moment_of(spelling.replace("/", " "), today=published.date())
        except UnreadableDateError:
            continue
        if end:
            return end.replace(year=end.year + 1) if spelling is not written and (published - end).days > 180 else end
    return None
