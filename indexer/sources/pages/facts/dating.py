"""The date of a page or text: of everything that may be it the most trustworthy, else what the text names, else the time of its file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Literal

from indexer.sources.moments import LAST_YEAR
from indexer.sources.pages.facts.dateline import DateLine, LineKind, is_label, read_date_line
from indexer.sources.pages.facts.page_facts import PageFacts
from indexer.sources.pages.text.runs import Run
from search_service.dates import BERLIN, first_moment, full_dates, last_full_date, read_moment
from search_service.errors import UnreadableDateError

BEFORE_HEADLINE, BEHIND_HEADLINE = 8, 10
"""How many runs away from the headline a line is still near it."""
EARLIEST_YEAR = 1945
MOST_MARKED = 3
"""Days that elements made for dates may show on a page of one release; more are those of a list."""
_IN_ADDRESS = re.compile(r"/((?:19|20)[0-9]{2})[/_-]?(0[1-9]|1[0-2])[/_-]?(0[1-9]|[12][0-9]|3[01])(?![0-9])")
LONGEST_BEGINNING = 120
_PLACE = re.compile(r"(?:[^\W\d_][\w./ -]{1,40})?(?:/\w{2,10})?\s?[,:(–-]*\s*(?:den )?\(?")
_OF_A_SENTENCE = re.compile(r"\b(?:am|ab|bis|vom|zum|seit)\s*$", re.IGNORECASE)
_LINE_OF_A_DAY = re.compile(
    r"(?:[^\d]{0,40}[\s:])?"
    r"(?P<day>\d{1,2}\. ?(?:\d{1,2}\.|(?:jan|feb|mär|apr|mai|jun|jul|aug|sep|okt|nov|dez)[a-zä]*\.?) ?(?P<year>\d{4}))\W*",
    re.IGNORECASE,
)
_AFTER_DATE = re.compile(r"\s?[).:–—|/-]")

Origin = Literal["page", "text", "file"]


class Trust(IntEnum):
    """A date that is only ``SHOWN`` may be another one; one ``MARKED`` as that of publication counts even if the time of the file
    says that the page was fetched before, where there is no other; one that a portal's entry ``DESCRIBES`` counts in any case."""

    SHOWN = 0
    MARKED = 1
    DESCRIBED = 2


@dataclass(frozen=True, slots=True)
class SaidDate:
    """A moment, aware, that may be that of publication, what says so, and how much that is worth."""

    moment: datetime
    by: str
    trust: Trust = Trust.SHOWN


@dataclass(frozen=True, slots=True)
class Dated:
    """The date of a release, where it comes from, and for people what said so."""

    moment: datetime
    origin: Origin
    by: str


def dated(said: Iterable[SaidDate], texts: Sequence[str], modified: datetime) -> Dated:
    """The first date said, best first, that is not after the page was fetched; ``modified`` is the time of its file.

    Of the dates that the texts name the last full one counts that is not after that either: a release announces what is to come,
    but a file cannot be older than the release in it.
    """
    made = modified.astimezone(BERLIN)
    too_late: list[SaidDate] = []
    for each in said:
        if not EARLIEST_YEAR <= each.moment.year <= LAST_YEAR:
            continue
        if each.trust is Trust.DESCRIBED or each.moment <= made + timedelta(days=1):
            return Dated(each.moment, "page", each.by)
        too_late.append(each)
    for each in too_late:
        if each.trust is Trust.MARKED:
            return Dated(each.moment, "page", each.by)
    for text in reversed(texts):
        day = last_full_date(text)
        if day and day <= made.date():
            return Dated(first_moment(day), "text", "the last date that the text names")
    return Dated(made, "file", "the time of the file")


def impossible_dates(lines: Iterable[str]) -> Iterator[str]:
    """A remark for each short line that ends with a day that does not exist, or that no release has ("Datum: 30. Februar 2024")."""
    for line in lines:
        found = _LINE_OF_A_DAY.fullmatch(line)
        if found and (int(found["year"]) > LAST_YEAR or not full_dates(found["day"])):
            yield f"“{found['day']}” near the headline is no day of a release; check its date"


