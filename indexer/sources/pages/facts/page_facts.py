"""What a page says about its release in one place (JSON-LD, microdata, meta tags, what it shows), and how the places are put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urljoin, urlsplit

from indexer.sources.addresses import without_tracking
from search_service.release import Image


@dataclass(frozen=True, slots=True)
class PageFacts:
    """Clean texts; dates as the page writes them, best first. Empty means: not said here.

    ``place`` is where this is said, as people call it; ``dates`` may be those of publication, but of something else just as well.
    """

    place: str = ""
    url: str = ""
    title: str = ""
    teaser: str = ""
    published: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    senders: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    language: str = ""
    text: str = ""

    def without(self, names: frozenset[str]) -> PageFacts:
        """The same without what a portal is known not to say right."""
        empty = PageFacts()
        left_out = {"senders" if name == "ministries" else name for name in names} | ({"dates"} if "published" in names else set())
        return replace(self, **{name: getattr(empty, name) for name in left_out})


_LISTS = ("published", "dates", "updated", "senders")


def first_of(places: Sequence[PageFacts]) -> PageFacts:
    """Of every fact what the first place says that knows it; of dates and senders all, in this order: one may be unusable."""
    said: dict[str, Any] = {name: tuple(each for place in places for each in getattr(place, name)) for name in _LISTS}
    others = [field.name for field in fields(PageFacts) if field.name not in (*_LISTS, "place")]
    said |= {name: next(filter(None, (getattr(place, name) for place in places)), getattr(PageFacts(), name)) for name in others}
    return replace(PageFacts(), **said)


def place_of(places: Sequence[PageFacts], name: str, value: object) -> str:
    """The first place that says a fact so; empty if none does."""
    return next((place.place for place in places if value and getattr(place, name) == value), "")


def fuller(said: str, shown: str) -> str:
    """``said``, unless it only repeats what the page shows: cut ("…") or with the portal's name before or behind it."""
    cut = said.rstrip(" .…")
    return shown if shown and (shown.startswith(cut) or said.startswith(shown) or (len(shown) > 15 and said.endswith(shown))) else said


def absolute_url(link: str, base: str) -> str:
    """The link as a full http or https address without fragment and tracking; empty for every other kind and where ``base`` is
    needed but unknown."""
    try:
        parts = urlsplit(urljoin(base, link.strip()))
    except ValueError:  # brackets that are no IPv6 address
        return ""
    return without_tracking(parts._replace(fragment="").geturl()) if parts.scheme in ("http", "https") and parts.hostname else ""
