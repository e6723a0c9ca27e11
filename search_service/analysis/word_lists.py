"""Reading of word lists that are written as text in the code."""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """Words between white space."""
    return frozenset(text.split())


def word_map(text: str) -> dict[str, str]:
    """Pairs ``form:base`` between white space."""
    return {form: base for form, _, base in (pair.partition(":") for pair in text.split())}
