"""Compounds and their parts."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_service.analysis.meaning.parts.compounds import CountedHeads, Heads, inside_simple_word
from search_service.analysis.meaning.parts.modifiers import modifier_weights
from tests.analysis.small_archives import evidence_of, splitter_of

ARCHIVE = "Klima Schutz Gesetz Integration Minister Konferenz Arbeit Markt Kind Kinder Straße Straßen Bau Amt Quartier Tier"
EVIDENCE = evidence_of(ARCHIVE)
SPLITTER = splitter_of(EVIDENCE)


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("klimaschutzgesetz", ("klima", "schutz", "gesetz")),
        ("integrationsministerkonferenz", ("integrations", "minister", "konferenz")),
        ("arbeitsmarkt", ("arbeits", "markt")),
        ("kinderschutz", ("kinder", "schutz")),
        ("strassenbauamt", ("strassen", "bau", "amt")),
        ("quartier", ()),
        ("klimaxyz", ()),
        ("schutz", ()),
        ("co2gesetz", ()),
    ],
)
def test_nouns_are_split_into_attested_parts(word: str, parts: tuple[str, ...]) -> None:
    assert SPLITTER.split(word, noun=True) == parts


def test_the_head_of_an_adjective_is_an_adjective() -> None:
    splitter = splitter_of(evidence_of(f"{ARCHIVE} rechtlich rechtliche rechtlichen rechtlicher rechtliches rechtlichem"))
    assert splitter.split("arbeitsrechtlichen", noun=False) == ("arbeits", "rechtlichen")
    assert splitter.split("arbeitsmarkt", noun=False) == ()


@pytest.mark.parametrize(("modifier", "base"), [("arbeits", "arbeit"), ("klima", "klima"), ("xyz", "xyz")])
def test_the_linking_element_is_taken_off_a_modifier(modifier: str, base: str) -> None:
    assert SPLITTER.base_of_modifier(modifier) == base


@pytest.mark.parametrize(("modifier", "base"), [("schul", "schule"), ("trink", "trinken")])
def test_a_dropped_ending_is_put_back(modifier: str, base: str) -> None:
    assert splitter_of(evidence_of("Schule trinken")).base_of_modifier(modifier) == base


def test_stems_become_modifiers_when_seen_with_different_heads() -> None:
    few = evidence_of("Schule Hof Amt Schulhof")
    many = evidence_of("Schule Hof Amt Jahr Schulhof Schulamt Schuljahr")
    assert "schul" not in modifier_weights(few, CountedHeads(few))
    assert "schul" in modifier_weights(many, CountedHeads(many))


def test_prefixes_are_no_modifiers() -> None:
    evidence = evidence_of("Bau Hof Amt Satz Vorbau Vorhof Voramt Vorsatz Verbau Verband Verbot Band Bot Verb")
    assert not {"vor", "ver", "verb"} & set(modifier_weights(evidence, CountedHeads(evidence)))


@given(st.text(alphabet="klimaschutzgen", max_size=30))
def test_parts_always_make_up_the_word(word: str) -> None:
    parts = SPLITTER.split(word, noun=True)
    assert len(parts) != 1
    assert not parts or "".join(parts) == word


@given(st.text(alphabet="klimaschutzgen", max_size=30))
def test_counted_heads_begin_where_heads_begin(word: str) -> None:
    for noun in (True, False):
        assert CountedHeads(EVIDENCE).starts(word, noun=noun) == Heads(EVIDENCE).starts(word, noun=noun)


def test_a_very_long_word_of_the_archive_has_heads_too() -> None:
    evidence = evidence_of(f"{ARCHIVE} {'klima' * 60}schutz".title())
    assert CountedHeads(evidence).starts("klima" * 60 + "schutz", noun=True)[-1] == 300


def test_a_very_long_word_is_left_alone() -> None:
    assert SPLITTER.split("klima" * 2000, noun=True) == ()


@pytest.mark.parametrize(
    ("form", "inside"),
    [
        ("freitag", range(1, 7)),
        ("freitagabend", range(1, 7)),
        ("talente", range(1, 6)),
        ("musiktalente", range(6, 11)),
        ("kapitalentnahme", ()),
        ("feiertag", ()),
    ],
)
def test_a_simple_word_is_not_cut_where_a_word_begins_or_ends_with_it(form: str, inside: Iterable[int]) -> None:
    assert inside_simple_word(form) == frozenset(inside)


def test_a_place_is_no_compound_once_it_has_an_adjective() -> None:
    place = splitter_of(evidence_of("Krumm Berg Berge Krummberg Krummberger"))
    compound = splitter_of(evidence_of("Krumm Berg Berge Krummberg Krummberge"))
    assert [place.split(form, noun=True) for form in ("krummberg", "krummbergs", "krummberger")] == [()] * 3
    assert compound.split("krummberg", noun=True) == ("krumm", "berg")
