"""Chooses title, topics and sender of all that the places of a page say, and says by what each was chosen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indexer.sources.account import Choice
from indexer.sources.pages.facts.dateline import DateLine, is_number_line, read_date_line, without_number
from indexer.sources.pages.facts.meta import title_pieces
from indexer.sources.pages.facts.page_facts import PageFacts, first_of, fuller, place_of
from indexer.sources.pages.facts.senders import authorities, holders, is_address_line
from search_service.release import Image

LONGEST_TOPIC = 60
_JOINED = re.compile(r",(?=\S)")  # "Bahn,Bus"; behind a comma of language there is a blank
_NO_TOPIC = re.compile(
    r"(?:presse|medien)?(?:mitteilung|information|meldung|info|bericht)(?:en)?(?:\s.*)?|presse|aktuelles|news|artikel|nachrichten?|start(?:seite)?"
    r"|themen?|allgemein|service|home|.*[0-9]{4}.*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The facts of the release but its text and its dates, and what chose them."""

    url: str
    title: str
    teaser: str
    topics: tuple[str, ...]
    ministries: tuple[str, ...]
    images: tuple[Image, ...]
    language: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows beside its marks.

    The title of the window, the headings before the headline, the lines around the text, those with dates near the headline, and
    the last ones of the page.
    """

    window: str
    headings: Sequence[str]
    lines: Sequence[str]
    date_lines: Sequence[str]
    last_lines: Sequence[str]
    headline_by: str


def choose(places: Sequence[PageFacts], shown: PageFacts, beside: Shown, own: frozenset[str]) -> Chosen:
    """``places`` are best first, ``own`` the parts for which the portal's entry has selectors of its own, which win."""
    said = first_of(places)
    title, title_by = _title(said, shown, places, beside, is_own="title" in own)
    topics, topics_by = _topics(said, shown, places, beside, is_own="topics" in own)
    ministries, sender_by = _sender(places, shown, beside, title, is_own="ministries" in own)
    teaser = shown.teaser if "teaser" in own and shown.teaser else fuller(said.teaser, shown.teaser) or shown.teaser
    by = {
        "title": title_by,
        "topics": topics_by,
        "ministries": sender_by,
        "url": place_of(places, "url", said.url),
        "teaser": place_of([shown, *places], "teaser", teaser) or "the page",
    }
    values = {"title": title, "topics": topics, "ministries": ministries, "url": said.url, "teaser": teaser}
    return Chosen(
        url=said.url,
        title=title,
        teaser=teaser,
        topics=topics,
        ministries=ministries,
        images=shown.images or said.images,
        language=said.language.replace("_", "-"),
        choices=tuple(Choice(part, by[part]) for part in by if values[part]),
    )


def _title(said: PageFacts, shown: PageFacts, places: Sequence[PageFacts], beside: Shown, *, is_own: bool) -> tuple[str, str]:
    if is_own and shown.title:
        return shown.title, "selector of the portal"
    title = fuller(said.title, shown.title) or shown.title
    if title and title == shown.title:
        return without_number(title), beside.headline_by
    if title:
        return without_number(_without_site(title)), place_of(places, "title", said.title)
    pieces = [piece for piece in title_pieces(beside.window) if not is_number_line(piece)]
    return next(iter(pieces), ""), "title of the window"


def _without_site(title: str) -> str:
    """A title of the metadata without the name of the portal behind a bar."""
    return re.sub(r"\s[|]\s[^|]+$", "", title)


def _topics(said: PageFacts, shown: PageFacts, places: Sequence[PageFacts], beside: Shown, *, is_own: bool) -> tuple[tuple[str, ...], str]:
    if is_own and shown.topics:
        return shown.topics, "selector of the portal"
    of_page = tuple(topic for each in shown.topics if (topic := _topic(each)))
    of_places = tuple(topic for each in said.topics for piece in _JOINED.split(each) if (topic := _topic(piece)))
    if set(of_places) <= set(of_page):
        topics, by = of_page, shown.place
    else:
        topics, by = of_places, place_of(places, "topics", said.topics)
    if not topics:
        return _beside_dates(beside.date_lines), "line with the date"
    return topics, by


def _topic(written: str) -> str:
    """What is left of a kicker without date and kind of text ("12. März 2024 | Presse"); empty where nothing is."""
    pieces = (piece.strip(" •·") for piece in written.split("|"))
    return next((each for each in pieces if each and len(each) <= LONGEST_TOPIC and not _NO_TOPIC.fullmatch(each)), "")


def _beside_dates(lines: Iterable[str]) -> tuple[str, ...]:
    """Topics that stand beside a date, apart from it by a bar: "12.03.2024 | Pressemitteilung Nr. 045/24 | Jugend"."""
    pieces = (piece.strip() for line in lines if "|" in line for piece in line.split("|"))
    return tuple(dict.fromkeys(piece for piece in pieces if piece and _is_topic(piece)))


def _is_topic(piece: str) -> bool:
    line: DateLine | None = read_date_line(piece)
    return line is None and len(piece) <= LONGEST_TOPIC and not is_number_line(piece) and not _NO_TOPIC.fullmatch(piece)


def _sender(places: Sequence[PageFacts], shown: PageFacts, beside: Shown, title: str, *, is_own: bool) -> tuple[tuple[str, ...], str]:
    if is_own and shown.senders:
        return shown.senders, "selector of the portal"
    said = first_of(places).senders
    if not set(said) <= set(shown.senders) and (found := authorities(said)):
        return found[:1], next(place.place for place in places if authorities(place.senders))
    if shown.senders:
        return shown.senders, shown.place
    pieces = (piece for piece in title_pieces(beside.window) if piece not in title)
    tried = (
        (pieces, "title of the window"),
        (holders(beside.last_lines), "holder of the copyright"),
        (beside.headings, "heading of the whole portal"),
        (filter(is_address_line, beside.lines), "line of an address"),
    )
    return next(((found[:1], by) for names, by in tried if (found := authorities(names))), ((), ""))