def readable(written: Iterable[str], by: str, *, trust: Trust = Trust.SHOWN) -> Iterator[SaidDate]:
    """Those dates that can be read."""
    for text in written:
        try:
            yield SaidDate(read_moment(text), by, trust)
        except UnreadableDateError:
            continue


@dataclass(frozen=True, slots=True)
class DatedRun:
    """A line with a date: the number of its run and how many runs behind the headline it stands, None without a headline."""

    number: int
    line: DateLine
    distance: int | None
    is_item: bool
    """Whether it stands in a list or beside the text, as dates of other releases do."""

    @property
    def is_near(self) -> bool:
        return self.distance is not None and -BEFORE_HEADLINE <= self.distance <= BEHIND_HEADLINE


def dated_runs(runs: Sequence[Run], headline: int | None, numbers: Iterable[int]) -> list[DatedRun]:
    """The lines with a date among the runs of these numbers; a label may stand in the run before."""
    found = []
    for number in numbers:
        label = runs[number - 1].text if number and is_label(runs[number - 1].text) else ""
        if line := read_date_line(runs[number].text, label=label):
            found.append(DatedRun(number, line, None if headline is None else number - headline, _is_item(runs[number])))
    return found


def _is_item(run: Run) -> bool:
    return any(each.tag in ("li", "aside") for each in run.path)


def said_dates(
    shown: Sequence[str], lines: Sequence[DatedRun], places: Sequence[PageFacts], url: str, texts: Sequence[str]
) -> Iterator[SaidDate]:
    """Everything that may be the date of publication, best first; ``shown`` are the dates in elements made for it, ``texts`` the
    first paragraphs."""
    near = sorted((each for each in lines if each.is_near), key=lambda each: abs(each.distance or 0))
    bare = [each for each in near if each.distance and not each.is_item]
    for place in places:
        yield from readable(place.published, f"{place.place}, date of publication", trust=Trust.MARKED)
    yield from _of_kind(near, LineKind.PUBLISHED, "label near the headline", trust=Trust.MARKED)
    yield from _in_address(url)
    for text in texts:
        yield from place_and_date(text)
    yield from _of_kind([each for each in bare if each.line.is_nothing_else], LineKind.BARE, "line near the headline")
    marked = list(readable(shown, "element for the date"))
    yield from marked if len({each.moment.date() for each in marked}) <= MOST_MARKED else ()
    yield from _of_kind(near, LineKind.UPDATED, "date of the last change, near the headline")
    for place in places:
        yield from readable(place.dates, f"{place.place}, date")
    yield from _of_kind(lines, LineKind.PUBLISHED, "label")
    yield from _of_kind(bare, LineKind.BARE, "line near the headline")
    yield from marked
    yield from _of_kind(lines, LineKind.UPDATED, "date of the last change")


def _of_kind(lines: Sequence[DatedRun], kind: LineKind, by: str, *, trust: Trust = Trust.SHOWN) -> Iterator[SaidDate]:
    return (SaidDate(each.line.moment, by, trust) for each in lines if each.line.kind is kind)


def _in_address(url: str) -> Iterator[SaidDate]:
    if found := _IN_ADDRESS.search(url):
        yield from readable(["-".join(found.groups())], "address of the page")


def place_and_date(text: str) -> Iterator[SaidDate]:
    """The date with which a first paragraph begins, apart from its sentence: "Musterstadt, 12. März 2024 – Das Land …"."""
    for start, end, day in full_dates(text[:LONGEST_BEGINNING])[:1]:
        if _PLACE.fullmatch(text[:start]) and not _OF_A_SENTENCE.search(text[:start]) and _AFTER_DATE.match(text, end):
            yield SaidDate(first_moment(day), "beginning of the text")
