"""The language of a release whose source does not say it: German, unless the text is clearly English."""

from __future__ import annotations

import re

_ENGLISH = frozenset({"the", "and", "of", "to", "for", "that", "with", "is", "are", "we", "from", "has", "have", "this"})
_GERMAN = frozenset({"der", "die", "das", "und", "von", "zu", "für", "mit", "den", "ist", "im", "auf", "dem", "ein", "eine", "sich", "des"})
_WORD = re.compile(r"[^\W\d_]+")
_GERMAN_LETTER = re.compile("[äöüß]", re.IGNORECASE)
_CODE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]+)*")
_FEWEST = 3
"""Function words that a text must have before it says anything about its language."""


def language_of(stated: str, text: str) -> str:
    """The code that is stated; "en" for a text that is clearly English, whatever its feed as a whole states; else "de"."""
    words = [word.lower() for word in _WORD.findall(text[:2000])]
    english, german = sum(word in _ENGLISH for word in words), sum(word in _GERMAN for word in words)
    name, *region = stated.strip().replace("_", "-").split("-")
    code = "-".join([name.lower(), *region])
    if _CODE.fullmatch(code) and not (code.startswith("de") and english >= _FEWEST and german == 0):
        return code
    is_short = german == 0 and english > 0 and not _GERMAN_LETTER.search(text)
    return "en" if is_short or (english >= _FEWEST and english > 2 * german) else "de"
