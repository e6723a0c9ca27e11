"""Feeds of all kinds: identity, dates in German, teaser and text, who sends, what is attached."""

from __future__ import annotations

import pytest

from indexer.sources.base import Read, Rejection, Repaired, hashed_id
from indexer.sources.encoding import Repair
from search_service.release import Attachment, Image, Release
from tests.indexer.sources.reading import items_of, reason_of, release_of, releases_of

ITEM = "<title>Brücke ist frei</title><link>https://a.example/7</link><pubDate>Do, 21 Mrz 2024 10:00:00 +0100</pubDate>"
TEXT = "<description>Der Verkehr rollt.</description>"


def rss(*items: str, channel: str = "") -> bytes:
    namespaces = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    entries = "".join(f"<item>{item}</item>" for item in items)
    media = 'xmlns:media="http://search.yahoo.com/mrss/"'
    return f'\n<?xml version="1.0"?><rss version="2.0" {namespaces} {media}><channel>{channel}{entries}</channel></rss>'.encode()


def atom(entry: str) -> bytes:
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Presse</title><id>f</id><entry>{entry}</entry></feed>'.encode()


def read(more: str = TEXT, *, channel: str = "") -> Release:
    return release_of(rss(ITEM + more, channel=channel))


def test_an_item() -> None:
    release = read(TEXT + "<guid isPermaLink='false'>pm-7</guid><category>Verkehr</category><category>Pressemitteilungen</category>")
    assert (release.id, release.url, release.title) == (hashed_id("pm-7"), "https://a.example/7", "Brücke ist frei")
    assert (release.published.isoformat(), release.published_from) == ("2024-03-21T10:00:00+01:00", "page")
    assert (release.teaser, release.body, release.topics) == ("Der Verkehr rollt.", (), ("Verkehr",))


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        ("21. März 2024, 10:00 Uhr", "2024-03-21T10:00:00+01:00"),
        ("Donnerstag, 21. März 2024", "2024-03-21T00:00:00+01:00"),
        ("Thu, 21 Mar 24 10:00 CET", "2024-03-21T10:00:00+01:00"),
        ("2024-03-21T09:00:00Z", "2024-03-21T10:00:00+01:00"),
    ],
)
def test_dates(date: str, moment: str) -> None:
    item = f"<title>T</title><description>D.</description><link>https://a.example/1</link><pubDate>{date}</pubDate>"
    assert release_of(rss(item)).published.isoformat() == moment


@pytest.mark.parametrize("date", ["", "<pubDate>bald</pubDate>", "<pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate>"])
def test_an_item_without_a_date_is_rejected(date: str) -> None:
    assert "published: " in reason_of(rss(f"<title>T</title><link>https://a.example/1</link>{TEXT}{date}"))


def test_items_that_share_a_link_stay_apart() -> None:
    first, second = releases_of(rss(ITEM + TEXT, ITEM.replace("frei", "gesperrt") + TEXT))
    assert (first.id != second.id, first.url, second.url) == (True, "https://a.example/7", "https://a.example/7")
    one, two = releases_of(rss(f"{ITEM}{TEXT}<guid isPermaLink='false'>1</guid>", f"{ITEM}{TEXT}<guid isPermaLink='false'>2</guid>"))
    assert (one.id, two.id) == (hashed_id("1"), hashed_id("2"))


def test_a_guid_that_is_the_address_is_the_id_of_the_page() -> None:
    assert read(TEXT + "<guid>https://a.example/7</guid>").id == hashed_id("https://a.example/7") == read().id


def test_text_and_teaser() -> None:
    release = read(TEXT + "<content:encoded><![CDATA[<h2>Kosten</h2><p>Ein <b>Satz</b>.</p><ul><li>Punkt</li></ul>]]></content:encoded>")
    assert release.teaser == "Der Verkehr rollt."
    assert [(block.type, block.text) for block in release.body] == [
        ("heading", "Kosten"),
        ("paragraph", "Ein Satz."),
        ("list_item", "Punkt"),
    ]


def test_a_description_of_several_paragraphs_is_the_text() -> None:
    release = read("<description>Sehr geehrter Herr Muster,\n\nein Satz.\n\nMit Gruß</description>")
    assert (release.teaser, [block.text for block in release.body]) == ("", ["Sehr geehrter Herr Muster,", "ein Satz.", "Mit Gruß"])


def test_a_cut_text_is_marked() -> None:
    assert read("<description>Der Verkehr rollt wieder ...</description>").cut
    assert not read("<description>Der …</description><content:encoded>Der Verkehr rollt.</content:encoded>").cut


@pytest.mark.parametrize(
    "channel",
    [
        "<copyright>© 2024 Landesamt für Straßenbau. Alle Rechte vorbehalten.</copyright>",
        "<title>Landesamt für Straßenbau: Pressemitteilungen</title>",
        "<title>Pressemitteilungen | Landesamt für Straßenbau</title>",
        "<managingEditor>presse@a.example (Landesamt für Straßenbau)</managingEditor>",
        "<dc:publisher>Landesamt für Straßenbau</dc:publisher><copyright>Agentur für Bilder</copyright>",
    ],
)
def test_who_sends_it(channel: str) -> None:
    assert read(channel=channel).ministries == ("Landesamt für Straßenbau",)


