"""The oracle itself: windows, phrases and fields, where a slip would hide in every engine that is compared with it."""

from pathlib import Path

import pytest

from search_service.query.parser import parse
from search_service.query.rewrite import with_parts
from tests.analysis.brute_force import BruteForce, Document

CONTEXT = [Document(body="x Arbeit Markt Arbeitsmarkt")] * 5


def found(query: str, documents: list[Document], folder: Path, *, parts: bool = False) -> set[int]:
    node = parse(query).node
    numbers = BruteForce([*documents, *CONTEXT], folder).found(with_parts(node) if parts else node)
    return {number for number in numbers if number < len(documents)}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Markt a b c d e f Arbeit", {0}),
        ("Markt a b c d e f g Arbeit", set()),
        ("Markt\nArbeit", set()),
        ("Kontakt: markt@arbeit.de", set()),
        ("Markt", set()),
    ],
)
def test_parts_stand_within_eight_positions_of_one_line(body: str, expected: set[int], tmp_path: Path) -> None:
    assert found("Arbeitsmarkt", [Document(body=body)], tmp_path, parts=True) == expected
    assert found("Arbeitsmarkt", [Document(body=body)], tmp_path / "direct") == set()


@pytest.mark.parametrize(
    ("body", "is_found"),
    [
        ("der Markt für Arbeit", True),
        ("der Markt der neuen Arbeit", True),
        ("der Markt für die neue Arbeit", True),
        ("der Markt, der Arbeit", False),
        ("der Markt die Arbeit", False),
        ("der Markt für die neue gute Arbeit", False),
        ("Arbeit auf dem Markt", False),
        ("der Weihnachts-Markt für Arbeit", True),
        ("der Markt für Arbeits- und Sozialrecht", False),
    ],
)
def test_a_compound_in_words(body: str, is_found: bool, tmp_path: Path) -> None:
    assert found("Arbeitsmarkt", [Document(body=body), Document(body="neue gute Waren")], tmp_path) == ({0} if is_found else set())


def test_two_equal_parts_need_two_positions(tmp_path: Path) -> None:
    documents = [Document(body="die Arbeitsarbeit"), Document(body="Arbeit"), Document(body="Arbeit und Arbeit")]
    assert found("Arbeit Arbeit", documents, tmp_path) == {0, 1, 2}


def test_a_phrase_is_found_as_written_only(tmp_path: Path) -> None:
    documents = [Document(body="gute Arbeit"), Document(body="gute, Arbeit"), Document(body="gute\nArbeit"), Document(body="guter Arbeit")]
    assert found('"gute Arbeit"', documents, tmp_path) == {0, 1}
    assert found('"presse@example.org"', [Document(body="an presse@example.org"), Document(body="presse example org")], tmp_path / "2") == {
        0
    }


def test_operators_and_title(tmp_path: Path) -> None:
    documents = [Document(title="Bus"), Document(body="Bus"), Document(body="Bahn")]
    assert found("titel:Bus", documents, tmp_path) == {0}
    assert found("Bus ODER Bahn", documents, tmp_path / "or") == {0, 1, 2}
    assert found("Bus -Bahn", documents, tmp_path / "not") == {0, 1}
