"""Tables: delimiters, encodings, names of columns, lists in cells, and rows that are broken."""

from __future__ import annotations

import pytest

from indexer.sources.base import Read, Rejection, Repaired
from indexer.sources.csv_table import delimiter_of
from indexer.sources.encoding import Repair
from indexer.sources.opening import read_source
from tests.indexer.sources.reading import items_of, reason_of, release_of, releases_of

HEADER = "Datum;Titel;Teaser;Themen;Ministerium;Text\n"
ROW = '21.03.2024;"Brücke; Tunnel";Es rollt.;Verkehr | Bau;Amt für Straßen;"Ein Satz.\nZwei ""große"" Sätze."\n'


def test_a_row() -> None:
    release = release_of((HEADER + ROW).encode())
    assert (release.title, release.teaser, release.published.day) == ("Brücke; Tunnel", "Es rollt.", 21)
    assert (release.topics, release.ministries) == (("Verkehr", "Bau"), ("Amt für Straßen",))
    assert [block.text for block in release.body] == ["Ein Satz.", 'Zwei "große" Sätze.']


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_delimiters_and_encodings(tmp_path_factory: pytest.TempPathFactory, delimiter: str, encoding: str, line_end: str) -> None:
    table = line_end.join(delimiter.join(cells) for cells in (("title", "date", "topic"), ("Brücke", "21.03.2024", "Maß")))
    path = tmp_path_factory.mktemp("t") / "daten"
    path.write_bytes(table.encode(encoding))
    (release,) = [item.release for item in read_source(path) if isinstance(item, Read)]
    assert (release.title, release.topics) == ("Brücke", ("Maß",))


def test_columns_by_settings() -> None:
    data = b"Ueberschrift;Tag der Freigabe;Haus;Sonstiges\nT;21.03.2024;Amt;x\n"
    columns = {"ueberschrift": "title", "Tag der Freigabe": "published", "Haus": "ministries"}
    assert delimiter_of(data.decode().split("\n")[0]) is None
    assert delimiter_of(data.decode().split("\n")[0], columns) == ";"


def test_unknown_columns_are_counted() -> None:
    (item,) = items_of(b"Titel;Datum;Farbe\nT;21.03.2024;rot\n")
    assert isinstance(item, Read) and item.unknown_fields == ("Farbe",)


def test_what_we_export_comes_back_and_its_missing_text_replaces_none() -> None:
    export = "\ufeffDatum;Titel;Teaser;Themen;Ministerien;Adresse;Quelle;Kennung\r\n21.03.2024;'-5 Grad;Kalt.;Wetter | Bau;;http://hier/releases/a;https://a.example/7;pm-7\r\n"
    release = release_of(export.encode())
    assert (release.id, release.url, release.title) == ("pm-7", "https://a.example/7", "-5 Grad")
    assert release.cut


def test_a_table_with_texts_is_whole() -> None:
    assert not release_of((HEADER + ROW).encode()).cut


def test_a_spreadsheet_may_tell_its_delimiter() -> None:
    assert release_of(("sep=;\r\n" + HEADER + ROW).encode()).title == "Brücke; Tunnel"


def test_broken_rows_cost_only_themselves() -> None:
    rows = ["T1;21.03.2024", 'T2;"offen', "T3;21.03.2024", "T4;morgen", ";21.03.2024", "T6;21.03.2024;zu;viel", "", "T8;21.03.2024"]
    items = items_of(("Titel;Datum\n" + "\n".join(rows)).encode())
    lines = [(item.line, isinstance(item, Read)) for item in items if isinstance(item, Read | Rejection)]
    assert lines == [(2, True), (3, False), (4, True), (5, False), (6, False), (7, False), (9, True)]


def test_ids_with_other_characters_are_rejected() -> None:
    (item,) = items_of(b"id;Titel;Datum\na b;T;21.03.2024\n")
    assert isinstance(item, Rejection) and item.reason.startswith("id: ")


def test_nul_characters_are_rejected_with_their_line() -> None:
    items = items_of(b"Titel;Datum\nT\x00;21.03.2024\nU;21.03.2024\n")
    assert [(type(item), item.line) for item in items if isinstance(item, Read | Rejection)] == [(Rejection, 2), (Read, 3)]


def test_a_long_cell_is_read() -> None:
    text = "Wort " * 40_000
    (release,) = releases_of(f"Titel;Datum;Text\nT;21.03.2024;{text}\n".encode())
    assert len(release.body_text) == len(text) - 1


def test_odd_bytes_are_counted() -> None:
    read, repaired = items_of("Titel;Datum\nMüller ".encode() + b"M\xfcller;21.03.2024\n")
    assert isinstance(read, Read) and read.release.title == "Müller Müller"
    assert repaired == Repaired("in/datei", Repair.ODD_BYTES, 1)


def test_a_table_of_names_alone_is_said() -> None:
    assert "no row follows" in reason_of(b"Titel;Datum;Text\n")
