"""Texts that are one word from end to end: of what stands around a match only so much is looked at."""

from __future__ import annotations

import re
from typing import Any

import pytest

from search_service.explain.letters import WORD_REACH, hyphenated
from search_service.explain.sentences import is_contact
from search_service.explain.snippets import WIDTH, Mark, make_snippets
from search_service.schema import Field

TWICE = 2.5
"""What twice the text may cost: four times as much would be its square."""


class _Read(str):
    """A text that counts the characters that are read of it."""

    read = 0

    def __getitem__(self, at: Any) -> str:
        found = str(self)[at]
        self.read += len(found)
        return found


def reads(text: str, word: str) -> int:
    counted = _Read(text)
    for match in re.finditer(word, text):
        hyphenated(counted, match.span())
    return counted.read


@pytest.mark.parametrize("unit", ["Milan-", "Milan", "Milan\u00ad"])
def test_whole_words_are_looked_for_nearby(unit: str) -> None:
    assert reads(unit * 2_000, "Milan") < TWICE * reads(unit * 1_000, "Milan")


def test_a_word_is_whole_as_far_as_one_looks() -> None:
    longest = "x" * WORD_REACH
    assert hyphenated(f"a {longest}Rat{longest} b", (2 + WORD_REACH, 5 + WORD_REACH)) == (2, 5 + 2 * WORD_REACH)
    for text, at in ((f"x{longest}Rat", WORD_REACH + 1), (f"Rat{longest}x", 0)):
        assert hyphenated(text, (at, at + 3)) == (at, at + 3)


def test_a_fragment_of_a_text_without_blanks_is_short() -> None:
    text = "Milan-" * 5_000
    marks = [Mark(*match.span(), frozenset({0})) for match in re.finditer("Milan", text)]
    snippets = make_snippets(dict.fromkeys(Field, "") | {Field.BODY: text}, {Field.BODY: marks})
    assert all(sum(len(part.text) for part in snippet.parts) < 2 * WIDTH for snippet in snippets)


def test_contact_data_beside_an_endless_word_is_told() -> None:
    assert is_contact("rat@example.org " + "x" * 200_000)
    assert not is_contact("wir wollen heute gern " + "x" * 200_000 + "a@ 1")
