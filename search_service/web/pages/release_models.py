"""What the templates of a release, its versions and its withdrawal get: frozen records, no logic."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from search_service.release import Attachment, BlockType
from search_service.web.pages.filter_models import Link
from search_service.web.pages.view_models import SearchForm


@dataclass(frozen=True, slots=True)
class TextPart:
    """A piece of text; a marked one has a number, from 1 in reading order, and a link to its passage."""

    text: str
    mark: int = 0
    passage: str = ""


MarkedText = tuple[TextPart, ...]
"""The parts joined are the text."""


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A piece of the body; a list holds the items that follow one another. ``standing``: the archive repeats it."""

    type: BlockType
    texts: tuple[MarkedText, ...]
    standing: bool = False


@dataclass(frozen=True, slots=True)
class ImageView:
    """``thumbnail`` is the address that the page loads, empty unless the settings allow its host."""

    alt: MarkedText
    caption: MarkedText
    credit: str
    url: str
    thumbnail: str


@dataclass(frozen=True, slots=True)
class RelatedView:
    """A further release; ``own`` tells that the link leads to our copy of it."""

    title: str
    topic: str
    url: str
    own: bool


@dataclass(frozen=True, slots=True)
class SimilarView:
    title: str
    url: str
    day: str
    iso_day: str


@dataclass(frozen=True, slots=True)
class Trail:
    """Where the reader is in the list of hits: ``position`` of ``total``, both 0 where that cannot be told."""

    back: Link
    position: int = 0
    total: int = 0
    previous: Link | None = None
    following: Link | None = None


@dataclass(frozen=True, slots=True)
class CitationView:
    """A citation in one format; ``url`` gives it as a file."""

    name: str
    label: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class VersionView:
    """``place`` counts the versions that may be seen, from 1; ``number`` is that of the store. ``day`` has the time where days repeat."""

    number: int
    place: int
    day: str
    url: str
    current: bool
    correction: bool


@dataclass(frozen=True, slots=True)
class StatusLine:
    """That a release was changed: when, in which version, and where one sees what changed."""

    day: str
    correction: bool
    version: int
    url: str


@dataclass(frozen=True, slots=True)
class ReleasePage:
    """``marks`` is the number of marked passages of the ``found`` ones, ``unmarked`` the address of the page without them.

    ``left_out`` counts paragraphs and entries of lists that are too many for a page; ``mail`` opens a message with the address.
    """

    id: str
    title: str
    form: SearchForm
    heading: MarkedText
    headline: str
    canonical: str
    home: str
    description: str
    trail: Trail
    language: str
    subjects: tuple[Link, ...]
    issuers: tuple[Link, ...]
    day: str
    iso_day: str
    moment: str
    updated: str
    modified: str
    status: StatusLine | None
    teaser: MarkedText
    blocks: tuple[TextBlock, ...]
    images: tuple[ImageView, ...]
    attachments: tuple[Attachment, ...]
    related: tuple[RelatedView, ...]
    similar: tuple[SimilarView, ...]
    older: SimilarView | None
    newer: SimilarView | None
    versions: tuple[VersionView, ...]
    citation: str
    citations: tuple[CitationView, ...]
    marks: int
    found: int
    unmarked: str
    left_out: int
    mail: str
    original: str
    json: str


class DiffKind(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class DiffPart:
    """Words that two versions share, or that only one of them has."""

    text: str
    kind: DiffKind


@dataclass(frozen=True, slots=True)
class Passage:
    """A changed part of a release; ``unchanged`` paragraphs of the body stand before it."""

    label: str
    pieces: tuple[DiffPart, ...]
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class VersionPage:
    """One version in full, and the differences to the one that it is ``compared`` with; a version alone has none to show.

    ``passages_left_out`` counts changed passages, ``left_out`` paragraphs and entries that are too many for a page.
    """

    title: str
    form: SearchForm
    heading: str
    language: str
    number: int
    day: str
    compared: VersionView | None
    passages: tuple[Passage, ...]
    passages_left_out: int
    name: MarkedText
    published: str
    teaser: MarkedText
    blocks: tuple[TextBlock, ...]
    left_out: int
    back: Link
    address: str
    versions: tuple[VersionView, ...]
    canonical: str


@dataclass(frozen=True, slots=True)
class WithdrawnPage:
    title: str
    form: SearchForm
    heading: str
    name: str
    day: str
