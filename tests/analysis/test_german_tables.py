"""What German matching must do: the tables in tests/german, case by case."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from search_service.query.parser import parse
from tests.analysis.brute_force import BruteForce, Document

TABLES = Path(__file__).parent.parent / "german"
CONTEXT_RELEASES = 5


def rows(name: str) -> Iterator[dict[str, str]]:
    with (TABLES / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def finds(query: str, text: str, context: str, folder: Path) -> bool:
    """Whether the text is found in an archive of itself and five releases of the context words."""
    documents = [Document(body=text)]
    if context:
        documents += [Document(body=" x ".join(context.split()))] * CONTEXT_RELEASES
    return 0 in BruteForce(documents, folder).found(parse(query).node)


@pytest.mark.parametrize("row", [pytest.param(row, id=f"{row['query']} → {row['text'][:40]}") for row in rows("matching.tsv")])
def test_matching(row: dict[str, str], tmp_path: Path) -> None:
    assert finds(row["query"], row["text"], row["context"] or "", tmp_path) == (row["match"] == "yes")


@pytest.mark.parametrize("row", [pytest.param(row, id=f"{row['a']} – {row['b']}") for row in rows("inflection.tsv")])
def test_inflection(row: dict[str, str], tmp_path: Path) -> None:
    expected = row["same"] == "yes"
    assert finds(row["a"], row["b"], row["context"] or "", tmp_path / "ab") == expected
    assert finds(row["b"], row["a"], row["context"] or "", tmp_path / "ba") == expected
