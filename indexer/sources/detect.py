"""The format of a source: by what it begins with, then by its suffix; never by its suffix alone where the content tells."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from enum import StrEnum

from indexer.sources.csv_table import delimiter_of
from indexer.sources.encoding import wide_encoding

HEAD_BYTES = 4096
"""As much of a file is looked at; the root of a page stands within it, whatever comments come first."""


class Format(StrEnum):
    """What a source can be written in; the values are those of ``--format``."""

    JSON_LINES = "jsonl"
    JSON = "json"
    CSV = "csv"
    MAIL = "mail"
    DOCX = "docx"
    ODT = "odt"
    PDF = "pdf"
    FEED = "feed"
    SITEMAP = "sitemap"
    NEWSML = "newsml"
    HTML = "html"
    TEXT = "text"


DOCUMENTS = frozenset({Format.DOCX, Format.ODT})
"""Formats that are zips themselves."""
_SUFFIXES = {
    **dict.fromkeys((".jsonl", ".ndjson"), Format.JSON_LINES),
    ".json": Format.JSON,
    ".eml": Format.MAIL,
    ".docx": Format.DOCX,
    ".odt": Format.ODT,
    ".pdf": Format.PDF,
    **dict.fromkeys((".csv", ".tsv"), Format.CSV),
    **dict.fromkeys((".html", ".htm", ".xhtml"), Format.HTML),
    **dict.fromkeys((".txt", ".text"), Format.TEXT),
}
_ROOTS = {
    **dict.fromkeys((b"html", b"head", b"body"), Format.HTML),
    **dict.fromkeys((b"rss", b"rdf", b"feed"), Format.FEED),
    **dict.fromkeys((b"urlset", b"sitemapindex"), Format.SITEMAP),
    **dict.fromkeys((b"newsitem", b"newsmessage", b"packageitem"), Format.NEWSML),
}
_ROOT = re.compile(
    rb"(?:\s|<\?[^>]*>|<!--.*?-->|<!doctype\b(?!\s+html)[^>\[]*(?:\[.*?\]\s*)?>|(<!doctype\s+html\b[^>\[]*>))*+"
    rb"(?:<(?:[a-z][\w.-]*:)?([a-z][\w.-]*))?",
    re.IGNORECASE | re.DOTALL,
)
_MAIL = re.compile(rb"(?:From [^\n]*\n)?(?:[A-Za-z][A-Za-z0-9-]*:[ \t]?[^\n]*\n(?:[ \t][^\n]*\n)*){3}")
_HEADER = re.compile(rb"^(From|To|Subject|Date|Message-ID|MIME-Version|Received|Return-Path|Content-Type|Reply-To):", re.I | re.M)
FEWEST_HEADERS = 3
"""Headers that a mail begins with; a press release as text may have a line "Datum: …", but not these."""
_JSON = re.compile(rb'\s*(?:\{\s*["}]|\[\s*[{\]])')
_LONG_DOCUMENT = re.compile(rb'"https?://jsonfeed\.org/version|"digitalwires')
_OTHER_MARKUP = re.compile(rb"\s*[<\[{]|%PDF|.*\x00", re.DOTALL)


def detect_format(head: bytes, suffix: str = "", *, columns: Mapping[str, str] | None = None) -> Format | None:
    """The format of something that begins with ``head``: by its content, else by the suffix; None if neither tells.

    ``columns`` are further names of a table's columns, by which one is known.

    Text has no look of its own, so without any suffix everything counts as text that is no markup and has no zero bytes.
    """
    if document := _document(head):
        return document
    wide = wide_encoding(head)
    plain = head.decode(wide, "ignore").encode("utf-8", "replace") if wide else head
    plain = plain.removeprefix(b"\xef\xbb\xbf")
    plain = plain.lstrip()
    if of_root := _of_root(plain):
        return of_root
    if _JSON.match(plain):
        return _json_format(plain)
    if _MAIL.match(plain) and len(set(map(bytes.lower, _HEADER.findall(plain)))) >= FEWEST_HEADERS:
        return Format.MAIL
    if _is_table(plain, columns or {}):
        return Format.CSV
    return _SUFFIXES.get(suffix.lower()) if suffix or _OTHER_MARKUP.match(plain) else Format.TEXT


def _document(head: bytes) -> Format | None:
    """What is told by its first bytes; files of word processors are zips that begin with certain parts."""
    if b"%PDF-" in head[:1024]:
        return Format.PDF
    if not head.startswith(b"PK\x03\x04"):
        return None
    name = head[30:]
    if name.startswith(b"mimetypeapplication/vnd.oasis.opendocument.text"):
        return Format.ODT
    return Format.DOCX if name.startswith((b"[Content_Types].xml", b"_rels/", b"docProps/", b"word/", b"customXml/")) else None


def _of_root(plain: bytes) -> Format | None:
    """The format that the root element of markup tells, if it is one of those that we know."""
    root = _ROOT.match(plain)
    return _ROOTS.get((root[2] or b"").lower(), Format.HTML if root[1] else None) if root else None


def _is_table(plain: bytes, columns: Mapping[str, str]) -> bool:
    lines = [line for line in plain.decode("utf-8", "replace").split("\n")[:2] if not line.lower().startswith("sep=")]
    return bool(lines) and delimiter_of(lines[0].strip(), columns) is not None


def _json_format(plain: bytes) -> Format:
    """JSON Lines where the first line is a whole object, or too long for what is looked at; a broken one with an object below it too."""
    first, newline, rest = plain.partition(b"\n")
    if plain.startswith(b"[") or _LONG_DOCUMENT.search(plain):
        return Format.JSON
    if not newline or rest.startswith(b'{"'):
        return Format.JSON_LINES
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        return Format.JSON
    return Format.JSON_LINES
