"""What German matching must do: the tables in tests/german, case by case, with the oracle."""

from pathlib import Path

import pytest

from search_service.query.parser import parse
from tests.analysis.brute_force import BruteForce, Document
from tests.analysis.tables import CONTEXT_RELEASES, rows


def finds(query: str, text: str, context: str, folder: Path) -> bool:
    """Whether the text is found in an archive of itself and five releases of the context words."""
    documents = [Document(body=text)]
    if context:
        documents += [Document(body=" x ".join(context.split()))] * CONTEXT_RELEASES
    return 0 in BruteForce(documents, folder).found(parse(query).node)


@pytest.mark.parametrize("row", [pytest.param(row, id=f"{row['query']} → {row['text'][:40]}") for row in rows("matching.tsv")])
def test_matching(row: dict[str, str], tmp_path: Path) -> None:
    assert finds(row["query"], row["text"], row["context"], tmp_path) == (row["match"] == "yes")


@pytest.mark.parametrize("row", [pytest.param(row, id=f"{row['a']} – {row['b']}") for row in rows("inflection.tsv")])
def test_inflection(row: dict[str, str], tmp_path: Path) -> None:
    expected = row["same"] == "yes"
    assert finds(row["a"], row["b"], row["context"], tmp_path / "ab") == expected
    assert finds(row["b"], row["a"], row["context"], tmp_path / "ba") == expected
