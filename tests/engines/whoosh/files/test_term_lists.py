"""Where each term stands: the same documents as in Whoosh's posting lists and the same places as in the token stream."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from search_service.engines.whoosh.files.occurrences import FULL
from search_service.engines.whoosh.files.place_line import places_of
from search_service.engines.whoosh.files.segment import SegmentView, open_segments
from search_service.schema import FIELDS
from tests.archives import release
from tests.engines.whoosh.indexes import bulk_index

WORDS = ("ampel", "amt", "bahn", "bus", "busse", "fähre", "zug")


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> SegmentView:
    texts = [" ".join(word for place, word in enumerate(WORDS) if number % (place + 2) == 0) or "leer leer" for number in range(60)]
    releases = [release(f"r{number}", text, title=text if number % 3 == 0 else "Meldung") for number, text in enumerate(texts)]
    folder: Path = tmp_path_factory.mktemp("index")
    (segment,) = open_segments(bulk_index(folder, releases))
    return segment


def test_each_term_has_the_documents_and_frequencies_of_its_postings(view: SegmentView) -> None:
    for number, term in enumerate(view.tokens.terms()):
        documents, counts = view.terms.row(number)
        for column, field in enumerate(FIELDS):
            postings = view.postings(field, term)
            assert documents[counts[:, column] > 0].tolist() == postings.documents.tolist()
            assert counts[counts[:, column] > 0, column].tolist() == [FULL * each for each in postings.frequencies.tolist()]


def test_each_term_stands_where_the_stream_has_it(view: SegmentView) -> None:
    places = places_of(view.tokens)
    for number in range(len(view.tokens.terms())):
        assert (view.terms.places_of(number) >> 1).tolist() == places[view.tokens.tokens == number].tolist()


@pytest.mark.parametrize("numbers", [[], [0], [0, 1, 2], [0, 2, 3, 6], [1, 3, 5]])
def test_many_terms_at_once(view: SegmentView, numbers: list[int]) -> None:
    documents, counts = view.terms.rows(np.array(numbers, np.int64))
    rows = [view.terms.row(number) for number in numbers]
    assert documents.tolist() == [each for of_term, _ in rows for each in of_term.tolist()]
    assert counts.tolist() == [each for _, of_term in rows for each in of_term.tolist()]
