"""JSON Feed: values of its items, of the feed, and texts that were cut."""

from __future__ import annotations

from typing import Any

import pytest

from indexer.sources.base import Read, Rejection, hashed_id
from search_service.release import Attachment, Image, Release
from tests.indexer.sources.reading import as_json, items_of, release_of

ITEM = {
    "id": "tag:a.example,2024:7",
    "url": "https://a.example/7?utm_source=feed",
    "title": "Brücke ist frei",
    "date_published": "2024-03-21T10:00:00+01:00",
}


def feed(*items: dict[str, Any], **more: Any) -> bytes:
    authors = [{"name": "Landesamt für Straßenbau"}]
    return as_json(
        {"version": "https://jsonfeed.org/version/1.1", "title": "Presse", "language": "de", "authors": authors, "items": items} | more
    )


def read(**fields: Any) -> Release:
    return release_of(feed(ITEM | fields))


def test_an_item() -> None:
    release = read(
        content_html="<p>Ein Satz.</p><p>Zwei.</p>", summary="Der Verkehr rollt.", tags=["Verkehr"], image="https://a.example/b.jpg",
        attachments=[{"url": "https://a.example/plan.pdf", "mime_type": "application/pdf", "title": "Plan"}],
    )  # fmt: skip
    assert (release.id, release.url) == (hashed_id("tag:a.example,2024:7"), "https://a.example/7")
    assert (release.teaser, [block.text for block in release.body]) == ("Der Verkehr rollt.", ["Ein Satz.", "Zwei."])
    assert (release.topics, release.ministries, release.language) == (("Verkehr",), ("Landesamt für Straßenbau",), "de")
    assert release.images == (Image(url="https://a.example/b.jpg"),)
    assert release.attachments == (Attachment(title="Plan", url="https://a.example/plan.pdf"),)


@pytest.mark.parametrize("text", ["Der Anfang ...", "Der Anfang […]", "Der Anfang … Weiterlesen »", "Die Ministerin teilt mit:"])
def test_a_text_that_was_cut_is_marked(text: str) -> None:
    assert read(content_text=text).cut


@pytest.mark.parametrize("text", ["Ein ganzer Satz.", "Er sagte: „…“ und ging."])
def test_a_whole_text_is_not(text: str) -> None:
    assert not read(content_text=text).cut


def test_a_summary_that_only_begins_the_text_is_no_teaser() -> None:
    release = read(summary="Ein langer Satz, der …", content_html="<p>Ein langer Satz, der endet.</p><p>Zwei.</p>")
    assert (release.teaser, len(release.body), release.cut) == ("", 2, False)


def test_what_lacks_a_date_or_a_title_is_rejected_and_named() -> None:
    data = feed({**ITEM, "content_text": "T.", "date_published": None}, {"id": "x", "content_text": "T."}, ITEM | {"content_text": "T."})
    first, second, third = items_of(data)
    assert isinstance(first, Rejection) and first.reason.startswith("entry 1 (Brücke ist frei)") and "no date" in first.reason
    assert isinstance(second, Rejection) and "title: there is none" in second.reason
    assert isinstance(third, Read)


def test_strange_values_are_rejections() -> None:
    items = items_of(feed(*[{"id": 7, "title": ["x"], "tags": 3, "date_published": {}, "attachments": "?"}, "kein Objekt", None]))  # type: ignore[list-item]
    assert [type(item) for item in items] == [Rejection] * 3
