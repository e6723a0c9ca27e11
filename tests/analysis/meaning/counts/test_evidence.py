"""What an archive says about a form, in memory and on disk."""

from pathlib import Path

import pytest

from search_service.analysis.meaning.counts.evidence import AssumedNoun, ChangedEvidence, CountedEvidence, shared_uses
from search_service.analysis.meaning.lexicon import EVIDENCE_FILE
from search_service.analysis.meaning.lexicon_builder import build_lexicon
from search_service.analysis.meaning.stored.stored_evidence import StoredEvidence
from search_service.analysis.normalize import loose
from search_service.array_file import open_arrays
from tests.analysis.small_archives import counts_of, evidence_of

TEXTS = ["das neue Büro, ein neues Buero", "Neue Wege der Müller", "die Bus- und Bahnlinie mit E-Mail"]


@pytest.mark.parametrize(
    ("numbers", "uses"),
    [((3, 1, 0, 0, 0, 0), (3, 1)), ((3, 1, 4, 0, 0, 0), (6, 2)), ((0, 0, 2, 0, 0, 0), (0, 2)), ((5, 0, 3, 0, 0, 0), (8, 0))],
)
def test_words_at_the_beginning_of_sentences_are_shared_out(numbers: tuple[int, ...], uses: tuple[int, int]) -> None:
    assert shared_uses(numbers) == uses


def test_a_noun_is_mostly_capitalised() -> None:
    evidence = CountedEvidence(counts_of(["das Essen, wir essen gern und essen viel", "im Haus"]))
    assert (evidence.uses("essen"), evidence.nouns("essen"), evidence.nouns("haus")) == ((2, 1), 0, 1)


def test_what_stands_before_hyphens_is_counted_apart() -> None:
    evidence = CountedEvidence(counts_of(TEXTS))
    assert evidence.modifiers == {"bus": 1, "e": 1}
    assert evidence.count("bus") == 0


def test_spellings_are_found_by_their_loose_key() -> None:
    evidence = evidence_of("Büro Buero Muller Müller")
    assert set(evidence.umlaut_spellings(loose("Buro"))) == {"büro", "buero"}
    assert evidence.umlaut_spellings("muller") == ["müller"]


def test_an_assumed_noun_counts_as_one_but_not_as_a_spelling() -> None:
    evidence = AssumedNoun(evidence_of("Haus neue"), "büro")
    assert (evidence.nouns("büro"), evidence.count("büro"), evidence.nouns("haus"), evidence.nouns("garten")) == (1, 0, 5, 0)


def test_stored_evidence_says_the_same(tmp_path: Path) -> None:
    counts = counts_of(TEXTS)
    counted = CountedEvidence(counts)
    build_lexicon(counts, [], tmp_path)
    stored = StoredEvidence(open_arrays(tmp_path / EVIDENCE_FILE))
    for form in [*counted.forms, "abwesend"]:
        assert stored.uses(form) == counted.uses(form)
        assert sorted(stored.umlaut_spellings(loose(form))) == sorted(counted.umlaut_spellings(loose(form)))


def test_changed_evidence_knows_new_words(tmp_path: Path) -> None:
    counts = counts_of(TEXTS)
    build_lexicon(counts, [], tmp_path)
    counts.add("ein Garten")
    assert ChangedEvidence(counts, StoredEvidence(open_arrays(tmp_path / EVIDENCE_FILE))).nouns("garten") == 1
