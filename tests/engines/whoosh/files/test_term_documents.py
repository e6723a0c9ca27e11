"""Which documents have each term: the same as in Whoosh's posting lists, also for many terms at once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from search_service.engines.whoosh.files.segment import SegmentView, open_segments
from search_service.schema import Field
from tests.archives import release
from tests.engines.whoosh.indexes import bulk_index

WORDS = ("ampel", "amt", "bahn", "bus", "busse", "fähre", "zug")


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> SegmentView:
    texts = [" ".join(word for place, word in enumerate(WORDS) if number % (place + 2) == 0) or "leer" for number in range(60)]
    releases = [release(f"r{number}", text, title=text if number % 3 == 0 else "Meldung") for number, text in enumerate(texts)]
    folder: Path = tmp_path_factory.mktemp("index")
    (segment,) = open_segments(bulk_index(folder, releases))
    return segment


@pytest.mark.parametrize("field", list(Field))
def test_each_term_has_the_documents_of_its_postings(view: SegmentView, field: Field) -> None:
    lists = view.term_documents[field]
    for number, term in enumerate(view.tokens.terms()):
        assert lists.of_terms(np.array([number])).tolist() == view.postings(field, term).documents.tolist()


@pytest.mark.parametrize("numbers", [[], [0], [0, 1, 2], [0, 2, 3, 6], [1, 3, 5]])
def test_many_terms_at_once(view: SegmentView, numbers: list[int]) -> None:
    lists, terms = view.term_documents[Field.BODY], view.tokens.terms()
    expected = [each for number in numbers for each in view.postings("body", terms[number]).documents.tolist()]
    assert lists.of_terms(np.array(numbers, np.int64)).tolist() == expected
