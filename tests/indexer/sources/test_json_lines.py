"""JSON Lines: which records become releases, and why the others do not."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from indexer.sources.base import MAX_PROBLEMS, Read, Rejection, Source, hashed_id
from indexer.sources.json_lines import MAX_LINE_BYTES, read_json_lines
from indexer.sources.pages.portals import known_portals
from search_service.dates import BERLIN
from search_service.release import Attachment, BlockType, Image, RelatedRelease, Release, Status

GOOD = b'{"id": "gut", "title": "Gut", "published": "2024-03-21"}'


def read(data: bytes, *, strict: bool = False) -> list[Read | Rejection]:
    return list(read_json_lines(Source("in/a.jsonl", io.BytesIO(data), datetime.now(UTC), known_portals(), strict)))


def read_record(**fields: Any) -> Read:
    """The release of a record with a title and a date and these fields."""
    (item,) = read(json.dumps({"title": "T", "published": "2024-03-21", **fields}).encode())
    assert isinstance(item, Read), item
    return item


def release_of(**fields: Any) -> Release:
    return read_record(**fields).release


def reason_of(data: bytes, *, strict: bool = False) -> str:
    (item,) = read(data, strict=strict)
    assert isinstance(item, Rejection)
    return item.reason


def reason_of_record(**fields: Any) -> str:
    return reason_of(json.dumps({"title": "T", "published": "2024-03-21", **fields}).encode())


def test_title_and_date_are_enough() -> None:
    release = release_of()
    assert (release.title, release.published, release.published_from) == ("T", datetime(2024, 3, 21, tzinfo=BERLIN), "page")
    assert release.source == "a.jsonl"


def test_every_field_of_a_release_is_read() -> None:
    release = release_of(
        **{"id": "r-1", "url": "https://a.example/r-1", "topics": ["Verkehr"], "ministries": ["Ministerium für Verkehr"]},
        **{"updated": "22.03.2024 14:05", "teaser": "Kurz.", "language": "de-AT", "source": "Archiv", "status": "withdrawn"},
        body=[{"type": "heading", "text": "Eins"}, {"type": "quote", "text": "„Zwei“"}, {"text": "Drei"}],
        images=[{"alt": "a", "caption": "b", "credit": "c", "url": "https://a.example/i.jpg"}],
        related=[{"title": "R", "topic": "Bahn", "url": "https://a.example/r"}],
        attachments=[{"title": "PDF", "url": "https://a.example/f.pdf"}],
        embargo_until="2024-03-23T06:00:00Z",
    )
    assert [block.type for block in release.body] == [BlockType.HEADING, BlockType.QUOTE, BlockType.PARAGRAPH]
    assert release.images == (Image(alt="a", caption="b", credit="c", url="https://a.example/i.jpg"),)
    assert release.related == (RelatedRelease(title="R", topic="Bahn", url="https://a.example/r"),)
    assert release.attachments == (Attachment(title="PDF", url="https://a.example/f.pdf"),)
    assert (release.status, release.language, release.source) == (Status.WITHDRAWN, "de-AT", "Archiv")
    assert release.updated == datetime(2024, 3, 22, 14, 5, tzinfo=BERLIN)
    assert release.embargo_until == datetime(2024, 3, 23, 6, tzinfo=UTC)


def test_what_is_exported_can_be_read_again() -> None:
    release = release_of(id="r", topics=["A"], body="Eins\nZwei", images=[{"alt": "x"}], updated="2024-04-01", source="s")
    (item,) = read(release.model_dump_json().encode())
    assert isinstance(item, Read)
    assert item.release == release


def test_other_names() -> None:
    (item,) = read(b'{"title": "T", "date": "21. M\xc3\xa4rz 2024", "topic": "Bahn", "ministry": "Verkehrsministerium"}')
    assert isinstance(item, Read)
    assert (item.release.topics, item.release.ministries) == (("Bahn",), ("Verkehrsministerium",))
    assert item.release.published == datetime(2024, 3, 21, tzinfo=BERLIN)


def test_body_of_one_string_has_a_paragraph_a_line() -> None:
    body = release_of(body="Erste Zeile\n\n  Zweite&shy; Zeile \r\nDritte").body
    assert [(block.type, block.text) for block in body] == [(BlockType.PARAGRAPH, t) for t in ("Erste Zeile", "Zweite Zeile", "Dritte")]


def test_texts_are_cleaned() -> None:
    release = release_of(title="Bürger&shy;geld\u00ad", topics=["Arbeit\u00a0und Soziales"], body=[{"text": "M&uuml;ller"}])
    assert (release.title, release.topics, release.body_text) == ("Bürgergeld", ("Arbeit und Soziales",), "Müller")


def test_null_and_empty_mean_not_given() -> None:
    release = release_of(id="", updated=None, teaser=None, url="", images=[{"alt": "x", "caption": None}])
    assert (release.updated, release.teaser, release.images) == (None, "", (Image(alt="x"),))


def test_id_is_kept_or_made_of_url_or_content() -> None:
    assert release_of(id="2024-03-21_a.b").id == "2024-03-21_a.b"
    assert (
        release_of(url="https://a.example/x").id == hashed_id("https://a.example/x") == release_of(url="https://a.example/x", teaser="y").id
    )
    assert release_of(teaser="a").id == release_of(teaser="a ").id != release_of(teaser="b").id


@pytest.mark.parametrize("bad", ["a/b", "ä", "a b", "x" * 129, "..", "https://a.example/x", 17])
def test_other_ids_are_rejected(bad: object) -> None:
    assert reason_of_record(id=bad).startswith("id: ")


def test_unknown_fields_are_named() -> None:
    item = read_record(colour="rot", body=[{"text": "a", "style": 1}, {"text": "b", "style": 2}])
    assert item.unknown_fields == ("colour", "body.style")
    assert item.release.body_text == "a\nb"


def test_unknown_fields_are_an_error_when_strict() -> None:
    reason = reason_of(b'{"title": "T", "published": "2024-03-21", "colour": 1, "images": [{"size": 3}]}', strict=True)
    assert reason == "colour: unknown field; images.size: unknown field"


def test_everything_that_is_wrong_is_listed() -> None:
    reason = reason_of(
        b'{"id": "a/b", "published": "morgen", "url": "javascript:alert(1)", "topics": 3, "body": [{"type": "x", "text": "y"}]}'
    )
    for part in (
        "id: use 1 to 128",
        "published: morgen: This is not a complete date",
        "url: javascript:alert(1) is no",
        "title: Field required",
    ):
        assert part in reason
    assert "topics: " in reason
    assert "body.0.type: " in reason
    assert reason.count("published") == 1


def test_a_very_long_list_of_problems_is_cut() -> None:
    reason = reason_of_record(attachments=[{}] * 500)
    assert reason.endswith(f"and {500 - MAX_PROBLEMS} more problems")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"published": "2024-03-21"}', "title: Field required"),
        (b'{"title": "T"}', "published: Field required"),
        (b'{"title": "  ", "published": "2024-03-21"}', "title: Field required"),
        (b'{"title": "T", "published": "M\xc3\xa4rz 2024"}', "published: März 2024: This is not a complete date"),
        (b'{"title": "T", "published": 1711000000}', "published: write the date as a text"),
        (b'{"title": "T", "published": "2024-03-21", "updated": "31.02.2024"}', "updated: 31.02.2024: "),
        (b'{"title": "T", "published": "2024-03-21", "date": "2024-03-21"}', "date: stands beside published"),
        (b'{"title": "T", "published": "2024-03-21", "topic": ["A"]}', "topic: write one text"),
        (b'{"title": "T", "title": "U", "published": "2024-03-21"}', "the field title stands twice"),
        (b'{"title": "\\ud800", "published": "2024-03-21"}', "title: half of a surrogate pair"),
        (b'{"title": "T", "published": "2024-03-21", "x": NaN}', "NaN is no number"),
        (b'{"title": "T", "published": "2024-03-21", "x": ' + b"9" * 5000 + b"}", "not JSON: "),
        (b'{"title": "T", "published": "2024-03-21", "x": ' + b"[" * 100_000 + b"}", "nested too deeply"),
        (b'{"title": "T", "published": "2024-03-21"', "not JSON: Expecting ',' delimiter at character 41"),
        (b'{"title": "T", "published": "2024-03-21"} {}', "not JSON: Extra data"),
        (b'["T"]', "not an object"),
        (b"null", "not an object"),
        (b"{}", "title: Field required; published: Field required"),
        (b'{"title": "T", "published": "2024-03-21", "images": [{"url": "data:image/png,x"}]}', "images.0.url: data:image/png,x is no"),
        (b'{"title": "T", "published": "2024-03-21", "url": "http://[x"}', "url: http://[x is no"),
    ],
)
def test_bad_line_is_rejected_and_nothing_is_lost(line: bytes, reason: str) -> None:
    first, bad, last = read(GOOD + b"\n" + line + b"\n" + GOOD)
    assert isinstance(first, Read)
    assert isinstance(last, Read)
    assert isinstance(bad, Rejection)
    assert (bad.source, bad.line, last.line) == ("in/a.jsonl", 2, 3)
    assert reason in bad.reason


def test_a_line_of_50_megabytes_is_passed_over() -> None:
    first, huge, last = read(GOOD + b'\n{"title": "' + b"x" * 50_000_000 + b'"}\n' + GOOD)
    assert isinstance(first, Read)
    assert isinstance(last, Read)
    assert huge == Rejection("in/a.jsonl", 2, f"the line is longer than {MAX_LINE_BYTES:,} bytes, which no release is; split it")


def test_a_huge_last_line_ends_the_file() -> None:
    (item,) = read(b"x" * (MAX_LINE_BYTES + 1))
    assert isinstance(item, Rejection)


def test_byte_order_mark_empty_lines_and_windows_line_ends() -> None:
    items = read(b"\xef\xbb\xbf" + GOOD + b"\r\n\r\n   \n" + GOOD)
    assert [(type(item), item.line) for item in items] == [(Read, 1), (Read, 4)]


def test_reading_goes_line_by_line() -> None:
    stream = io.BytesIO(GOOD + b"\n" + GOOD + b"\n")
    items = read_json_lines(Source("a.jsonl", stream, datetime.now(UTC), known_portals()))
    next(items)
    assert stream.tell() == len(GOOD) + 1


def test_what_the_input_says_is_printable_in_the_report() -> None:
    assert reason_of_record(published="\x1b[31mrot\u0085").startswith("published: [31mrot: ")
    assert read_record(**{"\x1b[31m": 1}).unknown_fields == ("'\\x1b[31m'",)


@pytest.mark.parametrize("disguised", ["a\u200b", "&#97;", " a ", "a\n", "\u00ada", " "])
def test_an_id_is_checked_before_it_is_cleaned(disguised: str) -> None:
    assert reason_of_record(id=disguised).startswith("id: ")


def test_the_address_loses_what_belongs_to_one_visit() -> None:
    assert release_of(url="https://a.example/x;jsessionid=1?utm_source=a").url == "https://a.example/x"


@pytest.mark.parametrize("date", ["01.01.2101", "9999-12-31T23:59:59Z", "1970-01-01T00:00:00Z"])
def test_a_date_that_cannot_be_is_rejected(date: str) -> None:
    assert "published: " in reason_of_record(published=date)
    assert "embargo_until: " in reason_of_record(embargo_until=date)
