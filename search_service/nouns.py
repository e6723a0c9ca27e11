"""Numbers with their nouns as terminals show them: thousands apart, one of a thing in the singular. Pages have their catalogues."""

from __future__ import annotations


def counted(number: int, noun: str, plural: str = "") -> str:
    """``1 release``, ``1,234 releases``; ``plural`` where an s is not enough."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
