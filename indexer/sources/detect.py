"""The format of a source: by what it begins with, then by its suffix; never by its suffix alone where the content tells."""

from __future__ import annotations

import json
import re
from enum import StrEnum

HEAD_BYTES = 4096
"""As much of a file is looked at; the root of a page stands within it, whatever comments come first."""


class Format(StrEnum):
    """What a source can be written in; the values are those of ``--format``."""

    JSON_LINES = "jsonl"
    JSON = "json"
    HTML = "html"
    TEXT = "text"


_SUFFIXES = {
    **dict.fromkeys((".jsonl", ".ndjson"), Format.JSON_LINES),
    ".json": Format.JSON,
    **dict.fromkeys((".html", ".htm", ".xhtml"), Format.HTML),
    **dict.fromkeys((".txt", ".text"), Format.TEXT),
}
_HTML = re.compile(rb"\s*(?:<\?xml[^>]*>\s*|<!--(?:(?!-->).)*-->\s*)*<(?:!doctype html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_JSON = re.compile(rb'\s*(?:\{\s*["}]|\[\s*[{\]])')
_LONG_DOCUMENT = re.compile(rb'"https?://jsonfeed\.org/version|"digitalwires')
_OTHER_MARKUP = re.compile(rb"\s*[<\[{]|%PDF|.*\x00", re.DOTALL)


def detect_format(head: bytes, suffix: str = "") -> Format | None:
    """The format of something that begins with ``head``: by its content, else by the suffix; None if neither tells.

    Text has no look of its own, so without any suffix everything counts as text that is no markup and has no zero bytes.
    """
    plain = head.removeprefix(b"\xef\xbb\xbf")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):  # UTF-16: Latin letters have a zero byte each
        plain = head[2:].replace(b"\x00", b"")
    if _HTML.match(plain):
        return Format.HTML
    if _JSON.match(plain):
        return _json_format(plain.lstrip())
    return _SUFFIXES.get(suffix.lower()) if suffix or _OTHER_MARKUP.match(plain) else Format.TEXT


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
