"""Words near a typed one: none that is one slip away is overlooked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_service.analysis.meaning.mistyped.letters import letters_of
from search_service.analysis.meaning.mistyped.spelling_candidates import SpellingCandidates, write_candidates
from search_service.array_file import ArrayWriter, open_arrays
from tests.analysis.small_archives import evidence_of

WORDS = ["Straße", "Strand", "Schwimmbad", "Schwimmbäder", "Rhythmus", "Neukölln", "Jugendhilfeausschuss", "Apfelbaum", "Verkehr", "gehen"]
FORMS = [word.casefold() for word in WORDS]


@pytest.fixture(scope="module")
def candidates(tmp_path_factory: pytest.TempPathFactory) -> SpellingCandidates:
    path = tmp_path_factory.mktemp("candidates") / "some.arrays"
    with ArrayWriter(path) as file:
        write_candidates(file, evidence_of(" ".join(WORDS) + " KitaPlatz Ast 2024", uses=3))
    return SpellingCandidates(open_arrays(path))


@st.composite
def mistyped(draw: st.DrawFn) -> tuple[str, str]:
    """A form and the same with one slip."""
    form = draw(st.sampled_from(FORMS))
    at = draw(st.integers(0, len(form) - 2))
    letter = draw(st.sampled_from("abcdefghijklmnopqrstuvwxyzäöü"))
    slips = (
        form[:at] + form[at + 1 :],
        form[:at] + form[at] + form[at:],
        form[:at] + letter + form[at + 1 :],
        form[:at] + letter + form[at:],
    )
    return form, draw(st.sampled_from((*slips, form[:at] + form[at + 1] + form[at] + form[at + 2 :])))


@given(mistyped())
def test_one_slip_hides_no_word(candidates: SpellingCandidates, pair: tuple[str, str]) -> None:
    form, typed = pair
    assert form in candidates.near(letters_of(typed), slips=1, most=1.2).words


def test_costs_uses_and_gains_belong_to_the_words(candidates: SpellingCandidates) -> None:
    near = candidates.near(letters_of("schwimbad"), slips=2, most=2.0)
    assert dict(zip(near.words, near.uses.tolist(), strict=True)) == {"schwimmbad": 3}
    assert near.costs.tolist() == [0.5]
    assert candidates.near(letters_of("xchwxmmbxd"), slips=2, most=2.0).words == ()
    assert candidates.near(letters_of("schwimmbqd"), slips=1, most=1.2).gains[0] > 0


def test_words_with_too_few_uses_are_left_out(candidates: SpellingCandidates) -> None:
    assert candidates.near(letters_of("strnd"), slips=1, most=1.2, fewest_uses=3).words == ("strand",)
    assert candidates.near(letters_of("strnd"), slips=1, most=1.2, fewest_uses=4).words == ()


def test_only_words_with_the_first_letter_where_that_is_asked(candidates: SpellingCandidates) -> None:
    first, other = letters_of("sa").tolist()
    assert candidates.near(letters_of("strnd"), slips=1, most=1.2, first=first).words == ("strand",)
    assert candidates.near(letters_of("strnd"), slips=1, most=1.2, first=other).words == ()


def test_words_with_capitals_inside_are_among_them_short_words_and_numbers_are_not(candidates: SpellingCandidates) -> None:
    assert candidates.near(letters_of("kitapltz"), slips=1, most=1.2).words == ("kitaplatz",)
    assert candidates.near(letters_of("ast"), slips=1, most=1.2).words == ()
