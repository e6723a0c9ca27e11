"""ninjs 3.1: the properties, types and required fields of the standard's schema, listed here in our own words."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.web.site import Site
from tests.web.small_archive import SMALL_ARCHIVE

TEXTS = {"value": str, "role": str, "contentType": str}
PARTS: dict[str, dict[str, type]] = {
    "standard": {"name": str, "version": str, "schema": str},
    "headlines": TEXTS,
    "descriptions": TEXTS,
    "bodies": {**TEXTS, "charCount": int, "wordCount": int},
    "subjects": {"name": str, "rel": str, "uri": str, "literal": str},
    "infoSources": {"name": str, "role": str, "uri": str, "literal": str},
    "renditions": {"name": str, "href": str, "contentType": str, "title": str},
    "altIds": {"role": str, "value": str},
}
REQUIRED = {"headlines": {"value"}, "descriptions": {"value"}, "bodies": {"value"}, "renditions": {"name"}}
MOMENTS = {"firstCreated", "versionCreated", "contentCreated", "embargoedUntil"}
STRINGS = {"uri", "copyrightNotice", "language", "title", "by", "version", "slugline", "located"}
TYPES = {"text", "audio", "video", "picture", "graphic", "composite", "component", "event", "planning"}


def check(item: dict[str, Any], *, associated: bool = False) -> None:
    """One object of the standard; an associated one has a name besides."""
    assert urlsplit(item["uri"]).scheme in {"http", "https"}
    assert item["type"] in TYPES
    assert item["pubStatus"] in {"usable", "withheld", "canceled"}
    known = {"type", "pubStatus", "associations", *PARTS, *MOMENTS, *STRINGS} | ({"name", "rel"} if associated else set())
    assert set(item) <= known
    assert not associated or item["name"]
    assert all(isinstance(item[name], str) for name in STRINGS & set(item))
    assert all(datetime.fromisoformat(item[name]).utcoffset() is not None for name in MOMENTS & set(item))
    for name in PARTS.keys() & item.keys():
        for part in [item[name]] if name == "standard" else item[name]:
            assert REQUIRED.get(name, set()) <= set(part)
            assert all(isinstance(value, PARTS[name][key]) for key, value in part.items())
    for each in item.get("associations", []):
        check(each, associated=True)


@pytest.mark.parametrize("release_id", [release.id for release in SMALL_ARCHIVE])
def test_a_release_is_an_item(small_site: Site, release_id: str) -> None:
    item = small_site.client.get(f"/releases/{release_id}.ninjs.json").json
    check(item)
    assert (item["standard"]["name"], item["standard"]["version"]) == ("ninjs", "3.1")
    assert small_site.client.get(item["uri"]).status_code == 200


@pytest.mark.parametrize("query", ["", "q=Radwege", "q=Xylofon"])
def test_a_search_is_a_composite(small_site: Site, query: str) -> None:
    item = small_site.client.get(f"/search.ninjs.json?{query}").json
    check(item)
    hits = small_site.client.get(f"/api/v1/search?{query}&sort=newest").json["hits"]
    found = [] if query == "q=Xylofon" else [hit["links"]["html"].partition("?")[0] for hit in hits]
    assert (item["type"], [each["uri"] for each in item["associations"]]) == ("composite", found)


def test_pictures_without_an_address_are_left_out(site: Site) -> None:
    images = tuple(image.model_copy(update={"url": url}) for image in SMALL_ARCHIVE[0].images for url in ("", "javascript:alert(1)"))
    site.publish(SMALL_ARCHIVE[0].model_copy(update={"images": images}))
    assert "associations" not in site.client.get("/releases/2024-03-21-radwege.ninjs.json").json
