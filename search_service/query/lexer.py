"""Query text → lexemes. It knows how things are written, not how they combine; no input makes it fail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import lru_cache

from search_service.schema import QUERY_FIELDS, DateBound, Scope

KEPT_TEXTS = 256
"""Texts whose lexemes are kept, a kilobyte each."""


class LexemeKind(Enum):
    WORD = auto()
    SIGN = auto()
    """Typed between blanks without a letter or digit: a dash, %, §."""
    PHRASE = auto()
    PREFIX = auto()
    DATE = auto()
    EVERYTHING = auto()
    AND = auto()
    OR = auto()
    NOT = auto()


@dataclass(frozen=True, slots=True)
class Lexeme:
    """``text`` is what counts (a phrase without its quotes), ``typed`` what problems show.

    A quoted date is complete; an ``unclosed`` phrase has no closing quote and goes to the end.
    """

    kind: LexemeKind
    text: str = ""
    field: Scope | DateBound = Scope.TEXT
    typed: str = ""
    quoted: bool = False
    unclosed: bool = False

    @property
    def is_plain_word(self) -> bool:
        return self.kind is LexemeKind.WORD and self.field is Scope.TEXT


_FIELDS: dict[str, Scope | DateBound] = {name: row.means for row in QUERY_FIELDS for name in (row.german, row.english)}
OPERATORS = {
    **{"UND": LexemeKind.AND, "AND": LexemeKind.AND, "ODER": LexemeKind.OR, "OR": LexemeKind.OR},
    **{"NICHT": LexemeKind.NOT, "NOT": LexemeKind.NOT},
}
ELLIPSIS_WORDS = frozenset({"und", "oder", "sowie", "bzw."})
"""Between a word and a "-word" they make a hyphen ellipsis ("Kurse und -beratung"), which excludes nothing."""
_INSIDE_QUOTES = {
    '"': re.compile('(?:[^"„“”]|„(?:[^"„“”]*[“”])?)*'),
    **dict.fromkeys("„“”", re.compile('(?:[^"“”]|"[^"„“”]*")*')),
    "»": re.compile("[^«]*"),
    "«": re.compile("[^»]*"),
}
"""What belongs to a phrase by its opening quote, quotes of the other kind in pairs included."""
_ALWAYS_OPENING = '"„'
_QUOTES = re.compile('["„“”»«]')
_CHUNK = re.compile('[^ "„“”»«]+')
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_UP_TO_A_LETTER = re.compile(r"^[\W_]+")
_FROM_FIRST_TO_LAST_LETTER = re.compile(r"[^\W_](?:.*[^\W_])?")
_AFTER_A_STAR = ",;.:!?)]}"


@lru_cache(KEPT_TEXTS)
def lex(text: str) -> tuple[Lexeme, ...]:
    """The lexemes of a text with single blanks, in order; signs and hyphen ellipses are part of the word they belong to.

    Kept, because whoever shortens a query takes each of its shorter texts apart, and then parses it.
    """
    return tuple(_with_signs(_Scanner(text).lexemes()))


def _has_letter_or_digit(text: str) -> bool:
    return _LETTER_OR_DIGIT.search(text) is not None


class _Scanner:
    """Walks over the text once, from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def lexemes(self) -> Iterator[Lexeme]:
        while self._at < len(self._text):
            if self._opens_phrase():
                yield from self._phrase(Scope.TEXT)
            elif chunk := _CHUNK.match(self._text, self._at):
                self._at = chunk.end()
                yield from self._chunk(chunk)
            else:
                self._at += 1

    def _opens_phrase(self) -> bool:
        """Whether a phrase begins here; a curly quote right after a word only ends something."""
        if self._at >= len(self._text) or self._text[self._at] not in _INSIDE_QUOTES:
            return False
        return self._text[self._at] in _ALWAYS_OPENING or self._at == 0 or not self._text[self._at - 1].isalnum()

    def _phrase(self, field: Scope | DateBound) -> list[Lexeme]:
        """The phrase that begins here, up to its closing quote or the end; none if nothing is in it."""
        inside = next(_INSIDE_QUOTES[self._text[self._at]].finditer(self._text, self._at + 1))
        self._at = inside.end() + 1
        words = " ".join(_QUOTES.sub(" ", inside[0]).split())
        unclosed = inside.end() >= len(self._text)
        return [Lexeme(LexemeKind.PHRASE, words, field, unclosed=unclosed)] if _has_letter_or_digit(words) else []

    def _chunk(self, match: re.Match[str]) -> Iterator[Lexeme]:
        """What stands between blanks and quotes; a hyphen excludes only after a blank."""
        chunk = match[0]
        bare = chunk.lstrip("-")
        follows_blank = match.start() == 0 or self._text[match.start() - 1] == " "
        excluding = len(chunk) - len(bare) if follows_blank else 0
        lexemes = self._phrase(Scope.TEXT) if not bare and self._opens_phrase() else self._bare_chunk(bare)
        if lexemes and lexemes[0].kind is LexemeKind.SIGN and "§" not in bare:
            yield Lexeme(LexemeKind.SIGN, chunk)
        elif lexemes:
            yield from [Lexeme(LexemeKind.NOT, "-")] * excluding
            yield from lexemes

    def _bare_chunk(self, chunk: str) -> list[Lexeme]:
        name, colon, value = _UP_TO_A_LETTER.sub("", chunk).partition(":")
        field = _FIELDS.get(name.casefold()) if colon else None
        if field is None:
            return [_word(chunk, Scope.TEXT, chunk)]
        if isinstance(field, DateBound):
            return [self._date(field, chunk, value)]
        if not value and self._opens_phrase() and (phrase := self._phrase(field)):
            return phrase
        word = _word(value, field, chunk)
        return [word if word.kind in (LexemeKind.WORD, LexemeKind.PREFIX) else Lexeme(LexemeKind.WORD, chunk)]

    def _date(self, field: DateBound, chunk: str, value: str) -> Lexeme:
        if value or not self._opens_phrase():
            return Lexeme(LexemeKind.DATE, value, field, chunk)
        text = "".join(phrase.text for phrase in self._phrase(field))
        return Lexeme(LexemeKind.DATE, text, field, f'{chunk}"{text}"', quoted=True)


