"""Surnames in -mann and kinds of persons."""

import pytest

from search_service.analysis.meaning.parts.surnames import MOST_NAMED, is_surname
from tests.analysis.small_archives import evidence_of

WORDS = "Feuerwehrmann Feuerwehrleute Kauffrau Schneemänner Krummann Krummanns Berg Silberfrau "
EVIDENCE = evidence_of(WORDS + "Silbermann " * (MOST_NAMED + 1))


@pytest.mark.parametrize(
    ("form", "surname"),
    [
        ("krummann", True),
        ("krummanns", True),
        ("bergmann", True),
        ("silbermann", True),
        ("feuerwehrmann", False),
        ("feuerwehrmannes", False),
        ("textilkaufmann", False),
        ("schneemann", False),
        ("mann", False),
        ("mannes", False),
        ("mannschaft", False),
        ("romanen", False),
    ],
)
def test_surnames_are_told_from_trades(form: str, surname: bool) -> None:
    assert is_surname(form, EVIDENCE) is surname
