"""Texts that are one word again and again: what a hit shows of them is bounded, and the memory it takes grows as they do."""

from __future__ import annotations

import tracemalloc

import pytest

from search_service.explain.token_columns import MOST_EXPLAINED
from search_service.query.parser import parse
from search_service.schema import Field
from tests.archives import MakeArchive, release

TWICE = 2.5
"""What twice the text may cost: four times as much would be its square."""
LONGEST_SHOWN = 20 * MOST_EXPLAINED
"""Characters: a phrase that goes on into itself is one mark, which no fragment cuts."""
ENDLESS = [("Milan-", "Milan"), ("ﷺ", "ﷺ"), ("Milan ", "Milan"), ("Milan/", '"Milan Milan"'), ("Mila-", "Mil*")]


@pytest.mark.parametrize(("unit", "query"), ENDLESS)
def test_a_search_answers_and_needs_memory_as_the_text_is_long(unit: str, query: str, archive_of: MakeArchive) -> None:
    archive = archive_of(
        release("kurz", unit * 1_500, title="Kurz"), release("lang", unit * 3_000, title="Lang"), *(release(f"x{n}", "x") for n in "ab")
    )
    peaks = {}
    for title, text in (("Kurz", unit * 1_500), ("Lang", unit * 3_000)):
        tracemalloc.start()
        (hit,) = archive.search(f"{query} titel:{title}").hits
        peaks[title] = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert hit.snippets and hit.matched
        assert sum(len(part.text) for snippet in hit.snippets for part in snippet.parts) < LONGEST_SHOWN
        assert sum(map(len, (match.within or "" for match in hit.matched))) < 10_000
        (marks,) = archive.searcher.marks({Field.BODY: text}, parse(query).node).values()
        assert len(marks) <= 4 * MOST_EXPLAINED
    assert peaks["Lang"] < TWICE * peaks["Kurz"]


def test_a_text_of_which_every_sign_is_a_sentence_is_read_as_far_as_any_other(archive_of: MakeArchive) -> None:
    archive = archive_of(release("a", "Milan über dem Moor", title="Milan"), *(release(f"x{n}", "x") for n in "ab"))
    signs = "ﷺ" * 90_000
    assert [hit.id for hit in archive.searcher.similar(text=f"Milan\n{signs}", size=5)] == ["a"]
    assert archive.searcher.similar(text=f"{signs}\nMilan", size=5) == ()
