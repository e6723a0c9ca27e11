"""JSON Feed 1.0 and 1.1 → drafts."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from indexer.sources.draft import Draft, DraftMaker
from indexer.sources.feeds.feed_texts import teaser_and_body
from indexer.sources.json_parsing import Fields
from indexer.sources.senders import senders_among
from search_service.release import Attachment, Image


def is_json_feed(fields: Fields) -> bool:
    return "jsonfeed.org/version" in fields.text("version") and isinstance(fields.values.get("items"), list)


def json_feed_drafts(feed: Fields) -> Iterator[DraftMaker]:
    """A draft an item; what an item does not say, its language or who sends it, the feed says for all."""
    for value in feed.values["items"]:
        yield partial(_draft, Fields.of(value), feed)


def _draft(item: Fields, feed: Fields) -> Draft:
    url = item.text("url", "external_url")
    texts = teaser_and_body(item.text("summary"), item.text("content_html", "content_text"), base=url)
    files = list(item.objects("attachments"))
    pictures = [each.text("url") for each in files if each.text("mime_type").startswith("image/")]
    others = [each for each in files if each.text("url") and not each.text("mime_type").startswith("image/")]
    image = item.text("image", "banner_image")
    return Draft(
        key=item.text("id") or _number(item),
        url=url,
        title=item.text("title"),
        topics=item.texts("tags"),
        ministries=senders_among(
            (*item.texts("authors", "author"), *feed.texts("authors", "author"), feed.text("title")),
        ),
        published=item.dates("date_published", "date_modified"),
        updated=item.dates("date_modified"),
        teaser=texts.teaser,
        body=texts.body,
        images=(*texts.images, *(Image(url=each) for each in dict.fromkeys(filter(None, (image, *pictures))))),
        attachments=(*texts.attachments, *(Attachment(title=each.text("title"), url=each.text("url")) for each in others)),
        language=item.text("language") or feed.text("language"),
        may_be_cut=True,
    )


def _number(item: Fields) -> str:
    """Ids are texts; feeds that have numbers are to be read as if they were."""
    value = item.values.get("id")
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""
