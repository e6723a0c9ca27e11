"""One release as a page shows it: its text with the marks of a search, what stands beside it, and how it is cited."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import quote, urlsplit

from flask import url_for

from search_service.archive import Version, Withdrawn
from search_service.dates import BERLIN
from search_service.query.request import SearchRequest
from search_service.release import Attachment, BlockType, Image, RelatedRelease, Release
from search_service.results import Hit
from search_service.schema import FACETS, Role, facet_values
from search_service.web.exports.citations import FORMATS, Citation, plain
from search_service.web.i18n import gettext, long_date, long_moment
from search_service.web.links import absolute, api_release_url, download_path, release_path, search_path, version_path, web_address
from search_service.web.pages.filter_models import Link
from search_service.web.pages.marks import MarkedRelease
from search_service.web.pages.release_models import (
    CitationView,
    ImageView,
    MarkedText,
    RelatedView,
    ReleasePage,
    SimilarView,
    StatusLine,
    TextBlock,
    Trail,
    VersionView,
    WithdrawnPage,
)
from search_service.web.pages.search_view import plain_form

DESCRIPTION_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What belongs to a release besides its record: ``own`` has our id of each further release that we hold, by its address.

    ``standing`` tells of each block of the body whether the archive repeats it; ``left_out`` counts what is too much for a page.
    """

    trail: Trail
    similar: tuple[Hit, ...]
    versions: tuple[Version, ...]
    own: Mapping[str, str]
    standing: tuple[bool, ...]
    older: Hit | None = None
    newer: Hit | None = None
    left_out: int = 0


def release_page(
    marked: MarkedRelease, citation: Citation, around: Surroundings, *, q: str, site_name: str, image_host: str
) -> ReleasePage:
    """A release; ``q`` is the query that its marks are of, images of ``image_host`` are shown."""
    release = citation.release
    return ReleasePage(
        id=release.id,
        title=f"{release.title} – {site_name}",
        form=plain_form(q),
        heading=marked.title,
        headline=release.title,
        canonical=citation.url,
        home=absolute(url_for("pages.start", lang=None)),
        description=_description(release),
        trail=around.trail,
        language=release.language,
        subjects=_links(release, Role.SUBJECT),
        issuers=_links(release, Role.ISSUER),
        day=long_date(release.published),
        iso_day=citation.day.isoformat(),
        moment=release.published.astimezone(BERLIN).isoformat(),
        updated=long_date(release.updated) if release.updated else "",
        modified=release.updated.astimezone(BERLIN).isoformat() if release.updated else "",
        status=_status(release, around.versions),
        teaser=marked.teaser,
        blocks=text_blocks(release, marked.blocks, around.standing),
        images=tuple(_image(image, marked.captions, image_host) for image in release.images),
        attachments=tuple(_attachment(attachment) for attachment in release.attachments),
        related=tuple(_related(related, around.own) for related in release.related),
        similar=tuple(_similar(hit) for hit in around.similar),
        older=_similar(around.older) if around.older else None,
        newer=_similar(around.newer) if around.newer else None,
        versions=version_views(release.id, around.versions),
        citation=plain(citation),
        citations=tuple(
            CitationView(each.suffix.replace(".", "-"), each.label, each.write(citation), download_path(release.id, each.suffix))
            for each in FORMATS
        ),
        marks=marked.count,
        found=marked.found,
        unmarked=release_path(release.id),
        left_out=around.left_out,
        mail=f"mailto:?subject={quote(release.title)}&body={quote(citation.url)}",
        original=citation.original,
        json=api_release_url(release.id),
    )


def version_views(release_id: str, versions: Sequence[Version], *, shown: int | None = None) -> tuple[VersionView, ...]:
    """All versions, newest first; ``shown`` is the number of the one that is looked at."""
    days = [long_date(each.first_seen) for each in versions]
    uses = Counter(days)
    views = (
        VersionView(
            number=each.number,
            place=place,
            day=long_moment(each.first_seen) if uses[day] > 1 else day,
            url=version_path(release_id, each.number),
            current=each.number == shown,
            correction=each.correction,
        )
        for place, (each, day) in enumerate(zip(versions, days, strict=True), 1)
    )
    return tuple(reversed(tuple(views)))


def _status(release: Release, versions: Sequence[Version]) -> StatusLine | None:
    """None for a release that never changed here; the day is that of its source where it names one."""
    if len(versions) < 2:
        return None
    last = versions[-1]
    return StatusLine(long_date(release.updated or last.first_seen), last.correction, len(versions), version_path(release.id, last.number))


def withdrawn_page(withdrawn: Withdrawn, *, site_name: str) -> WithdrawnPage:
    heading = gettext("This release was withdrawn")
    return WithdrawnPage(
        title=f"{heading} – {site_name}", form=plain_form(), heading=heading, name=withdrawn.title, day=long_date(withdrawn.at)
    )


def _description(release: Release) -> str:
    """The beginning of the text, for those who list links to this page."""
    text = " ".join((release.teaser or release.body_text).split())
    return text if len(text) <= DESCRIPTION_LENGTH else text[:DESCRIPTION_LENGTH].rpartition(" ")[0] + " …"


def _links(release: Release, role: Role) -> tuple[Link, ...]:
    """The values of all facets with a role, each with the search for it."""
    values = facet_values(release)
    names = [row.name for row in FACETS if row.role is role]
    return tuple(Link(value, search_path(SearchRequest().choosing(name, value))) for name in names for value in values[name])


def text_blocks(release: Release, texts: Sequence[MarkedText], standing: Sequence[bool]) -> tuple[TextBlock, ...]:
    """The body in its order, list items that follow one another as one list."""
    blocks: list[TextBlock] = []
    kinds = ((block.type, stands) for block, stands in zip(release.body, standing, strict=True))
    for (block_type, stands), group in groupby(zip(kinds, texts, strict=True), key=lambda pair: pair[0]):
        of_type = tuple(text for _, text in group)
        if block_type is BlockType.LIST_ITEM:
            blocks.append(TextBlock(block_type, of_type, stands))
        else:
            blocks.extend(TextBlock(block_type, (text,), stands) for text in of_type)
    return tuple(blocks)


def _image(image: Image, texts: Iterator[MarkedText], image_host: str) -> ImageView:
    alt = next(texts) if image.alt else ()
    caption = next(texts) if image.caption else ()
    address = web_address(image.url)
    is_own = bool(address and image_host) and (urlsplit(address).scheme, urlsplit(address).netloc) == ("https", image_host)
    return ImageView(alt, caption, image.credit, address, thumbnail=address if is_own else "")


def _attachment(attachment: Attachment) -> Attachment:
    return attachment.model_copy(update={"title": attachment.title or attachment.url, "url": web_address(attachment.url)})


def _related(related: RelatedRelease, own: Mapping[str, str]) -> RelatedView:
    held = own.get(related.url)
    return RelatedView(related.title, related.topic, release_path(held) if held else web_address(related.url), own=held is not None)


def _similar(hit: Hit) -> SimilarView:
    return SimilarView(hit.title, release_path(hit.id), long_date(hit.published), hit.published.astimezone(BERLIN).date().isoformat())
