"""ninjs in its three generations of field names."""

from __future__ import annotations

from typing import Any

import pytest

from indexer.sources.base import Read, hashed_id
from search_service.release import Image, RelatedRelease, Release, Status
from tests.indexer.sources.reading import as_json, items_of, reason_of, release_of, releases_of

URI = "urn:newsml:agentur.example:20240321:7"
V1 = {
    "uri": URI, "type": "text", "versioncreated": "2024-03-21T11:00:00+01:00", "firstcreated": "2024-03-21T10:00:00+01:00",
    "headline": "Brücke ist frei", "body_xhtml": "<div><h1>Brücke ist frei</h1><p>Ein Satz.</p><h2>Kosten</h2><p>Zwei.</p></div>",
    "body_text": "Ein Satz. Zwei.", "description_text": "Der Verkehr rollt.", "language": "de-AT", "pubstatus": "usable",
    "copyrightholder": "Landesamt für Straßenbau", "ednote": "Nur intern: Tel. 1",
    "subject": [{"name": "Verkehr", "code": "1"}, {"code": "2"}],
    "associations": {"bild": {"uri": "x", "type": "picture", "versioncreated": "2024", "description_caption": "Die Brücke",
                              "copyrightnotice": "Foto: M. Muster", "renditions": {"gross": {"href": "https://a.example/b.jpg"}}}},
}  # fmt: skip
V3 = {
    "uri": URI, "type": "text", "versionCreated": "2024-03-21T11:00:00+01:00", "firstCreated": "2024-03-21T10:00:00+01:00",
    "headlines": [{"role": "short", "value": "Frei"}, {"role": "main", "value": "Brücke ist frei"}],
    "bodies": [{"role": "plain", "contentType": "text/plain", "value": "Ein Satz. Zwei."}, {"role": "ednote", "value": "Nur intern"},
               {"role": "main", "contentType": "text/html", "value": "<p>Ein Satz.</p><h2>Kosten</h2><p>Zwei.</p>"}],
    "descriptions": [{"role": "summary", "value": "Der Verkehr rollt."}], "language": "de-AT", "pubStatus": "usable",
    "copyrightHolder": "Agentur",
    "infoSources": [{"role": "issuer", "name": "Landesamt für Straßenbau"}, {"role": "wire", "name": "Draht"}],
    "subjects": [{"name": "Verkehr"}], "renditions": [{"name": "web", "href": "https://a.example/bruecke", "contentType": "text/html"}],
    "associations": [{"uri": "y", "type": "picture", "versionCreated": "2024", "descriptions": [{"role": "caption", "value": "Die Brücke"}],
                      "copyrightNotice": "M. Muster", "renditions": [{"href": "https://a.example/b.jpg"}]},
                     {"uri": "z", "type": "text", "versionCreated": "2024", "headlines": [{"value": "Tunnel kommt"}]}],
}  # fmt: skip


@pytest.mark.parametrize("item", [V1, V3], ids=["1.3", "3.1"])
def test_one_item_in_old_and_new_names(item: dict[str, Any]) -> None:
    release = release_of(as_json(item))
    assert (release.id, release.title, release.teaser) == (hashed_id(URI), "Brücke ist frei", "Der Verkehr rollt.")
    assert [(block.type, block.text) for block in release.body] == [
        ("paragraph", "Ein Satz."),
        ("heading", "Kosten"),
        ("paragraph", "Zwei."),
    ]
    assert (release.published.isoformat(), release.updated and release.updated.hour) == ("2024-03-21T10:00:00+01:00", 11)
    assert (release.ministries, release.topics, release.language) == (("Landesamt für Straßenbau",), ("Verkehr",), "de-AT")
    assert [(image.caption, image.url) for image in release.images] == [("Die Brücke", "https://a.example/b.jpg")]
    assert "intern" not in release.model_dump_json()


def test_web_address_and_related_items() -> None:
    release = release_of(as_json(V3))
    assert release.url == "https://a.example/bruecke"
    assert release.related == (RelatedRelease(title="Tunnel kommt"),)


@pytest.mark.parametrize("state", ["canceled", "withheld", "stat:canceled"])
def test_canceled_is_withdrawn(state: str) -> None:
    assert release_of(as_json(V1 | {"pubstatus": state})).status is Status.WITHDRAWN


def test_an_embargo_hides_until_its_end() -> None:
    for name in ("embargoed", "embargoedUntil"):
        release = release_of(as_json(V3 | {name: "2024-03-22T06:00:00+01:00"}))
        assert release.visible_from.isoformat() == "2024-03-22T06:00:00+01:00"


def test_a_composite_is_its_parts() -> None:
    composite = {"uri": "c", "type": "composite", "versionCreated": "2024-03-21", "associations": [V3, V3 | {"uri": "urn:2"}]}
    assert [release.id for release in releases_of(as_json(composite))] == [hashed_id(URI), hashed_id("urn:2")]


def test_what_we_export_comes_back() -> None:
    exported = V3 | {"altIds": [{"role": "id", "value": "bruecke-2024"}]}
    assert release_of(as_json(exported)).id == "bruecke-2024"


def test_one_item_a_line() -> None:
    lines = b"\n".join(as_json(V1 | {"uri": f"urn:{number}"}) for number in range(3))
    assert [item.line for item in items_of(lines) if isinstance(item, Read)] == [1, 2, 3]


def test_a_date_of_zero_is_none() -> None:
    release: Release = release_of(as_json(V1 | {"firstcreated": "1970-01-01T00:00:00Z"}))
    assert release.published.isoformat() == "2024-03-21T11:00:00+01:00"


def test_pictures_keep_credits() -> None:
    assert release_of(as_json(V3)).images == (Image(caption="Die Brücke", credit="M. Muster", url="https://a.example/b.jpg"),)


@pytest.mark.parametrize("kind", ["picture", "video", "audio", "event"])
def test_what_is_no_text_is_rejected(kind: str) -> None:
    assert f"of type {kind}" in reason_of(as_json(V3 | {"type": kind}))


def test_a_body_in_nitf() -> None:
    nitf = "<?xml version='1.0'?><nitf><body><body.head><hedline><hl1>X</hl1></hedline></body.head><body.content>"
    nitf += "<p>Ein Satz.</p><hl2>Kosten</hl2></body.content></body></nitf>"
    release = release_of(as_json(V3 | {"bodies": [{"role": "nitf", "contentType": "text/vnd.IPTC.NITF", "value": nitf}]}))
    assert [f"{block.type}: {block.text}" for block in release.body] == ["paragraph: Ein Satz.", "heading: Kosten"]


def test_fields_of_its_own() -> None:
    item = {
        "uri": URI,
        "versioncreated": "2024-03-21",
        "headline_print": "Titel",
        "description_kurz": "Kurz.",
        "body_html5": "<p>Lang.</p>",
    }
    release = release_of(as_json(item))
    assert (release.title, release.teaser, release.body_text) == ("Titel", "Kurz.", "Lang.")


def test_a_name_that_stands_twice_in_an_association_costs_nothing() -> None:
    data = as_json(V1).replace(b'"associations": {', b'"associations": {"bild": {"uri": "x", "type": "picture"}, ')
    assert release_of(data).title == "Brücke ist frei"
