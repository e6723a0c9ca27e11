"""The language of a text whose source does not say it, or says it of a whole feed only."""

from __future__ import annotations

import pytest

from indexer.sources.languages import language_of


@pytest.mark.parametrize(
    ("stated", "text", "language"),
    [
        ("", "Die Brücke ist frei.", "de"),
        ("", "Here is some text.", "en"),
        ("", "We are concerned about the bridge and the road to the coast.", "en"),
        ("", "Neustart: Team Tour", "de"),
        ("", "Müller is back", "de"),
        ("de", "We are concerned about the bridge and the road.", "en"),
        ("de", "Here is some text.", "de"),
        ("de_AT", "Die Brücke ist frei.", "de-AT"),
        ("DE", "Die Brücke", "de"),
        ("pl", "We are concerned about the bridge and the road.", "pl"),
        ("deutsch", "Die Brücke", "de"),
        ("", "", "de"),
    ],
)
def test_language(stated: str, text: str, language: str) -> None:
    assert language_of(stated, text) == language
