"""Notes in a text that keep it from readers: until when it is barred, and what of it is not for publication at all.

``hidden_as_noted`` is what every release passes, of whatever format, when it becomes a ``Read`` (``base.py``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from indexer.cleaning import clean_text
from indexer.sources.moments import moment_of
from search_service.dates import full_dates
from search_service.errors import InvalidReleaseError, UnreadableDateError
from search_service.release import Block, Release

_BEFORE = r"\W*(?:es gilt das gesprochene wort\W+)?(?:achtung\W+|(?P<asks>bitte beachten sie (?:die|unsere) )|bitte beachten\W+)?"
_FREE = (
    r"(?:frei(?:gabe|gegeben)? (?:für (?:die )?\w*(?:ausgabe|abdruck|veröffentlichung|medien|presse|sendung)\w* )?ab"
    r"|nicht vor(?: dem)?(?=.{1,60}\b(?:veröffentlichen|verbreiten|verwenden|freigeben)\W*$))"
)
_EMBARGO = re.compile(
    rf"{_BEFORE}(?:sperrfrist|sperrvermerk|gesperrt bis|{_FREE}|embargo(?:ed)?(?: until)?)\b"
    r"(?P<is_plain>\s*[:!–])?(?P<until>.{0,120})$",
    re.IGNORECASE | re.DOTALL,
)
"""Whether it is a note, its end tells: "Sperrfrist für Gülle beginnt" is a headline."""
_MEANT_FOR_EDITORS = re.compile(rf"{_BEFORE}(?:sperrfrist|sperrvermerk)\b", re.IGNORECASE)
"""With a colon it is a note whatever follows ("Sperrfrist: Redebeginn"); "Embargo: Öl wird knapp" may be a headline."""
_IN_MARKUP = re.compile(
    r"(?:^|>)[^\S\n]*(?P<note>(?:\*+\s*|\++\s*)?(?:es gilt das gesprochene wort\W+)?(?:achtung\W+|bitte beachten\b[ \w]*\W+)?"
    r"(?:sperrfrist|sperrvermerk|gesperrt bis|frei(?:gabe|gegeben)? (?:ab|für)|nicht vor|embargo(?:ed until)?)\b[^<\n]{0,120})",
    re.IGNORECASE | re.MULTILINE,
)
_INLINE_TAG = re.compile(r"</?(?:a|b|em|font|i|span|strong|time|u)\b[^<>]{0,500}>", re.IGNORECASE)
_IN_TITLE = re.compile(r"(?P<note>\W*sperrfrist\b.{3,60}?(?:\buhr\b|\d{4}(?!.{0,20}\buhr\b)))\W+(?P<title>\w.*)", re.IGNORECASE | re.DOTALL)
_NONE = re.compile(r"\W*(?:keine?r?|ohne|entfällt|aufgehoben|abgelaufen|ist (?:abgelaufen|aufgehoben))\b", re.IGNORECASE)
_DAY_AND_MONTH = re.compile(r"(?<!\d)(\d{1,2}\. ?(?:\d{1,2}\.|[^\W\d_]{3,9}\.?))(?! ?\d{4}| ?\d{2}\b(?!\.))")
_ANY_DAY = datetime(2024, 1, 1, tzinfo=UTC)
"""Whether something is a date does not depend on the day."""
_IN_LETTER = re.compile(r"\b(?:mit|unter) (?:der |einer )?(?P<note>sperrfrist\b(?:\s*:)?.{0,40})", re.IGNORECASE | re.DOTALL)
_CLOCK = re.compile(r",?\s*(?:um )?\d{1,2}(?:[.:]\d{2})?\s*uhr\b", re.IGNORECASE)
_ENDING = re.compile(r"[\s,]*\b(?:zu )?(?:veröffentlichen|verbreiten|verwenden|freigeben)\W*$", re.IGNORECASE)
_FILLERS = re.compile(r"^(?:[\s:,–-]|bis\b|zum\b|vom\b|am\b|ab\b|den\b|endet\b|until\b)+", re.IGNORECASE)
_PRIVATE = (
    r"(?:nicht (?:zur|für die) (?:veröffentlichung|öffentlichkeit)|not for publication"
    r"|nur (?:für|zur) (?:die |den |das )?(?:redaktion(?:en)?|interne[nrs]?)(?: \w+)?)"
)
_OF_THE_TEXT = r"(?:(?:die|alle|der|dieser?|den|das)\W+)?(?:(?:jetzt|nun|hier|nach|unten)?(?:folgende|stehende)[nrs]?\W+)?"
_KINDS = r"(?:\w*(?:angabe|information|hinweis|daten|nummer|zeile|absatz|absätze|abschnitt|teil|mitteilung|text|kontakt|meldung)\w*)"
_MEANT = r"(?:\s+(?:bestimmt|gedacht|vorgesehen|freigegeben|geeignet))"
_TOLD = r"\b(?:war(?:en)?|wurden?|seien?|wären?|laut|nach angaben|eigentlich|ursprünglich|zunächst)\b"
"""Such a line tells of another text; a mark speaks of what stands here and now."""
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
    rf"(?:\W*(?:achtung|wichtig|bitte beachten|intern|{_OF_THE_TEXT}{_KINDS})\b(?:(?!{_TOLD})[^.;,]){{0,60}}?|.{{0,80}}\()?"
    rf"\W*{_PRIVATE}{_MEANT}?(?:\W*|\s*[:–(].*)",
    re.IGNORECASE | re.DOTALL,
)
"""A line that is nothing else: "Die folgenden Angaben sind nicht zur Veröffentlichung bestimmt:". A sentence that says it of
something else ("Das Gutachten war nicht für die Öffentlichkeit bestimmt.") is none."""
_PRIVATE_FROM_HERE = re.compile(
    rf"(?:^\W*|(?<=[.!?])\s+\W*){_PRIVATE}{_MEANT}?\s*:|^\W*[(\[]\W*{_PRIVATE}{_MEANT}?\W*[)\]]"
    rf"|^\W*{_PRIVATE}{_MEANT}(?=\s+(?-i:[A-ZÄÖÜ0-9]))",
    re.IGNORECASE,
)
"""A mark before what it is about: with its colon, in brackets, or with a name or number behind it, where a sentence has its verb."""
_BROKEN = re.compile(r"-(?<=[^\W\d_]-)\s(?=[a-zäöüß])")  # a pattern that begins with a sign is searched six times as fast
"""A word that went on in the next line."""
_OF_PRIVATE = ("öffentlich", "publication", "redaktion", "intern")
"""Without one of these, in lower case, no text is marked as not for publication."""
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
    public = _before_private_notes(blocks)
    if blocks and not public:
        raise InvalidReleaseError((_NOTHING_PUBLIC,))
    return public


def note_in_letter(text: str) -> str:
    """The note in a sentence of the letter that hands a release over ("anbei … mit Sperrfrist: 1. Februar, 10 Uhr."); empty mostly."""
    found = _IN_LETTER.search(text)
    if not found:
        return ""
    if not (dates := full_dates(found["note"])):
        return found["note"] if is_embargo(found["note"]) else ""
    start = found.start("note")
    end = start + dates[0][1]
    clock = _CLOCK.match(text, end)
    note = text[start : clock.end() if clock else end]
    return note if is_embargo(note) else ""


def hidden_as_noted(release: Release, notes: Sequence[str] = ()) -> Release:
    """The release without the notes in its texts, hidden as long as they or ``notes``, which stand elsewhere in the source, say.

    What follows a note that it is not for publication is left out. Raises InvalidReleaseError where nothing is left, and for an
    embargo whose end cannot be read.
    """
    may_be_marked = _may_be_marked(release)
    teaser = _public_part(release.teaser) if may_be_marked else release.teaser
    if (may_be_marked and _public_part(release.title) != release.title) or (release.teaser and not teaser):
        raise InvalidReleaseError((_NOTHING_PUBLIC,))
    note, title = split_title(release.title)
    body = release.body
    if may_be_marked:
        body = _before_private_notes(body) if teaser else without_private_notes(body)
    found = [*notes, note, *filter(is_embargo, [teaser, *(block.text for block in body)])]
    ends = (release.embargo_until, embargo_of(found, release.published))
    values = {
        "title": title,
        "teaser": "" if is_embargo(teaser) else teaser,
        "body": tuple(block for block in body if not is_embargo(block.text)),
        "embargo_until": max(filter(None, ends), default=None),
    }
    if (release.teaser or release.body) and not (values["teaser"] or values["body"]):
        raise InvalidReleaseError(("text: it is nothing but a note on an embargo",))
    is_as_it_was = all(getattr(release, name) == value for name, value in values.items())
    return release if is_as_it_was else release.model_copy(update=values)


def _may_be_marked(release: Release) -> bool:
    """Whether a word stands in it without which nothing is marked as not for publication: all of its texts are searched at once."""
    texts = " ".join((release.title, release.teaser, *(block.text for block in release.body)))
    folded = _BROKEN.sub("", texts).casefold()
    return any(map(folded.__contains__, _OF_PRIVATE))


def _before_private_notes(blocks: Sequence[Block]) -> tuple[Block, ...]:
    public: list[Block] = []
    for block, next_block in zip(blocks, (*blocks[1:], None), strict=False):
        further = f" {next_block.text}" if next_block and block.text.endswith("-") else ""
        text = "" if further and not _public_part(block.text + further) else _public_part(block.text)
        if text:
            public.append(block if text == block.text else block.model_copy(update={"text": text}))
        if text != block.text:
            break
    return tuple(public)


def _public_part(text: str) -> str:
    """What stands before a mark; the text itself where there is none."""
    whole = _BROKEN.sub("", text)
    if len(whole) <= _LONGEST_NOTE and _NOT_PUBLIC.fullmatch(whole):
        return ""
    found = _PRIVATE_FROM_HERE.search(whole)
    return whole[: found.start()].rstrip() if found else text


def _must_be_a_note(text: str, found: re.Match[str]) -> bool:
    return bool(found["asks"] or (found["is_plain"] and _MEANT_FOR_EDITORS.match(text)))


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
    if not (note["is_plain"] or _OF_A_DATE.fullmatch(_ENDING.sub("", note["until"]))):
        return None
    written = _FILLERS.sub("", _ENDING.sub("", note["until"]).strip(" .!()[]*+"))
    year = _DAY_AND_MONTH.sub(rf"\g<1> {published.year}", written)
    for spelling in (written, year, year.replace(" Uhr", "").replace(" - ", " ")):
        try:
            end = moment_of(spelling.replace("/", " "), today=published.date())
        except UnreadableDateError:
            continue
        if end:
            return end.replace(year=end.year + 1) if spelling is not written and (published - end).days > 180 else end
    return None
