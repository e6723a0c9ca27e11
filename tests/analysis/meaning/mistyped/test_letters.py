"""Words as rows of letters, and the model of which letters follow each other."""

from __future__ import annotations

import numpy as np

from search_service.analysis.meaning.mistyped.letters import BARE, LETTERS, OTHER, LetterModel, letter_rows, letters_of


def test_letters_of_other_languages_are_their_base() -> None:
    assert letters_of("café").tolist() == letters_of("cafe").tolist()
    assert BARE[letters_of("mühe")].tolist() == letters_of("muhe").tolist() != letters_of("mühe").tolist()
    assert letters_of("жы𝔸").tolist() == [OTHER] * 3


def test_rows_are_filled_up_to_the_longest() -> None:
    rows = letter_rows(["ab", "", "cde"])
    assert rows.matrix(np.array([2, 0])).tolist() == [[3, 4, 5], [1, 2, 0]]
    assert rows.matrix(np.array([1])).shape == (1, 0)
    assert rows.row(2).tolist() == [3, 4, 5]


def test_probabilities_of_the_next_letter_add_up() -> None:
    model = LetterModel.of(letter_rows(["straße".replace("ß", "ss"), "strand", "land"]))
    assert np.allclose(np.exp(model.logs.astype(float)).sum(axis=-1), np.ones((LETTERS, LETTERS)), atol=1e-5)


def test_what_the_archive_writes_is_likelier() -> None:
    model = LetterModel.of(letter_rows(["strasse", "strand", "land", "sand"]))
    assert model.log_likelihood(letters_of("strand")) > model.log_likelihood(letters_of("srtand"))


def test_no_words_make_a_model_too() -> None:
    assert np.isfinite(LetterModel.of(letter_rows([])).log_likelihood(letters_of("haus")))
