"""Words one after another on a token stream, against looking at every place."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from search_service.engines.whoosh.evaluating.sequences import slots_with_sequence
from tests.engines.whoosh.files.test_token_stream import stream_of

TEXTS = st.lists(st.lists(st.sampled_from(["a", "b", "c", "a-b", "a-b-c", "b-c"]), max_size=6).map(" ".join), min_size=4, max_size=4)
OTHERS = st.dictionaries(st.integers(1, 3), st.sets(st.sampled_from("abc"), min_size=1), min_size=1, max_size=3)


def has_sequence(rows: list[tuple[str, int]], others: dict[int, set[str]]) -> bool:
    places = {(term, position) for term, position in rows}
    starts = [position for term, position in rows if term == "a"]
    return any(all(any((term, start + offset) in places for term in terms) for offset, terms in others.items()) for start in starts)


@given(documents=st.lists(TEXTS, min_size=1, max_size=4), others=OTHERS)
def test_found_where_it_stands_and_nowhere_else(documents: list[list[str]], others: dict[int, set[str]]) -> None:
    stream = stream_of([*documents, ["a b c", "", "", ""]])
    terms, positions = stream.terms(), stream.of_documents(np.arange(stream.documents)).positions
    wanted = [(offset, np.array([term in some for term in terms])) for offset, some in others.items()]
    found = set(slots_with_sequence(stream, terms.index("a"), wanted).tolist())
    for slot, (start, end) in enumerate(zip(stream.starts[:-1].tolist(), stream.starts[1:].tolist(), strict=True)):
        rows = [(terms[token], int(position)) for token, position in zip(stream.tokens[start:end], positions[start:end], strict=True)]
        assert (slot in found) == has_sequence(rows, others)
