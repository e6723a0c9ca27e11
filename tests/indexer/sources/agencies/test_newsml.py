"""NewsML-G2: items and messages, whose text it is, and what must not be shown."""

from __future__ import annotations

import pytest

from indexer.sources.base import Read, Rejection, hashed_id
from search_service.release import Status
from tests.indexer.sources.reading import items_of, reason_of, release_of

NAMESPACE = 'xmlns="http://iptc.org/std/nar/2006-10-01/"'
GUID = "urn:newsml:agentur.example:20240321:7"


def item(body: str, *, status: str = "usable", meta: str = "", content: str = "", guid: str = GUID) -> str:
    return (
        f'<newsItem {NAMESPACE} guid="{guid}" version="1" xml:lang="de-AT"><rightsInfo><copyrightHolder>'
        f"<name>Landesamt für Straßenbau</name></copyrightHolder></rightsInfo><itemMeta>"
        f"<provider><name>Draht</name></provider><versionCreated>2024-03-22T10:00:00+01:00"
        f'</versionCreated><firstCreated>2024-03-21T10:00:00+01:00</firstCreated><pubStatus qcode="stat:{status}"/>'
        f"<edNote>Nur intern</edNote>{meta}</itemMeta><contentMeta><headline>Brücke ist frei</headline>"
        f'<subject type="cpnat:abstract"><name xml:lang="en">Traffic</name><name xml:lang="de">Verkehr</name></subject>'
        f'<subject type="cpnat:geoArea"><name>Auental</name></subject><description role="drol:summary">Es rollt.</description>{content}'
        f"</contentMeta><contentSet>{body}</contentSet></newsItem>"
    )


XHTML = (
    '<inlineXML><html xmlns="http://www.w3.org/1999/xhtml"><body><h1>Brücke ist frei</h1><p>Ein Satz.</p>'
    "<h2>Kosten</h2><p>Zwei.</p></body></html></inlineXML>"
)
NITF = (
    "<inlineXML><nitf xmlns='http://iptc.org/std/NITF/2006-10-18/'><body><body.head><hedline><hl1>X</hl1></hedline></body.head>"
    "<body.content><p>Ein Satz.</p><hl2>Kosten</hl2><p>Zwei.</p></body.content></body></nitf></inlineXML>"
)
PLAIN = "<inlineData contenttype='text/plain'>Ein Satz.\n\nKosten\n\nZwei.</inlineData>"


@pytest.mark.parametrize("body", [XHTML, NITF, PLAIN], ids=["xhtml", "nitf", "plain"])
def test_an_item(body: str) -> None:
    release = release_of(item(body).encode())
    assert (release.id, release.title, release.teaser) == (hashed_id(GUID), "Brücke ist frei", "Es rollt.")
    assert [block.text for block in release.body] == ["Ein Satz.", "Kosten", "Zwei."]
    assert (release.published.day, release.updated and release.updated.day) == (21, 22)
    assert (release.ministries, release.topics, release.language) == (("Landesamt für Straßenbau",), ("Verkehr",), "de-AT")
    assert "intern" not in release.model_dump_json()


@pytest.mark.parametrize("status", ["canceled", "withheld"])
def test_canceled_is_withdrawn(status: str) -> None:
    assert release_of(item(XHTML, status=status).encode()).status is Status.WITHDRAWN


def test_an_embargo_hides() -> None:
    release = release_of(item(XHTML, meta="<embargoed>2024-03-22T06:00:00+01:00</embargoed>").encode())
    assert release.visible_from.isoformat() == "2024-03-22T06:00:00+01:00"


def test_a_message_holds_several_items_and_a_bad_one_costs_only_itself() -> None:
    items = [item(XHTML), item("", guid="urn:2").replace("Es rollt.", ""), item(NITF, guid="urn:3")]
    message = f"<newsMessage {NAMESPACE}><itemSet>" + "\n".join(items) + "</itemSet></newsMessage>"
    first, second, third = items_of(message.encode())
    assert isinstance(first, Read) and isinstance(third, Read)
    assert isinstance(second, Rejection) and (second.line, "neither teaser nor body" in second.reason) == (2, True)


def test_a_package_holds_no_text() -> None:
    assert "holds no news item" in reason_of(f"<packageItem {NAMESPACE}/>".encode())


def test_pictures() -> None:
    body = XHTML + '<remoteContent contenttype="image/jpeg" href="https://a.example/b.jpg"/>'
    assert [image.url for image in release_of(item(body).encode()).images] == ["https://a.example/b.jpg"]


def test_entities_are_refused() -> None:
    bomb = '<!DOCTYPE n [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + item(XHTML).replace("Ein Satz.", "&b;")
    assert "declares entities" in reason_of(bomb.encode())


def test_a_picture_is_no_release() -> None:
    assert "of class picture" in reason_of(item(XHTML, meta='<itemClass qcode="ninat:picture"/>').encode())
    assert release_of(item(XHTML, meta='<itemClass qcode="ninat:text"/>').encode()).title == "Brücke ist frei"


def test_codes_of_desks_are_no_topics() -> None:
    desk = "<subject qcode='desk:pl'><name>pl</name></subject>"
    assert release_of(item(XHTML, content=desk).encode()).topics == ("Verkehr",)
