"""How well are saved pages read? ``python -m benchmarks.pages_read PAGES``: ours, trafilatura alone, htmldate alone.

PAGES holds ``pages/``, ``segments.json`` (page → ``with`` and ``without``: texts that the body must and must not hold) and
``dates.json`` (page → ``date``: the day of publication); both say of each page whether it is one of a ``government``.
Our text is teaser and body; white space does not count. A page is lost when none of the texts that it must hold is in it.
"""

from __future__ import annotations

import io
import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import click
from htmldate import find_date
from pydantic import BaseModel, Field, TypeAdapter
from trafilatura import extract

from benchmarks.tables import machine, table
from indexer.cleaning import clean_text
from indexer.sources.base import Read, Source
from indexer.sources.pages.html_page import read_html
from indexer.sources.pages.portals import known_portals


class Segments(BaseModel):
    """What the body of a page must and must not hold."""

    wanted: tuple[str, ...] = Field(alias="with")
    unwanted: tuple[str, ...] = Field(alias="without")
    government: bool = False


class Day(BaseModel):
    """The day on which a page was published, as YYYY-MM-DD."""

    date: str
    government: bool = False


@dataclass(frozen=True, slots=True)
class PageRead:
    """What a reader made of a page; None where it does not read that at all, an empty text where it found nothing.

    A text that is compared has no white space.
    """

    text: str | None = None
    day: str | None = None


@dataclass(frozen=True, slots=True)
class Marks:
    """Marks of a set of pages, by file name."""

    segments: Mapping[str, Segments]
    days: Mapping[str, Day]

    def of_government(self) -> Marks:
        return Marks(
            {name: each for name, each in self.segments.items() if each.government},
            {name: each for name, each in self.days.items() if each.government},
        )

    def every_second(self, first: int) -> Marks:
        """Half of the pages: what was tuned on one is checked on the other."""
        return Marks(dict(list(self.segments.items())[first::2]), dict(list(self.days.items())[first::2]))


@dataclass(frozen=True, slots=True)
class Score:
    """Shares of the marks, 0 to 1; ``lost`` counts pages. None where a reader does not read that."""

    kept: float | None
    leaked: float | None
    lost: int | None
    dates: float | None


def read_marks(folder: Path) -> Marks:
    """The marks of a folder."""
    segments = TypeAdapter(dict[str, Segments]).validate_json((folder / "segments.json").read_bytes())
    return Marks(segments, TypeAdapter(dict[str, Day]).validate_json((folder / "dates.json").read_bytes()))


def score(marks: Marks, read: Mapping[str, PageRead]) -> Score:
    """How well the pages with marks were read."""
    texts = {name: text for name in marks.segments if (text := read[name].text) is not None}
    days = {name: day for name in marks.days if (day := read[name].day) is not None}
    kept = {name: [_holds(text, each) for each in marks.segments[name].wanted] for name, text in texts.items()}
    leaked = [_holds(text, each) for name, text in texts.items() for each in marks.segments[name].unwanted]
    return Score(
        kept=_share([each for found in kept.values() for each in found]) if texts else None,
        leaked=_share(leaked) if texts else None,
        lost=sum(not any(found) for found in kept.values()) if texts else None,
        dates=_share([days[name] == marks.days[name].date for name in days]) if days else None,
    )


def _holds(text: str, segment: str) -> bool:
    return squeezed(segment) in text


def _share(found: Sequence[bool]) -> float:
    return sum(found) / len(found) if found else 0.0


def squeezed(text: str) -> str:
    """A text without its white space, cleaned as stored texts are."""
    return "".join(clean_text(text).split())


def ours(data: bytes, name: str) -> PageRead:
    """What an import would store."""
    items = read_html(Source(name, io.BytesIO(data), datetime.now(UTC), known_portals()))
    release = next((item.release for item in items if isinstance(item, Read)), None)
    if release is None:
        return PageRead("", "")
    return PageRead(f"{release.teaser}\n{release.body_text}", release.published.date().isoformat())


def trafilatura_alone(data: bytes, name: str) -> PageRead:
    """Its best setting for such pages, without comments of readers."""
    return PageRead(text=extract(data, include_comments=False) or "")


def htmldate_alone(data: bytes, name: str) -> PageRead:
    """The day of first publication; the page is handed over as bytes, a text could be taken for an address."""
    return PageRead(day=find_date(data, original_date=True) or "")


READERS: dict[str, Callable[[bytes, str], PageRead]] = {
    "ours": ours,
    "trafilatura alone": trafilatura_alone,
    "htmldate alone": htmldate_alone,
}


@dataclass(frozen=True, slots=True)
class Run:
    """Everything that one reader made of the pages, and how many it reads in a second of one core."""

    reader: str
    read: Mapping[str, PageRead]
    pages_per_second: float


def run(reader: str, pages: Mapping[str, bytes]) -> Run:
    """Read all pages, one after another; the clock counts the time of this process alone."""
    started = time.process_time()
    read = {name: READERS[reader](data, name) for name, data in pages.items()}
    seconds = time.process_time() - started
    squeezed_texts = {name: each if each.text is None else replace(each, text=squeezed(each.text)) for name, each in read.items()}
    return Run(reader, squeezed_texts, len(pages) / seconds)


def lost_by_ours_alone(marks: Marks, runs: Sequence[Run]) -> list[str]:
    """Pages of which ours keeps no wanted text and the extractor some."""
    by_reader = {each.reader: each.read for each in runs}
    return [
        name
        for name, segments in marks.segments.items()
        if not any(_holds(by_reader["ours"][name].text or "", each) for each in segments.wanted)
        and any(_holds(by_reader["trafilatura alone"][name].text or "", each) for each in segments.wanted)
    ]


def rows(marks: Marks, runs: Sequence[Run]) -> Iterator[list[str]]:
    """A row for each reader and each set of pages."""
    sets = {
        "all": marks,
        "government": marks.of_government(),
        "1st, 3rd, 5th …": marks.every_second(0),
        "2nd, 4th, 6th …": marks.every_second(1),
    }
    for label, part in sets.items():
        for each in runs:
            found = score(part, each.read)
            speed = f"{each.pages_per_second:.0f}" if part is marks else ""
            yield [f"{label}: {each.reader}", _cell(found.kept), _cell(found.leaked), _count(found.lost), _cell(found.dates), speed]


def _cell(share: float | None) -> str:
    return "" if share is None else f"{share:.3f}"


def _count(number: int | None) -> str:
    return "" if number is None else str(number)


@click.command()
@click.argument("folder", metavar="PAGES", type=click.Path(exists=True, file_okay=False, path_type=Path))
def main(folder: Path) -> None:
    """Shares of the wanted texts kept, of the unwanted let in, of the days found; pages lost; pages per second of one core."""
    for library in ("trafilatura", "htmldate"):  # both log what they do not find
        logging.getLogger(library).setLevel(logging.CRITICAL)
    marks = read_marks(folder)
    pages = {name: (folder / "pages" / name).read_bytes() for name in [*marks.segments, *marks.days]}
    runs = [run(reader, pages) for reader in READERS]
    print(f"{len(marks.segments)} pages with marked texts, {len(marks.days)} with their day; {machine()}\n")
    print(table(["pages: reader", "kept", "leaked", "lost", "dates", "pages/s"], list(rows(marks, runs))))
    print(f"\nlost by ours, kept by trafilatura: {', '.join(lost_by_ours_alone(marks, runs)) or 'none'}")


if __name__ == "__main__":
    main()
