"""What stands around the text of a release that a press office sends as a document or mail: sender, number, date, contact."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from indexer.sources.draft import Draft
from indexer.sources.embargo import is_embargo, note_in_letter
from indexer.sources.moments import moment_of
from indexer.sources.senders import is_kind_of_list, names_an_office, senders_among
from search_service.dates import first_moment, last_full_date
from search_service.errors import UnreadableDateError
from search_service.release import Block, BlockType

ABOVE = 20
"""Blocks among which the title is looked for."""
LONGEST_TITLE, LONGEST_LINE, LONGEST_KICKER = 250, 120, 60
"""In characters; a longer line is running text."""
LONGEST_DATE = 18
"""In characters: "30. September 2024"."""
WORDS_OF_A_DATE = 7
"""Of a line that is only a date: "Auental, Donnerstag, den 21. März 2024"."""
MOST_WORDS = 14
"""Of the name of an authority: "Ministerium für Wirtschaft, Arbeit, Energie und Klimaschutz des Landes …"."""

_LABEL = re.compile(
    r"(?:presse|medien)-?\s?(?:mitteilung|information|meldung|erklärung|info|einladung|dienst)|pm\b|press release|\bpresse$", re.IGNORECASE
)
_NUMBER = re.compile(r"\W*(?:nr\.?|nummer)?\s*\d{1,4}(?:\s*[/-]\s*\d{2,4})?\b", re.IGNORECASE)
_LABEL_OF_A_TITLE = re.compile(rf"(?:{_LABEL.pattern})(?:{_NUMBER.pattern})?\s*(?:vom [^:]{{6,30}})?[:|–-]\s+(?=\w)", re.IGNORECASE)
_UP_TO_THE_NUMBER = re.compile(
    rf"^(?:.{{0,40}}?\b(?:{_LABEL.pattern})\W*)?(?:nr\.?|nummer)\s*\d{{1,4}}(?:\s*[/-]\s*\d{{2,4}})?\W*", re.IGNORECASE
)
_CONTACT = re.compile(
    r"\b(?:tel(?:efon)?|fax|telefax|e-?mail|mobil|internet|postfach|hausanschrift|aktenzeichen|az)\b\.?\s*:?|\S@\S|\bwww\.|https?://"
    r"|^\d{5} [A-ZÄÖÜ]|\b\d{5} [A-ZÄÖÜ]\w+$|(?:straße|str\.|platz|allee|weg) \d+",
    re.IGNORECASE,
)
_CONTACT_HEADING = re.compile(
    r"(?:(?:presse|medien)?-?(?:kontakt|ansprechpartner(?:in)?)|kontakt für (?:die )?medien|rückfragen|v\. ?i\. ?s\. ?d\. ?p\."
    r"|herausgeber(?:in)?|verantwortlich|impressum|pressestelle|hinweis an die redaktionen?)\b.{0,60}",
    re.IGNORECASE,
)
_PAGE_NUMBER = re.compile(r"(?:seite\s*)?[-–]?\s*\d{1,3}\s*[-–]?(?:\s*(?:von|/)\s*\d{1,3})?", re.IGNORECASE)
_SALUTATION = re.compile(r"(?:sehr geehrte|liebe (?:kolleg|redaktion)|guten (?:tag|morgen)|hallo)\b", re.IGNORECASE)
_HANDED_OVER = re.compile(r"\b(?:anbei|anliegend|nachfolgend|nachstehend|im anhang|hiermit|beigefügt)\b", re.IGNORECASE)
_DATELINE = re.compile(r"(?!(?:am|ab|bis|vom|seit|im|zum)\b)[A-ZÄÖÜ][\w. ()/-]{1,40}?,? (?:den |der )?\(?(?=\d)", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:(?:der|die|das)\s+)?(?:\w+(?:isches|ischer|ische|er)\s+)?(?=\w)", re.IGNORECASE)
_PERSON = re.compile(r"(?:\w*minister(?:in)?|\w*senator(?:in)?|\w*präsident(?:in)?|\w*kanzler(?:in)?)\b", re.IGNORECASE)
_SMALL_WORDS = frozenset(
    ["für", "und", "der", "des", "die", "das", "von", "vom", "im", "in", "am", "an", "zu", "zur", "zum", "bei", "beim", "den", "dem"]
)
_GREETING = re.compile(
    r"(?:mit (?:\w+en und )?(?:freundliche[nm]|beste[nm]|herzliche[nm]|viele[nm]) gr(?:ü|ue|u)(?:ß|ss)(?:en)?"
    r"|(?:freundliche|viele|beste|herzliche) gr(?:ü|ue)(?:ß|ss)e|mfg)\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?:][“”\"’»)]*$")


@dataclass(frozen=True, slots=True)
class Around:
    """What a document says outside of its text; empty means: not said."""

    title: str = ""
    names: tuple[str, ...] = ()
    published: tuple[datetime | str | None, ...] = ()


def draft_of(blocks: Sequence[Block], around: Around) -> Draft:
    """The release in these blocks. Its title is the one stated if it stands there, the first heading, else the first other line."""
    at = _title_at(blocks, around.title)
    title = around.title if at is None else blocks[at].text
    above, below = ([], blocks) if at is None else (blocks[:at], blocks[at + 1 :])
    text = list(_without_lines(below))
    body = _without_contact(_without_letter(text) if _is_letter(blocks) else text)
    first = [block.text for block in above] + [
        block.text for block in blocks[len(above) : len(above) + 4] if len(block.text) <= LONGEST_LINE
    ]
    lines = [line for line in first if not is_embargo(line)]
    return Draft(
        title=_LABEL_OF_A_TITLE.sub("", title, count=1),
        topics=tuple(_kicker(above)),
        ministries=senders_among([*filter(_is_office, lines), *around.names]),
        published=tuple(_dates(lines, below, around)),
        body=(*(Block(text=note) for note in _notes(blocks, above, around)), *body),
        may_lack_date=True,
    )


def _notes(blocks: Sequence[Block], above: Sequence[Block], around: Around) -> Iterator[str]:
    """Notes on an embargo above the text: in the header of a page, above the title, in the letter."""
    yield from filter(is_embargo, [*around.names, *(block.text for block in above)])
    if _is_letter(blocks):
        yield from filter(None, (note_in_letter(block.text) for block in blocks[:6] if _HANDED_OVER.search(block.text)))


def _title_at(blocks: Sequence[Block], stated: str) -> int | None:
    """Where the title stands; None where the stated one does not, and nothing else can be one."""
    first = list(enumerate(blocks[:ABOVE]))
    same = next((at for at, block in first if stated and _LABEL_OF_A_TITLE.sub("", stated) == _LABEL_OF_A_TITLE.sub("", block.text)), None)
    if same is not None or stated:
        return same
    possible = [(at, block) for at, block in first if not _is_letterhead(block.text) and len(block.text) <= LONGEST_TITLE]
    headings = (at for at, block in possible if block.type is BlockType.HEADING)
    return next(headings, next((at for at, _ in possible[_has_kicker(possible) :]), None))


def _has_kicker(possible: list[tuple[int, Block]]) -> bool:
    """Whether the first line is only the topic: one word or two, and a longer line follows at once that is no sentence."""
    if len(possible) < 3:
        return False
    (at, first), (then, second) = possible[:2]
    return then == at + 1 and len(first.text.split()) <= 2 and len(second.text.split()) > 3 and not _SENTENCE_END.search(second.text)


def _is_letterhead(text: str) -> bool:
    if is_embargo(text) or _PAGE_NUMBER.fullmatch(text) or (len(text) <= LONGEST_LINE and _CONTACT.search(text)):
        return True
    if _LABEL.match(text) and not _LABEL_OF_A_TITLE.match(text):
        return len(text) <= LONGEST_LINE
    return _moment(text) is not None or _is_office(text) or bool(_SALUTATION.match(text))


def _is_office(text: str) -> bool:
    """A line that is nothing but a name: it begins with the kind of office, and no verb makes a headline of it."""
    words = _ARTICLE.sub("", text).split()
    return (
        0 < len(words) <= MOST_WORDS
        and names_an_office(words[0])
        and not _PERSON.match(words[0])
        and not _LABEL.match(text)
        and all(word[0].isupper() or not word[0].isalpha() or word.strip(",") in _SMALL_WORDS for word in words)
        and not _SENTENCE_END.search(text)
    )


def _moment(text: str) -> datetime | None:
    """The date of a line that is little more ("Auental, den 21. März 2024", "Nr. 12/2024 vom 21.03.2024")."""
    rest = _UP_TO_THE_NUMBER.sub("", text).strip(" ,|–-")
    if len(text) > LONGEST_LINE or len(rest.split()) > WORDS_OF_A_DATE:
        return None
    try:
        return moment_of(rest or None)
    except UnreadableDateError:
        return None


def _dates(lines: Sequence[str], below: Sequence[Block], around: Around) -> Iterator[datetime | str | None]:
    """The letterhead's date, that with which the text begins, then what mail or file state."""
    yield from filter(None, map(_moment, lines))
    for block in below[:1]:
        if (begins := _DATELINE.match(block.text)) and (day := last_full_date(block.text[: begins.end() + LONGEST_DATE])):
            yield first_moment(day)
    yield from around.published


