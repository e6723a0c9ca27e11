"""Corrections are marked where a source says so: by a field, by the state of an agency, or by the words around a title."""

from __future__ import annotations

import json
from typing import Any

import pytest

from search_service.release import Release
from tests.indexer.sources.agencies.test_newsml import PLAIN, item
from tests.indexer.sources.agencies.test_ninjs import V1, V3
from tests.indexer.sources.reading import as_json, release_of

RECORD = {"id": "a", "title": "Neue Radwege", "published": "2024-03-21", "body": "Text"}


def record(**more: object) -> Release:
    return release_of(json.dumps(RECORD | more).encode())


@pytest.mark.parametrize(
    ("more", "correction"),
    [
        ({}, False),
        ({"correction": True}, True),
        ({"corrected": True}, True),
        ({"corrected": "2024-03-22"}, True),
        ({"corrected": None}, False),
        ({"corrected": ""}, False),
        ({"title": "Korrektur: Neue Radwege"}, True),
        ({"title": "Korrektur der Preise im Nahverkehr"}, False),
    ],
)
def test_a_record_says_so_by_a_field_or_its_title(more: dict[str, object], correction: bool) -> None:  # a row of a table
    assert record(**more).correction is correction


@pytest.mark.parametrize(
    "says",
    [V1 | {"signals": ["correction"]}, V1 | {"signal": [{"code": "sig:correction"}]}, V3 | {"pubStatus": "corrected"}],
)
def test_ninjs_says_so_by_a_signal_or_its_state(says: dict[str, Any]) -> None:
    assert release_of(as_json(says)).correction
    assert not release_of(as_json(V3)).correction


def test_newsml_says_so_by_a_signal() -> None:
    assert release_of(item(PLAIN, meta='<signal qcode="sig:correction"/>').encode()).correction
    assert not release_of(item(PLAIN, meta='<signal qcode="sig:update"/>').encode()).correction


def test_a_mark_alone_makes_no_new_version() -> None:
    assert record(correction=True).content_hash == record().content_hash
