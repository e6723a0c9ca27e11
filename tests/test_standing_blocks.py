"""Blocks that an archive repeats: what is the same, how often is often, and what of a body stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_service.release import Block
from search_service.standing_blocks import block_key, blocks_of, joined, least_uses, parted, standing_flags
from tests.archives import release

CONTACT, NOTE, LABEL, OWN = "Tel. 0199 8877", "Weitere Auskünfte gibt die Pressestelle.", "Kontakt", "Der Radweg ist fertig."
RECURRING = {block_key(block) for block in (CONTACT, NOTE, LABEL)}


@pytest.mark.parametrize(("releases", "least"), [(0, 20), (5_000, 20), (10_000, 20), (10_001, 21), (13_333, 27), (1_000_000, 2_000)])
def test_how_often_is_often(releases: int, least: int) -> None:
    assert least_uses(releases) == least


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Tel. 0199 / 88-77", "TEL.: 0199 8877", True),
        ("Weitere  Auskünfte", "weitere Auskünfte:", True),
        ("Straße", "STRASSE", True),
        ("Stand: 3. Mai", "Stand: 4. Mai", False),
        ("Auskunft", "Auskünfte", False),
    ],
)
def test_what_is_the_same_block(one: str, other: str, same: bool) -> None:
    assert (block_key(one) == block_key(other)) is same


@pytest.mark.parametrize("signs", ["", "* * *", "—", "_____"])
def test_signs_alone_are_no_block(signs: str) -> None:
    assert block_key(signs) == 0 and block_key("0") > 0


@pytest.mark.parametrize(
    ("blocks", "flags"),
    [
        ([OWN, CONTACT], [False, True]),
        ([LABEL, OWN, LABEL, CONTACT], [False, False, True, True]),
        ([OWN, LABEL, OWN, NOTE, LABEL], [False, False, False, True, True]),
        ([LABEL, OWN, LABEL, LABEL], [False, False, False, False]),
        ([NOTE, LABEL, CONTACT], [False, False, False]),
        ([OWN], [False]),
        ([], []),
    ],
)
def test_what_of_a_body_stands(blocks: list[str], flags: list[bool]) -> None:
    assert list(standing_flags(blocks, RECURRING)) == flags
    assert standing_flags(blocks, set()) == (False,) * len(blocks)


@given(st.lists(st.sampled_from([CONTACT, NOTE, LABEL, OWN, "* * *"])))
def test_a_parted_body_comes_together_again(blocks: list[str]) -> None:
    own, standing = parted(blocks, RECURRING)
    assert joined(own, standing) == blocks
    assert not {CONTACT, NOTE} & set(own.split("\n")) or not standing


def test_line_breaks_in_a_block_part_nothing() -> None:
    each = release("a", "", body=[Block(text=f"Telefon\n{CONTACT}"), Block(text=OWN)])
    assert blocks_of(each) == [f"Telefon {CONTACT}", OWN] and blocks_of(release("b", "")) == []
