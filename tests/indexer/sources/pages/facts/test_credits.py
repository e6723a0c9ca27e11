"""Credits of pictures as German captions write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.sources.pages.facts.credits import bare_credit, split_credit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ein Rettungswagen (Foto: © dpa)", ("Ein Rettungswagen", "dpa")),
        ("Verkehr auf der A 5 (Foto: dpa)", ("Verkehr auf der A 5", "dpa")),
        ("Im Saal (© Land/Müller)", ("Im Saal", "Land/Müller")),
        ("Im Saal. Foto: Land/Müller", ("Im Saal.", "Land/Müller")),
        ("Im Saal [Bild: Land (Müller)]", ("Im Saal", "Land (Müller)")),
        ("Im Saal © Land", ("Im Saal", "Land")),
        ("Im Saal | Fotograf: Müller", ("Im Saal", "Müller")),
        ("Foto: © dpa", ("", "dpa")),
        ("Minister Krähe (Mitte)", ("Minister Krähe (Mitte)", "")),
        ("Das Foto: eine Erinnerung", ("Das Foto: eine Erinnerung", "")),
        ("", ("", "")),
    ],
)
def test_credit_is_split_off(text: str, expected: tuple[str, str]) -> None:
    assert split_credit(text) == expected


@pytest.mark.parametrize("text", ["dpa", "© dpa", "(Foto: © dpa)", "Foto: dpa", "Bild: dpa", "Copyright: dpa"])
def test_element_of_a_credit(text: str) -> None:
    assert bare_credit(text) == "dpa"


def test_brackets_of_the_credit_itself_stay() -> None:
    assert bare_credit("Foto: Land (Müller)") == "Land (Müller)"


@given(st.text(alphabet="Foto:© ().|a", max_size=60))
def test_caption_is_always_a_beginning_of_the_text(text: str) -> None:
    caption, credit = split_credit(text)
    assert text.startswith(caption)
    assert credit in text