def _kicker(above: Sequence[Block]) -> Iterator[str]:
    """The line right above the title, if it is short and no part of the letterhead."""
    if above and len(above[-1].text) <= LONGEST_KICKER and not _is_letterhead(above[-1].text) and not is_kind_of_list(above[-1].text):
        yield above[-1].text


def _without_lines(below: Sequence[Block]) -> Iterator[Block]:
    """Without page numbers, and without lines of the letterhead that stand right below the title."""
    has_begun = False
    for block in below:
        if _PAGE_NUMBER.fullmatch(block.text):
            continue
        has_begun = has_begun or not _is_letterhead(block.text) or bool(_SALUTATION.match(block.text))
        if is_embargo(block.text):
            yield block
            continue
        if has_begun:
            yield block


def _is_letter(blocks: Sequence[Block]) -> bool:
    """Whether it begins as a letter that hands a release over to the press."""
    first = [block.text for block in blocks[:6]]
    return any(map(_SALUTATION.match, first)) and any(map(_HANDED_OVER.search, first))


def _without_letter(blocks: list[Block]) -> Sequence[Block]:
    """Without what hands the release over, and without the greeting and what follows it."""
    handed_over = [at for at, block in enumerate(blocks[:6]) if _SALUTATION.match(block.text) or _HANDED_OVER.search(block.text)]
    begins = handed_over[-1] + 1 if handed_over else 0
    return blocks[begins : next((at for at, block in enumerate(blocks) if at > begins and _GREETING.match(block.text)), len(blocks))]


def _without_contact(blocks: Sequence[Block]) -> Sequence[Block]:
    """Without the contact at the end."""
    for at in range(len(blocks) - 1, max(0, len(blocks) - 12), -1):
        if len(blocks[at].text) <= LONGEST_LINE and _CONTACT_HEADING.fullmatch(blocks[at].text):
            rest = blocks[at + 1 :]
            if all(len(block.text) <= 2 * LONGEST_LINE for block in rest):
                return blocks[:at]
    return blocks
