"""dpa digitalwires (JSON) → drafts. Of its notes to editors (``notepad``, ``ednotes``) nothing is read: some are not public."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from indexer.sources.agencies.ninjs import WITHDRAWN_STATES
from indexer.sources.draft import Draft, DraftMaker
from indexer.sources.json_parsing import Fields
from indexer.sources.markup import links_of, markup_of
from search_service.release import Image, RelatedRelease


def is_digitalwire(fields: Fields) -> bool:
    return fields.text("format").startswith("digitalwires") or ("article_html" in fields.values and "urn" in fields.values)


def digitalwires_drafts(fields: Fields) -> Iterator[DraftMaker]:
    """One draft: a version of one report, known by its urn."""
    yield partial(_draft, fields)


def _draft(fields: Fields) -> Draft:
    body = markup_of(fields.text("article_html"))
    return Draft(
        key=fields.text("urn", "entry_id"),
        title=fields.text("headline"),
        topics=(*fields.texts("kicker"), *fields.texts("dpasubject_names")),
        ministries=fields.texts("creditline"),
        published=fields.dates("content_created", "version_created", "updated"),
        updated=fields.dates("version_created"),
        embargo_until=next(iter(fields.dates("embargoed")), None),
        teaser=fields.text("teaser", "subhead"),
        body=(*body.blocks, *markup_of(fields.text("infobox_html")).blocks),
        images=(*body.images, *_images(fields)),
        related=tuple(RelatedRelease(title=title, url=url) for title, url in links_of(fields.text("linkbox_html"))),
        attachments=body.attachments,
        language=fields.text("language"),
        withdrawn=fields.text("pubstatus").lower() in WITHDRAWN_STATES,
    )


def _images(fields: Fields) -> Iterator[Image]:
    for each in fields.objects("associations"):
        if each.text("type") in ("image", "picture"):
            yield Image(
                caption=each.text("caption", "description", "headline"),
                credit=each.text("creditline", "byline"),
                url=next((url for one in each.objects("renditions") if (url := one.text("url", "href"))), ""),
            )
