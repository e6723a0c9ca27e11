"""What a page says about its release in one place (JSON-LD, meta tags, its structure), and how the places are put together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from indexer.sources.addresses import without_tracking
from search_service.dates import read_moment
from search_service.errors import UnreadableDateError
from search_service.release import Image

_MINISTRY = re.compile(r"minister|staatskanzlei|senat|behörde|\bamt\b|beauftragte", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageFacts:
    """Clean texts; dates as the page writes them, best first. Empty means: not said here."""

    url: str = ""
    title: str = ""
    teaser: str = ""
    published: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    ministries: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    language: str = ""

    def without(self, names: frozenset[str]) -> PageFacts:
        """The same without what a portal is known not to say right."""
        empty = PageFacts()
        return replace(self, **{name: getattr(empty, name) for name in names})


def first_of(places: Sequence[PageFacts]) -> PageFacts:
    """Of every fact what the first place says that knows it; of dates all, in this order, because one may be unreadable."""
    facts = PageFacts(
        published=tuple(date for place in places for date in place.published),
        updated=tuple(date for place in places for date in place.updated),
    )
    others = [field.name for field in fields(PageFacts) if field.name not in ("published", "updated")]
    said = {name: next(filter(None, (getattr(place, name) for place in places)), getattr(facts, name)) for name in others}
    return replace(facts, **said)


def first_moment_of(dates: Sequence[str]) -> datetime | None:
    """The first that can be read."""
    for written in dates:
        try:
            return read_moment(written)
        except UnreadableDateError:
            continue
    return None


def fuller(said: str, shown: str) -> str:
    """``said``, unless it only repeats what the page shows: cut ("…") or with the portal's name behind it."""
    cut = said.rstrip(" .…")
    return shown if shown and (shown.startswith(cut) or said.startswith(shown)) else said


def ministries_among(names: Sequence[str]) -> tuple[str, ...]:
    """Those that name an authority; the others are persons, news services and portals."""
    return tuple(dict.fromkeys(name for name in names if _MINISTRY.search(name)))


def absolute_url(link: str, base: str) -> str:
    """The link as a full http or https address without fragment and tracking; empty for every other kind and where ``base`` is
    needed but unknown."""
    try:
        parts = urlsplit(urljoin(base, link.strip()))
    except ValueError:  # brackets that are no IPv6 address
        return ""
    return without_tracking(parts._replace(fragment="").geturl()) if parts.scheme in ("http", "https") and parts.hostname else ""
