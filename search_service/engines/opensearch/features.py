"""How features are called, by those who write them and those who ask for them."""

from __future__ import annotations

from collections.abc import Sequence


def run_name(letter: str, classes: Sequence[int]) -> str:
    """The name of a feature of several classes in order."""
    return letter + "-".join(map(str, classes))
