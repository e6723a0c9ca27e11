"""Reading archive files and growing larger archives from them."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.archive_file import grow, read_archive
from tests.archives import release

RECORDS = [{"id": f"r{number}", "title": f"Titel {number}", "date": "2024-03-21", "body": "Erster.\nZweiter."} for number in range(3)]
LINES = "\n".join(json.dumps(record) for record in RECORDS)
REAL = [release(f"r{number}", f"Absatz {number} eins.\nAbsatz {number} zwei.", topics=["Bau"]) for number in range(5)]


@pytest.mark.parametrize("name", ["archive.jsonl", "archive.jsonl.gz"])
def test_reads_json_lines_plain_and_compressed(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(gzip.compress(LINES.encode()) if name.endswith(".gz") else LINES.encode())
    assert [each.id for each in read_archive(path)] == ["r0", "r1", "r2"]
    assert [len(each.body) for each in read_archive(path, limit=2)] == [2, 2]


def test_growing_keeps_the_real_releases_first_and_gives_new_ids() -> None:
    grown = list(grow(REAL, 13, seed=1))
    assert grown[:5] == REAL
    assert len({each.id for each in grown}) == len(grown) == 13


def test_a_grown_round_has_every_paragraph_once() -> None:
    grown = list(grow(REAL, 10, seed=1))[5:]
    of_round = Counter(block.text for each in grown for block in each.body)
    assert of_round == Counter(block.text for each in REAL for block in each.body)
    assert [each.body for each in grown] != [each.body for each in REAL]


def test_a_larger_archive_begins_with_a_smaller_one() -> None:
    assert list(grow(REAL, 12, seed=1))[:8] == list(grow(REAL, 8, seed=1))


def test_fewer_than_there_are_and_none() -> None:
    assert list(grow(REAL, 2, seed=1)) == REAL[:2]
    assert list(grow([], 2, seed=1)) == []
