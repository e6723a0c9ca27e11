"""Reads short lines that are about the date of a release: "Erschienen am 12.03.2024", "Nr. 45/2024 - 12. März 2024", "Musterstadt, …"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from search_service.dates import first_moment, full_dates, read_moment
from search_service.errors import UnreadableDateError

LONGEST = 160
"""In characters; whatever is longer is a sentence."""
LONGEST_BESIDE = 50
"""Letters and digits beside date, label and number: place, kind of text, topic."""
_LONGEST_BESIDE_NUMBER = 8


class LineKind(StrEnum):
    """What the date of a line is: of publication, of the last change, of something else, or not said."""

    PUBLISHED = "published"
    UPDATED = "updated"
    OTHER = "other"
    BARE = "bare"


@dataclass(frozen=True, slots=True)
class DateLine:
    """The date of a line, aware, and what is said of it; ``beside`` counts the letters of other words.

    A sentence is text: "Auental, 21. März 2024 – Das Amt zieht um.", "Der Band erscheint am 21. März 2024."
    """

    moment: datetime
    kind: LineKind
    beside: int
    is_sentence: bool = False

    @property
    def is_nothing_else(self) -> bool:
        """Whether the line is no text of the release."""
        return self.kind is not LineKind.OTHER and self.beside <= LONGEST_BESIDE and not self.is_sentence


_PUBLISHED = re.compile(
    r"""(?:\b(?:datum | erschein\w* | erschienen | ver(?:ö|oe)ffentlich\w* | publi(?:ziert|kation)\w* | ausgabe(?:datum|tag)?
    | (?:presse|medien)(?:mitteilung|information|meldung|info|erklärung|dienst)(?:en)?\b.{0,40}?\b(?:vom|v\.)
    | (?:meldung|nachricht|rede|artikel|news|beitrag|mitteilung)\ vom
    | eingestellt | erstellt | online\ seit | posted | published | gepostet | geschrieben )
    | ^(?:vom|v\.|(?:von|by)\ [^.!?]{2,50}\b(?:am|on)))\b[\s:.,]*(?:am|on|in|den|seit)?\s*[:,]?\s*(?:\w{2,10}[,.]?\s)?$""",
    re.IGNORECASE | re.VERBOSE,
)
_UPDATED = re.compile(
    r"\b(?:stand|(?:zuletzt |letzte |letztes )?(?:ge(?:ä|ae)ndert|(?:ä|ae)nderung|aktualisier\w*|bearbeite\w*|ver(?:ä|ae)nder\w*|update\w*)"
    r"|updated|modified)\b",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\b(?:bis|\w*frist\w*|termin\w*|ab|gültig|beginn\w*|einsendeschluss|bewerb\w*|geboren|geb\.|gestorben|abgerufen|seit|mitglied|copyright"
    r"|registriert|beigetreten|joined|version|wann|uhrzeit|anmelde\w*|stichtag|zwischen|am)\b[^|]{0,20}$|©",
    re.IGNORECASE,
)
_KIND_OF_TEXT = r"(?:presse|medien|polizei)(?:mitteilung|information|meldung|info|dienst|bericht|erklärung)(?:en)?"
_NUMBER = re.compile(
    rf"\b(?:{_KIND_OF_TEXT}|nr\.?|nummer|ausgabe|lfd\.|\d{{1,5}}\s?[/-]\s?(?:19|20)?\d{{2}}|\d{{1,5}})(?!\w)", re.IGNORECASE
)
_NUMBER_BEFORE_TITLE = re.compile(
    rf"(?:{_KIND_OF_TEXT}|nr\.)\s*(?=[^:]{{0,60}}\d)(?:(?:nr\.?|nummer)?\s*[\d/ -]{{1,12}})?\s*(?:vom [^:–]{{6,20}}\d{{2,4}})?"
    r"\s*[:–—|-]\s+(?=\w{3})",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"[\s,;|–-]{0,4}(?:um )?([0-2]?[0-9][:.][0-5][0-9](?::[0-5][0-9])?)(?:\s?(?:Uhr|h)\b)?", re.IGNORECASE)
_GOES_ON = re.compile(r"(?:[^\w]*[^\W\d_]+){3}[^|]*[.!?][“”\"’»)]*")
"""What stands behind the date is a sentence."""
_BEGUN = re.compile(r"(?:[^\W\d_]{2,}\s+){2,}")
"""Words before a label, and no mark between: a sentence that says when something else appears."""
_LABEL_ALONE = re.compile(
    r"(?:datum|erschienen|veröffentlicht|erscheinungsdatum|veröffentlichungsdatum|publiziert|publikationsdatum|stand|zuletzt \w+|letzte \w+"
    r"|aktualisiert|geändert)(?: am)?\s?:?",
    re.IGNORECASE,
)


def read_date_line(text: str, *, label: str = "") -> DateLine | None:
    """The date of a line; ``label`` is the line before it where that is one. None for a line without a full date and for sentences."""
    if len(text) > LONGEST:
        return None
    found = full_dates(text)
    if not found:
        return None
    start, end, day = found[0]
    before = f"{label} {text[:start]}".strip()
    clock = _CLOCK.match(text, end)
    rest = text[clock.end() if clock else end :]
    words = _NUMBER.sub("", _PUBLISHED.sub("", text[:start]) + rest)
    moment, beside = _moment(text[start:end], clock, first_moment(day)), sum(map(str.isalnum, words))
    if _tells_of_something_else(text, text[:start]):
        return DateLine(moment, LineKind.OTHER, beside, is_sentence=True)
    return DateLine(moment, _kind(before), beside, is_sentence=_GOES_ON.fullmatch(rest) is not None)


def is_label(text: str) -> bool:
    """Whether a line only says what the date in the next one is."""
    return len(text) < 40 and _LABEL_ALONE.fullmatch(text) is not None


def is_number_line(text: str) -> bool:
    """Whether a line tells the number of a release, with or without its date, and nothing else ("Pressemitteilung Nr. 45/2024 vom …")."""
    line = read_date_line(text)
    beside = line.beside if line else sum(map(str.isalnum, _NUMBER.sub("", text)))
    return len(text) < LONGEST and beside < _LONGEST_BESIDE_NUMBER and any(map(str.isdigit, text)) and _NUMBER.search(text) is not None


def without_number(title: str) -> str:
    """A headline without the number and date of the release before it."""
    return _NUMBER_BEFORE_TITLE.sub("", title, count=1) if _NUMBER_BEFORE_TITLE.match(title) else title


def _tells_of_something_else(text: str, before: str) -> bool:
    """Whether the label stands within a sentence."""
    label = _PUBLISHED.search(before)
    return bool(label and text.endswith(".") and _BEGUN.fullmatch(before[: label.start()]))


def _kind(before: str) -> LineKind:
    if _UPDATED.search(before[-60:]):
        return LineKind.UPDATED
    if _PUBLISHED.search(before[-80:]):
        return LineKind.PUBLISHED
    return LineKind.OTHER if _OTHER.search(before) else LineKind.BARE


def _moment(written: str, clock: re.Match[str] | None, midnight: datetime) -> datetime:
    """With the clock time behind the date, if that is one."""
    if clock is None:
        return midnight
    try:
        return read_moment(f"{written} {clock[1].replace('.', ':')}")
    except UnreadableDateError:
        return midnight
