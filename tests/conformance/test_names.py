"""Which words of a query the archive mostly writes together."""

from __future__ import annotations

import pytest

from tests.archives import Archive, MakeArchive, release

TEXTS = [
    "Ada Morgentau spricht in Aubingen.",
    "Es kam Ada Morgentau. Der Markt in Weiler.",
    "Ada Morgentaus Rede zum Neuen Markt.",
    *["Neuer Markt, alter Markt."] * 3,
    *["Der Markt schließt. Etwas Neues kommt."] * 9,
]


@pytest.fixture
def archive(archive_of: MakeArchive) -> Archive:
    return archive_of(*(release(f"n{number:02}", text) for number, text in enumerate(TEXTS)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ada Morgentau", ["Ada Morgentau"]),
        ("wo ist ada morgentau, Aubingen", ["ada morgentau"]),
        ("Ada Aubingen Morgentau", []),
        ("Morgentau Ada", []),
        ("Aubingen", []),
        ("Ada Xylophon", []),
        ("neuer Markt", []),
        ("", []),
    ],
)
def test_names_in_a_query(archive: Archive, text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in archive.searcher.names_in(text)] == expected
