"""How German must match, as tables, asked of every engine: query, text, must or must not match.

The archive of a case is one release with the text and five further ones with the context words.
Cases with the same archive share one index.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest

from search_service.release import Release
from tests.archives import MakeArchive, release

TABLES = Path(__file__).resolve().parent.parent / "german"
CONTEXT_RELEASES = 5

Case = tuple[str, bool]
"""A query and whether it must find the text."""


def rows(name: str) -> list[dict[str, str]]:
    with (TABLES / name).open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))


def grouped(cases: Iterable[tuple[str, str, Case]]) -> dict[tuple[str, str], list[Case]]:
    """Text and context → the cases asked of that archive."""
    groups: dict[tuple[str, str], list[Case]] = defaultdict(list)
    for text, context, case in cases:
        groups[text, context].append(case)
    return groups


MATCHING = grouped((row["text"], row["context"] or "", (row["query"], row["match"] == "yes")) for row in rows("matching.tsv"))
INFLECTION = grouped(
    (text, row["context"] or "", (query, row["same"] == "yes"))
    for row in rows("inflection.tsv")
    for query, text in ((row["a"], row["b"]), (row["b"], row["a"]))
)


def archive_releases(text: str, context: str) -> list[Release]:
    words = " x ".join(context.split())
    return [release("text", text), *(release(f"context-{number}", f"x {words}") for number in range(CONTEXT_RELEASES if context else 0))]


@pytest.mark.parametrize(("text", "context"), list(MATCHING))
def test_matching(archive_of: MakeArchive, text: str, context: str) -> None:
    archive = archive_of(*archive_releases(text, context))
    expected = dict(MATCHING[text, context])
    assert {query: "text" in archive.ids(query) for query in expected} == expected


@pytest.mark.parametrize(("text", "context"), list(INFLECTION))
def test_inflection(archive_of: MakeArchive, text: str, context: str) -> None:
    archive = archive_of(*archive_releases(text, context))
    expected = dict(INFLECTION[text, context])
    assert {query: "text" in archive.ids(query) for query in expected} == expected
