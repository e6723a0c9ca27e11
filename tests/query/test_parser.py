"""What queries mean: a table of texts and their canonical forms, the nodes behind them, the problems, the limits."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_service.query.nodes import NOTHING, And, DateRange, Everything, Node, Not, Or, Phrase, Prefix, Words
from search_service.query.parser import MAX_CLAUSES, MAX_LENGTH, ParsedQuery, ProblemKind, QueryProblem, parse
from search_service.query.render import render
from search_service.schema import Scope
from tests.query.texts import PIECES, TEXTS

TODAY = date(2024, 3, 22)
TABLE = Path(__file__).with_name("parser_cases.tsv")


def understood(text: str) -> Node:
    parsed = parse(text, today=TODAY)
    assert parsed.problems == ()
    return parsed.node


def table_rows() -> list[tuple[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return [(row["typed"], row["understood"]) for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)]


@pytest.mark.parametrize(("typed", "canonical"), table_rows())
def test_the_table_of_queries(typed: str, canonical: str) -> None:
    assert render(understood(typed)) == canonical


@pytest.mark.parametrize(("typed", "canonical"), table_rows())
def test_the_canonical_form_means_the_same(typed: str, canonical: str) -> None:
    assert understood(canonical) == understood(typed)


@pytest.mark.parametrize(
    ("typed", "node"),
    [
        ("", Everything()),
        (" \u200b", Everything()),
        *((sign, NOTHING) for sign in ("*", "§", "\N{SLIGHTLY SMILING FACE}", '""', "ODER", "% *", "-")),
        ("§ -c", Not(Words("c"))),
        ("a Bus- und Bahn", Words("a Bus- und Bahn")),
        ("a UND b", And((Words("a"), Words("b")))),
        ("a b ODER c d", And((Words("a"), Or((Words("b"), Words("c"))), Words("d")))),
        ("a b -c d e", And((Words("a b"), Not(Words("c")), Words("d e")))),
        ('a "b c" d', And((Words("a"), Phrase("b c"), Words("d")))),
        ("-c", Not(Words("c"))),
        ('-"b c" -de*', And((Not(Phrase("b c")), Not(Prefix("de"))))),
        ("titel:a titel:b", And((Words("a", Scope.TITLE), Words("b", Scope.TITLE)))),
        ('thema:"b c" ministerium:de*', And((Phrase("b c", Scope.TOPIC), Prefix("de", Scope.MINISTRY)))),
        ("§ 29 ODER b", Or((Words("§ 29"), Words("b")))),
        ("Kurse und -beratung ODER Schule", Or((Words("Kurse und -beratung"), Words("Schule")))),
        ("a ODER *", Or((Words("a"), Everything()))),
        ("-*", Not(Everything())),
        ("seit:2024", DateRange(date(2024, 1, 1), None)),
        ("bis:2024", DateRange(None, date(2024, 12, 31))),
        ("datum:heute", DateRange(TODAY, TODAY)),
        ("a seit:2023 b bis:2024", And((Words("a"), DateRange(date(2023, 1, 1), date(2024, 12, 31)), Words("b")))),
        ("a ODER seit:2024", Or((Words("a"), DateRange(date(2024, 1, 1), None)))),
        ("-bis:2024", Not(DateRange(None, date(2024, 12, 31)))),
    ],
)
def test_nodes(typed: str, node: Node) -> None:
    assert parse(typed, today=TODAY).node == node


@pytest.mark.parametrize(
    ("typed", "canonical", "problem"),
    [
        ("a* Klima", "Klima", QueryProblem(ProblemKind.SHORT_PREFIX, "a*")),
        ("titel:* Klima", "Klima", QueryProblem(ProblemKind.SHORT_PREFIX, "titel:*")),
        ("NICHT a* Klima", "Klima", QueryProblem(ProblemKind.SHORT_PREFIX, "a*")),
        ("Rad a* ODER Klima", "Rad UND Klima", QueryProblem(ProblemKind.SHORT_PREFIX, "a*")),
        ("Rad ODER a* Klima", "Rad UND Klima", QueryProblem(ProblemKind.SHORT_PREFIX, "a*")),
        ("seit:Haushalt Klima", "Klima", QueryProblem(ProblemKind.UNREADABLE_DATE, "seit:Haushalt")),
        ("Klima bis: bald 2024", "Klima UND 2024", QueryProblem(ProblemKind.UNREADABLE_DATE, "bis: bald")),
        ('datum:"31. Februar 2024"', "", QueryProblem(ProblemKind.UNREADABLE_DATE, 'datum:"31. Februar 2024"')),
        ("seit:21. März Klima", "März Klima", QueryProblem(ProblemKind.UNREADABLE_DATE, "seit:21.")),
        ("Klima seit:", "Klima", QueryProblem(ProblemKind.UNREADABLE_DATE, "seit:")),
        ("seit: -Klima", "-Klima", QueryProblem(ProblemKind.UNREADABLE_DATE, "seit:")),
        (
            "seit:2025 bis:2024",
            "seit:2025-01-01 bis:2024-12-31",
            QueryProblem(ProblemKind.REVERSED_RANGE, "seit:2025-01-01 bis:2024-12-31"),
        ),
    ],
)
def test_what_cannot_be_used_is_said(typed: str, canonical: str, problem: QueryProblem) -> None:
    parsed = parse(typed, today=TODAY)
    assert (render(parsed.node), parsed.problems, parsed.cut) == (canonical, (problem,), False)
    assert problem.message.endswith(".")


@pytest.mark.parametrize(
    ("typed", "unclosed"),
    [
        ('Rad "am Ufer', True),
        ("„am Ufer", True),
        ('titel:"am Ufer', True),
        ('"am Ufer" "Rad', True),
        ('Rad "am Ufer"', False),
        ("„am Ufer“ Rad", False),
        ('Rad "', False),
        ("am Ufer", False),
    ],
)
def test_a_phrase_without_its_closing_quote_is_told(typed: str, *, unclosed: bool) -> None:
    assert parse(typed).unclosed == unclosed


def test_every_problem_has_its_own_message() -> None:
    messages = {QueryProblem(kind, "").message for kind in ProblemKind}
    assert len(messages) == len(ProblemKind)


def test_a_long_text_is_cut_at_a_word() -> None:
    parsed = parse("Donaudampfschifffahrt " * 30)
    assert parsed.node == Words(" ".join(["Donaudampfschifffahrt"] * 23))
    assert parsed.problems == (QueryProblem(ProblemKind.TOO_LONG, "Donaudampfschifffahrt"),)
    assert parsed.cut


def test_one_long_word_is_cut_inside() -> None:
    parsed = parse("x" * 10_000)
    assert parsed.node == Words("x" * (MAX_LENGTH - 1))
    assert parsed.problems == (QueryProblem(ProblemKind.TOO_LONG, "x" * 60),)


def test_the_longest_text_is_not_cut() -> None:
    assert parse("x" * MAX_LENGTH) == ParsedQuery(Words("x" * MAX_LENGTH))
    assert parse(" " * 5000 + "Klima" + "\u200b" * 5000) == ParsedQuery(Words("Klima"))


def test_a_character_that_stands_for_eighteen_counts_as_eighteen() -> None:
    """Four words each, and each of them is looked for in every text shown."""
    ligature = "\ufdfa"
    whole, cut = parse(ligature * (MAX_LENGTH // 18)), parse(ligature * MAX_LENGTH)
    assert (whole.cut, cut.cut) == (False, True)
    assert len(render(cut.node)) < MAX_LENGTH // 18
    assert not parse("ü…" * 120).cut


@pytest.mark.parametrize("clause", ["ab", '"a b"', "ab*", "titel:ab", "-ab", "bis:2024 ODER", "§ 29"])
def test_clauses_beyond_the_limit_are_cut(clause: str) -> None:
    exactly = parse(f"{clause} " * MAX_CLAUSES)
    beyond = parse(f"{clause} " * MAX_CLAUSES + "Wort mehr")
    assert not exactly.cut
    assert beyond == ParsedQuery(exactly.node, (QueryProblem(ProblemKind.TOO_MANY_CLAUSES, "Wort"),))


def test_a_text_has_one_form() -> None:
    assert understood("Ma\u0308rz\x00 \u202fVerkehrs\u00admeldung\n\ud800neu") == Words("März Verkehrsmeldung neu")


@given(TEXTS)
def test_the_canonical_form_of_any_text_means_the_same(text: str) -> None:
    node = parse(text, today=TODAY).node
    canonical = render(node)
    if len(canonical) <= MAX_LENGTH:  # "seit:heute" grows when it is written as a day
        assert parse(canonical, today=TODAY).node == node


@given(st.lists(PIECES, min_size=1, max_size=4).map("".join), st.sampled_from(("", " ")))
def test_ten_thousand_characters_of_anything_are_no_trouble(piece: str, gap: str) -> None:
    parsed = parse((piece + gap) * (10_000 // len(piece + gap)), today=TODAY)
    assert len(render(parsed.node)) < 3 * MAX_LENGTH
    assert len(parsed.problems) <= MAX_CLAUSES + 2
