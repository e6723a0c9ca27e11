"""JSON of any layout: where values begin and end, and that one broken value costs only itself."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.sources import json_documents
from indexer.sources.base import Read, Rejection, Repaired
from indexer.sources.encoding import Repair
from tests.indexer.sources.reading import as_json, items_of, releases_of

RECORDS = [{"id": "a", "title": "A [1]", "published": "2024-03-21"}, {"id": "b", "title": 'B "}{,', "published": "2024-03-21"}]


@pytest.mark.parametrize(
    "data",
    [
        json.dumps(RECORDS).encode(),
        json.dumps(RECORDS, indent=2).encode(),
        b"\xef\xbb\xbf \n" + json.dumps(RECORDS, indent="\t").encode(),
        "\n".join(json.dumps(each, indent=1) for each in RECORDS).encode(),
        json.dumps({"releases": RECORDS}, indent=2).encode(),
        json.dumps({"meta": {"n": 2}, "items": RECORDS}).encode(),
    ],
)
def test_every_layout(data: bytes) -> None:
    assert [(release.id, release.title) for release in releases_of(data)] == [("a", "A [1]"), ("b", 'B "}{,')]


def test_lines_of_values_and_a_broken_one_between() -> None:
    data = b'[\n {"id": "a", "title": "A", "published": "2024-03-21"},\n {"id": "x",\n "title": },\n 7,\n' + as_json(RECORDS[1]) + b"\n]\n"
    items = items_of(data)
    lines = [(item.line, isinstance(item, Read)) for item in items if isinstance(item, Read | Rejection)]
    assert lines == [(2, True), (3, False), (5, False), (6, True)]


def test_a_file_that_was_cut_loses_its_last_value_only() -> None:
    first, second = items_of(json.dumps(RECORDS).encode()[:-20])
    assert isinstance(first, Read)
    assert isinstance(second, Rejection) and "not JSON" in second.reason


def test_a_value_without_end_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_documents, "MAX_VALUE_BYTES", 1000)
    long = {"title": "x" * 200_000, "published": "2024-03-21"}
    first, second, third = items_of(json.dumps([RECORDS[0], long, RECORDS[1]], indent=1).encode())
    assert isinstance(second, Rejection) and (second.line, "longer than 1,000 bytes" in second.reason) == (6, True)
    assert isinstance(first, Read) and isinstance(third, Read)


def test_damage_is_repaired_in_plain_text_and_in_escapes() -> None:
    plain = '[{"title": "BÃ¼rger", "published": "2024-03-21"}]'.encode()
    escaped = json.dumps([{"title": "BÃ¼rger", "published": "2024-03-21"}]).encode()
    for data in (plain, escaped):
        read, repaired = items_of(data)
        assert isinstance(read, Read) and read.release.title == "Bürger"
        assert repaired == Repaired("in/datei", Repair.MOJIBAKE, 1)


@given(st.lists(st.recursive(st.text() | st.booleans(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)), max_size=4))
def test_values_are_cut_where_they_end(values: list[object]) -> None:
    cutter = json_documents._Cutter()
    data = json.dumps([{"v": value} for value in values], indent=1)[1:].encode()
    pieces = [data[at : at + 7] for at in range(0, len(data), 7)]
    cut = [value for piece in pieces for _, value in cutter.values(piece)] + [value for _, value in cutter.rest()]
    assert [json.loads(value)["v"] for value in cut if value] == values
