"""Which reader a source gets, which files of a folder are read, and what cannot be read at all."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.sources import opening
from indexer.sources.base import Read, Rejection
from indexer.sources.detect import Format, detect_format
from indexer.sources.opening import read_source
from search_service.errors import UnreadableSourceError

LINE = '{"id": "%s", "title": "T", "published": "2024-03-21"}\n'
TEXT = "Kicker\n\nEine Überschrift\n\nVorspann.\n\nAbsatz.\n"
HTML = "<!DOCTYPE html><html><h1>Titel</h1><p>Text.</p></html>"


def ids(path: Path, *, format: Format | None = None) -> list[str]:
    return [item.release.id if isinstance(item, Read) else f"! {item.source}: {item.reason}" for item in read_source(path, format=format)]


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("head", "suffix", "format"),
    [
        (b'{"title": 1}', ".txt", Format.JSON_LINES),
        (b'\xef\xbb\xbf\n { "title": 1}', "", Format.JSON_LINES),
        (b"<!DOCTYPE HTML>", ".txt", Format.HTML),
        (b"\n<!-- a --><!-- b -->\n<html lang=de>", ".jsonl", Format.HTML),
        (b'<?xml version="1.0"?><html xmlns="x">', "", Format.HTML),
        ("\ufeff<html>".encode("utf-16-le"), ".txt", Format.HTML),
        (b"<article>", ".HTM", Format.HTML),
        (b"kaputt", ".jsonl", Format.JSON_LINES),
        (b"Integration\n\n", ".txt", Format.TEXT),
        (b"Integration\n\n", "", Format.TEXT),
        (b"", ".json", Format.JSON),
        (b'{"title": 1}\n{"title": 2}\n', ".json", Format.JSON_LINES),
        (b'{"title":\n{"title": 2}\n', ".json", Format.JSON_LINES),
        (b'{"title": "' + b"x" * 4000, ".json", Format.JSON_LINES),
        (b'{\n  "title": 1,\n', ".jsonl", Format.JSON),
        (b'[{"title": 1}', "", Format.JSON),
        (b"[Foto: Hafen]\n\n", "", None),
        (b"Integration\n\n", ".csv", Format.CSV),
        (b"Integration\n\n", ".xls", None),
        (b"Titel;Datum\n", ".txt", Format.CSV),
        (b'"Datum","Titel"\r\n', "", Format.CSV),
        (b'\n<?xml version="1.0"?><?xml-stylesheet href="a.xsl"?><rss version="2.0">', ".html", Format.FEED),
        (b'<!DOCTYPE rss PUBLIC "-//N//DTD RSS 0.91//EN" "http://a.example/rss.dtd"><rss>', "", Format.FEED),
        (b'<rdf:RDF xmlns:rdf="x">', "", Format.FEED),
        (b'<feed xmlns="http://www.w3.org/2005/Atom">', ".xml", Format.FEED),
        (b'<?xml version="1.0"?><!-- a --><urlset>', ".xml", Format.SITEMAP),
        (b"<sitemapindex>", "", Format.SITEMAP),
        (b'<newsItem guid="x">', "", Format.NEWSML),
        (b'<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x.dtd"><div>', ".xml", Format.HTML),
        (b"<!doctype html>\n<p>Text", "", Format.HTML),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><rss>', "", Format.FEED),
        (b"%PDF-1.7", ".txt", Format.PDF),
        (b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument.text", ".zip", Format.ODT),
        (b"PK\x03\x04" + bytes(26) + b"[Content_Types].xml", "", Format.DOCX),
        (b"From: a@a.example\nTo: b@a.example\nSubject: T\n\n", ".txt", Format.MAIL),
        (b"Datum: 21.03.2024\nThema: Bau\nSubject: T\nOrt: A\n", ".txt", Format.TEXT),
        (b"\x89PNG\x00", "", None),
        (b'<?xml version="1.0"?><opml>', ".xml", None),
        (b"<!-- a -->" * 400, "", None),
    ],
)
def test_format(head: bytes, suffix: str, format: Format | None) -> None:
    assert detect_format(head, suffix) is format


def test_folder_in_sorted_order(tmp_path: Path) -> None:
    for name in ("b.jsonl", "a/2.jsonl", "a/1.jsonl", "c.jsonl"):
        write(tmp_path / name, LINE % name.replace("/", "-"))
    assert ids(tmp_path) == ["a-1.jsonl", "a-2.jsonl", "b.jsonl", "c.jsonl"]


def test_what_is_passed_over_in_a_folder(tmp_path: Path) -> None:
    for name in (".hidden.jsonl", ".git/x.jsonl", "README", "readme.txt", "notes.md", "portals.toml", "bild.jpg", "daten.xls"):
        write(tmp_path / name, "Text")
    assert ids(tmp_path) == [f"! {tmp_path}: is empty: no file in it is of a known kind; nothing was withdrawn"]


def test_every_format_in_one_folder(tmp_path: Path) -> None:
    for name, text in (("a.html", HTML), ("b.jsonl", LINE % "b"), ("c.txt", TEXT)):
        write(tmp_path / name, text)
    titles = [item.release.title for item in read_source(tmp_path) if isinstance(item, Read)]
    assert titles == ["Titel", "T", "Eine Überschrift"]


def test_a_folder_that_links_to_itself(tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", LINE % "a")
    (tmp_path / "again").symlink_to(tmp_path)
    assert ids(tmp_path) == ["a"]


def test_a_link_to_nowhere_is_reported_and_the_others_are_read(tmp_path: Path) -> None:
    write(tmp_path / "b.jsonl", LINE % "b")
    (tmp_path / "a.jsonl").symlink_to(tmp_path / "weg.jsonl")
    first, second = ids(tmp_path)
    assert first.startswith(f"! {tmp_path / 'a.jsonl'}: cannot be read (No such file")
    assert second == "b"


def test_a_named_file_of_unknown_kind_is_rejected(tmp_path: Path) -> None:
    (answer,) = ids(write(tmp_path / "daten.xls", "a;b"))
    assert "--format (jsonl, json, " in answer


def test_format_overrules_what_is_detected(tmp_path: Path) -> None:
    assert ids(write(tmp_path / "daten.csv", LINE % "a"), format=Format.JSON_LINES) == ["a"]


def test_strict_reaches_the_reader(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", '{"title": "T", "published": "2024-03-21", "colour": 1}')
    (item,) = read_source(path, strict=True)
    assert isinstance(item, Rejection)


def test_time_of_the_file_is_the_last_resort(tmp_path: Path) -> None:
    path = write(tmp_path / "a.html", HTML)
    os.utime(path, (1_711_000_000, 1_711_000_000))
    (item,) = read_source(path)
    assert isinstance(item, Read)
    assert (item.release.published.timestamp(), item.release.published_from) == (1_711_000_000, "file")


@pytest.mark.parametrize("text", [LINE % "a", TEXT, HTML])
def test_standard_input(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    (item,) = read_source(Path("-"))
    assert isinstance(item, Read)
    assert item.source == "-"


@pytest.mark.parametrize("name", ["fehlt.jsonl", "a\x00b"])
def test_unreadable_source_is_said_at_once(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnreadableSourceError, match="cannot be read"):
        read_source(tmp_path / name)


@pytest.mark.parametrize(("name", "shown"), [(b"m\xfcll.csv", "m\\xfcll.csv"), (b"a\x1b[1m\n.csv", "a\\x1b[1m\\n.csv")])
def test_any_name_is_printable(tmp_path: Path, name: bytes, shown: str) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
    path.write_text("x")
    (item,) = read_source(path)
    assert isinstance(item, Rejection)
    assert item.source == f"{tmp_path}/{shown}"


@pytest.mark.parametrize(
    "make", [lambda path: os.mkfifo(path), lambda path: path.symlink_to("/dev/zero"), lambda path: path.symlink_to("pipe")]
)
def test_a_pipe_or_device_in_a_folder_is_skipped_and_reported(tmp_path: Path, make: Callable[[Path], None]) -> None:
    write(tmp_path / "in" / "b.jsonl", LINE % "b")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "in" / "pipe").symlink_to(tmp_path / "pipe")
    make(tmp_path / "in" / "a.jsonl")
    first, second, third = ids(tmp_path / "in")
    assert "is a pipe or a device" in first and "is a pipe or a device" in third
    assert second == "b"


def test_a_file_of_which_nothing_can_be_read_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MOST_IN_VAIN", 3)
    lines = ["kaputt"] * 2 + [LINE.strip() % "a"] + ["kaputt"] * 9
    *items, last = ids(write(tmp_path / "a.jsonl", "\n".join(lines)))
    assert (len(items), items[2]) == (6, "a")
    assert "3 records in a row cannot be read" in last


def test_a_link_out_of_the_folder_is_reported_and_not_read(tmp_path: Path) -> None:
    write(tmp_path / "outside" / "secret.jsonl", LINE % "secret")
    write(tmp_path / "in" / "b.jsonl", LINE % "b")
    (tmp_path / "in" / "a.jsonl").symlink_to(tmp_path / "outside" / "secret.jsonl")
    (tmp_path / "in" / "c").symlink_to(tmp_path / "outside")
    assert ids(tmp_path / "in") == [
        f"! {tmp_path / 'in' / 'a.jsonl'}: is a link out of the folder; skipped",
        "b",
        f"! {tmp_path / 'in' / 'c'}: is a link out of the folder; skipped",
    ]
    (tmp_path / "linked").symlink_to(tmp_path / "outside")
    assert ids(tmp_path / "linked") == ["secret"]


def test_an_empty_file_of_lines_is_said(tmp_path: Path) -> None:
    assert ids(write(tmp_path / "a.jsonl", "\n\n")) == [f"! {tmp_path / 'a.jsonl'}: an empty file: no line holds a release"]
    assert ids(write(tmp_path / "a.jsonl", "")) == [f"! {tmp_path / 'a.jsonl'}: an empty file: no line holds a release"]
