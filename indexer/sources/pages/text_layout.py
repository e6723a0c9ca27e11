"""Recognises the parts of a page that was copied as plain text, by the order and the look of its lines alone."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise

from indexer.cleaning import clean_text
from indexer.sources.embargo import is_embargo
from indexer.sources.pages.facts.credits import split_credit
from indexer.sources.pages.facts.dateline import LineKind, is_number_line, read_date_line, without_number
from indexer.sources.pages.facts.senders import is_address_line
from search_service.release import Block, BlockType, Image, RelatedRelease

LONGEST_KICKER, LONGEST_HEADLINE, LONGEST_CAPTION, LONGEST_HEADING = 60, 250, 400, 120
"""In characters. Of 13,000 real headlines 99.9 % have at most 237; the longest others in our samples have 26, 145 and 64."""

MOST_TOPICS = 10
"""Items of a list above the headline; a longer list is none of topics."""

Group = list[str]
"""Lines between two empty lines, clean; whatever marks an item of a list is written "• "."""

_BULLET = re.compile(r"^[•·▪‣*–-]\s+")
_FURTHER = re.compile(r"(?:weitere|ähnliche|aktuelle) (?:meldungen|pressemitteilungen|nachrichten|artikel)|mehr zum thema", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?:;,…][“”\"’»)]*$")
_DATE_LINE = re.compile(r"(?:[\w. -]{2,40}[,:] ?(?:den )?|vom )?[0-9].{5,40}")


@dataclass(slots=True)
class TextParts:
    """The parts in the order of the text; filled from above. ``published`` is the date line as written."""

    topics: list[str] = field(default_factory=list)
    title: str = ""
    published: str = ""
    ministries: list[str] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    teaser: str = ""
    body: list[Block] = field(default_factory=list)
    related: list[RelatedRelease] = field(default_factory=list)


def text_parts(text: str) -> TextParts:
    """The parts of a page as text: kicker, headline, pictures (alt text and caption in turn), teaser, body, "Weitere Meldungen"."""
    groups, below = _divided(_groups(text))
    above = deque(groups)
    parts = TextParts(related=list(_related(below)))
    _take_headline(above, parts)
    while above and _take_below_headline(above[0], parts, is_last=len(above) == 1):
        above.popleft()
    if len(above) > 1 and len(pieces := _pieces(above[0])) == 1 and _SENTENCE_END.search(pieces[0]):
        parts.teaser = pieces[0]
        above.popleft()
    parts.body.extend(_blocks([piece for group in above for piece in _pieces(group)]))
    return parts


def _groups(text: str) -> list[Group]:
    """The text at its empty lines; a line without letter or digit ("// //") is rubbish of the copying."""
    groups: list[Group] = [[]]
    for raw in text.splitlines():
        line = clean_text(raw)
        if not line:
            groups.append([])
        elif any(character.isalnum() for character in line):
            groups[-1].append(_BULLET.sub("• ", line))
    return [group for group in groups if group]


def _divided(groups: list[Group]) -> tuple[list[Group], list[Group]]:
    """The release itself, and what stands below the heading of the further releases."""
    for index, group in enumerate(groups):
        if _FURTHER.fullmatch(group[0].rstrip(" :")):
            return groups[:index], [each for each in (group[1:], *groups[index + 1 :]) if each]
    return groups, []


def _take_headline(groups: deque[Group], parts: TextParts) -> None:
    while groups and _take_above_headline(groups[0][0], parts):
        _next_line(groups)
    while groups and groups[0][0].startswith("• ") and len(parts.topics) < MOST_TOPICS:
        parts.topics.append(_next_line(groups).removeprefix("• "))
    if not parts.topics and _begins_with_kicker(groups):
        parts.topics.append(_next_line(groups))
    if groups:
        parts.title = without_number(_next_line(groups))


def _take_above_headline(line: str, parts: TextParts) -> bool:
    """Whether a line tells embargo, number, date or sender of the release; all but the number become part of ``parts``."""
    if is_embargo(line):
        parts.body.append(Block(text=line))
        return True
    if is_number_line(line) or _is_date(line):
        parts.published = parts.published or _date_in(line)
        return True
    if is_address_line(line) and not parts.ministries:
        parts.ministries.append(line)
        return True
    return False


def _date_in(line: str) -> str:
    """What ``read_moment`` can read of a line that is about a date."""
    found = read_date_line(line)
    return "" if found is None else found.moment.isoformat()


def _next_line(groups: deque[Group]) -> str:
    line = groups[0].pop(0)
    if not groups[0]:
        groups.popleft()
    return line


def _begins_with_kicker(groups: deque[Group]) -> bool:
    """A few words, and below them, alone or without an empty line between, something that can be a headline."""
    single_lines = [group[0] for group in islice(groups, 2) if len(group) == 1]
    lines = groups[0] if groups and len(groups[0]) > 1 else single_lines
    if len(lines) < 2:
        return False
    kicker, headline = lines[:2]
    is_short = len(kicker) <= LONGEST_KICKER and len(kicker.split()) <= 6 and not _SENTENCE_END.search(kicker)
    return is_short and len(headline) <= LONGEST_HEADLINE and not headline.endswith((".", ":", ",")) and not _is_date(headline)


def _take_below_headline(group: Group, parts: TextParts, *, is_last: bool) -> bool:
    """Whether the group is date, ministry or pictures; if so it becomes part of ``parts``."""
    if all(is_address_line(line) or (not parts.published and _is_about_the_date(line)) for line in group):
        for line in group:
            if _is_about_the_date(line):
                parts.published = parts.published or _date_in(line)
            else:
                parts.ministries.append(line)
    elif not is_last and _is_pictures(group):
        parts.images.extend(_images(group))
    else:
        return False
    return True


def _is_about_the_date(line: str) -> bool:
    return _is_date(line) or is_number_line(line)


def _is_date(line: str) -> bool:
    """Whether a line is nothing but a date; a headline can end with one ("… des Kabinetts vom 16. April 2024")."""
    found = read_date_line(line)
    if found is None or not found.is_nothing_else:
        return False
    return found.kind is LineKind.PUBLISHED or _DATE_LINE.fullmatch(line) is not None


def _is_pictures(group: Group) -> bool:
    return len(group) > 1 and not _is_wrapped(group) and all(len(line) <= LONGEST_CAPTION and line[0] != "•" for line in group)


def _is_wrapped(group: Group) -> bool:
    """Whether the lines are one paragraph of a text with fixed line length: then some line goes on within a sentence."""
    return any(line[0].islower() for line in group[1:])


def _images(lines: Group) -> Iterator[Image]:
    for index in range(0, len(lines), 2):
        alt, credit_in_alt = split_credit(lines[index])
        caption, credit = split_credit(lines[index + 1]) if index + 1 < len(lines) else ("", "")
        yield Image(alt=alt, caption=caption, credit=credit or credit_in_alt)


def _pieces(group: Group) -> Sequence[str]:
    """The paragraphs of a group: its lines, unless they are one wrapped paragraph or items of a list."""
    if not _is_wrapped(group):
        return group
    starts = [0, *(index for index, line in enumerate(group) if index and line.startswith("• ")), len(group)]
    return [" ".join(group[start:end]) for start, end in pairwise(starts)]


def _blocks(pieces: Sequence[str]) -> Iterator[Block]:
    """A short line without a sentence's end is a heading if anything follows; a question may be one too, if it is short."""
    for index, piece in enumerate(pieces):
        if piece.startswith("• "):
            yield Block(type=BlockType.LIST_ITEM, text=piece.removeprefix("• "))
        elif index + 1 < len(pieces) and _is_heading(piece):
            yield Block(type=BlockType.HEADING, text=piece)
        else:
            yield Block(text=piece)


def _is_heading(piece: str) -> bool:
    is_question = piece.endswith("?") and len(piece) <= LONGEST_HEADING // 2
    return len(piece) <= LONGEST_HEADING and (is_question or not _SENTENCE_END.search(piece))


def _related(groups: Sequence[Group]) -> Iterator[RelatedRelease]:
    """Above the "• Topic" of an entry stands the alt text of its picture, below it, mostly after an empty line, the title."""
    topics: list[str] = []
    for group in groups:
        bullets = [index for index, line in enumerate(group) if line.startswith("• ")]
        titles = group[bullets[-1] + 1 :] if bullets else group
        if bullets:
            topics = [group[index].removeprefix("• ") for index in bullets]
        for title in titles:
            yield RelatedRelease(title=title, topic=", ".join(topics))
            topics = []
