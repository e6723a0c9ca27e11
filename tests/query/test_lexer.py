"""How things are written in a query, seen as tokens; what they mean together is tested with the parser."""

from __future__ import annotations

import pytest

from search_service.query.lexer import DateField, Token, TokenKind, lex
from search_service.query.nodes import Scope


def kinds(text: str) -> list[TokenKind]:
    return [token.kind for token in lex(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bus ODER -Bahn", [TokenKind.WORD, TokenKind.OR, TokenKind.NOT, TokenKind.WORD]),
        ("Bus AND NOT Bahn", [TokenKind.WORD, TokenKind.AND, TokenKind.NOT, TokenKind.WORD]),
        ("ODER: oder Oder", [TokenKind.WORD, TokenKind.WORD, TokenKind.WORD]),
        ('-"Bus Bahn" "Tram"', [TokenKind.NOT, TokenKind.PHRASE, TokenKind.PHRASE]),
        ("*", [TokenKind.EVERYTHING]),
        ("(**)", [TokenKind.EVERYTHING]),
        ("%*", []),
        ("", []),
    ],
)
def test_kinds(text: str, expected: list[TokenKind]) -> None:
    assert kinds(text) == expected


@pytest.mark.parametrize("name", ["titel", "title", "TITEL", "Title", "(titel", "!titel"])
def test_a_field_takes_the_word_that_follows(name: str) -> None:
    typed = f"{name}:Radweg"
    assert lex(typed) == (Token(TokenKind.WORD, "Radweg", Scope.TITLE, typed),)


def test_a_date_field_keeps_what_was_typed() -> None:
    assert lex("Seit:2024") == (Token(TokenKind.DATE, "2024", DateField.SINCE, "Seit:2024"),)
    assert lex("bis:„März 2024“") == (Token(TokenKind.DATE, "März 2024", DateField.UNTIL, 'bis:"März 2024"', quoted=True),)


def test_signs_belong_to_a_word() -> None:
    assert [token.text for token in lex("§§ 29 Abs. 1 % – Euro € §")] == ["§§ 29", "Abs.", "1 % –", "Euro €"]
    assert [token.text for token in lex("§ – 29")] == ["§ – 29"]


def test_a_sign_without_a_word_is_dropped() -> None:
    assert [token.text for token in lex('% "Bus" & § "Bahn"')] == ["Bus", "Bahn"]


def test_an_ellipsis_is_one_word() -> None:
    assert [token.text for token in lex("neue Kurse und -beratung")] == ["neue", "Kurse und -beratung"]
    assert TokenKind.NOT in kinds("neue Kurse mit -beratung")
    assert TokenKind.NOT in kinds("und -beratung")
