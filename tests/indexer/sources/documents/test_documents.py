"""DOCX, ODT and PDF: the same release in each, and documents that cannot be read."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest
from docx.document import Document
from pypdf import PdfReader, PdfWriter

from indexer.sources import opening
from indexer.sources.base import Item, Rejection
from indexer.sources.documents import packages
from search_service.release import Release
from tests.indexer.sources.documents.making import odt, pdf
from tests.indexer.sources.reading import reason_of, release_of

TITLE = "Brücke im Auental ist wieder frei"
FIRST = "Der Verkehr rollt wieder über die Brücke, die seit Januar gesperrt war."


def word(*, bold_title: bool = False) -> bytes:
    document: Document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Landesamt für Straßenbau"
    document.add_paragraph("PRESSEMITTEILUNG")
    document.add_paragraph("Nr. 12/2024 vom 21. März 2024")
    if bold_title:
        document.add_paragraph().add_run(TITLE).bold = True
    else:
        document.add_heading(TITLE, 0)
    paragraph = document.add_paragraph(FIRST)
    paragraph.add_run(" Interner Vermerk.").font.hidden = True
    document.add_heading("Kosten", 2)
    document.add_paragraph("Länge: 40 Meter", style="List Bullet")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Bund", "2 Millionen Euro"
    document.add_paragraph("Pressekontakt: Erika Muster")
    document.add_paragraph("Tel. 030 1")
    return saved(document)


def saved(document: Document) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


ODT = odt(
    "<text:tracked-changes><text:changed-region><text:p>Gelöscht</text:p></text:changed-region></text:tracked-changes>"
    "<text:p>Landesamt für Straßenbau</text:p><text:p>PRESSEMITTEILUNG Nr. 12/2024</text:p><text:p>Auental, 21.03.2024</text:p>"
    f"<text:p text:style-name='P1'>{TITLE}</text:p><text:p>{FIRST[:17]}<text:s/><text:span>{FIRST[18:]}</text:span>"
    "<office:annotation><text:p>Interner Vermerk.</text:p></office:annotation></text:p><text:h>Kosten</text:h>"
    "<text:list><text:list-item><text:p>Länge: 40 Meter</text:p></text:list-item></text:list>"
    "<table:table><table:table-row><table:table-cell><text:p>Bund</text:p></table:table-cell><table:table-cell>"
    "<text:p>2 Millionen Euro</text:p></table:table-cell></table:table-row></table:table><text:p>Pressekontakt: Erika Muster</text:p>",
    styles="<style:style style:name='P1' style:parent-style-name='Title'/>",
)
PDF = pdf(
    [
        (800, 10, "Landesamt für Straßenbau"), (770, 14, "PRESSEMITTEILUNG"), (750, 10, "Nr. 12/2024 vom 21. März 2024"),
        (700, 18, "Brücke im Auental"), (678, 18, "ist wieder frei"), (650, 10, "Der Verkehr rollt wieder über die Brücke,"),
        (638, 10, "die seit Januar gesperrt war."), (610, 12, "Kosten"), (590, 10, "• Länge: 40 Meter"), (560, 10, "Bund"),
        (530, 10, "2 Millionen Euro"), (30, 8, "Seite 1 von 2"),
    ],
    [(800, 10, "Landesamt für Straßenbau"), (770, 10, "Pressekontakt: Erika Muster"), (30, 8, "Seite 2 von 2")],
)  # fmt: skip


@pytest.mark.parametrize("data", [word(), word(bold_title=True), ODT, PDF], ids=["docx", "docx without styles", "odt", "pdf"])
def test_one_release_in_every_kind_of_document(data: bytes) -> None:
    release = release_of(data)
    assert (release.title, release.ministries) == (TITLE, ("Landesamt für Straßenbau",))
    assert (release.published.isoformat(), release.published_from) == ("2024-03-21T00:00:00+01:00", "page")
    assert [f"{block.type}: {block.text}" for block in release.body] == [
        f"paragraph: {FIRST}",
        "heading: Kosten",
        "list_item: Länge: 40 Meter",
        "paragraph: Bund",
        "paragraph: 2 Millionen Euro",
    ]


def texts(release: Release) -> str:
    return release.body_text


def test_a_topic_above_the_title() -> None:
    body = "".join(
        f"<text:p>{text}</text:p>"
        for text in ("Verkehr", "Brücke im Auental ist wieder frei", FIRST, "Eröffnet wird die Brücke am 3. Mai 2024.")
    )
    release = release_of(odt(body))
    assert (release.topics, release.title, release.published_from) == (("Verkehr",), TITLE, "text")


@pytest.mark.parametrize(
    "headline", ["Polizei sucht Zeugen nach Unfall", "Ministerin besucht neue Schule", "Presse darf wieder ins Rathaus"]
)
def test_a_headline_that_names_an_office_is_a_headline(headline: str) -> None:
    body = "".join(f"<text:p>{text}</text:p>" for text in ("Landkreis Auental", "Pressemitteilung vom 21.03.2024", headline, FIRST))
    release = release_of(odt(body))
    assert (release.title, release.ministries) == (headline, ("Landkreis Auental",))


def test_a_dateline_begins_the_text() -> None:
    body = "".join(f"<text:p>{text}</text:p>" for text in (TITLE, f"Auental, 21. März 2024. {FIRST}", "Am 3. Mai 2024 wird gefeiert."))
    assert release_of(odt(body)).published.isoformat() == "2024-03-21T00:00:00+01:00"


def test_an_embargo_in_a_document_hides() -> None:
    body = "".join(f"<text:p>{text}</text:p>" for text in ("Sperrfrist: 22.03.2024, 10 Uhr", "Auental, 21.03.2024", TITLE, FIRST))
    release = release_of(odt(body))
    assert release.visible_from.isoformat() == "2024-03-22T10:00:00+01:00"
    assert "Sperrfrist" not in release.model_dump_json()


def test_a_paragraph_goes_on_over_pages_and_hyphens() -> None:
    pages = [
        [(700, 18, "Ein Titel"), (660, 10, "Der Satz in Baden-"), (648, 10, "Württemberg ist lang und")],
        [(800, 10, "geht weiter."), (780, 10, "Ein neuer Absatz steht hier.")],
    ]
    assert texts(release_of(pdf(*pages))) == "Der Satz in Baden-Württemberg ist lang und geht weiter.\nEin neuer Absatz steht hier."


def encrypted(password: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(PDF)))
    writer.encrypt(password, owner_password="anders", algorithm="RC4-128")
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def repacked(data: bytes, name: str, part: bytes) -> bytes:
    """The same package with another part."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            new.writestr(member, part if member.filename == name else old.read(member))
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (pdf([]), "a scan"),
        (pdf([(700, 10, "7")]), "a scan"),
        (encrypted("geheim"), "encrypted"),
        (PDF[: len(PDF) // 3], "a damaged PDF"),
        (b"%PDF-1.7\n" + b"x" * 5000, "a damaged PDF"),
        (pdf(*[[(700, 10, "Text")]] * 101), "longer than 100 pages"),
        (word()[:-400], "a damaged document"),
        (repacked(word(), "word/document.xml", b"<kaputt"), "a damaged document"),
        (repacked(word(), "word/document.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'), "declares entities"),
        (repacked(ODT, "content.xml", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'), "declares entities"),
        (repacked(ODT, "content.xml", b"<a"), "not well-formed"),
        (odt("<text:p/>"), "holds no text"),
        (odt("<text:p>x</text:p>", manifest="<manifest><encryption-data/></manifest>"), "encrypted"),
    ],
)
def test_what_cannot_be_read_is_rejected_with_its_reason(data: bytes, reason: str) -> None:
    assert reason in reason_of(data)


def test_a_document_that_anybody_may_read_is_not_encrypted() -> None:
    assert release_of(encrypted("")).title == TITLE


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "LONGEST_PART", 100_000)
    assert "holds a text of more than" in reason_of(repacked(ODT, "content.xml", b" " * 200_000))
    monkeypatch.setattr(packages, "MOST_UNPACKED", 100_000)
    assert "unpacks to more than" in reason_of(repacked(ODT, "content.xml", b" " * 200_000))


@pytest.mark.parametrize(("data", "library"), [(word(), "docx"), (PDF, "pypdf")])
def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch, data: bytes, library: str) -> None:
    monkeypatch.setattr(packages, "find_spec", lambda name: None if name == library else object())
    assert "news-search[documents]" in reason_of(data)


def test_a_spreadsheet_is_no_document() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("xl/workbook.xml", "<workbook/>")
    assert "no text document" in reason_of(target.getvalue())


def test_documents_in_a_folder_and_an_archive(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "alle.zip", "w") as package:
        for name, data in (("a.docx", word()), ("b.odt", ODT), ("c.pdf", PDF)):
            package.writestr(name, data)
            (tmp_path / name).write_bytes(data)
    items: list[Item] = list(opening.read_source(tmp_path))
    assert len(items) == 6 and not [item for item in items if isinstance(item, Rejection)]


@pytest.mark.parametrize("data", [word(), ODT, PDF], ids=["docx", "odt", "pdf"])
def test_damage_anywhere_is_never_a_crash(tmp_path: Path, data: bytes) -> None:
    for at in range(40, len(data), max(1, len(data) // 60)):
        (tmp_path / "a").write_bytes(data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :])
        for item in opening.read_source(tmp_path / "a"):
            assert not isinstance(item, Rejection) or item.reason


def test_an_embargo_in_the_header_of_a_page_hides_and_dates_nothing() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Sperrfrist: 4. Mai 2031, 11 Uhr"
    for text in ("Fähre fährt wieder über den See", "21. März 2024", "Die Fähre fährt ab Montag."):
        document.add_paragraph(text)
    release = release_of(saved(document))
    assert release.visible_from.isoformat() == "2031-05-04T11:00:00+02:00"
    assert release.published.date().isoformat() == "2024-03-21"
