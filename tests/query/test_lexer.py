"""How things are written in a query, seen as lexemes; what they mean together is tested with the parser."""

from __future__ import annotations

import pytest

from search_service.query.lexer import Lexeme, LexemeKind, lex
from search_service.schema import DateBound, Scope


def kinds(text: str) -> list[LexemeKind]:
    return [lexeme.kind for lexeme in lex(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bus ODER -Bahn", [LexemeKind.WORD, LexemeKind.OR, LexemeKind.NOT, LexemeKind.WORD]),
        ("Bus AND NOT Bahn", [LexemeKind.WORD, LexemeKind.AND, LexemeKind.NOT, LexemeKind.WORD]),
        ("ODER: oder Oder", [LexemeKind.WORD, LexemeKind.WORD, LexemeKind.WORD]),
        ('-"Bus Bahn" "Tram"', [LexemeKind.NOT, LexemeKind.PHRASE, LexemeKind.PHRASE]),
        ("*", [LexemeKind.EVERYTHING]),
        ("(**)", [LexemeKind.EVERYTHING]),
        ("%*", []),
        ("", []),
    ],
)
def test_kinds(text: str, expected: list[LexemeKind]) -> None:
    assert kinds(text) == expected


@pytest.mark.parametrize("name", ["titel", "title", "TITEL", "Title", "(titel", "!titel"])
def test_a_field_takes_the_word_that_follows(name: str) -> None:
    typed = f"{name}:Radweg"
    assert lex(typed) == (Lexeme(LexemeKind.WORD, "Radweg", Scope.TITLE, typed),)


def test_a_date_field_keeps_what_was_typed() -> None:
    assert lex("Seit:2024") == (Lexeme(LexemeKind.DATE, "2024", DateBound.SINCE, "Seit:2024"),)
    assert lex("bis:„März 2024“") == (Lexeme(LexemeKind.DATE, "März 2024", DateBound.UNTIL, 'bis:"März 2024"', quoted=True),)


def test_signs_belong_to_a_word() -> None:
    assert [lexeme.text for lexeme in lex("§§ 29 Abs. 1 % – Euro € §")] == ["§§ 29", "Abs.", "1 % –", "Euro €"]
    assert [lexeme.text for lexeme in lex("§ – 29")] == ["§ – 29"]


def test_a_sign_without_a_word_is_dropped() -> None:
    assert [lexeme.text for lexeme in lex('% "Bus" & § "Bahn"')] == ["Bus", "Bahn"]


def test_an_ellipsis_is_one_word() -> None:
    assert [lexeme.text for lexeme in lex("neue Kurse und -beratung")] == ["neue", "Kurse und -beratung"]
    assert LexemeKind.NOT in kinds("neue Kurse mit -beratung")
    assert LexemeKind.NOT in kinds("und -beratung")
