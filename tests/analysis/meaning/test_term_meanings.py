"""Meanings of index terms of every kind."""

import pytest

from search_service.analysis.meaning.term_meanings import TermMeanings
from tests.analysis.small_archives import evidence_of, splitter_of

EVIDENCE = evidence_of("Bürger Besucher Zentrum Bus Bahn Verkehr Müll Abfuhr Arzt Corona Pandemie Kolleg:innen Kollege")
MEANINGS = TermMeanings(EVIDENCE, splitter_of(EVIDENCE))


@pytest.mark.parametrize(
    ("term", "same"),
    [
        ("buerger:innen", "buerger"),
        ("aerzt:innen", "arzt"),
        ("kolleg:in", "kollege"),
        ("+besucher:innenzentrum", "besucherzentrum"),
        ("+coronapandemie", "coronapandemie"),
        ("bus>bahnverkehr", "busverkehr"),
    ],
)
def test_marked_terms_mean_what_the_plain_word_means(term: str, same: str) -> None:
    assert MEANINGS.of_term(term) == MEANINGS.of_term(same)
    assert MEANINGS.of_term(term).key


@pytest.mark.parametrize("term", ["@2024-03-21", "§29", "abc>quatsch"])
def test_terms_without_a_meaning(term: str) -> None:
    assert MEANINGS.of_term(term).key is None
    assert MEANINGS.of_term(term).parts == ()


def test_folded_terms_get_their_umlauts_back_before_they_are_split() -> None:
    assert MEANINGS.of_term("muellabfuhr").parts == ("mull", "abfuhr")
    assert MEANINGS.spelled("muellabfuhr") == "müllabfuhr"
    assert MEANINGS.spelled("24muell") == "24müll"
