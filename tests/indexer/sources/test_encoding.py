"""Every spelling of one text in bytes; bytes that were damaged on their way; bytes that are no text."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.sources.encoding import Repair, decode, decode_line, without_mojibake
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
        codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        TEXT.encode("cp1252"),
        declared("windows-1252") + TEXT.encode("cp1252"),
        declared("ISO-8859-1") + TEXT.encode("cp1252"),
        declared("utf-8") + TEXT.encode("cp1252"),
        declared("utf-16") + TEXT.encode(),
        declared("iso-8859-1") + TEXT.encode(),
        declared("x-mac-roman") + TEXT.encode("mac-roman"),
        declared("klingon") + TEXT.encode("cp1252"),
        b'<meta http-equiv="Content-Type" content="text/html; charset=windows-1250">' + TEXT.encode("cp1250"),
    ],
)
def test_the_text_comes_out(data: bytes) -> None:
    decoded = decode(data)
    assert decoded.text.endswith(TEXT)
    assert not decoded.repairs


@pytest.mark.parametrize(
    ("data", "text", "odd"),
    [
        ("Grüße ".encode() + "aus Köln".encode("cp1252"), "Grüße aus Köln", 1),
        ("Größe, Köln ".encode() + b"\x93hier\x94", "Größe, Köln “hier”", 2),
        (codecs.BOM_UTF8 + b"K\xf6ln", "Köln", 1),
        ("Ämter".encode() + b"\xc3", "ÄmterÃ", 1),  # cut in the middle of a character
        (b"a\x81b", "ab", 1),
        (codecs.BOM_UTF16_LE + b"a\x00b", "a", 1),
        (codecs.BOM_UTF16_LE + b"a\x00\x00\xd8b\x00", "ab", 1),
    ],
)
def test_an_odd_byte_is_read_and_counted(data: bytes, text: str, odd: int) -> None:
    decoded = decode(data)
    assert (decoded.text, decoded.repairs) == (text, {Repair.ODD_BYTES: odd})


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("fÃ¼r BÃ¼rger", "für Bürger"),
        ("GrÃ¶ÃŸe", "Größe"),
        ("â€žMÃ¼hleâ€œ", "„Mühle“"),
        ("für die BÃ¼rger", "für die Bürger"),
        ("der Ã¶ffentliche – Dienst", "der öffentliche – Dienst"),
        ("Ãœber Â§ 5", "Über § 5"),
        ("30 â‚¬", "30 €"),
    ],
)
def test_mojibake_is_undone_and_counted(text: str, meant: str) -> None:
    assert without_mojibake(text) == (meant, 1)
    assert decode(f"Zeile\n{text}\n".encode()).repairs == {Repair.MOJIBAKE: 1}


@pytest.mark.parametrize("text", ["Buchstabe „Ä“", "VOILÀ «", "São Tomé", "Ærø – Åland", "naïve Noël", "Đà Nẵng", "À la carte", "Ã"])
def test_what_only_looks_like_mojibake_stays(text: str) -> None:
    assert without_mojibake(text) == (text, 0)


@pytest.mark.parametrize("data", [b"GIF89a\x00\x00", b"a\x00b"])
def test_what_is_no_text_is_rejected(data: bytes) -> None:
    with pytest.raises(InvalidReleaseError, match="NUL"):
        decode(data)


def test_a_line_is_decoded_alone() -> None:
    assert decode_line("Grüße".encode()).text == decode_line("Grüße".encode("cp1252")).text == "Grüße"


@given(st.binary(max_size=200))
def test_any_bytes_become_a_text_or_are_refused(data: bytes) -> None:
    try:
        text = decode(data).text
    except InvalidReleaseError:
        return
    assert "\x00" not in text
    assert text.encode("utf-8").decode("utf-8") == text


@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc"), max_codepoint=0x24F)))
def test_utf8_is_never_taken_for_anything_else(text: str) -> None:
    assert decode(codecs.BOM_UTF8 + text.encode()).repairs.keys() <= {Repair.MOJIBAKE}
