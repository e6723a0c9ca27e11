"""Whatever the bytes are, every reader answers with releases or with rejections that give a reason."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.sources.base import Item, Read, Rejection, Source
from indexer.sources.detect import Format, detect_format
from indexer.sources.pages.portals import known_portals
from indexer.sources.readers import READERS
from search_service.release import Release
from tests.indexer.sources.samples import FOREIGN_JSON, foreign_json, sample

HTML_PIECES = st.sampled_from(
    [
        *("<html>", "<article>", "</article>", "<h1>", "</h1>", "<p>", "<br>", "<table>", "<tr>", "<td>", "<ul>", "<li>", "</ul>", "<h2>"),
        *("Weitere Meldungen", "</h2>", "<a href='/x'>", "<a href='http://[x'>", "</a>", "<img alt='a (Foto: b)'>", "<figure>", "<aside>"),
        *("<time datetime='x'>", "21. März 2024", "<div class='teaser'>", "</div>", "<script type='application/ld+json'>", "</script>"),
        *('{"@type": "NewsArticle", "headline": "A"}', "<meta charset=utf-16>", "<base href='http://['>", "&shy;", "&#0;", "<!--", "]]>"),
        *(
            "<div class='stage'><h1 class='stage-headline'>",
            "<link rel=canonical href='https://nordmark-auen.example/..'>",
            "\x0b",
            "Text ",
        ),
    ]
)
TEXT_PIECES = st.sampled_from(
    [
        "Kicker",
        "Eine Überschrift",
        "Ein Satz.",
        "• Punkt",
        "  • ",
        "21.03.2024",
        "99.99.2024",
        "(Foto: ©)",
        "Ministerium",
        "Weitere Meldungen",
        *("\n", "\n\n", "\u2028", "…", "„", "// //", "\u00ad"),
    ]
)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(["2024-03-21", "http://[", "heading"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["type", "text", "url", "title", "alt", "?"]), inner),
    max_leaves=8,
)
RECORDS = st.dictionaries(st.sampled_from([*Release.model_fields, "date", "topic", "ministry", "?"]), JSON_VALUES)


def check(data: bytes, format: Format) -> None:
    for item in READERS[format](Source("x", io.BytesIO(data), datetime.now(UTC), known_portals())):
        assert isinstance(item, Item)
        if isinstance(item, Rejection):
            assert item.reason
        elif isinstance(item, Read):
            assert Release.model_validate_json(item.release.model_dump_json()) == item.release


@pytest.mark.parametrize("format", Format)
@settings(deadline=None)
@given(data=st.binary(max_size=400))
def test_any_bytes(format: Format, data: bytes) -> None:
    check(data, format)
    detect_format(data)


@pytest.mark.parametrize("format", Format)
@settings(deadline=None)
@given(data=st.data())
def test_any_damage(format: Format, data: st.DataObject) -> None:
    """A good source with some bytes replaced, put in or cut off anywhere."""
    whole = sample(format)
    at = data.draw(st.integers(0, len(whole)))
    gone = data.draw(st.sampled_from([0, 1, 3, len(whole)]))
    check(whole[:at] + data.draw(st.binary(max_size=6)) + whole[at + gone :], format)


@pytest.mark.parametrize("name", FOREIGN_JSON)
@given(at=st.integers(0, 2000), value=JSON_VALUES)
def test_any_value_in_a_foreign_format(name: str, at: int, value: object) -> None:
    whole = json.loads(foreign_json(name))
    whole[sorted(whole)[at % len(whole)]] = value
    check(json.dumps(whole).encode(), Format.JSON)


@given(st.lists(HTML_PIECES, max_size=40))
def test_any_markup(pieces: list[str]) -> None:
    check("".join(pieces).encode(), Format.HTML)


@given(st.lists(TEXT_PIECES | st.text(max_size=10), max_size=40))
def test_any_lines(pieces: list[str]) -> None:
    check("".join(pieces).encode(), Format.TEXT)


@given(RECORDS)
def test_any_record(record: dict[str, object]) -> None:
    check(json.dumps(record).encode(), Format.JSON_LINES)


@given(RECORDS)
def test_any_record_with_title_and_date(record: dict[str, object]) -> None:
    check(json.dumps(record | {"title": "T", "published": "2024-03-21"}).encode(), Format.JSON_LINES)