def test_persons_and_lists_send_nothing() -> None:
    assert read(TEXT + "<dc:creator>Erika Muster</dc:creator>", channel="<title>Aktuelle Meldungen</title>").ministries == ()


def test_pictures_and_files() -> None:
    release = read(
        TEXT
        + '<enclosure url="https://a.example/plan.pdf" type="application/pdf" length="1"/>'
        + '<media:content url="https://a.example/b.jpg" medium="image"><media:credit>M. Muster</media:credit></media:content>'
    )
    assert release.attachments == (Attachment(title="plan.pdf", url="https://a.example/plan.pdf"),)
    assert release.images == (Image(url="https://a.example/b.jpg", credit="M. Muster"),)


def test_atom() -> None:
    entry = (
        "<title type='html'>Brücke &amp;amp; Tunnel</title><id>urn:uuid:1</id><updated>2024-03-22T10:00:00Z</updated>"
        "<published>2024-03-21T10:00:00Z</published><link href='https://a.example/7'/><category term='v' label='Verkehr'/>"
        "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>Ein Satz.</p><p>Zwei.</p></div></content>"
        "<author><name>Landesamt für Straßenbau</name></author>"
    )
    release = release_of(atom(entry))
    assert (release.title, release.id, release.topics) == ("Brücke & Tunnel", hashed_id("urn:uuid:1"), ("Verkehr",))
    assert (release.published.day, release.updated and release.updated.day) == (21, 22)
    assert [block.text for block in release.body] == ["Ein Satz.", "Zwei."]
    assert release.ministries == ("Landesamt für Straßenbau",)


def test_atom_with_a_link_to_itself_only() -> None:
    entry = "<title>T</title><id>urn:1</id><updated>2024-03-21T10:00:00Z</updated><summary>S.</summary>"
    assert release_of(atom(entry + "<link rel='self' href='https://a.example/1'/>")).url == "https://a.example/1"


def test_rdf() -> None:
    data = (
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' "
        "xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>Presse</title></channel><item rdf:about='https://a.example/7'>"
        "<title>Brücke</title><link>https://a.example/7</link><description>Ein Satz.</description>"
        "<dc:date>2024-03-21T10:00:00+01:00</dc:date>"
        "<dc:subject>Verkehr</dc:subject><dc:publisher>Landesamt für Straßenbau</dc:publisher></item></rdf:RDF>"
    )
    release = release_of(data.encode())
    assert (release.id, release.published.hour, release.topics) == (hashed_id("https://a.example/7"), 10, ("Verkehr",))
    assert release.ministries == ("Landesamt für Straßenbau",)


def test_what_is_not_well_formed_is_read_all_the_same() -> None:
    release = release_of(rss(ITEM + "<description>M&uuml;ller & S&ouml;hne <br> gut</description>"))
    assert "Müller & Söhne" in (release.teaser or release.body_text)


@pytest.mark.parametrize("charset", ["iso-8859-1", "utf-8", "windows-1252"])
def test_any_declared_encoding(charset: str) -> None:
    data = rss(ITEM + TEXT).replace(b'version="1.0"?', f'version="1.0" encoding="{charset}"?'.encode())
    assert release_of(data).title == "Brücke ist frei"
    assert release_of(data.decode().encode("cp1252")).title == "Brücke ist frei"
    assert release_of(data.decode().encode("utf-16")).title == "Brücke ist frei"


def test_an_odd_byte_is_counted() -> None:
    read_, repaired = items_of(rss(ITEM.replace("frei", "grün, größer") + TEXT).replace(b"Der Verkehr", b"Der \x84Verkehr\x93"))
    assert isinstance(read_, Read) and read_.release.teaser == "Der „Verkehr“ rollt."
    assert repaired == Repaired("in/datei", Repair.ODD_BYTES, 2)


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!doctype rss [<!entity % p SYSTEM "http://127.0.0.1/x">%p;]>',
    ],
)
def test_entities_are_refused(doctype: str) -> None:
    data = rss(ITEM + "<description>&b;&a;</description>").replace(b"<rss", doctype.encode() + b"<rss")
    assert "declares entities" in reason_of(data)


def test_rubbish_and_an_empty_feed() -> None:
    assert items_of(rss()) == []
    (item,) = items_of(b"<rss>")
    assert isinstance(item, Rejection)


def test_shapes_that_would_take_minutes_are_refused() -> None:
    attributes = " ".join(f"a{number}='x'" for number in range(10_000))
    assert "attributes of more than" in reason_of(rss(ITEM + TEXT).replace(b"<item>", f"<item {attributes}>".encode()))
    assert "nested deeper" in reason_of(rss(ITEM + "<description>" + "<a>" * 10_000 + "</description>"))
    long = "<p>x</p>" * 700_000
    (reason, other) = items_of(rss(ITEM + f"<description><![CDATA[{long}]]></description>", ITEM + TEXT))
    assert isinstance(reason, Rejection) and "no release is" in reason.reason
    assert isinstance(other, Read)
