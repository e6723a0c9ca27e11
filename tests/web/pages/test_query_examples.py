"""Examples of the query language: only such as find something."""

from __future__ import annotations

from pathlib import Path

from search_service.config import Settings
from search_service.web.pages.query_examples import find_examples
from tests.archives import Archive, release
from tests.conftest import SampleIndex


def test_one_of_each_kind_with_hits(sample_index: SampleIndex) -> None:
    examples = find_examples(sample_index.searcher)
    assert [example.kind for example in examples] == ["phrase", "either", "without", "beginning", "period"]
    assert [sample_index.searcher.search(example.request).total for example in examples] == [example.total for example in examples]


def test_what_finds_nothing_is_no_example(tmp_path: Path) -> None:
    archive = Archive(Settings(data=tmp_path))
    archive.rebuild([release("a", "Es gibt Geld.", title="Neue Brücken gebaut", topics=["Brückenbau"])])
    examples = find_examples(archive.searcher)
    assert {example.kind for example in examples} == {"phrase", "period"}
    assert all(example.total for example in examples)
    archive.searcher.close()


def test_an_empty_archive_has_no_examples(tmp_path: Path) -> None:
    archive = Archive(Settings(data=tmp_path))
    archive.rebuild([])
    assert find_examples(archive.searcher) == ()
    archive.searcher.close()
