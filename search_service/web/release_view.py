"""One release as a page shows it."""

from __future__ import annotations

from itertools import groupby

from search_service.archive import Withdrawn
from search_service.dates import BERLIN
from search_service.query.request import SearchRequest
from search_service.release import Attachment, Block, BlockType, Image, RelatedRelease, Release
from search_service.web.i18n import gettext, long_date
from search_service.web.links import api_release_url, release_url, search_path, web_address
from search_service.web.view_models import Link, RelatedView, ReleasePage, TextBlock, WithdrawnPage


def release_page(release: Release, *, q: str, site_name: str) -> ReleasePage:
    """A release; ``q`` is the query of the result list that the reader came from."""
    return ReleasePage(
        title=f"{release.title} – {site_name}",
        heading=release.title,
        canonical=release_url(release.id),
        back=_back(q),
        language=release.language,
        topics=tuple(Link(topic, search_path(SearchRequest(topics=(topic,)))) for topic in release.topics),
        ministries=tuple(Link(name, search_path(SearchRequest(ministries=(name,)))) for name in release.ministries),
        day=long_date(release.published),
        iso_day=release.published.astimezone(BERLIN).date().isoformat(),
        updated=long_date(release.updated) if release.updated else "",
        teaser=release.teaser,
        blocks=_blocks(release.body),
        images=tuple(_image(image) for image in release.images),
        attachments=tuple(_attachment(attachment) for attachment in release.attachments),
        related=tuple(_related(related) for related in release.related),
        original=web_address(release.url),
        json=api_release_url(release.id),
    )


def withdrawn_page(withdrawn: Withdrawn, *, site_name: str) -> WithdrawnPage:
    heading = gettext("This release was withdrawn")
    return WithdrawnPage(title=f"{heading} – {site_name}", heading=heading, name=withdrawn.title, day=long_date(withdrawn.at))


def _back(q: str) -> Link:
    if q:
        return Link(gettext("Search results for “%(q)s”", q=q), search_path(SearchRequest(q=q)))
    return Link(gettext("All releases"), search_path(SearchRequest()))


def _blocks(body: tuple[Block, ...]) -> tuple[TextBlock, ...]:
    """The body in its order, list items that follow one another as one list."""
    blocks: list[TextBlock] = []
    for block_type, group in groupby(body, key=lambda block: block.type):
        texts = tuple(block.text for block in group)
        if block_type is BlockType.LIST_ITEM:
            blocks.append(TextBlock(block_type, texts))
        else:
            blocks.extend(TextBlock(block_type, (text,)) for text in texts)
    return tuple(blocks)


def _image(image: Image) -> Image:
    return image.model_copy(update={"url": web_address(image.url)})


def _attachment(attachment: Attachment) -> Attachment:
    return attachment.model_copy(update={"title": attachment.title or attachment.url, "url": web_address(attachment.url)})


def _related(related: RelatedRelease) -> RelatedView:
    return RelatedView(related.title, related.topic, web_address(related.url))