def _word(text: str, field: Scope, typed: str) -> Lexeme:
    """A word, a prefix, a sign or an operator. A star at the front means nothing here: words are found inside compounds anyway."""
    if text.rstrip(_AFTER_A_STAR).endswith("*"):
        if field is not Scope.TEXT or _has_letter_or_digit(text):
            begun = _FROM_FIRST_TO_LAST_LETTER.search(text)
            return Lexeme(LexemeKind.PREFIX, begun[0] if begun else "", field, typed)
        if not text.strip("([{*" + _AFTER_A_STAR):
            return Lexeme(LexemeKind.EVERYTHING)
    word = text.lstrip("*-")
    if word in OPERATORS and field is Scope.TEXT:
        return Lexeme(OPERATORS[word], word)
    return Lexeme(LexemeKind.WORD if _has_letter_or_digit(word) else LexemeKind.SIGN, word, field, typed)


def _with_signs(lexemes: Iterator[Lexeme]) -> list[Lexeme]:
    """Signs go to the word before them, § to the word after it; a sign without a word is dropped."""
    joined: list[Lexeme] = []
    paragraph = ""
    for lexeme in lexemes:
        if lexeme.kind is LexemeKind.SIGN:
            if paragraph or "§" in lexeme.text:
                paragraph += f"{lexeme.text} "
            elif joined and joined[-1].is_plain_word:
                joined[-1] = replace(joined[-1], text=f"{joined[-1].text} {lexeme.text}")
            continue
        if paragraph and lexeme.is_plain_word:
            lexeme = replace(lexeme, text=paragraph + lexeme.text)
        paragraph = ""
        _append(joined, lexeme)
    return joined


def _append(joined: list[Lexeme], lexeme: Lexeme) -> None:
    if lexeme.is_plain_word and _ends_in_ellipsis(joined):
        word, conjunction, _ = joined[-3:]
        joined[-3:] = [replace(word, text=f"{word.text} {conjunction.text} -{lexeme.text}")]
    else:
        joined.append(lexeme)


def _ends_in_ellipsis(lexemes: list[Lexeme]) -> bool:
    """Whether the lexemes end in "word und -", the word itself not excluded."""
    if len(lexemes) < 3 or lexemes[-1] != Lexeme(LexemeKind.NOT, "-"):
        return False
    word, conjunction = lexemes[-3:-1]
    excluded = len(lexemes) > 3 and lexemes[-4].kind is LexemeKind.NOT
    return word.is_plain_word and conjunction.is_plain_word and conjunction.text in ELLIPSIS_WORDS and not excluded
