"""Separates the credit of a picture from its caption or alt text: "Im Rathaus (Foto: © dpa)" → "Im Rathaus", "dpa"."""

from __future__ import annotations

import re

_LABEL = r"(?:(?:Foto|Photo|Bild|Grafik|Karte)(?:s|er|graf|grafin|nachweis|rechte|quelle)?|Quelle|Copyright|Rechte)"
_MARK = rf"(?:{_LABEL}\s?[:/]\s?(?:(?:©|\([cC]\))\s?)?|(?:{_LABEL}\s)?©\s?)"
_IN_BRACKETS = re.compile(rf"[(\[]\s?{_MARK}(?P<credit>[^()\[\]]{{1,150}}(?:\([^()]{{0,80}}\))?)\s?[)\]]\s?\.?$")
_AFTER_THE_SENTENCE = re.compile(rf"(?:^|(?<=[.!?“”\"»)])\s|\s[|–/-]\s|\s(?=©)){_MARK}(?P<credit>[^©]{{1,150}})$")
_LEADING_MARK = re.compile(rf"^[(\[]?\s?(?:{_MARK})?")
_LONGEST = 400
"""A credit stands in the last characters of a text; no more is searched, however long the text is."""


def split_credit(text: str) -> tuple[str, str]:
    """A clean text without its credit, and the credit without brackets, label and sign; the credit is empty where none is marked."""
    start = max(0, len(text) - _LONGEST)
    tail = text[start:]
    found = _IN_BRACKETS.search(tail) or _AFTER_THE_SENTENCE.search(tail)
    if not found:
        return text, ""
    return text[: start + found.start()].rstrip(" |–/-"), found["credit"].strip()


def bare_credit(text: str) -> str:
    """What an element that holds nothing but a credit names: "(Foto: © dpa)" and "© dpa" → "dpa"."""
    bare = _LEADING_MARK.sub("", text)
    return bare.strip().removesuffix(")") if bare.count(")") > bare.count("(") else bare.strip()
