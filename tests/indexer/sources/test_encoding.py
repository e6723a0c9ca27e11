"""Every spelling of one text in bytes, and bytes that are no text."""

from __future__ import annotations

import codecs

import pytest

from indexer.sources.encoding import decode
from search_service.errors import InvalidReleaseError

TEXT = "<p>Grüße aus Gießen – „schön“</p>"


def declared(charset: str) -> bytes:
    return f'<meta charset="{charset}">'.encode()


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("cp1252"),
        declared("windows-1252") + TEXT.encode("cp1252"),
        declared("ISO-8859-1") + TEXT.encode("cp1252"),
        declared("utf-8") + TEXT.encode("cp1252"),
        declared("iso-8859-1") + TEXT.encode(),
        declared("x-mac-roman") + TEXT.encode("mac-roman"),
        declared("klingon") + TEXT.encode("cp1252"),
        b'<meta http-equiv="Content-Type" content="text/html; charset=windows-1250">' + TEXT.encode("cp1250"),
    ],
)
def test_the_text_comes_out(data: bytes) -> None:
    assert decode(data).endswith(TEXT)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("Grüße ".encode() + "aus Köln".encode("cp1252"), "byte 14 is not UTF-8, though others are"),
        (b"a\x81b", "byte 2 is neither UTF-8 nor cp1252"),
        (b"GIF89a\x00\x00", "NUL"),
        (codecs.BOM_UTF16_LE + b"a\x00b", "byte 5 is neither UTF-8 nor utf-16-le"),
    ],
)
def test_what_is_no_text_is_rejected(data: bytes, reason: str) -> None:
    with pytest.raises(InvalidReleaseError, match=reason):
        decode(data)
