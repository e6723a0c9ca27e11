"""Reads the tables in tests/german."""

import csv
from collections.abc import Iterator
from pathlib import Path

TABLES = Path(__file__).parent.parent / "german"
CONTEXT_RELEASES = 5
"""Releases that hold the context words of a case."""


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of a table, cells that are missing or empty as empty text."""
    with (TABLES / name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield {column: value or "" for column, value in row.items()}
