"""Words as a reader expects to see them."""

from pathlib import Path

import pytest

from tests.analysis.small_archives import lexicon_of

TEXT = "die Straße mit Wasser, die Müllerstraße, alle grüßen BVG und GmbH, die neuen Bürger:innen in BERLIN und Berlin, Berlin"


@pytest.mark.parametrize(
    ("term", "surface"),
    [
        ("strasse", "Straße"),
        ("muellerstrasse", "Müllerstraße"),
        ("wasser", "Wasser"),
        ("gruessen", "grüßen"),
        ("bvg", "BVG"),
        ("gmbh", "GmbH"),
        ("neuen", "neuen"),
        ("berlin", "Berlin"),
        ("buerger:innen", "Bürger:innen"),
    ],
)
def test_surfaces_of_terms(term: str, surface: str, tmp_path: Path) -> None:
    lexicon = lexicon_of([TEXT], tmp_path)
    assert lexicon.surface(lexicon.form_id(term)) == surface
