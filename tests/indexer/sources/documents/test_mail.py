"""Mails of press offices: which part is read, what of the letter around the release goes, what is attached."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from indexer.sources.base import Rejection, hashed_id
from search_service.release import Attachment, Release
from tests.indexer.sources.reading import items_of, reason_of, release_of

LETTER = """Sehr geehrte Damen und Herren,

anbei erhalten Sie unsere Pressemitteilung.

Pressemitteilung
Nr. 12/2024

Auental, 21. März 2024

Brücke ist frei

Der Verkehr rollt wieder über die Brücke im Auental, die seit
Januar gesperrt war.

„Wir sind froh“, sagte die Leiterin.

- Länge: 40 Meter
- Kosten: 2 Millionen

Mit freundlichen Grüßen
Erika Muster

--
Pressestelle
Tel. 030 1
"""
PLAIN = "Der Verkehr rollt wieder.\n\nEin Satz.\n"
HTML = "<html><body><h1>Brücke ist frei</h1><p>Der Verkehr rollt <b>wieder</b>.</p><ul><li>Punkt</li></ul><img src='cid:1'></body></html>"


def mail(plain: str = "", html: str = "", **headers: str) -> EmailMessage:
    message = EmailMessage()
    known = {
        "From": "Pressestelle Landesamt für Straßenbau <presse@a.example>", "To": "redaktion@a.example", "Message-ID": "<7@a.example>",
        "Subject": "Pressemitteilung Nr. 12/2024: Brücke ist frei", "Date": "Thu, 21 Mar 2024 10:00:00 +0100",
    }  # fmt: skip
    for name, value in (known | headers).items():
        message[name] = value
    if plain:
        message.set_content(plain)
    if html:
        (message.add_alternative if plain else message.set_content)(html, subtype="html")
    return message


def texts(release: Release) -> list[str]:
    return [block.text for block in release.body]


def test_the_letter_around_a_release_goes() -> None:
    release = release_of(mail(LETTER).as_bytes())
    assert (release.title, release.ministries) == ("Brücke ist frei", ("Landesamt für Straßenbau",))
    assert texts(release) == [
        "Der Verkehr rollt wieder über die Brücke im Auental, die seit Januar gesperrt war.",
        "„Wir sind froh“, sagte die Leiterin.",
        "Länge: 40 Meter",
        "Kosten: 2 Millionen",
    ]
    assert (release.id, release.published.isoformat()) == (hashed_id("7@a.example"), "2024-03-21T10:00:00+01:00")


def test_the_html_part_is_read_where_there_is_one() -> None:
    release = release_of(mail(PLAIN, HTML).as_bytes())
    assert texts(release) == ["Der Verkehr rollt wieder.", "Punkt"]


def test_plain_text_alone() -> None:
    assert texts(release_of(mail(PLAIN).as_bytes())) == ["Der Verkehr rollt wieder.", "Ein Satz."]


@pytest.mark.parametrize("encoding", ["8bit", "quoted-printable", "base64"])
@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252"])
def test_transfer_encodings(encoding: str, charset: str) -> None:
    message = mail()
    message.set_content("Grüße aus Köln\n\nMaß", charset=charset, cte=encoding)
    assert texts(release_of(message.as_bytes())) == ["Grüße aus Köln", "Maß"]


@pytest.mark.parametrize("declared", [b"us-ascii", b"iso-8859-1", b"klingon", b"utf-8"])
def test_a_wrong_charset_costs_nothing(declared: bytes) -> None:
    data = (
        b"From: a@a.example\nTo: b@a.example\nSubject: T\nDate: 21 Mar 2024 10:00:00 +0100\nContent-Type: text/plain; charset=" + declared
    )
    assert texts(release_of(data + "\n\nGrüße aus Köln".encode())) == ["Grüße aus Köln"]


def test_attachments_are_named_and_pictures_of_the_text_are_not() -> None:
    message = mail(PLAIN)
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="Plan März.pdf")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="logo.png", cid="<1>")
    assert release_of(message.as_bytes()).attachments == (Attachment(title="Plan März.pdf", url="Plan%20M%C3%A4rz.pdf"),)


SUBJECTS = ["WG: AW: Brücke ist frei", "[EXTERN] Fwd: Brücke ist frei", "PM 12/24: Brücke ist frei", "Brücke ist frei"]


@pytest.mark.parametrize("subject", SUBJECTS)
def test_what_stands_before_a_title(subject: str) -> None:
    assert release_of(mail(PLAIN, Subject=subject).as_bytes()).title == "Brücke ist frei"


def test_an_embargo_hides() -> None:
    release = release_of(mail("Sperrfrist: 22.03.2024, 6 Uhr\n\n" + PLAIN).as_bytes())
    assert release.visible_from.isoformat() == "2024-03-22T06:00:00+01:00"
    assert "Sperrfrist" not in release.body_text
    release = release_of(mail(PLAIN, Subject="Sperrfrist 22.03.2024, 6 Uhr: Brücke ist frei").as_bytes())
    assert (release.title, release.visible_from.hour) == ("Brücke ist frei", 6)


def test_flowed_lines_go_on() -> None:
    message = mail("Der Verkehr \nrollt wieder.\n\nZwei.")
    message.set_param("format", "flowed")
    assert texts(release_of(message.as_bytes())) == ["Der Verkehr rollt wieder.", "Zwei."]


def test_a_line_of_a_mailbox_file_is_no_header() -> None:
    assert release_of(b"From presse@a.example Thu Mar 21 10:00:00 2024\n" + mail(PLAIN).as_bytes()).title == "Brücke ist frei"


def test_a_mail_without_text_is_rejected() -> None:
    message = mail()
    message.set_content("\n")
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="a.pdf")
    assert "no text" in reason_of(message.as_bytes())


@pytest.mark.parametrize("broken", ["=?utf-8?q?=C3=28?=", "=?klingon?b?AA?=", "=?utf-8?b?###?=", "x" * 5000])
def test_broken_headers_break_nothing(broken: str) -> None:
    data = mail(PLAIN).as_bytes().replace(b"Message-ID: <7@a.example>", b"Message-ID: " + broken.encode())
    (item,) = items_of(data.replace(b"To: redaktion@a.example", b"To: " + broken.encode() + b"\nOrganization: " + broken.encode()))
    assert not isinstance(item, Rejection), item


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_letters_without_an_encoding_in_a_header(encoding: str) -> None:
    headers = "From: Amt für Maße <a@a.example>\nTo: b@b.example\nSubject: Größe\nDate: Thu, 21 Mar 2024 10:00:00 +0100\n\nText.\n"
    release = release_of(headers.encode(encoding))
    assert (release.title, release.ministries) == ("Größe", ("Amt für Maße",))


def test_headers_and_parts_without_end_cost_little() -> None:
    addresses = b"b@b.example, " * 100_000
    headers = b"From: a@a.example\nDate: Thu, 21 Mar 2024 10:00:00 +0100\nSubject: T\nTo: " + addresses + b"\n"
    assert release_of(headers + b"\nEin Satz.\n").title == "T"
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (number, number) for number in range(3000))
    assert "not a mail that can be read" in reason_of(headers.replace(addresses, b"c@c.example") + nested)
    assert "lines, which no mail is" in reason_of(headers.replace(addresses, b"c@c.example") + b"\n" * 1_000_001)
