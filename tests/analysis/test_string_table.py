"""Strings on disk, found by number, text and prefix."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from pytest import TempPathFactory

from search_service.analysis.string_table import StringTable

WORDS = st.lists(st.text(alphabet="aäbß>:0", max_size=4), unique=True, max_size=20)


def written(folder: Path, words: list[str]) -> StringTable:
    StringTable.of(words).save(folder, "words")
    return StringTable.open(folder, "words")


@given(words=WORDS, absent=st.text(max_size=4))
def test_strings_keep_their_numbers(tmp_path_factory: TempPathFactory, words: list[str], absent: str) -> None:
    table = written(tmp_path_factory.mktemp("table"), words)
    assert list(table) == words
    assert [table.find(word) for word in words] == list(range(len(words)))
    assert absent in words or table.find(absent) == -1


@given(words=WORDS, prefix=st.text(alphabet="aäb", max_size=2))
def test_a_prefix_finds_exactly_the_strings_that_begin_with_it(tmp_path_factory: TempPathFactory, words: list[str], prefix: str) -> None:
    table = written(tmp_path_factory.mktemp("table"), words)
    found = [table[number] for number in table.with_prefix(prefix).tolist()]
    assert found == sorted((word for word in words if word.startswith(prefix)), key=str.encode)
