"""Words that tell a language: the small ones which no sentence does without and which the other language does not have."""

from __future__ import annotations

import re

SMALL_WORDS = {
    "de": "aber alle als auch auf aus bei bis bitte dann das dass dem den der des diese dieser ein eine einen für gibt ist kein keine mehr "
    "mit nach nicht noch nur oder sich sie sind und unter vom von weniger werden wird zu zum zur über Suche Seite Treffer Meldung Fehler",
    "en": "a all and any are be been but by cannot could does for has have its least more most no not of only or page please searched "
    "should such than that the there these this those to try were what which with you your search error invalid request found",
}
_WORD = re.compile(r"[^\W\d_]+")
_NAMES = re.compile(r"`[^`]*`|\b(Allowed are|Allowed|Erlaubt sind|Erlaubt): [\w, ]+|\bfrom und to\b|links\.next|\S+:\S+|[“„][^”“]*[”“]")
"""Names of parameters, values and commands are the same in every language, and what was typed is repeated between quotes."""


def foreign_words(text: str, language: str) -> set[str]:
    """The small words of the other language in a text that shall be in ``language``."""
    (other,) = {*SMALL_WORDS} - {language}
    words = {word.casefold() for word in _WORD.findall(_NAMES.sub(" ", text))}
    return words & {word.casefold() for word in SMALL_WORDS[other].split()}
